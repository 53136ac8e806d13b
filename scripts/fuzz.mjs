// npm run fuzz: changed texts of every format, rule files, configuration, expressions, globs, messages and edits go
// through the engine, and what must always be so is looked at (test/fuzz/check-text.ts).
//   --inputs N     how many (a million)         --seconds N   how long at most (a day)
//   --seed S       another run                  --from N      begin with the N-th input of every target
//   --format NAME  only this target; repeatable --real PATH   texts of this folder are changed too
//   --save         failures are kept as cases in test/fuzz/cases, which npm test runs
// Exit code 0: nothing is wrong; 1: something is.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** An input that computes for so many milliseconds without an end hangs; so does one that waits ten times as long. */
const patience = 20_000;

/** How long this process has computed, in milliseconds: a busy machine is no bug. */
function cpuTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "1000000" },
    seconds: { type: "string", default: "86400" },
    seed: { type: "string", default: "1" },
    from: { type: "string", default: "0" },
    format: { type: "string", multiple: true, default: [] },
    real: { type: "string" },
    save: { type: "boolean", default: false },
  },
});

mkdirSync(join(root, ".tmp"), { recursive: true });
const outfile = join(root, `.tmp/fuzz-${process.pid}.mjs`);
await build({
  entryPoints: [join(root, "test/fuzz/worker.ts")],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  mainFields: ["module", "main"],
  logLevel: "error",
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
});

const beat = new SharedArrayBuffer(1 << 18);
const pulse = new Int32Array(beat, 0, 4);
const worker = new Worker(pathToFileURL(outfile), {
  workerData: {
    root,
    seed: values.seed,
    first: Number(values.from),
    inputs: Number(values.inputs),
    seconds: Number(values.seconds),
    only: values.format,
    further: values.real && resolve(values.real),
    edits: true,
    beat,
  },
});

let names = [];
let counts;
let failures = 0;
let beats = 0;
let since = { time: Date.now(), cpu: cpuTime() };
const watch = setInterval(() => {
  if (pulse[2] !== beats) {
    beats = pulse[2];
    since = { time: Date.now(), cpu: cpuTime() };
  } else if (names.length > 0 && (cpuTime() - since.cpu > patience || Date.now() - since.time > 10 * patience)) {
    process.stdout.write(
      `${names[pulse[0]]} ${pulse[1]}: hangs\n  ${JSON.stringify(Buffer.from(new Uint8Array(beat, 16, pulse[3])).toString())}\n`,
    );
    end(1);
  }
}, 500);

worker.on("message", (message) => {
  if (message.kind === "targets") names = message.names;
  else if (message.kind === "failure") {
    failures++;
    process.stdout.write(
      `${message.target} ${message.n}: ${message.wrong}\n  ${message.path ?? ""} ${JSON.stringify(message.text).slice(0, 2000)}\n`,
    );
    if (values.save) save(message);
  } else {
    counts = message;
    if (message.kind === "end") end(failures > 0 ? 1 : 0);
  }
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => end(failures > 0 ? 1 : 0));
worker.on("error", (error) => {
  process.stdout.write(`the fuzzer failed: ${error.stack}\n`);
  end(1);
});

function save({ target, n, wrong, path, text }) {
  const name = `${target}-${values.seed}-${n}.json`;
  writeFileSync(join(root, "test/fuzz/cases", name), `${JSON.stringify({ target, path, wrong, text }, null, 2)}\n`);
}

async function end(code) {
  const line = ({ name, inputs, took }) =>
    `${name.padEnd(16)}${String(inputs).padStart(9)} inputs ${(took / 1000).toFixed(1).padStart(8)} s\n`;
  if (counts)
    process.stdout.write(
      `${counts.targets.map(line).join("")}${line({ ...counts, name: "all", inputs: counts.done })}`,
    );
  clearInterval(watch);
  await worker.terminate();
  rmSync(outfile, { force: true });
  process.exit(code);
}
