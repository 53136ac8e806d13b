// npm run bench: how fast tenet is, as ratios to yardsticks measured in the same minutes. Prints, never fails.
// A ratio is the median of interleaved runs; the spread is the range of the middle half.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const cli = join(root, "dist/cli.js");
const work = mkdtempSync(join(tmpdir(), "tenet-bench-"));
const asJson = process.argv.includes("--json");
const rows = [];

try {
  oneFile();
  folder();
  await keystrokes();
  detector();
} finally {
  rmSync(work, { recursive: true, force: true });
}
if (asJson)
  console.log(JSON.stringify({ version: 1, node: process.version, cpu: cpus()[0]?.model, rows }, undefined, 2));

/** The whole process on one small file, against a Node that does nothing. */
function oneFile() {
  const files = {
    Dockerfile: readFileSync(join(root, "examples/Dockerfile"), "utf8"),
    "nginx.conf": readFileSync(join(root, "examples/nginx/nginx.conf"), "utf8"),
    "server.js": readFileSync(join(root, "examples/api/server.js"), "utf8"),
  };
  for (const [name, text] of Object.entries(files)) {
    const path = join(work, name);
    writeFileSync(path, text);
    compare(
      `one file (${name}), whole process, to bare node`,
      () => run(process.execPath, [cli, "check", path, "--exit-zero", "--no-config", "--format", "concise"]),
      () => run(process.execPath, ["-e", "0"]),
      15,
    );
  }
}

/** 2,000 mixed files of this project's own dependencies, against `rg` looking for the union of the rules' keywords. */
function folder() {
  const rg = ["rg", join(root, "node_modules/@vscode/ripgrep/bin/rg")].find(
    (one) => spawnSync(one, ["--version"]).status === 0,
  );
  if (!rg) {
    report({ name: "2,000 files, to rg", missing: "rg is not installed (Debian: ripgrep)" });
    return;
  }
  const corpus = join(work, "corpus");
  mkdirSync(corpus);
  const files = pick(2000);
  files.forEach((file, index) => {
    const folder = join(corpus, String(index % 40));
    mkdirSync(folder, { recursive: true });
    cpSync(file, join(folder, `${index}-${file.split(/[\\/]/).pop()}`));
  });
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const words = join(work, "words");
  const { rules } = JSON.parse(readFileSync(join(root, "dist/rules.json"), "utf8"));
  const keywords = new Set(rules.flatMap((rule) => rule.checks.flatMap((check) => check.keywords ?? [])));
  writeFileSync(words, `${[...keywords].join("\n")}\n`);
  compare(
    `2,000 files (${(bytes / 1e6).toFixed(0)} MB), all rules, to rg with their ${keywords.size} words`,
    () => run(process.execPath, [cli, "check", corpus, "--exit-zero", "--no-config", "--format", "concise"]),
    () =>
      run(rg, [
        "--count",
        "--ignore-case",
        "--fixed-strings",
        "--no-ignore",
        "--threads",
        "2",
        "--file",
        words,
        corpus,
      ]),
    5,
  );
}

/** From a changed text to its findings inside the server's engine, warm, in files of 10,000 lines. */
async function keystrokes() {
  const times = JSON.parse(
    execFileSync(process.execPath, ["--import", "tsx/esm", join(root, "bench/keystroke.ts")], {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 1 << 24,
    }),
  );
  for (const { name, ms } of times)
    report({ name: `keystroke, ${name}`, p50: quantile(ms, 0.5), p95: quantile(ms, 0.95), unit: "ms" });
}

/** The credential detector alone, within one process. */
function detector() {
  const results = JSON.parse(
    execFileSync(process.execPath, ["--import", "tsx/esm", join(root, "bench/detector.ts")], {
      cwd: root,
      encoding: "utf8",
      input: JSON.stringify(pick(500)),
      maxBuffer: 1 << 24,
    }),
  );
  for (const { name, ms, yardstick } of results) {
    if (yardstick) reportRatio(name, ms, yardstick);
    else report({ name, p50: quantile(ms, 0.5), p95: quantile(ms, 0.95), unit: "ms" });
  }
}

/** Files of `node_modules` by a stable choice: every n-th of the sorted list. */
function pick(count) {
  const kinds = new Set([".js", ".ts", ".json", ".md", ".yml", ".yaml", ".mjs", ".cjs"]);
  const all = [];
  const walk = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const full = join(path, entry.name);
      if (entry.isDirectory()) walk(full);
      else if (entry.isFile() && kinds.has(extname(entry.name)) && statSync(full).size < 200_000) all.push(full);
    }
  };
  walk(join(root, "node_modules"));
  all.sort();
  const step = all.length / count;
  return Array.from({ length: count }, (_, i) => all[Math.floor(i * step)]);
}

function run(command, args) {
  const start = process.hrtime.bigint();
  const { status, error } = spawnSync(command, args, { stdio: "ignore" });
  if (error || (status !== 0 && status !== 1)) throw error ?? new Error(`${command} gave ${status}`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** Runs both in turn and reports the ratio of their medians. */
function compare(name, ours, yardstick, times) {
  ours();
  yardstick();
  const a = [];
  const b = [];
  for (let i = 0; i < times; i++) {
    a.push(ours());
    b.push(yardstick());
  }
  reportRatio(name, a, b);
}

function reportRatio(name, a, b) {
  report({
    name,
    ratio: quantile(a, 0.5) / quantile(b, 0.5),
    low: quantile(a, 0.25) / quantile(b, 0.5),
    high: quantile(a, 0.75) / quantile(b, 0.5),
    ms: quantile(a, 0.5),
    yardstickMs: quantile(b, 0.5),
  });
}

function report(row) {
  rows.push(row);
  if (asJson) return;
  const number = (value) => value.toFixed(2);
  if (row.missing) console.log(`${row.name}: ${row.missing}`);
  else if (row.unit) console.log(`${row.name}: p50 ${number(row.p50)} ms, p95 ${number(row.p95)} ms`);
  else
    console.log(
      `${row.name}: ${number(row.ratio)} × (${number(row.low)} to ${number(row.high)}; ${row.ms.toFixed(0)} ms against ${row.yardstickMs.toFixed(0)} ms)`,
    );
}

function quantile(values, q) {
  const sorted = [...values].sort((x, y) => x - y);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
}
