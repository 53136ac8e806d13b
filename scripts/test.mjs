// npm test: code style, types, build, then every suite, then test/editor in a real VS Code. Stops at the first part that fails.
// Programs that tests compare with (install-programs.mjs, observatory-scanner.mjs) are installed first, where they are absent and this may be done.
// npm test -- FILE… runs these files' suites only. TENET_EDITOR=none leaves the editor out, and says so.
import { spawnSync } from "node:child_process";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { installPrograms } from "./install-programs.mjs";
import { installScanner } from "./observatory-scanner.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

part("code style", "npx", ["biome", "ci", "."]);
part("types", "npx", ["tsc", "-b"]);
part("build", process.execPath, ["scripts/build.mjs"]);
installPrograms();
installScanner();
part("tests", "npx", ["mocha", ...(process.argv.length > 2 ? process.argv.slice(2) : ["test/**/*.test.ts"])]);
if (process.env.TENET_EDITOR === "none" || process.argv.length > 2)
  process.stdout.write("\n== editor\nnot run: no test was made inside an editor\n");
else part("editor", process.execPath, ["test/editor/run.mjs"]);

function part(name, command, args) {
  process.stdout.write(`\n== ${name}\n`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) {
    process.stdout.write(`\n${name}: failed\n`);
    process.exit(status ?? 1);
  }
}
