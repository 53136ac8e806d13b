import assert from "node:assert/strict";
import { join } from "node:path";
import { diskHost } from "../../server/src/disk.js";
import { detect, formatsOf } from "../../server/src/formats/index.js";
import { runExample } from "../../server/src/lint/example.js";
import { defaultLintOptions } from "../../server/src/lint/lint.js";
import { builtinEngine } from "../../server/src/project/engines.js";
import { readRuleSources } from "../../server/src/project/rule-sources.js";
import { RulePack, RuleSet } from "../../server/src/rules/rule-set.js";
import { root, useSourceGrammars } from "../support.js";

// Users run the built-in rules with native patterns; `tenet test` proves them with the linear engine. Both must agree.
describe("rule examples with native patterns", () => {
  it("all hold", async function () {
    this.timeout(240_000);
    useSourceGrammars();
    const { files } = await readRuleSources(diskHost(), join(root, "rules"));
    const wrong: string[] = [];
    for (const { rule, docs } of files) {
      const rules = new RuleSet([new RulePack([rule!], builtinEngine())]);
      for (const [index, examples] of docs!.examples.entries()) {
        const entry = formatsOf(rule!.checks[index]!.key)[0]!;
        for (const example of examples) {
          const failures = await runExample(rule!.id, example, example.path ?? entry.sample ?? `example.${entry.id}`, {
            rules,
            options: { ...defaultLintOptions("2020-01-01"), allRules: true, minConfidence: "possible" },
            parse: async (path, text, others) =>
              (await detect(path, () => text.slice(0, 4096))?.load())?.parse(path, text, others),
          });
          for (const failure of failures)
            wrong.push(`${rule!.id} check ${index + 1}: ${failure.message}: ${example.text.slice(0, 80)}`);
        }
      }
    }
    assert.deepEqual(wrong, []);
  });
});
