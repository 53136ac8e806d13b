import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diskHost } from "../server/src/disk.js";
import { setTable } from "../server/src/document/tables.js";
import { readRuleSources } from "../server/src/project/rule-sources.js";
import { analyseText, keywords } from "../server/src/secrets/analysis.js";
import { corpus } from "./corpus.js";
import { inTurn, isNoisy, type Missing, type Row, ratio, sampleOf, timed } from "./measure.js";
import { ripgrep, root, runProcess } from "./processes.js";

const rounds = 9;
// tenet-ignore hardcoded-credential: made up, so that the detector has something to find
const secret = "tq81-xkcv-wm";

/** Every text as code of its own: what is skipped by its name is searched too. */
function search(texts: readonly string[]): void {
  for (const text of texts) analyseText("a.ts", text, true);
}

/**
 * What the credential detector alone needs, within one process: throughput without a hit and with one in 100 lines, over
 * files of the corpus, and a document of 1,000 lines after a keystroke.
 */
export async function detector(): Promise<(Row | Missing)[]> {
  const { builtin } = await readRuleSources(diskHost(), join(root, "rules"));
  for (const [name, data] of Object.entries(builtin.tables)) setTable(name, data);
  const { folder, files } = corpus(10_000);
  const mixed = files.slice(0, 500).map((file) => readFileSync(join(folder, file), "utf8"));
  const words = new RegExp(
    keywords()
      .map((word) => word.replace(/[^\w ]/g, "\\$&"))
      .join("|"),
    "i",
  );
  const plain = mixed.map((text) =>
    text
      .split("\n")
      .filter((line) => !words.test(line))
      .join("\n"),
  );
  const hit = plain.map((text) =>
    text
      .split("\n")
      .flatMap((line, i) => (i % 100 === 50 ? [line, `const dbPassword = "${secret}";`] : [line]))
      .join("\n"),
  );
  const size = (texts: readonly string[]): string =>
    `${(texts.reduce((sum, text) => sum + text.length, 0) / 1e6).toFixed(1)} MB`;
  const rows: (Row | Missing)[] = [];
  const hits = await inTurn(rounds, { hit: () => timed(() => search(hit)), plain: () => timed(() => search(plain)) });
  rows.push(ratio(`detector, a hit in 100 lines`, hits.hit, hits.plain, `without a hit (${size(plain)})`));
  const rg = ripgrep();
  if (rg === undefined)
    rows.push({ name: "detector over mixed source", missing: "rg is not installed (Debian: ripgrep)" });
  else {
    const work = mkdtempSync(join(tmpdir(), "tenet-bench-"));
    try {
      writeFileSync(join(work, "corpus"), mixed.join("\n"));
      writeFileSync(join(work, "words"), `${keywords().join("\n")}\n`);
      const args = ["--count", "--ignore-case", "--fixed-strings", "--threads", "1", "--file", join(work, "words")];
      const times = await inTurn(rounds, {
        ours: () => timed(() => search(mixed)),
        rg: () => runProcess(rg, [...args, join(work, "corpus")]),
      });
      const detail = `of rg with its ${keywords().length} words (${size(mixed)})`;
      rows.push(ratio("detector over mixed source, warm", times.ours, times.rg, detail));
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  const lines = mixed.join("\n").split("\n").slice(5000, 6000).join("\n");
  const ms: number[] = [];
  for (let round = 0; round < 40; round++) {
    const at = Math.floor((lines.length * round) / 40);
    const text = `${lines.slice(0, at)}x${lines.slice(at)}`;
    const time = await timed(() => search([text]));
    if (round >= 10) ms.push(time);
  }
  const sample = sampleOf(ms);
  rows.push({
    name: "detector, 1,000 lines after a keystroke",
    unit: "ms",
    value: sample.median,
    p95: sample.p95,
    detail: `least ${sample.least.toFixed(2)} ms`,
    noisy: isNoisy(sample),
  });
  return rows;
}
