import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { outputFormats } from "../../server/src/cli/output-format.js";
import { leaky, planted } from "../secrets/planted.js";
import { cli, root, withFiles } from "../support.js";

const everything = ["--all-rules", "--min-confidence", "possible"];

/** The planted secrets that a text holds, by their names: the message of a failure must not spread them either. */
function leaks(text: string): string[] {
  return Object.entries(planted)
    .filter(([, secret]) => text.includes(secret) || text.includes(secret.slice(4)))
    .map(([name]) => name);
}

describe("what the command line writes", () => {
  it("holds no secret of the files it read, whatever the format", () =>
    withFiles(leaky, (folder) => {
      for (const format of Object.keys(outputFormats)) {
        const run = cli(folder, ["check", ".", ...everything, "--show-undecided", "--format", format]);
        assert.equal(run.code, 1, `${format}: ${run.err}`);
        assert.deepEqual(leaks(run.out), [], format);
        assert.deepEqual(leaks(run.err), [], format);
      }
    }));

  it("nor do fixes, explanations and what else it tells", () =>
    withFiles(leaky, (folder) => {
      for (const args of [
        ["fix", ".", "--dry-run", "--unsafe"],
        ["fix", ".", "--dry-run"],
        ["explain", "hardcoded-credential"],
        ["rules"],
        ["facts"],
        ["check", ".", ...everything, "--format", "sarif", "--output", "report.sarif"],
        ["baseline", ".", ...everything],
        ["suppressions"],
        ["check", ".", ...everything, "--profile"],
        ["check", ".", ...everything, "--profile", "--format", "json"],
      ]) {
        const run = cli(folder, args);
        assert.deepEqual(leaks(run.out + run.err), [], args.join(" "));
      }
      for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        if (name in leaky || statSync(join(folder, name)).isDirectory()) continue;
        assert.deepEqual(leaks(readFileSync(join(folder, name), "utf8")), [], name);
      }
    }));

  it("nor can a secret be found again by trying what gives a report's fingerprints", () => {
    const told = (format: string, secret: string): Promise<unknown> =>
      withFiles({ "app.js": `connect({ user: "shop", password: "${secret}" });\n` }, (folder) => {
        const run = cli(folder, ["check", ".", "--format", format]);
        assert.match(run.out, /ingerprint/);
        return JSON.parse(run.out) as unknown;
      });
    return Promise.all(
      ["sarif", "gitlab"].map(async (format) =>
        assert.deepEqual(await told(format, "tq81-xkcv-wm"), await told(format, "zv47-wwpq-hd"), format),
      ),
    );
  });

  it("nor does what it keeps in the user's cache folder", () =>
    withFiles({ ...leaky, "cache/.gitkeep": "" }, (folder) => {
      const { CI: _ci, TENET_NO_CACHE: _no, ...rest } = process.env;
      const env = { ...rest, XDG_CACHE_HOME: join(folder, "cache") };
      for (let run = 0; run < 2; run++)
        spawnSync(process.execPath, [join(root, "dist/cli.js"), "check", ".", ...everything], { cwd: folder, env });
      const kept = readdirSync(join(folder, "cache"), { recursive: true, encoding: "utf8" }).filter((name) =>
        statSync(join(folder, "cache", name)).isFile(),
      );
      assert.ok(kept.length > 1, "nothing was kept");
      for (const name of kept) assert.deepEqual(leaks(readFileSync(join(folder, "cache", name), "latin1")), [], name);
    }));

  it("finds each of them", () =>
    withFiles(leaky, (folder) => {
      const run = cli(folder, ["check", ".", ...everything, "--format", "json"]);
      const told = (JSON.parse(run.out) as { findings: { rule: string; path: string }[] }).findings;
      const of = (path: string): number =>
        told.filter((one) => one.path === path && /credential|default-password/.test(one.rule)).length;
      const counts = Object.fromEntries(Object.keys(leaky).map((path) => [path, of(path)]));
      // A string that nobody closed is no value.
      delete counts["broken.tf"];
      for (const [path, count] of Object.entries(counts)) assert.ok(count > 0, `${path}: ${JSON.stringify(counts)}`);
      assert.ok(counts["app.js"]! >= 7, JSON.stringify(counts));
    }));
});
