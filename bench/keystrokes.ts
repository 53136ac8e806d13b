import { Client } from "../test/lsp/client.js";
import { withFiles } from "../test/support.js";
import { isNoisy, type Row, sampleOf } from "./measure.js";
import { longText } from "./texts.js";

const lines = 10_000;
const warmUp = 15;
const rounds = 60;

/** From a key pressed in a file of 10,000 lines to its diagnostics in the editor: through the server, over its pipes. */
export async function keystrokes(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const name of ["nginx", "Terraform JSON", "TypeScript"]) {
    const { path, lines: make, languageId } = longText(name);
    const text = make(lines);
    const sample = await withFiles({ ".git/HEAD": "" }, (folder) =>
      Client.with({ folder }, async (client) => {
        const at = `${folder}/${path}`;
        await client.open(at, text, languageId);
        await client.diagnostics(at);
        const times: number[] = [];
        const ends = text.split("\n").map((line) => line.length);
        for (let round = 0; round < warmUp + rounds; round++) {
          const line = Math.floor((ends.length * (round % 50)) / 50) + 1;
          const end = { line, character: ends[line]! };
          const start = performance.now();
          await client.change(at, [{ range: { start: end, end }, text: " " }], text);
          await client.diagnostics(at);
          if (round >= warmUp) times.push(performance.now() - start);
          await client.change(
            at,
            [{ range: { start: end, end: { line, character: end.character + 1 } }, text: "" }],
            text,
          );
          await client.diagnostics(at);
        }
        return sampleOf(times);
      }),
    );
    rows.push({
      name: `keystroke to diagnostics, ${name}, ${lines.toLocaleString("en")} lines`,
      unit: "ms",
      value: sample.median,
      p95: sample.p95,
      budget: { target: 5, ceiling: 16 },
      ceilingOf: sample.p95,
      low: sample.low,
      high: sample.high,
      detail: `p50 has the target, p95 the ceiling; ${rounds} keys over stdio, least ${sample.least.toFixed(1)} ms`,
      noisy: isNoisy(sample),
    });
  }
  return rows;
}
