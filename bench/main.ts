// npm run bench: what tenet costs, each figure to a yardstick measured in the same minutes, beside its budget.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { codeFiles } from "./code-files.js";
import { detector } from "./detector.js";
import { growthOfFiles, growthOfFindings, growthOfLines, growthOfRules } from "./growth.js";
import { keystrokes } from "./keystrokes.js";
import { manyFiles } from "./many-files.js";
import { type Missing, type Row, short, verdict } from "./measure.js";
import { oneFile } from "./one-file.js";
import { peers } from "./peers.js";
import { cli, root, useCache } from "./processes.js";
import { serverMemory } from "./server-memory.js";
import { stagedFiles } from "./staged-files.js";
import { versionsUsed } from "./versions-used.js";

/** Every question, by the name that `--only` takes. */
const questions: Readonly<Record<string, () => Promise<(Row | Missing)[]> | AsyncIterable<Row | Missing>>> = {
  "one-file": oneFile,
  "staged-files": stagedFiles,
  "many-files": manyFiles,
  "code-files": codeFiles,
  keystrokes,
  "server-memory": serverMemory,
  files: growthOfFiles,
  lines: growthOfLines,
  rules: growthOfRules,
  findings: growthOfFindings,
  detector,
  peers,
};

const usage = `npm run bench -- [--only NAME]… [--json | --table]

  --only NAME   ${Object.keys(questions).join(", ")}
  --json        everything as JSON
  --table       the table of the README
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: "string", multiple: true },
      json: { type: "boolean" },
      table: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  const names = values.only ?? Object.keys(questions);
  const unknown = names.find((name) => !Object.hasOwn(questions, name));
  if (values.help || unknown !== undefined) {
    process.stdout.write(usage);
    return values.help ? 0 : 2;
  }
  if (!existsSync(cli)) {
    process.stderr.write("there is no dist/: run `npm run build` first\n");
    return 2;
  }
  const cache = mkdtempSync(join(tmpdir(), "tenet-bench-cache-"));
  useCache(cache);
  const began = Date.now();
  const load = loadavg()[0]!;
  const rows: (Row | Missing)[] = [];
  try {
    for (const name of names) {
      if (!values.json && !values.table) process.stdout.write(`\n${name}\n`);
      for await (const row of answersTo(name)) {
        rows.push(row);
        if (!values.json && !values.table) process.stdout.write(`  ${told(row)}\n`);
      }
    }
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
  const about = {
    ...versionsUsed(root),
    cpu: cpus()[0]?.model ?? "",
    cores: cpus().length,
    load,
    seconds: Math.round((Date.now() - began) / 1000),
  };
  if (values.json) process.stdout.write(`${JSON.stringify({ version: 1, ...about, rows }, undefined, 2)}\n`);
  else if (values.table) process.stdout.write(table(rows, about));
  else process.stdout.write(`\n${ended(about)}\n`);
  return 0;
}

/** What a question gives, as soon as it is known; one that fails says so and leaves the others alone. */
async function* answersTo(name: string): AsyncGenerator<Row | Missing> {
  try {
    const answers = questions[name]!();
    yield* Symbol.asyncIterator in answers ? answers : await answers;
  } catch (error) {
    yield { name, missing: `failed: ${(error as Error).message}` };
  }
}

function told(row: Row | Missing): string {
  if ("missing" in row) return `${row.name}: ${row.missing}`;
  const { value, unit, p95, least, low, high, budget, detail, noisy } = row;
  const parts = [`${row.name}: ${figure(value, unit)}`];
  if (p95 !== undefined) parts.push(`p95 ${figure(p95, unit)}`);
  if (low !== undefined && high !== undefined) parts.push(`(${low.toFixed(2)} to ${high.toFixed(2)})`);
  if (least !== undefined) parts.push(`least ${least.toFixed(2)}`);
  if (budget) parts.push(`· target ${budget.target}, ceiling ${budget.ceiling}: ${verdict(row)}`);
  parts.push(`· ${detail}`);
  if (noisy) parts.push("· NOISY: the machine is busy");
  return parts.join(" ");
}

function figure(value: number, unit: Row["unit"]): string {
  return unit === "×"
    ? `${value.toFixed(2)} ×`
    : unit === "exponent"
      ? `exponent ${value.toFixed(2)}`
      : `${short(value)} ${unit}`;
}

interface About {
  readonly date: string;
  readonly versions: readonly string[];
  readonly cpu: string;
  readonly cores: number;
  readonly load: number;
  readonly seconds: number;
}

function ended({ date, versions, cpu, cores, load, seconds }: About): string {
  return `${date}, ${versions.join(", ")}; ${cores} cores (${cpu}), load ${load.toFixed(1)} at the start; ${seconds} s`;
}

/** The table as Markdown. */
function table(rows: readonly (Row | Missing)[], about: About): string {
  const lines = ["| | measured | target | ceiling | |", "|---|---|---|---|---|"];
  for (const row of rows) {
    if ("missing" in row) lines.push(`| ${row.name} | ${row.missing} | | | |`);
    else {
      const measured = figure(row.value, row.unit) + (row.p95 === undefined ? "" : `, p95 ${short(row.p95)}`);
      const { target = "", ceiling = "" } = row.budget ?? {};
      const remark = [verdict(row), row.noisy ? "noisy" : undefined].filter(Boolean).join(", ");
      lines.push(`| ${row.name} | ${measured} | ${target} | ${ceiling} | ${remark} |`);
    }
  }
  return `${lines.join("\n")}\n\n${ended(about)}.\n`;
}

process.exitCode = await main();
