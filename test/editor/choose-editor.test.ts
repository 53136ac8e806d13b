import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root, withFiles } from "../support.js";

interface Choice {
  readonly browser?: unknown;
  readonly desktop?: string;
  readonly why: string;
}

class Unavailable extends Error {}

const host = { chromium: "/usr/bin/chromium" };
const there = () => host;
const absent = () => {
  throw new Unavailable("there is no Chromium");
};

describe("the editor that suites run in", () => {
  let choose: (env: Record<string, string>, browserHost: () => unknown, unavailable: unknown) => Choice;
  before(async () => {
    ({ chooseEditor: choose } = await import(pathToFileURL(join(root, "test/editor/choose-editor.mjs")).href));
  });

  it("is the browser's where it can be had, and a downloaded one elsewhere", () => {
    assert.equal(choose({}, there, Unavailable).browser, host);
    const other = choose({}, absent, Unavailable);
    assert.ok("desktop" in other && other.desktop === undefined);
    assert.match(other.why, /downloaded, since there is none in a browser: there is no Chromium/);
  });

  it("is the one that TENET_VSCODE names", () => {
    const named = choose({ TENET_VSCODE: "/opt/code" }, there, Unavailable);
    assert.equal(named.desktop, "/opt/code");
    assert.match(named.why, /TENET_VSCODE names: \/opt\/code/);
    assert.equal(choose({ TENET_VSCODE: "/opt/code", TENET_EDITOR: "browser" }, there, Unavailable).browser, host);
  });

  it("is never another than the one that TENET_EDITOR allows", () => {
    assert.ok("desktop" in choose({ TENET_EDITOR: "desktop" }, there, Unavailable));
    assert.throws(() => choose({ TENET_EDITOR: "browser" }, absent, Unavailable), /there is no Chromium/);
    assert.throws(() => choose({ TENET_EDITOR: "dekstop" }, there, Unavailable), /browser, desktop or none/);
  });

  it("has broken when the setup broke, and is not replaced", () => {
    const broken = () => {
      throw new TypeError("a mistake of ours");
    };
    assert.throws(() => choose({}, broken, Unavailable), TypeError);
  });
});

describe("suites in a desktop VS Code", function () {
  this.timeout(60_000);
  before(function () {
    if (process.platform === "win32") this.skip();
  });

  /** Runs the suites in a program that takes VS Code's place, and gives what was printed. */
  function inStandIn(body: string): Promise<{ code: number | null; out: string; args: string }> {
    return withFiles({ "code/bin/code": "" }, (folder) => {
      const program = join(folder, "code/code");
      writeFileSync(
        program,
        `#!/bin/sh\nprintf '%s\\n' "$@" > "${folder}/args"\nsay() { printf '%s\\n' "$1" >> "$TENET_OUTPUT"; }\n${body}\n`,
      );
      chmodSync(program, 0o755);
      const run = spawnSync(
        process.execPath,
        [join(root, "test/editor/run.mjs"), "--kind", "folders", "--kind", "web"],
        {
          encoding: "utf8",
          env: { ...process.env, TENET_VSCODE: program, TENET_EDITOR: "" },
        },
      );
      const args = spawnSync("cat", [join(folder, "args")], { encoding: "utf8" }).stdout;
      return { code: run.status, out: run.stdout + run.stderr, args };
    });
  }

  const results = (passed: number, failed: number) =>
    `printf '{"passed":${passed},"failed":${failed},"version":"1.99.0"}' > "$TENET_RESULTS"`;

  it("are given to it, and it is named", async () => {
    const { code, out, args } = await inStandIn(`say "  ✔ one"; say "kind $TENET_KIND"; ${results(3, 0)}`);
    assert.match(out, /the VS Code that TENET_VSCODE names: .*code/);
    assert.match(out, /✔ one/);
    assert.match(out, /kind folders/);
    assert.match(out, /3 passed, 0 failed in a desktop VS Code, several folders \(VS Code 1\.99\.0\)/);
    assert.match(out, /editor: 3 passed, 0 failed\n$/);
    assert.equal(code, 0);
    assert.match(args, /--extensionDevelopmentPath=/);
    assert.match(args, /--extensionTestsPath=.*editor-suites\.cjs/);
    assert.match(args, /several\.code-workspace\n/);
    assert.match(out, /not run on the desktop: its browser entry in a worker/);
  });

  it("that fail there, fail", async () => {
    const { code, out } = await inStandIn(`${results(3, 1)}; exit 1`);
    assert.match(out, /editor: 3 passed, 1 failed\n$/);
    assert.equal(code, 1);
  });

  it("that never ran, are a failure, even when the editor ends well", async () => {
    for (const body of ["exit 0", "exit 7", results(0, 0)]) {
      const { code, out } = await inStandIn(body);
      assert.equal(code, 1, body);
      assert.match(out, /no results|0 passed/, body);
    }
  });
});
