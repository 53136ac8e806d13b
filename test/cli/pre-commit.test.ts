import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cli, git, root, withFiles } from "../support.js";

const secret = ["tall", "horse", "5521", "barn"].join("-");

/** Whether pre-commit is installed; npm test installs it where it may. */
const havePreCommit = spawnSync("pre-commit", ["--version"]).status === 0;

describe("a team's first week", function () {
  this.timeout(600_000);

  it("goes from the first hook to a blocked commit, a suppression, an own rule, a shared pack and merged shards", async function () {
    if (!havePreCommit) {
      process.stdout.write("    pre-commit is not installed: the real framework was not run\n");
      this.skip();
    }
    await withFiles({ "nginx.conf": "mail { server { listen 143; starttls on; } }\n" }, (folder) => {
      const repo = join(folder, "repo");
      mkdirSync(repo);
      const write = (path: string, text: string): void => {
        mkdirSync(dirname(join(repo, path)), { recursive: true });
        writeFileSync(join(repo, path), text);
      };
      const commit = (message: string) =>
        spawnSync("git", ["-c", "user.name=Dev", "-c", "user.email=dev@example.com", "commit", "-m", message], {
          cwd: repo,
          encoding: "utf8",
          env: { ...process.env, PRE_COMMIT_HOME: join(folder, "cache"), npm_config_audit: "false" },
        });

      // Day one: an old repository with an old finding.
      git(repo, "init", "-q", "-b", "main");
      write("nginx.conf", "mail { server { listen 143; starttls on; } }\n");
      git(repo, "add", ".");
      assert.equal(commit("before tenet").status, 0);
      cli(repo, ["baseline"]);
      const source = join(folder, "tenet");
      execFileSync("git", ["clone", "-q", root, source]);
      const rev = git(source, "rev-parse", "HEAD").trim();
      write(
        ".pre-commit-config.yaml",
        `repos:\n  - repo: ${source}\n    rev: ${rev}\n    hooks:\n      - id: tenet\n        language_version: system\n`,
      );
      execFileSync("pre-commit", ["install"], {
        cwd: repo,
        env: { ...process.env, PRE_COMMIT_HOME: join(folder, "cache") },
      });
      git(repo, "add", ".");
      const first = commit("tenet with a baseline");
      assert.equal(first.status, 0, first.stdout + first.stderr);

      // A new secret is blocked, and not printed.
      write("app.env", `DB_PASSWORD=${secret}\n`);
      git(repo, "add", ".");
      const blocked = commit("a secret");
      assert.notEqual(blocked.status, 0);
      assert.match(blocked.stdout + blocked.stderr, /hardcoded-credential/);
      assert.ok(!(blocked.stdout + blocked.stderr).includes(secret));

      // With a reason it passes.
      write(
        "app.env",
        `# tenet-ignore hardcoded-credential until 2999-01-01: a throw-away database of the tests\nDB_PASSWORD=${secret}\n`,
      );
      git(repo, "add", ".");
      const excused = commit("excused");
      assert.equal(excused.status, 0, excused.stdout + excused.stderr);

      // An own rule: its example fails, is mended, and the rule blocks.
      const rule = (carets: string) =>
        `id: our-registry\ntitle: Images come from our registry\nstatement: patching+4\nseverity: error\nwhy: Ours are scanned.\nremedy: Use registry.example.com.\nchecks:\n  dockerfile:\n    - on: FROM\n      where: node.imageRegistry() != "registry.example.com" && node.image() != "scratch"\n      at: args[0]\n      message: "\`{node.args[0]}\` is not from our registry"\n      examples:\n        - bad: |\n            FROM node:22.11\n            ${carets}\n        - good: |\n            FROM registry.example.com/node:22.11\n`;
      write(".tenet/rules/our-registry.yaml", rule("^^^^"));
      assert.equal(cli(repo, ["test"]).code, 1);
      write(".tenet/rules/our-registry.yaml", rule("     ^^^^^^^^^^"));
      const tested = cli(repo, ["test"]);
      assert.equal(tested.code, 0, tested.out);
      write("tenet.yaml", "extends: ['@team/pack']\n");
      write("node_modules/@team/pack/tenet.yaml", "rules: { container-runs-as-root: off }\n");
      write(".gitignore", "node_modules/\n");
      write("Dockerfile", "FROM node:22.11\nRUN true\n");
      git(repo, "add", ".");
      const ruled = commit("an image");
      assert.notEqual(ruled.status, 0);
      assert.match(ruled.stdout + ruled.stderr, /our-registry/);
      assert.doesNotMatch(ruled.stdout + ruled.stderr, /container-runs-as-root/);
      write("Dockerfile", "FROM registry.example.com/node:22.11\nRUN true\n");
      git(repo, "add", ".");
      const last = commit("our image");
      assert.equal(last.status, 0, last.stdout + last.stderr);

      // CI: two shards, one report.
      const parts = ["1/2", "2/2"].map((shard, index) => {
        const file = join(folder, `part${index}.sarif`);
        cli(repo, ["check", ".", "--no-baseline", "--shard", shard, "--format", "sarif", "--output", file]);
        return file;
      });
      const merged = JSON.parse(cli(repo, ["merge", ...parts, "--exit-zero"]).out) as {
        runs: { results: { ruleId: string }[] }[];
      };
      assert.ok(merged.runs[0]!.results.some((result) => result.ruleId === "starttls-optional"));
    });
  });
});
