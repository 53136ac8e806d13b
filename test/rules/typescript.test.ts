import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { diskHost } from "../../server/src/disk.js";
import { detect } from "../../server/src/formats/index.js";
import { type ExampleRunner, runExample } from "../../server/src/lint/example.js";
import { defaultLintOptions } from "../../server/src/lint/lint.js";
import { linearEngine } from "../../server/src/project/engines.js";
import { readRuleFile, ruleFilesBelow } from "../../server/src/project/rule-files.js";
import { RulePack, RuleSet } from "../../server/src/rules/rule-set.js";
import { root, useSourceGrammars } from "../support.js";

// The examples are written in JavaScript, which is TypeScript too: both grammars must give the same findings.
describe("rules for JavaScript say the same in TypeScript", () => {
  before(useSourceGrammars);
  for (const path of ruleFilesBelow(diskHost(), join(root, "rules"))) {
    const text = readFileSync(path, "utf8");
    if (!/^ {2}javascript:/m.test(text)) continue;
    it(path.slice(root.length + 1), async () => {
      const engine = await linearEngine();
      const { rule, docs } = await readRuleFile(path, text, engine);
      assert.ok(rule && docs);
      const runner: ExampleRunner = {
        parse: async (name, source, others) => {
          const entry = detect(name, () => source.slice(0, 4096));
          return entry && (await entry.load()).parse(name, source, others);
        },
        rules: new RuleSet([new RulePack([rule], engine)]),
        options: { ...defaultLintOptions("2020-01-01"), allRules: true, minConfidence: "possible" },
      };
      for (const [index, check] of rule.checks.entries()) {
        if (check.key !== "javascript") continue;
        for (const example of docs.examples[index]!) {
          if (example.path && !/\.[cm]?jsx?$/.test(example.path)) continue;
          for (const ending of ["ts", "tsx"]) {
            const name = (example.path ?? "example.js").replace(/\.[cm]?jsx?$/, `.${ending}`);
            assert.deepEqual(await runExample(rule.id, example, name, runner), [], `${name}, check ${index + 1}`);
          }
        }
      }
    });
  }
});
