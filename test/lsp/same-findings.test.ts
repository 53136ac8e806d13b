import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { root, withFiles } from "../support.js";
import { fromSources } from "./client.js";
import { byCli, byServer } from "./shown.js";
import { ini, team } from "./team.js";
import { unzip } from "./unzip.js";

/** The examples and a few files that are easily read differently. */
function files(): Record<string, string> {
  const found: Record<string, string> = { "team/app.ini": ini };
  for (const [name, text] of Object.entries(team)) found[`team/${name}`] = text;
  found["team/windows.ini"] = ini.replaceAll("\n", "\r\n");
  found["team/greek.ini"] = `; αβγ 😀\nname = 😀\ndebug = on\n${ini}`;
  found["team/suppressed.ini"] = ini.replace("debug", "# tenet-ignore debug-on: tests\ndebug");
  found["team/vendor/app.ini"] = ini;
  found["team/tenet.yaml"] = "ignore: [vendor/**]\nrules:\n  hardcoded-credential: hint\n";
  for (const name of readdirSync(join(root, "examples"), { recursive: true, encoding: "utf8" })) {
    const path = join(root, "examples", name);
    if (statSync(path).isFile()) found[`examples/${name}`] = readFileSync(path, "utf8");
  }
  return found;
}

describe("the command line, the server and the packaged extension", () => {
  it("find the same", function () {
    this.timeout(180_000);
    const all = files();
    return withFiles(all, (folder) =>
      withFiles(packaged(), async (extension) => {
        const paths = Object.keys(all);
        const expected = byCli(folder);
        assert.ok(expected.length > 15, `only ${expected.length} findings`);
        assert.ok(new Set(expected.map((one) => one.path)).size > 5);
        assert.deepEqual(await byServer(folder, fromSources, paths), expected, "the server from its sources");
        const server = [join(extension, "extension/dist/server.js"), "--stdio"];
        assert.deepEqual(await byServer(folder, server, paths), expected, "the server in the VSIX");
      }),
    );
  });

  it("ship only what is needed, and little of it", () => {
    const vsix = pack();
    const names = Object.keys(unzip(vsix)).filter((one) => one.startsWith("extension/"));
    for (const needed of [
      "dist/extension.cjs",
      "dist/extension-web.js",
      "dist/server-web.js",
      "dist/server.js",
      "dist/rules.json",
      "dist/rule-docs.json",
      "package.json",
    ])
      assert.ok(names.includes(`extension/${needed}`), needed);
    for (const name of names)
      assert.match(
        name,
        /^extension\/(?:dist|images|l10n|docs\/walkthrough)\/|^extension\/(?:package(?:\.nls)?\.json|readme\.md|LICENSE\.txt)$/,
      );
    assert.ok(vsix.length < 4 * 1024 * 1024, `the VSIX has ${vsix.length} bytes`);
  });
});

let made: Buffer | undefined;

/** The packaged extension, made from the build that is there. */
function pack(): Buffer {
  const out = join(root, ".tmp/test.vsix");
  if (!made) {
    execFileSync(process.execPath, ["scripts/package.mjs", "--no-build", "--out", relative(root, out)], {
      cwd: root,
      stdio: "pipe",
    });
    made = readFileSync(out);
  }
  return made;
}

function packaged(): Record<string, Uint8Array> {
  return unzip(pack());
}
