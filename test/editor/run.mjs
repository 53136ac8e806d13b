// Runs the suites of this folder in the extension host of a real VS Code and says which one it was.
// node test/editor/run.mjs [--pictures] [--kind KIND]… [--grep TEXT] [--repeat N]. Kinds are in kinds.mjs.
// TENET_VSCODE=PATH names a desktop VS Code (its executable); TENET_EDITOR=browser or desktop allows that one only.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { editorHost, Unavailable } from "../../scripts/editor-host.mjs";
import { chooseEditor } from "./choose-editor.mjs";
import { inBrowser } from "./in-browser.mjs";
import { inDesktop } from "./in-desktop.mjs";
import { kinds } from "./kinds.mjs";
import { bundleSuites, makeWorkspace } from "./workspace.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const { values: options } = parseArgs({
  options: {
    pictures: { type: "boolean" },
    kind: { type: "string", multiple: true },
    grep: { type: "string" },
    repeat: { type: "string", default: "1" },
  },
});
/** What the log may tell of: the suites end the server themselves. */
const expected = /exited with signal SIGKILL|Connection to server got closed|server will restart/i;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));
const editor = choose();
process.stdout.write(`${editor.why}\n`);
await bundleSuites(root);
const wanted = (options.kind ?? Object.keys(kinds)).filter((name) => {
  if (!kinds[name]) throw new Error(`no kind ${name}; there are ${Object.keys(kinds).join(", ")}`);
  if (editor.browser || kinds[name].desktop !== false) return true;
  process.stdout.write(`not run on the desktop: ${kinds[name].what}\n`);
  return false;
});
const runs = [];
for (let count = 1; count <= Number(options.repeat); count++) {
  const began = Date.now();
  const total = { passed: 0, failed: 0 };
  for (const name of wanted) {
    const { passed, failed } = await run(name);
    total.passed += passed;
    total.failed += failed;
  }
  runs.push({ ...total, seconds: Math.round((Date.now() - began) / 1000) });
  if (Number(options.repeat) > 1)
    process.stdout.write(`run ${count}: ${total.failed} failed, ${runs.at(-1).seconds} s\n`);
}
const sum = (key) => runs.reduce((all, one) => all + one[key], 0);
if (runs.length > 1) {
  const flawless = runs.filter((one) => one.failed === 0).length;
  const slowest = Math.max(...runs.map((one) => one.seconds));
  process.stdout.write(`${flawless} of ${runs.length} runs without a failure, the slowest in ${slowest} s\n`);
}
process.stdout.write(`editor: ${sum("passed")} passed, ${sum("failed")} failed\n`);
process.exit(sum("passed") > 0 && sum("failed") === 0 ? 0 : 1);

function choose() {
  try {
    return chooseEditor(process.env, editorHost, Unavailable);
  } catch (error) {
    process.stdout.write(`${error.message}\neditor: 0 passed, 1 failed: no test was made inside an editor\n`);
    process.exit(1);
  }
}

/** Runs one kind in a fresh workspace and profile. Gives how many passed and failed; a run without results is a failure. */
async function run(name) {
  const scratch = mkdtempSync(join(tmpdir(), "tenet-editor-"));
  const results = join(scratch, "results.json");
  const output = join(scratch, "mocha.txt");
  writeFileSync(output, "");
  // Told as it happens, so that a run that hangs or is ended says how far it came.
  let told = 0;
  const tell = () => {
    const text = readFileSync(output);
    process.stdout.write(text.subarray(told));
    told = text.length;
  };
  const telling = setInterval(tell, 300);
  try {
    const given = {
      root,
      scratch,
      kind: { name, ...kinds[name] },
      workspace: makeWorkspace(root, scratch),
      pictures: options.pictures ? join(root, "docs/images") : undefined,
      env: {
        TENET_KIND: name,
        TENET_RESULTS: results,
        TENET_OUTPUT: output,
        TENET_MEMORY: join(scratch, "memory.json"),
        TENET_PRELOAD: join(root, "test/editor/memory.cjs"),
        ...(options.grep ? { TENET_GREP: options.grep } : {}),
      },
    };
    const trouble = await (editor.browser ? inBrowser(given, editor.browser) : inDesktop(given, editor.desktop));
    tell();
    return verdict(name, results, join(scratch, "data"), trouble);
  } finally {
    clearInterval(telling);
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A killed extension host ends with 0: only a results file with passed tests and no failed one counts. */
function verdict(name, results, data, trouble) {
  const told = existsSync(results) ? JSON.parse(readFileSync(results, "utf8")) : undefined;
  if (!told) process.stdout.write(`  ✘ no results: ${trouble ?? "the editor ended before the suites did"}\n`);
  const { passed = 0, failed = 1, version, ended } = told ?? {};
  const errors = logged(data, ended);
  for (const line of errors) process.stdout.write(`  ✘ in the log: ${line}\n`);
  const all = { passed, failed: failed + (errors.length > 0 ? 1 : 0) };
  if (all.failed > 0 && existsSync(data)) {
    const kept = join(root, ".tmp/editor-logs");
    rmSync(kept, { recursive: true, force: true });
    mkdirSync(kept, { recursive: true });
    for (const path of logs(data)) cpSync(path, join(kept, path.slice(data.length).replaceAll("/", "-")));
    process.stdout.write("  the logs are in .tmp/editor-logs\n");
  }
  const where = editor.browser ? "code-server's VS Code in Chromium" : "a desktop VS Code";
  process.stdout.write(
    `${all.passed} passed, ${all.failed} failed in ${where}, ${kinds[name].what}${version ? ` (VS Code ${version})` : ""}\n\n`,
  );
  return all;
}

/** The extension's errors in VS Code's logs, up to the end of the last test. */
function logged(data, ended = Number.POSITIVE_INFINITY) {
  const time = (line) => Date.parse(line.slice(0, 23).replace(" ", "T"));
  return logs(data)
    .filter((path) => path.endsWith("Tenet.log"))
    .flatMap((path) => readFileSync(path, "utf8").split("\n"))
    .filter((line) => line.includes("[error]") && !expected.test(line) && !(time(line) > ended));
}

function logs(data) {
  if (!existsSync(data)) return [];
  return readdirSync(data, { recursive: true })
    .filter((path) => path.endsWith(".log"))
    .map((path) => join(data, path));
}
