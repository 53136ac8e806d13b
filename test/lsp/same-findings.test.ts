import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { cli, root, withFiles } from "../support.js";
import { Client, fromSources } from "./client.js";
import { ini, team } from "./team.js";
import { unzip } from "./unzip.js";

/** What a person sees of a finding, whichever face shows it. */
interface Shown {
  readonly path: string;
  readonly rule: unknown;
  readonly severity: unknown;
  readonly message: unknown;
  readonly range: string;
}

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

function byCli(folder: string): Shown[] {
  const run = cli(folder, ["check", ".", "--format", "json", "--exit-zero"]);
  assert.equal(run.code, 0, run.err);
  interface Found {
    path: string;
    rule: string;
    severity: string;
    message: string;
    range: Record<"start" | "end", { line: number; column: number }>;
  }
  return sorted(
    (JSON.parse(run.out) as { findings: Found[] }).findings.map(({ path, rule, severity, message, range }) => ({
      path,
      rule,
      severity,
      message,
      range: `${range.start.line}:${range.start.column}-${range.end.line}:${range.end.column}`,
    })),
  );
}

function byServer(folder: string, server: readonly string[], paths: readonly string[]): Promise<Shown[]> {
  return Client.with({ folder, server }, async (client) => {
    const shown: Shown[] = [];
    for (const path of paths) {
      await client.open(join(folder, path), readFileSync(join(folder, path), "utf8"));
      for (const { code, severity, message, range } of await client.diagnostics(join(folder, path)))
        shown.push({
          path,
          rule: code,
          severity: ["", "error", "warning", "info", "hint"][severity ?? 0],
          message,
          range: `${range.start.line + 1}:${range.start.character + 1}-${range.end.line + 1}:${range.end.character + 1}`,
        });
    }
    return sorted(shown);
  });
}

function sorted(shown: Shown[]): Shown[] {
  const key = (one: Shown) => JSON.stringify([one.path, one.range, one.rule]);
  return shown.sort((a, b) => (key(a) < key(b) ? -1 : 1));
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
