// Finds or makes an editor for test/editor: a real VS Code from the npm package code-server, shown in Debian's Chromium.
// node scripts/editor-host.mjs sets it up and says where it is.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPackages } from "./install-programs.mjs";

/** Exact versions: the last line of code-server that runs on Node 20. */
const packages = { "@vscode/ripgrep-linux-x64": "1.18.0", "code-server": "4.100.3", "playwright-core": "1.52.0" };

/** Where the parts are kept between runs. TENET_EDITOR_HOST names another folder. */
const cache =
  process.env.TENET_EDITOR_HOST ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "tenet", `editor-host-${packages["code-server"]}`);

/** A part that cannot be had here; the message says which and what helps. */
export class Unavailable extends Error {}

/**
 * Sets the editor up where it is not yet. Gives the folders of VS Code's server and of playwright-core and the path of Chromium.
 */
export function editorHost(say = (line) => process.stdout.write(`${line}\n`)) {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Unavailable("the browser host is for Linux on x64 only");
  const chromium = findChromium(say);
  const vscode = join(cache, "node_modules/code-server/lib/vscode");
  installServer(vscode, say);
  return { chromium, vscode, playwright: join(cache, "node_modules/playwright-core/index.mjs") };
}

function findChromium(say) {
  const named = process.env.CHROMIUM;
  const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = [named, ...places].find((path) => path && existsSync(path));
  if (found) return found;
  if (installPackages({ chromium: places[0] }, say).length === 0) return places[0];
  throw new Unavailable("there is no Chromium: install it (apt-get install chromium) or name one with CHROMIUM=PATH");
}

/** Installs without install scripts, which want headers and downloads nobody needs here, and builds what the suite needs. */
function installServer(vscode, say) {
  const stamp = join(cache, "node_modules/.tenet-stamp");
  const wanted = JSON.stringify([packages, process.version]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say(`setting up VS Code in ${cache} (once, about a minute)`);
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, "package.json"), JSON.stringify({ private: true, dependencies: packages }));
  // Node's own headers, where they are installed: node-gyp would fetch them otherwise.
  const prefix = dirname(dirname(process.execPath));
  const headers = existsSync(join(prefix, "include/node/node_version.h")) ? { npm_config_nodedir: prefix } : {};
  const npm = (cwd, ...args) =>
    execFileSync("npm", [...args, "--no-audit", "--no-fund"], {
      cwd,
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, ...headers },
    });
  try {
    npm(cache, "install", "--ignore-scripts");
    npm(vscode, "install", "--ignore-scripts", "--omit=dev");
    npm(join(vscode, "extensions"), "install", "--ignore-scripts", "--omit=dev");
  } catch (error) {
    const [reason] = /npm error .*/.exec(String(error.stderr)) ?? [String(error.message)];
    throw new Unavailable(`code-server could not be installed from npm: ${reason}`);
  }
  const ripgrep = join(vscode, "node_modules/@vscode/ripgrep/bin");
  mkdirSync(ripgrep, { recursive: true });
  rmSync(join(ripgrep, "rg"), { force: true });
  symlinkSync(join(cache, "node_modules/@vscode/ripgrep-linux-x64/bin/rg"), join(ripgrep, "rg"));
  const tools = ["python3", "make", "g++"].filter((tool) => spawnSync(tool, ["--version"]).error);
  installPackages(Object.fromEntries(tools.map((tool) => [tool, `/usr/bin/${tool}`])), say);
  try {
    npm(vscode, "rebuild", "--ignore-scripts=false", "@vscode/spdlog", "native-watchdog");
  } catch {
    throw new Unavailable("VS Code's native parts could not be built: python3, make and g++ are needed");
  }
  writeFileSync(stamp, wanted);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(`${JSON.stringify(editorHost(), undefined, 2)}\n`);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
