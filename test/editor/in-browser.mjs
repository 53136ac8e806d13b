// Runs suites in VS Code's server with its workbench in Chromium: the same extension host, without a desktop.
import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { pathToFileURL } from "node:url";
import { quiet } from "./quiet.mjs";

/** A run that takes longer has hung, in milliseconds. */
const limit = 600_000;

/** Runs one kind. Gives what went wrong, if anything; the results tell the rest. */
export async function inBrowser(given, { vscode, chromium: executablePath, playwright }) {
  const { root, scratch, kind, workspace } = given;
  const { chromium } = await import(pathToFileURL(playwright).href);
  const data = join(scratch, "data");
  mkdirSync(join(data, "data/User"), { recursive: true });
  writeFileSync(join(data, "data/User/settings.json"), JSON.stringify(quiet));
  const bridge = await openBridge(given);
  const env = { ...process.env, ...given.env, TENET_BRIDGE: bridge.url, EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
  for (const name of Object.keys(env)) if (/^(VSCODE_|ELECTRON_)/.test(name)) delete env[name];
  // The workbench runs tests only beside an extension under development.
  const empty = join(scratch, "empty");
  mkdirSync(empty, { recursive: true });
  writeFileSync(
    join(empty, "package.json"),
    JSON.stringify({ name: "empty", publisher: "tenet", version: "0.0.1", engines: { vscode: "^1.91.0" } }),
  );
  const main = join(vscode, "out/server-main.js");
  const common = ["--server-data-dir", data, "--accept-server-license-terms"];
  if (kind.loads === "package") {
    const vsix = join(scratch, "tenet.vsix");
    execFileSync(process.execPath, [join(root, "scripts/package.mjs"), "--no-build", "--out", vsix], {
      stdio: "ignore",
    });
    execFileSync(process.execPath, [main, "--install-extension", vsix, ...common], { env, stdio: "ignore" });
  }
  const server = spawn(
    process.execPath,
    [
      ...[main, ...common, "--host", "127.0.0.1", "--port", "0", "--without-connection-token"],
      ...["--disable-telemetry", "--telemetry-level", "off"],
      ...(kind.trusted === false ? [] : ["--disable-workspace-trust"]),
    ],
    { env, detached: true, stdio: ["ignore", "pipe", "ignore"] },
  );
  const stop = () => {
    try {
      process.kill(-server.pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  };
  process.on("exit", stop);
  const said = [];
  let context;
  try {
    const authority = `127.0.0.1:${await portOf(server)}`;
    const remote = (path) => ({ scheme: "vscode-remote", authority, path });
    const served = (path) => ({ scheme: "http", authority: new URL(bridge.url).host, path });
    context = await chromium.launchPersistentContext(join(scratch, "chromium"), {
      executablePath,
      headless: true,
      viewport: { width: 1200, height: 760 },
      bypassCSP: kind.loads === "browser",
      // run.mjs ends everything when it is told to end.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      args: [
        ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"],
        ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
      ],
    });
    const page = context.pages()[0] ?? (await context.newPage());
    bridge.page = page;
    await page.exposeFunction("codeAutomationLog", (type, args) => {
      if (type === "error") said.push(args.join(" "));
    });
    const ended = new Promise((done) => page.exposeFunction("codeAutomationExit", done));
    await page.addInitScript(
      inject,
      kind.loads === "browser"
        ? {
            extensions: [served("/"), served("/.tmp/editor-memfs")],
            extensionTestsPath: served("/.tmp/editor-web.cjs"),
          }
        : {
            extensions: [remote(kind.loads === "source" ? root : empty)],
            extensionTestsPath: remote(join(root, ".tmp/editor-suites.cjs")),
          },
    );
    const opens = kind.opens.includes(":") ? kind.opens : join(workspace, kind.opens);
    const query = new URLSearchParams([
      [opens.endsWith(".code-workspace") ? "workspace" : "folder", opens],
      ["payload", '[["skipWelcome","true"]]'],
    ]);
    await page.goto(`http://${authority}/?${query}`);
    const late = await Promise.race([
      ended.then(() => false),
      new Promise((done) => setTimeout(done, limit, true).unref()),
    ]);
    if (existsSync(given.env.TENET_RESULTS)) return undefined;
    mkdirSync(join(root, ".tmp"), { recursive: true });
    await page.screenshot({ path: join(root, ".tmp/editor-failed.png") }).catch(() => {});
    const why = late ? `the suites did not end in ${limit / 1000} s` : "the extension host ended before the suites did";
    return `${why}; .tmp/editor-failed.png shows the workbench\n${said.join("\n")}`;
  } catch (error) {
    return String(error);
  } finally {
    await Promise.race([context?.close().catch(() => {}), new Promise((done) => setTimeout(done, 5000))]);
    bridge.close();
    stop();
    process.off("exit", stop);
  }
}

function portOf(server) {
  return new Promise((found, failed) => {
    let said = "";
    server.on("exit", (status) => failed(new Error(`VS Code's server ended with ${status}`)));
    server.stdout.on("data", (chunk) => {
      said += chunk;
      const line = /Extension host agent listening on (\d+)/.exec(said);
      if (line) found(Number(line[1]));
    });
  });
}

/** A server that lets suites ask of the workbench's page, and that gives the web host what the extension consists of. */
async function openBridge({ root, pictures, env }) {
  const bridge = { page: undefined, url: "", close: () => {} };
  const server = createServer((request, response) => {
    let body = "";
    response.setHeader("Access-Control-Allow-Origin", "*");
    request.on("data", (chunk) => {
      body += chunk;
    });
    if (request.method === "GET") return void serveFile(root, request.url, response);
    request.on("end", () =>
      act(bridge.page, JSON.parse(body), { pictures, env }).then(
        (answer) => response.end(JSON.stringify(answer ?? null)),
        (error) => response.writeHead(500).end(String(error)),
      ),
    );
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  bridge.url = `http://127.0.0.1:${server.address().port}/`;
  bridge.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return bridge;
}

function serveFile(root, url, response) {
  const asked = decodeURIComponent(new URL(url, "http://localhost").pathname);
  const path = join(root, normalize(asked));
  const type = { ".js": "text/javascript", ".json": "application/json", ".wasm": "application/wasm" }[extname(path)];
  if (type) response.setHeader("Content-Type", type);
  if (existsSync(path) && statSync(path).isFile()) response.end(readFileSync(path));
  else response.writeHead(404).end();
}

/** What a suite may ask of the workbench's page: look, press keys, take a picture; the web host also tells its results. */
async function act(page, { op, selector, key, text, name, line, results }, { pictures, env }) {
  if (op === "line") return appendFileSync(env.TENET_OUTPUT, `${line}\n`);
  if (op === "results") return writeFileSync(env.TENET_RESULTS, JSON.stringify(results));
  if (op === "setup") return { grep: env.TENET_GREP };
  if (op === "texts") return page.locator(selector).allInnerTexts();
  if (op === "hover") return page.locator(selector).first().hover({ timeout: 5000 });
  if (op === "click") return page.locator(selector).first().click({ timeout: 5000 });
  if (op === "press") return page.keyboard.press(key);
  if (op === "type") return page.keyboard.type(text);
  if (op !== "picture") throw new Error(`unknown: ${op}`);
  if (!pictures) return undefined;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
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
