// What the suites work on: a fresh copy of examples/, a stranger's folder, several folders; and the suites as bundles.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const wrong = "mail {\n  server {\n    listen 143;\n    starttls on;\n  }\n}\n";

/** Makes the workspace in a scratch folder and gives its path. */
export function makeWorkspace(root, scratch) {
  const workspace = join(scratch, "workspace");
  cpSync(join(root, "examples"), join(workspace, "examples"), { recursive: true });
  for (const [path, text] of Object.entries({ ...stranger(scratch), ...several })) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), text, { mode: 0o755 });
  }
  return workspace;
}

/** A folder that does all it can to have something of its own run: each way would leave a file `executed-…`. */
function stranger(scratch) {
  const leave = (way) => `touch "${join(scratch, `executed-${way}`)}"`;
  const script = (way) => `#!/bin/sh\n${leave(way)}\n`;
  const module = (way) =>
    `require("node:fs").writeFileSync(${JSON.stringify(join(scratch, `executed-${way}`))}, "");\n`;
  return {
    "stranger/nginx.conf": wrong,
    "stranger/tenet.yaml": "extends: ['@stranger/pack', ./pack.cjs]\nrulePaths: [rules]\nplugins: [./plugin.cjs]\n",
    "stranger/node_modules/@stranger/pack/package.json": '{ "name": "@stranger/pack", "main": "main.cjs" }\n',
    "stranger/node_modules/@stranger/pack/main.cjs": module("pack"),
    "stranger/node_modules/@stranger/pack/tenet.yaml": "rules: { server-version-disclosed: hint }\n",
    "stranger/node_modules/tenet/package.json":
      '{ "name": "tenet", "bin": { "tenet": "cli.cjs" }, "main": "cli.cjs" }\n',
    "stranger/node_modules/tenet/cli.cjs": module("own-tenet"),
    "stranger/node_modules/.bin/tenet": script("bin"),
    "stranger/pack.cjs": module("extends"),
    "stranger/plugin.cjs": module("plugin"),
    "stranger/.tenet/rules/rule.cjs": module("rule"),
    "stranger/rules/rule.js": module("rule-path"),
    "stranger/rules/tag.yaml": `id: tag\nwhy: !!js/function "function () { ${leave("tag")} }"\nchecks: {}\n`,
    "stranger/git": script("git"),
    "stranger/node": script("node"),
    "stranger/.git/HEAD": "ref: refs/heads/main\n",
    "stranger/.git/config": `[core]\n\tfsmonitor = ${leave("fsmonitor")}\n\thooksPath = hooks\n\tsshCommand = ${leave("ssh")}\n`,
    "stranger/.vscode/settings.json": JSON.stringify({
      "tenet.server.path": "./node_modules/.bin/tenet",
      "tenet.trace.server": "verbose",
    }),
    "stranger/.npmrc": `script-shell=${leave("npm")}\n`,
  };
}

/** Two folders of one window; in the second, a folder with its own configuration. */
const several = {
  "several.code-workspace": JSON.stringify({ folders: [{ path: "one" }, { path: "two" }] }),
  "one/tenet.yaml": "rules: { starttls-optional: info }\n",
  "one/nginx.conf": wrong,
  "two/nginx.conf": wrong,
  "two/inner/tenet.yaml": "rules: { starttls-optional: hint }\n",
  "two/inner/nginx.conf": wrong,
  "two/inner/deep/nginx.conf": wrong,
  "two/quiet/nginx.conf": wrong,
  "two/quiet/tenet.yaml": "root: true\nignore: ['*.conf']\n",
};

/** Bundles the suites for the extension hosts, of Node and of browsers, which load one CommonJS file each. */
export async function bundleSuites(root) {
  const folder = join(root, "test/editor");
  const bundle = (entry, outfile, more) =>
    build({
      entryPoints: [join(folder, entry)],
      outfile: join(root, ".tmp", outfile),
      bundle: true,
      format: "cjs",
      external: ["vscode", "node:fs"],
      logLevel: "warning",
      ...more,
    });
  await bundle("index.ts", "editor-suites.cjs", { platform: "node", external: ["vscode", "mocha"] });
  const browser = { platform: "browser", define: { global: "globalThis" } };
  await bundle("web.ts", "editor-web.cjs.js", {
    ...browser,
    alias: { "node:assert/strict": join(folder, "assert.ts") },
    // mocha's build for browsers takes the module for itself.
    footer: { js: "module.exports = { run };" },
  });
  await bundle("memfs/extension.ts", "editor-memfs/extension.js", {
    ...browser,
    define: { FILES: JSON.stringify(textsOf(join(root, "examples"))) },
  });
  writeFileSync(
    join(root, ".tmp/editor-memfs/package.json"),
    JSON.stringify({
      name: "memfs",
      publisher: "tenet",
      version: "0.0.1",
      engines: { vscode: "^1.91.0" },
      browser: "./extension.js",
      activationEvents: ["onFileSystem:memfs"],
    }),
  );
}

function textsOf(folder) {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
      .map((path) => [path.slice(folder.length).replaceAll("\\", "/"), readFileSync(path, "utf8")]),
  );
}
