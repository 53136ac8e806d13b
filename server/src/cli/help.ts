/** What `tenet` without a command prints. */
export const overview = `tenet: a linter for security principles

  tenet check [PATH…]      find where files break a principle
  tenet fix [PATH…]        apply the safe fixes
  tenet explain RULE       why a rule is there, how it looks, what to do
  tenet rules              list the rules
  tenet grade FILE…        the HTTP Observatory grade of every host that nginx serves
  tenet test [PATH…]       run the examples of rules
  tenet new rule           write a working rule from three answers
  tenet facts [WORD]       what rules can ask in CEL
  tenet baseline [PATH…]   hold the findings there are; only new ones are told
  tenet suppressions       list suppressions, unused and expired ones among them
  tenet config [PATH…]     what is wrong with tenet.yaml; --explain FILE: what holds for a file
  tenet vendor             fetch what tenet.yaml extends from git and the web; lock it
  tenet merge REPORT…      join the reports of shards
  tenet completions SHELL  what completes all this in bash, zsh or fish
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
  --staged                 what is staged in git, as it will be committed
  --changed                what differs from the last commit, with new files
  --since REF              what changed since the branch left REF
  --shard I/N              only the I-th of N parts of the files; tenet merge joins the reports
  --no-baseline            also what .tenet/baseline.json holds
  --all-rules              also the rules that are off by default
  --as-of DATE             judge ends of life and of suppressions as on that day
  --no-config              look for no tenet.yaml
  --fail-on SEVERITY       exit 1 only for findings this bad: error, warning, info, hint (default: hint, any)
  --max-warnings N         exit 1 when there are more than N warnings
  --exit-zero              exit 0 whatever is found
  --show-undecided         also list places where a rule could not decide
  --max-file-size BYTES    skip larger files (default 20 MB; plans and states of Terraform 100 MB)
  --quiet                  print no summary
  --profile                say on standard error where the time went: by phase, rule and file; in JSON reports as \`profile\`

Folders are searched without what .gitignore leaves out, node_modules and .git; links are not followed.
`,
  fix: `tenet fix [PATH…]   applies the safe fixes to files and folders

  --dry-run                show what would change, change nothing
  --unsafe                 also apply the first of the fixes that are not safe
  --rule ID                only fixes of this rule; may be given several times
  --no-config, --all-rules, --min-confidence, --max-file-size, --no-baseline, --as-of   as for check
`,
  new: `tenet new rule   asks for a kind of file, a name and a message; writes .tenet/rules/ID.yaml with examples

  --format KEY             the kind of file: dockerfile, nginx, terraform, compose, env, python …
  --on NAME                the name the rule looks at
  --message TEXT           what is wrong when it is there
  --id ID                  the rule's id
`,
  test: `tenet test [PATH…]   runs the examples of rule files; .tenet/rules when none is named. Files that say
\`# expect: RULE\` in comments are fixtures: linted whole, found must be what is expected

  --update                 rewrite carets and fixed texts that differ; read them before you commit

  --quiet                  print only what fails
`,
  grade: `tenet grade FILE…   how the MDN HTTP Observatory would grade the hosts that nginx configurations serve

  --host NAME              only this host; may be given several times
  --format FORMAT          text (default) or json

Nothing is asked over the network: the grade is what nginx alone earns. What an application behind it can change is
told as a range.
`,
  explain: `tenet explain RULE   why a rule is there, its examples, its fixes\n`,
  rules: `tenet rules   lists the rules

  --no-config              look for no tenet.yaml
  --format FORMAT          text (default) or json
`,
  facts: `tenet facts [WORD]   what rules can ask in CEL, with an example each

  --format FORMAT          text (default) or json
`,
  baseline: `tenet baseline [PATH…]   writes .tenet/baseline.json beside tenet.yaml or the repository's root

  --prune                  only take away what is no longer found
  --min-confidence, --all-rules, --no-config, --max-file-size, --as-of   as for check
`,
  suppressions: `tenet suppressions [PATH…]   lists suppressions in files and in tenet.yaml with their state, end and reason

  --state STATE            active, unused, expired, invalid
  --fix                    take the unused and the expired ones away
  --format FORMAT          text (default) or json
`,
  config: `tenet config [PATH…]   what is wrong with every tenet.yaml and the rules it names, and what in it has no effect
tenet config --explain FILE   the rules that hold for a file, and which line of which file says so

  --explain                tell it, rule by rule
  --schema                 print the JSON Schema of tenet.yaml, for editors
  --format FORMAT          text (default) or json
`,
  vendor: `tenet vendor   fetches the sources that the tenet.yaml of this folder extends by an address:
git+https://HOST/REPOSITORY#TAG (or git+ssh, git+file; a commit instead of the tag), https://HOST/…/tenet.yaml,
https://HOST/….tar.gz. Their YAML is kept in .tenet/vendor, their hashes and commits in .tenet/lock.json: commit both,
and checks need no network. What is there as it was locked is not fetched again

  --update                 take sources as they are now and lock that
`,
  merge: `tenet merge REPORT…   joins JSON or SARIF reports of shards

  --output FILE            where the whole goes; standard output when absent
  --exit-zero              exit 0 whatever is in it
`,
  completions: `tenet completions SHELL   prints what completes commands, options and values in bash, zsh or fish:
eval "$(tenet completions bash)" in ~/.bashrc; tenet completions zsh into a file _tenet on $fpath;
tenet completions fish into ~/.config/fish/completions/tenet.fish
`,
  lsp: `tenet lsp --stdio   speaks the language server protocol with an editor

  --stdio                  on standard input and output
`,
};

/** The names of the commands, in the order of the help. */
export const commandNames: readonly string[] = [...Object.keys(pages), "help"];

/** The help of a command, undefined when there is no such command. */
export function helpFor(command: string): string | undefined {
  return Object.hasOwn(pages, command) ? pages[command] : undefined;
}
