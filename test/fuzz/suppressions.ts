import { noFiles } from "../../server/src/document/document.js";
import { formats } from "../../server/src/formats/index.js";
import { lint } from "../../server/src/lint/lint.js";
import { suppressionsOf } from "../../server/src/lint/suppress.js";
import { Broken } from "./check-text.js";
import type { Target } from "./formats.js";
import type { Random } from "./random.js";
import type { FuzzWorld } from "./world.js";

const dates = ["2027-01-01", "2020-01-01", "2026-13-01", "2026-02-30", "tomorrow", "0000-00-00", "", "2026-1-1"];
const reasons = [
  "a test",
  "",
  ":",
  "tenet-ignore",
  "\u202e\u0007",
  "x".repeat(3000),
  "until 2027-01-01",
  "é\ud83d\ude00",
];

/**
 * Suppressions of every shape in the comments of every format: where one stands it lies in the text, in order, names
 * its rules at their places, and what is taken away was found before.
 */
export function suppressionTarget(world: FuzzWorld): Target {
  const lists = formats.flatMap((entry) => {
    const seeds = world.seeds.get(entry.id);
    return seeds ? [{ entry, seeds }] : [];
  });
  const ids = world.rules.rules.map((rule) => rule.data.id);
  let count = 0;
  return {
    name: "suppressions",
    async run(random, note, given) {
      const { entry, seeds } = random.pick(lists);
      const seed = random.pick(seeds);
      const format = await entry.load();
      const lines = seed.text.split("\n");
      for (let n = 1 + random.below(4); n > 0; n--) {
        const { line = "#", block } = format.comment ?? {};
        const [open, close] = block && random.one(2) ? block : [line, ""];
        const comment = `${open} ${comments(ids, random)} ${close}`;
        const at = random.below(lines.length + 1);
        if (random.one(3) && lines[at] !== undefined) lines[at] += ` ${comment}`;
        else lines.splice(at, 0, comment);
      }
      const text = given ?? lines.join(random.one(6) ? "\r\n" : "\n");
      note(text, seed.path);
      const document = await format.parse(`s${count++}/${seed.path}`, text, noFiles);
      try {
        let last = 0;
        for (const { range, rules } of suppressionsOf(document)) {
          if (range.start < last || range.end < range.start || range.end > text.length)
            throw new Broken(`range: suppression at ${range.start}–${range.end} of ${text.length}`);
          last = range.start;
          for (const one of rules)
            if (text.slice(one.range.start, one.range.end) !== one.id) throw new Broken(`range: "${one.id}" elsewhere`);
        }
        const result = lint(document, world.rules, world.options, world.rules.gate(entry, text));
        const where = new Set(result.findings.map((one) => `${one.id} ${one.range.start} ${one.range.end}`));
        for (const one of result.suppressed)
          if (where.has(`${one.id} ${one.range.start} ${one.range.end}`) && one.range.end > one.range.start)
            throw new Broken(`suppressed: ${one.id} is told and taken away`);
        for (const one of result.findings)
          if (!(0 <= one.range.start && one.range.end <= text.length)) throw new Broken(`range: finding ${one.id}`);
      } finally {
        document.release();
      }
    },
  };
}

function comments(ids: readonly string[], random: Random): string {
  const word = random.pick(["tenet-ignore", "tenet-ignore", "tenet-ignore-file", "tenet-ignored", "Tenet-Ignore"]);
  const list = Array.from({ length: random.below(4) }, () =>
    random.one(5) ? random.pick(["*", "no-such", ",", "__proto__"]) : random.pick(ids),
  );
  const until = random.one(2) ? ` until ${random.pick(dates)}` : "";
  const reason = random.one(2) ? `: ${random.pick(reasons)}` : "";
  return `${word} ${list.join(random.pick([", ", ",", " ", " , "]))}${until}${reason}`;
}
