// Builds dist/: the command line, the server and the extension as CommonJS with lazy chunks, the compiled rules, the grammars.
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, transform } from "esbuild";
import { parse } from "yaml";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
/** Built beside its place and moved there when it is whole, so that nobody runs half a build. */
const dist = join(root, ".tmp", `dist-${process.pid}`);
const place = join(root, "dist");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const minify = !process.argv.includes("--no-minify");

/** Grammars that ship: the package that holds each file. */
const grammars = {
  "@vscode/tree-sitter-wasm/wasm": [
    "javascript",
    "typescript",
    "tsx",
    "python",
    "go",
    "java",
    "ruby",
    "php",
    "c-sharp",
  ],
  "@tree-sitter-grammars/tree-sitter-kotlin": ["kotlin"],
};

const common = {
  bundle: true,
  platform: "node",
  target: "node20",
  // jsonc-parser's CommonJS build is UMD and breaks when bundled; the ESM build is taken instead.
  mainFields: ["module", "main"],
  legalComments: "none",
  logLevel: "warning",
};

/**
 * What nearly every run needs beside the command line itself. It is put into one file with it, since finding and
 * reading forty small files takes longer than what is in them.
 */
const hotEntries = [
  "server/src/project/engines.ts",
  "server/src/project/settle.ts",
  "server/src/cli/format-concise.ts",
  "server/src/cli/format-pretty.ts",
];

/** Shared pieces under this size go into that file too, in bytes. */
const crumb = 6000;

await compileRules();
await bundle();
copyGrammars();
compileSyntaxes();
rmSync(place, { recursive: true, force: true });
renameSync(dist, place);
link();

/** Bundles with ES module code splitting, then turns each chunk into CommonJS: lazy `import()`s stay lazy and modules stay single. */
async function bundle() {
  const { outputFiles, metafile } = await build({
    ...common,
    entryPoints: { "run-cli": "server/src/cli/main.ts", "run-server": "server/src/lsp/main.ts" },
    absWorkingDir: root,
    outdir: dist,
    format: "esm",
    splitting: true,
    define: { TENET_VERSION: JSON.stringify(version) },
    minify,
    write: false,
    metafile: true,
    chunkNames: "chunk-[name]-[hash]",
    // Its ES module makes a `require` of its own from import.meta.url, which a CommonJS chunk does not have.
    alias: { "web-tree-sitter": join(root, "node_modules/web-tree-sitter/web-tree-sitter.cjs") },
  });
  const chunks = new Map();
  for (const file of outputFiles) {
    const { code } = await transform(file.text, {
      format: "cjs",
      platform: "node",
      target: "node20",
      minify,
      supported: { "dynamic-import": false },
      define: { "import.meta.url": "undefined" },
    });
    chunks.set(`./${basename(file.path)}`, code);
  }
  const hot = hotChunks(metafile.outputs);
  const parts = [...hot].map(
    (name) => `${JSON.stringify(name)}:function(module,exports,require){${chunks.get(name)}\n}`,
  );
  const hotCode =
    `"use strict";const parts={${parts.join(",\n")}},made={};module.exports=function load(name){` +
    "if(made[name])return made[name].exports;const part=parts[name];if(!part)return load.outer(name);" +
    "const one=made[name]={exports:{}};part(one,one.exports,load);return one.exports};\n";
  const hotName = `hot-${createHash("sha256").update(hotCode).digest("hex").slice(0, 12)}.js`;
  writeFileSync(join(dist, hotName), hotCode);
  for (const [name, code] of chunks) if (!hot.has(name)) writeFileSync(join(dist, name), code);
  await build({
    ...common,
    entryPoints: { boot: "server/src/boot.ts" },
    absWorkingDir: root,
    outdir: dist,
    format: "cjs",
    minify,
    define: { TENET_HOT: JSON.stringify(hotName) },
  });
  // Names this build to what is kept between runs: it changes with any part of it.
  const id = createHash("sha256").update(readFileSync(join(dist, "rules.json")));
  for (const name of [...chunks.keys()].sort()) id.update(chunks.get(name));
  writeFileSync(join(dist, "build-id"), id.digest("hex"));
  writeFileSync(join(dist, "cli.js"), '#!/usr/bin/env node\nrequire("./boot.js").boot("./run-cli.js");\n');
  writeFileSync(join(dist, "server.js"), 'require("./boot.js").boot("./run-server.js");\n');
  chmodSync(join(dist, "cli.js"), 0o755);
  await bundleForBrowsers();
  await build({
    ...common,
    entryPoints: { extension: "client/src/extension.ts" },
    // Editors on the web judge by this name whether the extension is an ES module, which they cannot load.
    outExtension: { ".js": ".cjs" },
    absWorkingDir: root,
    outdir: dist,
    format: "cjs",
    external: ["vscode"],
    minify,
  });
}

/** The names of the chunks that {@link hotEntries} and the command line need, with everything that these import. */
function hotChunks(outputs) {
  const chunks = new Map();
  for (const [path, { imports, entryPoint, bytes }] of Object.entries(outputs)) {
    const needs = imports.filter(({ kind, external }) => kind === "import-statement" && !external);
    chunks.set(`./${basename(path)}`, { needs: needs.map((one) => `./${basename(one.path)}`), entryPoint, bytes });
  }
  const hot = new Set();
  const add = (name) => {
    if (hot.has(name)) return;
    hot.add(name);
    chunks.get(name).needs.forEach(add);
  };
  for (const [name, { entryPoint }] of chunks)
    if (name === "./run-cli.js" || hotEntries.includes(entryPoint)) add(name);
  for (let before = -1; before < hot.size; ) {
    before = hot.size;
    for (const [name, { entryPoint, bytes, needs }] of chunks)
      if (entryPoint === undefined && bytes < crumb && needs.every((one) => hot.has(one))) hot.add(name);
  }
  return hot;
}

/** The extension and the server for the web: one file each, since a worker cannot load chunks from everywhere. */
async function bundleForBrowsers() {
  const web = { ...common, platform: "browser", target: "es2022", absWorkingDir: root, outdir: dist, minify };
  await build({
    ...web,
    entryPoints: { "extension-web": "client/src/extension-web.ts" },
    format: "cjs",
    external: ["vscode"],
  });
  await build({
    ...web,
    entryPoints: { "server-web": "server/src/serve-web.ts" },
    format: "iife",
    define: { TENET_VERSION: JSON.stringify(version), "process.env.NODE_ENV": '"production"' },
    // The parser's runtime asks for these only where it finds itself in Node.
    external: ["fs", "fs/promises", "module", "path", "url", "node:*"],
    alias: { "web-tree-sitter": join(root, "node_modules/web-tree-sitter/web-tree-sitter.cjs") },
  });
}

/** Compiles rules/ with the engine itself, run from a temporary bundle. A broken rule fails the build with its place. */
async function compileRules() {
  mkdirSync(dist, { recursive: true });
  writeFileSync(join(dist, "package.json"), '{ "type": "commonjs" }\n');
  const compiler = join(root, ".tmp", `compile-rules-${process.pid}.mjs`);
  mkdirSync(dirname(compiler), { recursive: true });
  await build({
    ...common,
    entryPoints: [join(root, "scripts/compile-rules.ts")],
    outfile: compiler,
    format: "esm",
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  const { compileRuleFiles } = await import(`${pathToFileURL(compiler).href}?${Date.now()}`);
  const { problems, builtin, automaton, detector, docs, statements } = await compileRuleFiles(root);
  rmSync(compiler);
  if (problems.length > 0) {
    for (const problem of problems) process.stderr.write(`${problem}\n`);
    if (!process.argv.includes("--keep-going")) throw new Error(`${problems.length} problems in rules/`);
  }
  writeFileSync(join(dist, "rules.json"), JSON.stringify(builtin));
  writeFileSync(join(dist, "rules.bin"), automaton);
  writeFileSync(join(dist, "detector.bin"), detector);
  writeFileSync(join(dist, "statements.json"), JSON.stringify(statements));
  writeFileSync(join(dist, "rule-docs.json"), JSON.stringify(docs));
}

function copyGrammars() {
  const folder = join(dist, "grammars");
  mkdirSync(folder, { recursive: true });
  for (const [from, names] of Object.entries(grammars))
    for (const name of names)
      copyFileSync(
        join(root, "node_modules", from, `tree-sitter-${name}.wasm`),
        join(folder, `tree-sitter-${name}.wasm`),
      );
  copyFileSync(join(root, "node_modules/web-tree-sitter/web-tree-sitter.wasm"), join(folder, "web-tree-sitter.wasm"));
}

/** What colours texts in the editor: written in YAML, which has comments and needs no escapes, and shipped as JSON. */
function compileSyntaxes() {
  const folder = join(dist, "syntaxes");
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(join(root, "syntaxes"))) {
    const path = join(root, "syntaxes", name);
    if (name.endsWith(".tmLanguage.yaml"))
      writeFileSync(join(folder, name.replace(/yaml$/, "json")), JSON.stringify(parse(readFileSync(path, "utf8"))));
    else if (name.endsWith(".language-configuration.json")) copyFileSync(path, join(folder, name));
  }
}

/** Makes `npx tenet` in this folder run this build. */
function link() {
  const bin = join(root, "node_modules/.bin");
  if (!existsSync(bin)) return;
  const path = join(bin, "tenet");
  try {
    if (lstatSync(path)) unlinkSync(path);
  } catch {
    // There was none.
  }
  try {
    symlinkSync("../../dist/cli.js", path);
  } catch {
    // Where links are not allowed npx still finds the package's own bin.
  }
}
