/** What `tenet` without a command prints. */
export const overview = `tenet: a linter for security principles

  tenet check [PATH…]      find where files break a principle
  tenet fix [PATH…]        apply the safe fixes
  tenet explain RULE       why a rule is there, how it looks, what to do
  tenet rules              list the rules
  tenet test [PATH…]       run the examples of rules
  tenet facts [WORD]       what rules can ask in CEL
  tenet lsp --stdio        language server for editors
  tenet help COMMAND       the options of a command

Exit code: 0 clean, 1 findings, 2 could not run.
`;

const pages: Readonly<Record<string, string>> = {
  check: `tenet check [PATH…]   files and folders; the current folder when none is named

  --format FORMAT          pretty, concise, json, jsonl, sarif, github, gitlab, junit, checkstyle,
                           rdjson, markdown, html; may be given several times
  --output FILE            where the format named last goes; standard output when absent
  --stdin                  read the text from standard input
  --stdin-filename NAME    the name that says what the text is
  --min-confidence LEVEL   certain, likely (default), possible
  --all-rules              also the rules that are off by default
  --no-config              look for no tenet.yaml
  --fail-on SEVERITY       exit 1 only for findings this bad: error, warning, info, hint (default: hint, any)
  --max-warnings N         exit 1 when there are more than N warnings
  --exit-zero              exit 0 whatever is found
  --show-undecided         also list places where a rule could not decide
  --max-file-size BYTES    skip larger files (default 20 MB)
  --quiet                  print no summary

Folders are searched without what .gitignore leaves out, node_modules and .git; links are not followed.
`,
  fix: `tenet fix [PATH…]   applies the safe fixes to files and folders

  --dry-run                show what would change, change nothing
  --unsafe                 also apply the first of the fixes that are not safe
  --rule ID                only fixes of this rule; may be given several times
  --no-config, --all-rules, --min-confidence   as for check
`,
  test: `tenet test [PATH…]   runs the examples of rule files; .tenet/rules when none is named

  --quiet                  print only what fails
`,
  explain: `tenet explain RULE   why a rule is there, its examples, its fixes\n`,
  rules: `tenet rules   lists the rules

  --format FORMAT          text (default) or json
`,
  facts: `tenet facts [WORD]   what rules can ask in CEL, with an example each

  --format FORMAT          text (default) or json
`,
  lsp: `tenet lsp --stdio   speaks the language server protocol on standard input and output\n`,
};

/** The help of a command, undefined when there is no such command. */
export function helpFor(command: string): string | undefined {
  return Object.hasOwn(pages, command) ? pages[command] : undefined;
}
