import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "../lsp/client.js";
import { root, withFiles } from "../support.js";

/** Has every way to the network throw, and says so on standard error. */
const refuse = `
  const refused = (name) => () => { process.stderr.write("network: " + name + "\\n"); throw new Error("refused: " + name); };
  const net = require("node:net");
  net.Socket.prototype.connect = refused("connect");
  net.Server.prototype.listen = refused("listen");
  const dns = require("node:dns");
  for (const of of [dns, dns.promises]) for (const name of Object.keys(of)) if (/^(lookup|resolve|reverse)/.test(name)) of[name] = refused(name);
  require("node:dgram").Socket.prototype.send = refused("send");
  globalThis.fetch = refused("fetch");
`;

const files = {
  Dockerfile: "FROM node:latest\nRUN curl http://x.example/a.sh | sh\n",
  "app.py": "import requests\nrequests.get(url, verify=False)\n",
  "main.tf": 'resource "aws_s3_bucket" "a" { acl = "public-read" }\n',
  ".env": "DEBUG=1\n",
};

describe("no network", function () {
  this.timeout(60_000);

  it("the refusal itself works", () =>
    withFiles({ "refuse.cjs": refuse }, (folder) => {
      const run = spawnSync(
        process.execPath,
        ["--require", join(folder, "refuse.cjs"), "-e", "fetch('http://127.0.0.1')"],
        {
          encoding: "utf8",
        },
      );
      assert.match(run.stderr, /network: fetch/);
    }));

  it("the command line needs none", () =>
    withFiles({ ...files, "refuse.cjs": refuse }, (folder) => {
      const options = ["--require", join(folder, "refuse.cjs"), join(root, "dist/cli.js")];
      for (const args of [
        ["check", "Dockerfile", "app.py", "main.tf", ".env"],
        ["fix", ".", "--dry-run"],
        ["explain", "weak-tls"],
        ["rules"],
        ["baseline", "."],
      ]) {
        const run = spawnSync(process.execPath, [...options, ...args], { cwd: folder, encoding: "utf8" });
        assert.ok(run.status === 0 || run.status === 1, `${args.join(" ")}: ${run.stderr}`);
        assert.doesNotMatch(run.stderr, /network:/);
      }
    }));

  it("the language server needs none", () =>
    withFiles({ ...files, "refuse.cjs": refuse }, async (folder) => {
      const server = ["--require", join(folder, "refuse.cjs"), join(root, "dist/server.js"), "--stdio"];
      await Client.with({ folder, server }, async (client) => {
        await client.open(join(folder, "Dockerfile"), files.Dockerfile);
        assert.ok((await client.diagnostics(join(folder, "Dockerfile"))).length > 0);
      });
    }));
});

describe("what tenet is built from", () => {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<
    string,
    Record<string, string>
  >;
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { version?: string; integrity?: string; hasInstallScript?: boolean; optional?: boolean }>;
  };

  it("is listed with a reason, and nothing else is", () => {
    const listed = [
      ...readFileSync(join(root, "docs/dependencies.md"), "utf8").matchAll(/^\| `([^`]+)` \| \S.+ \|$/gm),
    ];
    const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    assert.deepEqual(listed.map((one) => one[1]).sort(), names.sort());
  });

  it("is pinned", () => {
    for (const [path, { version, integrity }] of Object.entries(lock.packages))
      if (path !== "") assert.ok(version && integrity, path);
  });

  it("runs nothing when it is installed, but for what the build's tools are known to do", () => {
    const scripts = Object.entries(lock.packages).filter(([path, one]) => path !== "" && one.hasInstallScript);
    // The grammar of Kotlin looks whether its binding for Node is there, which nobody here loads.
    const known =
      /(?:^|\/)node_modules\/(?:esbuild|fsevents|keytar|@vscode\/vsce-sign|@tree-sitter-grammars\/tree-sitter-kotlin)$/;
    assert.deepEqual(
      scripts.filter(([path]) => !known.test(path)).map(([path]) => path),
      [],
    );
  });
});
