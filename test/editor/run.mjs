// Runs the suites of this folder in the extension host of a real VS Code and says which one it was.
// node test/editor/run.mjs [--pictures] [--host server|web|installed] [--grep TEXT]. TENET_VSCODE=PATH names an installed VS Code (its executable).
import { execFileSync, spawn } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, extname, join, normalize, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { editorHost, Unavailable } from "../../scripts/editor-host.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const { values: options } = parseArgs({
  options: { pictures: { type: "boolean" }, host: { type: "string" }, grep: { type: "string" } },
});
/** No distractions: nothing welcomes, recommends or asks. */
const quiet = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  "window.commandCenter": false,
  "chat.commandCenter.enabled": false,
  "editor.minimap.enabled": false,
  "telemetry.telemetryLevel": "off",
};
/** What each kind of run means, for the closing line. */
const hosts = {
  server: "the extension as it is developed",
  web: "its browser entry in a worker",
  installed: "the packaged extension, installed",
};
/** A run that takes longer has hung. */
const limit = 180_000;

const scratch = mkdtempSync(join(tmpdir(), "tenet-editor-"));
const workspace = join(scratch, "workspace");
const results = join(scratch, "results.json");
const output = join(scratch, "mocha.txt");
const suites = join(root, ".tmp/editor-suites.cjs");
let code = 1;
try {
  cpSync(join(root, "examples"), join(workspace, "examples"), { recursive: true });
  writeFileSync(output, "");
  await bundleSuite("index.ts", "editor-suites.cjs", { platform: "node" });
  code = await inEditor();
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(code);

/** Bundles suites for the extension host, which loads one CommonJS file. */
function bundleSuite(entry, name, more) {
  return build({
    entryPoints: [join(root, "test/editor", entry)],
    bundle: true,
    format: "cjs",
    outfile: join(root, ".tmp", name),
    external: ["vscode", "mocha"],
    logLevel: "warning",
    ...more,
  });
}

/** A named VS Code first, then the browser host, then one that the test library downloads. */
async function inEditor() {
  if (process.env.TENET_VSCODE) return inElectron(process.env.TENET_VSCODE);
  let host;
  try {
    host = editorHost();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    process.stdout.write(`no browser host: ${error.message}\n`);
    return inElectron(undefined);
  }
  const kinds = options.host ? [options.host] : options.grep ? ["server"] : ["server", "web", "installed"];
  let code = 0;
  for (const kind of kinds) code = (await inBrowser(host, kind)) || code;
  return code;
}

async function inElectron(vscodeExecutablePath) {
  const { runTests } = await import("@vscode/test-electron");
  let failure;
  try {
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: root,
      extensionTestsPath: suites,
      extensionTestsEnv: environment(),
      launchArgs: [join(workspace, "examples"), "--disable-extensions", "--disable-workspace-trust"],
    });
  } catch (error) {
    failure = error;
  }
  if (!existsSync(results)) process.stdout.write(`no VS Code could be started: ${failure?.message ?? "no results"}\n`);
  return verdict(vscodeExecutablePath ? "the VS Code named by TENET_VSCODE" : "a downloaded VS Code");
}

function environment(bridge) {
  return {
    TENET_RESULTS: results,
    TENET_OUTPUT: output,
    ...(options.grep ? { TENET_GREP: options.grep } : {}),
    ...(bridge ? { TENET_BRIDGE: bridge } : {}),
  };
}

/** A killed extension host ends with 0: only a results file with passed tests and no failed one counts. */
function verdict(host) {
  const text = readFileSync(output, "utf8");
  process.stdout.write(text);
  const { passed = 0, failed = 0, version } = existsSync(results) ? JSON.parse(readFileSync(results, "utf8")) : {};
  process.stdout.write(
    `editor: ${passed} passed, ${failed} failed in ${host}${version ? ` (VS Code ${version})` : ""}\n`,
  );
  return passed > 0 && failed === 0 ? 0 : 1;
}

/**
 * Runs VS Code's server and its workbench in Chromium. `server`: the extension as it is developed; `web`: its browser
 * entry in a worker; `installed`: the packaged one, installed as a user does in a fresh profile.
 */
async function inBrowser({ vscode, chromium: executablePath, playwright }, kind) {
  const web = kind === "web";
  const { chromium } = await import(pathToFileURL(playwright).href);
  writeFileSync(output, "");
  rmSync(results, { force: true });
  const data = join(scratch, kind);
  mkdirSync(join(data, "data/User"), { recursive: true });
  writeFileSync(join(data, "data/User/settings.json"), JSON.stringify(quiet));
  let page;
  const bridge = createServer((request, response) => {
    let body = "";
    response.setHeader("Access-Control-Allow-Origin", "*");
    request.on("data", (chunk) => {
      body += chunk;
    });
    if (request.method === "GET") return void serveFile(request.url, response);
    request.on("end", () =>
      act(page, JSON.parse(body)).then(
        (answer) => response.end(JSON.stringify(answer ?? null)),
        (error) => response.writeHead(500).end(String(error)),
      ),
    );
  });
  await new Promise((done) => bridge.listen(0, "127.0.0.1", done));
  const bridgeUrl = `http://127.0.0.1:${bridge.address().port}/`;
  if (web)
    await bundleSuite("web.ts", "editor-web.cjs.js", {
      platform: "browser",
      define: { TENET_BRIDGE: JSON.stringify(bridgeUrl), "process.env.TENET_BRIDGE": "undefined" },
    });
  const env = { ...process.env, ...environment(bridgeUrl) };
  if (kind === "installed") env.TENET_GREP = "stand at the place";
  for (const name of Object.keys(env)) if (/^(VSCODE_|ELECTRON_)/.test(name)) delete env[name];
  env.EXTENSIONS_GALLERY = '{"serviceUrl":""}';
  // The workbench runs tests only beside an extension under development.
  const empty = join(scratch, "empty");
  mkdirSync(empty, { recursive: true });
  writeFileSync(
    join(empty, "package.json"),
    JSON.stringify({ name: "empty", publisher: "tenet", version: "0.0.1", engines: { vscode: "*" } }),
  );
  if (kind === "installed") {
    const vsix = join(scratch, "tenet.vsix");
    execFileSync(process.execPath, [join(root, "scripts/package.mjs"), "--no-build", "--out", vsix], {
      stdio: "ignore",
    });
    const install = [join(vscode, "out/server-main.js"), "--install-extension", vsix, "--server-data-dir", data];
    execFileSync(process.execPath, [...install, "--accept-server-license-terms"], { env, stdio: "ignore" });
  }
  const server = spawn(
    process.execPath,
    [
      join(vscode, "out/server-main.js"),
      ...["--host", "127.0.0.1", "--port", "0", "--without-connection-token", "--accept-server-license-terms"],
      ...["--server-data-dir", data, "--disable-telemetry", "--telemetry-level", "off", "--disable-workspace-trust"],
    ],
    { env, detached: true, stdio: ["ignore", "pipe", "ignore"] },
  );
  const said = [];
  let context;
  try {
    const port = await new Promise((found, failed) => {
      let said = "";
      server.on("exit", (status) => failed(new Error(`VS Code's server ended with ${status}`)));
      server.stdout.on("data", (chunk) => {
        said += chunk;
        const line = /Extension host agent listening on (\d+)/.exec(said);
        if (line) found(Number(line[1]));
      });
    });
    const authority = `127.0.0.1:${port}`;
    const remote = (path) => ({ scheme: "vscode-remote", authority, path });
    context = await chromium.launchPersistentContext(join(scratch, `${kind}-chromium`), {
      executablePath,
      headless: true,
      viewport: { width: 1200, height: 760 },
      bypassCSP: web,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"],
    });
    page = context.pages()[0] ?? (await context.newPage());
    await page.exposeFunction("codeAutomationLog", (type, args) => {
      if (type === "error") said.push(args.join(" "));
    });
    const ended = new Promise((done) => page.exposeFunction("codeAutomationExit", done));
    const served = (path) => ({ scheme: "http", authority: `127.0.0.1:${bridge.address().port}`, path });
    await page.addInitScript(
      inject,
      web
        ? { extensions: [served("/")], extensionTestsPath: served("/.tmp/editor-web.cjs") }
        : { extensions: [remote(kind === "server" ? root : empty)], extensionTestsPath: remote(suites) },
    );
    const query = new URLSearchParams([
      web ? ["ew", "true"] : ["folder", join(workspace, "examples")],
      ["payload", '[["skipWelcome","true"]]'],
    ]);
    await page.goto(`http://${authority}/?${query}`);
    await Promise.race([ended, new Promise((done) => setTimeout(done, kind === "server" ? limit : limit / 3).unref())]);
    if (!existsSync(results)) {
      appendFileSync(output, `${said.join("\n")}\n`);
      mkdirSync(join(root, ".tmp"), { recursive: true });
      await page.screenshot({ path: join(root, ".tmp/editor-failed.png") }).catch(() => {});
      appendFileSync(output, "the suites left no results; .tmp/editor-failed.png shows the workbench\n");
    }
  } finally {
    await Promise.race([context?.close().catch(() => {}), new Promise((done) => setTimeout(done, 5000))]);
    bridge.closeAllConnections();
    bridge.close();
    try {
      process.kill(-server.pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
  return verdict(`code-server's VS Code in Chromium, ${hosts[kind]}`);
}

/** Runs in the page: the extension and the tests become part of the workbench's configuration. */
function inject(development) {
  const get = Element.prototype.getAttribute;
  Element.prototype.getAttribute = function (name) {
    const value = get.call(this, name);
    if (name !== "data-settings" || this.id !== "vscode-workbench-web-configuration") return value;
    const configuration = JSON.parse(value);
    return JSON.stringify({
      ...configuration,
      developmentOptions: { ...configuration.developmentOptions, ...development },
    });
  };
}

/** Serves what the extension consists of to the web host. */
function serveFile(url, response) {
  const path = join(root, normalize(decodeURIComponent(new URL(url, "http://localhost").pathname)));
  const type = { ".js": "text/javascript", ".json": "application/json", ".wasm": "application/wasm" }[extname(path)];
  if (type) response.setHeader("Content-Type", type);
  if (existsSync(path) && statSync(path).isFile()) response.end(readFileSync(path));
  else response.writeHead(404).end();
}

/** What a suite may ask of the workbench's page: look, press keys, take a picture. */
async function act(page, { op, selector, key, text, name, lines, results: told }) {
  if (op === "results") {
    appendFileSync(output, `${lines.join("\n")}\n`);
    return writeFileSync(results, JSON.stringify(told));
  }
  if (op === "texts") return page.locator(selector).allInnerTexts();
  if (op === "hover") return page.locator(selector).first().hover({ timeout: 5000 });
  if (op === "click") return page.locator(selector).first().click({ timeout: 5000 });
  if (op === "press") return page.keyboard.press(key);
  if (op === "type") return page.keyboard.type(text);
  if (op !== "picture") throw new Error(`unknown: ${op}`);
  if (!options.pictures) return undefined;
  const folder = join(root, "docs/images");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
