import assert from "node:assert/strict";
import { noFiles } from "../../server/src/document/document.js";
import { formats } from "../../server/src/formats/index.js";
import type { Finding } from "../../server/src/lint/finding.js";
import { applySafely } from "../../server/src/lint/fix.js";
import { lint } from "../../server/src/lint/lint.js";
import { root } from "../support.js";
import { openWorld } from "./world.js";

/** One of so many texts is tried; `TENET_FIXES=1` tries all of them. */
const step = Number(process.env.TENET_FIXES ?? 3);

/** After so many rounds every fix has been applied, or they go round in a circle. */
const rounds = 10;

describe("fixes of every format's texts", function () {
  this.timeout(600_000);

  it("take their finding away, leave a text that is read as well, and come to an end", async () => {
    const world = await openWorld(root);
    let applied = 0;
    let count = 0;
    const wrong: string[] = [];
    for (const entry of formats) {
      const format = await entry.load();
      const seeds = (world.seeds.get(entry.id) ?? []).filter((_, index) => index % step === 0);
      for (const seed of seeds) {
        const look = async (text: string) => {
          const document = await format.parse(`fix${count++}/${seed.path}`, text, noFiles);
          const result = lint(document, world.rules, world.options, world.rules.gate(entry, text));
          // Code is parsed when its nodes are asked for.
          void document.root.children;
          const problems = document.problems.length;
          document.release();
          return { problems, findings: result.findings };
        };
        const first = await look(seed.text);
        if (first.problems > 0) continue;
        const many = (findings: typeof first.findings, { id, message }: Finding): number =>
          findings.filter((one) => one.id === id && one.message === message).length;
        for (const finding of first.findings) {
          const [fix] = finding.fixes;
          if (!fix) continue;
          const { text } = applySafely(seed.text, [fix]);
          const after = await look(text);
          applied++;
          const what = `${seed.path} ${finding.id} "${fix.title}"\n${seed.text}\n----\n${text}`;
          if (text === seed.text) wrong.push(`changes nothing: ${what}`);
          else if (after.problems > 0) wrong.push(`leaves what cannot be read: ${what}`);
          else if (many(after.findings, finding) >= many(first.findings, finding))
            wrong.push(`leaves its finding: ${what}`);
        }
        let text = seed.text;
        let left = first.findings;
        for (let round = 0; ; round++) {
          const next = applySafely(
            text,
            left.flatMap((one) => one.fixes.filter((fix) => fix.safe).slice(0, 1)),
          ).text;
          if (next === text) break;
          if (round === rounds) {
            wrong.push(`goes on for ever: ${seed.path}\n${seed.text}\n----\n${text}`);
            break;
          }
          text = next;
          left = (await look(text)).findings;
        }
      }
    }
    assert.ok(applied > 200, `${applied}`);
    assert.deepEqual(wrong, [], wrong.slice(0, 5).join("\n====\n"));
  });
});
