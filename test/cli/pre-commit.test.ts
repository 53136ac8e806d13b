import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { byCli, byServer } from "../lsp/shown.js";
import { type CliRun, cli, git, root, withFiles } from "../support.js";

const secret = ["tall", "horse", "5521", "barn"].join("-");

/** Whether pre-commit is installed; npm test installs it where it may. */
const havePreCommit = spawnSync("pre-commit", ["--version"]).status === 0;

/** A scratch repository with the real git and the real pre-commit. */
class Repository {
  readonly path: string;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(folder: string) {
    this.path = join(folder, "repo");
    this.#environment = { ...process.env, PRE_COMMIT_HOME: join(folder, "cache"), npm_config_audit: "false" };
    mkdirSync(this.path);
    git(this.path, "init", "-q", "-b", "main");
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.path, path)), { recursive: true });
    writeFileSync(join(this.path, path), text);
  }

  run(program: string, ...args: string[]): void {
    execFileSync(program, args, { cwd: this.path, env: this.#environment });
  }

  tenet(...args: string[]): CliRun {
    return cli(this.path, args);
  }

  /** Commits everything there is; `out` is all that git and its hooks say. */
  commit(message: string): { readonly passed: boolean; readonly out: string } {
    git(this.path, "add", ".");
    const identity = ["-c", "user.name=Dev", "-c", "user.email=dev@example.com"];
    const run = spawnSync("git", [...identity, "commit", "-m", message], {
      cwd: this.path,
      encoding: "utf8",
      env: this.#environment,
    });
    return { passed: run.status === 0, out: run.stdout + run.stderr };
  }

  /** The rules found in the whole, the same by the command line and by the editor's server. */
  async rules(): Promise<string[]> {
    const paths = git(this.path, "ls-files", "--cached", "--others", "--exclude-standard").trim().split("\n");
    const found = byCli(this.path);
    assert.deepEqual(
      await byServer(this.path, undefined, paths),
      found,
      "the editor shows what the command line finds",
    );
    return found.map((one) => `${one.path} ${String(one.rule)}`).sort();
  }
}

const rule = (carets: string): string => `id: our-registry
title: Images come from our registry
statement: patching+4
severity: error
why: Ours are scanned.
remedy: Use registry.example.com.
checks:
  dockerfile:
    - on: FROM
      where: node.imageRegistry() != "registry.example.com" && node.image() != "scratch"
      at: args[0]
      message: "\`{node.args[0]}\` is not from our registry"
      examples:
        - bad: |
            FROM node:22.11
            ${carets}
        - good: |
            FROM registry.example.com/node:22.11
`;

describe("a team's first week", function () {
  this.timeout(900_000);

  it("goes from the first hook to a blocked commit, a suppression, an own rule, shared packs and merged shards", async function () {
    if (!havePreCommit) {
      process.stdout.write("    pre-commit is not installed: the real framework was not run\n");
      this.skip();
    }
    await withFiles({}, async (folder) => {
      const repository = new Repository(folder);

      // Monday: an old repository with an old finding gets a baseline and the hook.
      repository.write("nginx.conf", "mail { server { listen 143; starttls on; } }\n");
      repository.write("web/app.py", 'import hashlib\n\nprint("up")\n');
      assert.ok(repository.commit("before tenet").passed);
      assert.deepEqual(await repository.rules(), ["nginx.conf starttls-optional"]);
      assert.match(repository.tenet("baseline").out, /\.tenet\/baseline\.json: 1 finding held/);
      assert.deepEqual(await repository.rules(), []);
      const source = join(folder, "tenet");
      execFileSync("git", ["clone", "-q", root, source]);
      const rev = git(source, "rev-parse", "HEAD").trim();
      repository.write(
        ".pre-commit-config.yaml",
        `repos:\n  - repo: ${source}\n    rev: ${rev}\n    hooks:\n      - id: tenet\n        language_version: system\n`,
      );
      repository.run("pre-commit", "install");
      const first = repository.commit("tenet with a baseline");
      assert.ok(first.passed, first.out);
      assert.match(first.out, /tenet\.+Passed/);

      // Tuesday: a new secret is blocked, and not printed; what is staged counts, not what stands on the disk.
      repository.write("app.env", `DB_PASSWORD=${secret}\n`);
      assert.deepEqual(await repository.rules(), ["app.env hardcoded-credential"]);
      const blocked = repository.commit("a secret");
      assert.ok(!blocked.passed);
      assert.match(blocked.out, /hardcoded-credential/);
      assert.ok(!blocked.out.includes(secret));
      assert.equal(repository.tenet("check", "--staged").code, 1);
      repository.write("app.env", "DB_HOST=db\n");
      assert.equal(repository.tenet("check", "--staged").code, 1, "it is still staged");
      assert.equal(repository.tenet("check", "app.env").code, 0);

      // Wednesday: with a reason and an end it passes.
      repository.write(
        "app.env",
        `# tenet-ignore hardcoded-credential until 2999-01-01: a throw-away database of the tests\nDB_PASSWORD=${secret}\n`,
      );
      assert.deepEqual(await repository.rules(), []);
      const excused = repository.commit("excused");
      assert.ok(excused.passed, excused.out);
      assert.match(
        repository.tenet("suppressions").out,
        /^app\.env:1:3: active hardcoded-credential until 2999-01-01: a throw-away database of the tests$/m,
      );

      // Thursday: an own rule, whose example fails, is mended, and which then blocks.
      repository.write(".tenet/rules/our-registry.yaml", rule("^^^^"));
      const failing = repository.tenet("test");
      assert.equal(failing.code, 1);
      assert.match(failing.out, /the findings are not where the carets are/);
      assert.equal(repository.tenet("test", "--update").code, 0);
      assert.equal(
        readFileSync(join(repository.path, ".tenet/rules/our-registry.yaml"), "utf8"),
        rule("     ^^^^^^^^^^"),
      );
      assert.equal(repository.tenet("test").code, 0);
      repository.write("tenet.yaml", "rules: { image-not-pinned: off }\n");
      repository.write("Dockerfile", "FROM node:22.11\nRUN true\n");
      assert.deepEqual(await repository.rules(), ["Dockerfile container-runs-as-root", "Dockerfile our-registry"]);
      const ruled = repository.commit("an image");
      assert.ok(!ruled.passed);
      assert.match(ruled.out, /our-registry/);

      // Friday: packs that other teams share, one from npm and one from git, vendored and locked.
      const pack = join(folder, "pack");
      mkdirSync(pack);
      git(pack, "init", "-q", "-b", "main");
      writeFileSync(join(pack, "tenet.yaml"), "rulePaths: [rules]\nrules: { our-registry: warning }\n");
      mkdirSync(join(pack, "rules"));
      writeFileSync(
        join(pack, "rules/acme-no-md5.yaml"),
        "id: acme-no-md5\ntitle: No MD5\nseverity: error\nwhy: It is broken.\nremedy: Use SHA-256.\nchecks:\n  python:\n    - on: hashlib.md5\n      message: MD5 is broken\n",
      );
      git(pack, "add", ".");
      git(pack, "commit", "-qm", "rules");
      git(pack, "tag", "v1");
      repository.write("node_modules/@team/pack/tenet.yaml", "rules: { container-runs-as-root: off }\n");
      repository.write(".gitignore", "node_modules/\n");
      repository.write(
        "tenet.yaml",
        `extends: ["@team/pack", "git+file://${pack}#v1"]\nrules: { image-not-pinned: off }\n`,
      );
      assert.match(repository.tenet("check").out, /is not vendored; run tenet vendor/);
      assert.equal(repository.tenet("vendor").code, 0);
      rmSync(pack, { recursive: true });
      repository.write("web/app.py", 'import hashlib\n\nprint(hashlib.md5(b"up"))\n');
      assert.deepEqual(await repository.rules(), ["Dockerfile our-registry", "web/app.py acme-no-md5"]);
      assert.match(
        repository.tenet("config", "--explain", "Dockerfile").out,
        /^our-registry +warning +\.tenet\/vendor\//m,
      );
      const shared = repository.commit("MD5");
      assert.ok(!shared.passed);
      assert.match(shared.out, /acme-no-md5/);
      repository.write("Dockerfile", "FROM registry.example.com/node:22.11\nRUN true\n");
      repository.write("web/app.py", 'import hashlib\n\nprint(hashlib.sha256(b"up"))\n');
      assert.deepEqual(await repository.rules(), []);
      const last = repository.commit("our image");
      assert.ok(last.passed, last.out);

      // CI: two shards, one report, which is that of a single run; with the old findings and without.
      for (const options of [[], ["--no-baseline"]]) {
        const parts = ["1/2", "2/2"].map((shard, index) => {
          const file = join(folder, `part${index}.sarif`);
          repository.tenet("check", ...options, "--shard", shard, "--format", "sarif", "--output", file);
          return file;
        });
        const merged = JSON.parse(repository.tenet("merge", ...parts, "--exit-zero").out) as {
          runs: { results: { ruleId: string; suppressions?: unknown }[] }[];
        };
        assert.deepEqual(merged, JSON.parse(repository.tenet("check", ...options, "--format", "sarif").out));
        const open = merged.runs[0]!.results.filter((result) => !result.suppressions).map((one) => one.ruleId);
        assert.deepEqual(open, options.length === 0 ? [] : ["starttls-optional"]);
      }
    });
  });
});
