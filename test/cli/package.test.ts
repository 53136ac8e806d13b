import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root, withFiles } from "../support.js";

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

/** What `npm pack` makes of the build that is there. */
function pack(...options: string[]): Packed {
  const out = execFileSync("npm", ["pack", "--json", "--ignore-scripts", ...options], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return (JSON.parse(out) as Packed[])[0]!;
}

describe("the npm package", function () {
  this.timeout(180_000);

  it("holds the build and what npm adds, and nothing else", () => {
    const { files, size } = pack("--dry-run");
    const names = files.map((file) => file.path);
    for (const name of names)
      assert.match(
        name,
        /^(?:LICENSE|README\.md|package\.json|dist\/(?:chunk-[\w-]+|hot-\w+|boot|cli|server|run-server)\.js|dist\/extension(?:\.cjs|-web\.js)|dist\/(?:package|rules|rule-docs|statements)\.json|dist\/(?:rules|detector)\.bin|dist\/build-id|dist\/grammars\/[\w-]+\.wasm)$/,
      );
    for (const name of [
      "dist/cli.js",
      "dist/server.js",
      "dist/rules.json",
      "dist/rule-docs.json",
      "LICENSE",
      "README.md",
    ])
      assert.ok(names.includes(name), name);
    assert.ok(size < 4 * 1024 * 1024, `the package has ${size} bytes`);
  });

  it("installs without its sources and without a network, and runs", () =>
    withFiles(
      {
        "team/package.json": '{ "private": true }\n',
        "team/nginx.conf": "mail { server { listen 143; starttls on; } }\n",
      },
      (folder) => {
        const { filename } = pack("--pack-destination", folder);
        const team = join(folder, "team");
        execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", join(folder, filename)], {
          cwd: team,
          stdio: "ignore",
        });
        const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
        const run = (...args: string[]): string =>
          execFileSync(join(team, "node_modules/.bin/tenet"), args, { cwd: team, encoding: "utf8" });
        assert.equal(run("--version"), `${version}\n`);
        assert.match(run("check", "--exit-zero"), /error\[starttls-optional\]/);
        assert.match(run("explain", "weak-tls"), /^# weak-tls: /);
      },
    ));
});
