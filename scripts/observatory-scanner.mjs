// The real MDN HTTP Observatory, with which grades are compared: node scripts/observatory-scanner.mjs
// It is a tool of tests alone, large and under the MPL-2.0: it stands in the user's cache, not among tenet's packages.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The package, and the version whose answers stand in test/nginx/scans.yaml (algorithm 4). */
const name = "@mdn/mdn-http-observatory";
const version = "1.4.8";

const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "tenet", `observatory-${version}`);

/** The file that exports `scan(host)`; whether it is there is for the caller to look. */
export const scannerFile = join(folder, "node_modules", ...name.split("/"), "src", "scanner", "index.js");

/** Installs the scanner where it is absent. Gives true when it is there afterwards, and says what it does and why it could not. */
export function installScanner(say = (line) => process.stdout.write(`${line}\n`)) {
  if (existsSync(scannerFile)) return true;
  say(`installing what is absent: npm install ${name}@${version} in ${folder}`);
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  try {
    writeFileSync(join(fresh, "package.json"), "{}");
    // Its own script would download the list of preloaded names; nothing of a package runs here.
    const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev", "--omit=optional", "--loglevel=error"];
    const { status, stderr, error } = spawnSync("npm", ["install", ...flags, `${name}@${version}`], {
      cwd: fresh,
      encoding: "utf8",
      shell: process.platform === "win32",
    });
    if (status !== 0) {
      say(`could not be installed: ${name}\n${(stderr || error?.message || "").trim()}`);
      return false;
    }
    const facts = join(fresh, "node_modules", ...name.split("/"), "conf");
    writeFileSync(join(facts, "hsts-preload.json"), "{}");
    writeFileSync(join(facts, "tld-list.json"), "[]");
    mkdirSync(dirname(folder), { recursive: true });
    if (!existsSync(scannerFile)) {
      rmSync(folder, { recursive: true, force: true });
      renameSync(fresh, folder);
    }
    return true;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!installScanner()) process.exitCode = 1;
  else process.stdout.write(`the scanner is here: ${scannerFile}\n`);
}
