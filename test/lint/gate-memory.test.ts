import assert from "node:assert/strict";
import { diskHost } from "../../server/src/disk.js";
import { detect } from "../../server/src/formats/index.js";
import { LintMemory } from "../../server/src/lint/lint-memory.js";
import { builtinPack } from "../../server/src/project/builtin-rules.js";
import { RuleSet } from "../../server/src/rules/rule-set.js";
import { randomFrom } from "../fuzz/random.js";

describe("which checks can match, remembered from edit to edit", () => {
  const texts = {
    sshd_config: "PermitRootLogin yes\nPasswordAuthentication yes\n# tenet-ignore root-login: a test\n",
    Dockerfile: "FROM node:20\nRUN curl http://a.example/x.sh | sh\nUSER root\n",
    "nginx.conf": "mail { server { listen 143; starttls on; } }\nhttp { server { ssl_protocols TLSv1; } }\n",
  };

  it("is what a reading of the whole text gives", async () => {
    const rules = new RuleSet([builtinPack(await diskHost().builtin())]);
    await rules.ready();
    let changes = 0;
    for (const [path, first] of Object.entries(texts)) {
      const entry = detect(path, () => first)!;
      const random = randomFrom(path);
      const words = first.split(/\s+/);
      const memory = new LintMemory();
      let text = first;
      let last = "";
      for (let turn = 0; turn < 200; turn++) {
        const at = random.below(text.length + 1);
        const gone = random.one(2) ? random.below(25) : 0;
        text = text.slice(0, at) + (random.one(3) ? random.pick(words) : "x") + text.slice(at + gone);
        if (text.length > 600) text = first;
        const { checks, suppressions } = memory.gate(rules, entry, text);
        const whole = rules.gate(entry, text);
        assert.deepEqual(
          [checks.map((one) => one.rule.data.id), suppressions],
          [whole.checks.map((one) => one.rule.data.id), whole.suppressions],
          `${path} ${turn}`,
        );
        if (last !== checks.length.toString()) changes++;
        last = checks.length.toString();
      }
    }
    assert.ok(changes > 25, `${changes}`);
  });
});
