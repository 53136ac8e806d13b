import { noFiles } from "../../server/src/document/document.js";
import { detect, formatKeys } from "../../server/src/formats/index.js";
import { type ExampleRunner, runExample } from "../../server/src/lint/example.js";
import { defaultLintOptions, lint } from "../../server/src/lint/lint.js";
import { loadFormats } from "../../server/src/project/rule-files.js";
import { createEngine } from "../../server/src/rules/compile.js";
import { loadRule } from "../../server/src/rules/load.js";
import { nativePatterns } from "../../server/src/rules/pattern.js";
import { RulePack, RuleSet } from "../../server/src/rules/rule-set.js";

const rule = `
id: no-plain-mail
title: Mail in clear text
severity: error
why: w
remedy: r
checks:
  nginx:
    - on: mail/**/starttls
      where: node.args[0] == "on"
      message: clear text stays possible
      at: args[0]
      fix: { title: Require it, replace: "args[0]", with: only, safe: true }
      examples:
        - bad: |
            mail { starttls on; }
                            ^^
          fixed: |
            mail { starttls only; }
        - good: |
            mail { starttls only; }
        - good: |
            http { starttls on; }
        - good: |
            mail { starttls {{ upgrade }}; }
        - good: |
            mail { starttls on; } # tenet-ignore no-plain-mail: a test
        - bad: |
            mail { starttls on; } # tenet-ignore no-plain-mail until 2019-12-31: a test
                            ^^
          fixed: |
            mail { starttls only; } # tenet-ignore no-plain-mail until 2019-12-31: a test
`;

/** Runs a small rule through the whole engine and gives what is not as it must be. */
export async function findWrong(): Promise<string[]> {
  const engine = createEngine(nativePatterns, []);
  const loaded = await loadRule(rule, { engine, formatKeys: formatKeys(), formatsOf: loadFormats });
  if (!loaded.rule || !loaded.docs || loaded.problems.length > 0)
    return loaded.problems.map((problem) => problem.message);
  const rules = new RuleSet([new RulePack([loaded.rule], engine)]);
  const options = defaultLintOptions("2020-01-01");
  const runner: ExampleRunner = {
    parse: async (path, text, files) => {
      const entry = detect(path, () => text);
      return entry && (await entry.load()).parse(path, text, files);
    },
    rules,
    options,
  };
  const wrong: string[] = [];
  for (const example of loaded.docs.examples.flat())
    for (const failure of await runExample("no-plain-mail", example, "nginx.conf", runner)) wrong.push(failure.message);
  const entry = detect("nginx.conf", () => "");
  const document = await (await entry!.load()).parse(
    "nginx.conf",
    "mail { starttls on; } # tenet-ignore no-plain-mail\n",
    noFiles,
  );
  const { findings, suppressed } = lint(document, rules, options);
  if (findings.length !== 0 || suppressed.length !== 1) wrong.push("a suppression does not hold");
  return wrong;
}
