// Prints, as JSON, what the credential detector alone needs: throughput without a hit and with one in 100 lines, over
// the files whose paths come in as JSON, and a document of 1,000 lines after a keystroke.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diskHost } from "../server/src/disk.js";
import { setTable } from "../server/src/document/tables.js";
import { readRuleSources } from "../server/src/project/rule-sources.js";
import { analyseText, keywords } from "../server/src/secrets/analysis.js";

interface Result {
  readonly name: string;
  readonly ms: readonly number[];
  readonly yardstick?: readonly number[];
}

const rounds = 9;
// tenet-ignore hardcoded-credential: made up, so that the detector has something to find
const secret = "tq81-xkcv-wm";

function timed(act: () => void): number {
  const start = performance.now();
  act();
  return performance.now() - start;
}

/** Every text as code of its own: what is skipped by its name is searched too. */
function search(texts: readonly string[]): void {
  for (const text of texts) analyseText("a.ts", text, true);
}

async function main(): Promise<void> {
  const { builtin } = await readRuleSources(diskHost(), join(import.meta.dirname, "../rules"));
  for (const [name, data] of Object.entries(builtin.tables)) setTable(name, data);
  const files = JSON.parse(readFileSync(0, "utf8")) as string[];
  const words = new RegExp(
    keywords()
      .map((word) => word.replace(/[^\w ]/g, "\\$&"))
      .join("|"),
    "i",
  );
  const mixed = files.map((file) => readFileSync(file, "utf8"));
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
  const results: Result[] = [];
  const pair = (name: string, ours: () => number, yardstick: () => number): void => {
    ours();
    yardstick();
    const ms: number[] = [];
    const other: number[] = [];
    for (let i = 0; i < rounds; i++) {
      ms.push(ours());
      other.push(yardstick());
    }
    results.push({ name, ms, yardstick: other });
  };
  pair(
    `detector, a hit in 100 lines, to none (${size(plain)})`,
    () => timed(() => search(hit)),
    () => timed(() => search(plain)),
  );
  const folder = mkdtempSync(join(tmpdir(), "tenet-bench-"));
  try {
    const corpus = join(folder, "corpus");
    writeFileSync(corpus, mixed.join("\n"));
    writeFileSync(join(folder, "words"), `${keywords().join("\n")}\n`);
    const rg = ["rg", join(import.meta.dirname, "../node_modules/@vscode/ripgrep/bin/rg")].find(
      (one) => spawnSync(one, ["--version"]).status === 0,
    );
    if (rg)
      pair(
        `detector over mixed source (${size(mixed)}), to rg with its ${keywords().length} words`,
        () => timed(() => search(mixed)),
        () =>
          timed(() => {
            spawnSync(rg, [
              "--count",
              "--ignore-case",
              "--fixed-strings",
              "--threads",
              "1",
              "--file",
              join(folder, "words"),
              corpus,
            ]);
          }),
      );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const lines = mixed.join("\n").split("\n").slice(5000, 6000).join("\n");
  const ms: number[] = [];
  for (let round = 0; round < 40; round++) {
    const at = Math.floor((lines.length * round) / 40);
    const text = `${lines.slice(0, at)}x${lines.slice(at)}`;
    const time = timed(() => search([text]));
    if (round >= 10) ms.push(time);
  }
  results.push({ name: "detector, 1,000 lines after a keystroke", ms });
  process.stdout.write(JSON.stringify(results));
}

await main();
