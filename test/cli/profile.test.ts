import assert from "node:assert/strict";
import { cli, withFiles } from "../support.js";

const files = {
  "nginx.conf": "mail { server { listen 143; starttls on; } }\n",
  "src/a.js": 'const agent = new https.Agent({ rejectUnauthorized: false });\nconst x = "no word of a rule";\n',
  "src/b.js": "export const nothing = 1;\n",
};

interface JsonProfile {
  total: number;
  phases: Record<string, number>;
  rules: { id: string; ms: number; files: number }[];
  files: { path: string; ms: number }[];
}

describe("tenet check --profile", () => {
  it("tells phases that add up to the whole, and the slowest rules and files, on standard error", () =>
    withFiles(files, (folder) => {
      const plain = cli(folder, ["check", "--format", "concise"]);
      const run = cli(folder, ["check", "--format", "concise", "--profile"]);
      assert.equal(run.out, plain.out);
      assert.equal(run.code, 1);
      assert.equal(plain.err, "");
      const ms = (text: string): number => {
        const found = new RegExp(`([\\d.]+) ms +[\\d.]+ %  ${text}`).exec(run.err);
        assert.ok(found, `${text} in ${run.err}`);
        return Number(found[1]);
      };
      const all = ms("in all");
      const [phases = ""] = run.err.split("Slowest rules");
      const parts = [...phases.matchAll(/([\d.]+) ms +[\d.]+ %/g)].slice(1).map((match) => Number(match[1]));
      assert.ok(parts.length >= 8, run.err);
      assert.ok(Math.abs(parts.reduce((sum, one) => sum + one, 0) - all) < 1, run.err);
      assert.ok(ms("parsing") > 0 && ms("starting") > 0 && ms("rules\n") > 0);
      assert.ok(ms("starttls-optional \\(1 file\\)") >= 0);
      assert.ok(ms("src/a.js") > ms("src/b.js"), run.err);
    }));

  it("is part of the JSON report, every rule and file in it, the slowest first", () =>
    withFiles(files, (folder) => {
      const { out } = cli(folder, ["check", "--format", "json", "--profile"]);
      const { profile } = JSON.parse(out) as { profile: JsonProfile };
      const spent = Object.values(profile.phases).reduce((sum, one) => sum + one, 0);
      assert.ok(Math.abs(spent - profile.total) < 1e-6 * profile.total + 0.01);
      assert.deepEqual(profile.files.map(({ path }) => path).sort(), Object.keys(files).sort());
      for (const costs of [profile.files, profile.rules])
        assert.deepEqual(
          costs.map(({ ms }) => ms),
          costs.map(({ ms }) => ms).sort((a, b) => b - a),
        );
      assert.ok(profile.rules.some(({ id, files }) => id === "starttls-optional" && files === 1));
      assert.equal("profile" in JSON.parse(cli(folder, ["check", "--format", "json"]).out), false);
    }));

  it("tells where a text from standard input went", () =>
    withFiles({}, (folder) => {
      const run = cli(folder, ["check", "--stdin", "--stdin-filename", "nginx.conf", "--profile"], files["nginx.conf"]);
      assert.match(run.err, /% {2}nginx\.conf\n/);
    }));
});
