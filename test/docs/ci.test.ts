import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { cli, git, root, withFiles } from "../support.js";

const bad = "mail { server { listen 143; starttls on; } }\n";
const text = readFileSync(join(root, "docs/ci.md"), "utf8");

/** The first block of a language below a heading or sentence. */
function block(after: string, language: string): string {
  const start = text.indexOf(`\`\`\`${language}\n`, text.indexOf(after));
  assert.ok(text.includes(after) && start >= 0, after);
  return text.slice(start + 4 + language.length, text.indexOf("```", start + 4));
}

/** Runs a line of the page in a shell whose `npx` is the built command line. */
function shell(folder: string, line: string, environment: Readonly<Record<string, string>> = {}): number | null {
  const bin = join(folder, ".git/bin");
  mkdirSync(bin, { recursive: true });
  const npx = `#!/bin/sh\nwhile case $1 in -*|tenet*) true ;; *) false ;; esac; do shift; done\nexec '${process.execPath}' '${join(root, "dist/cli.js")}' "$@"\n`;
  writeFileSync(join(bin, "npx"), npx);
  chmodSync(join(bin, "npx"), 0o755);
  const run = spawnSync("bash", ["-c", line], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, ...environment, PATH: `${bin}${delimiter}${process.env.PATH}` },
  });
  return run.status;
}

/** Files of an old repository, enough of them that no shard is empty. */
const repository = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`site${i}/nginx.conf`, bad]));

interface Job {
  readonly steps: readonly { readonly run?: string }[];
}

describe("the page about CI", function () {
  this.timeout(180_000);

  it("has a GitHub workflow whose shards and merge give the whole report", () =>
    withFiles(repository, (folder) => {
      git(folder, "init", "-q");
      const { jobs } = parse(block("## GitHub Actions", "yaml")) as { jobs: Record<"check" | "report", Job> };
      const lines = (job: Job): string[] => job.steps.flatMap((step) => (step.run === undefined ? [] : [step.run]));
      const whole = cli(folder, ["check", "--format", "sarif"]).out;
      for (const shard of ["1", "2", "3", "4"])
        for (const line of lines(jobs.check))
          assert.equal(shell(folder, line.replaceAll(/\$\{\{ matrix\.shard \}\}/g, shard)), 0, line);
      for (const line of lines(jobs.report)) assert.equal(shell(folder, line), 1, "findings fail the job");
      assert.deepEqual(JSON.parse(readFileSync(join(folder, "tenet.sarif"), "utf8")), JSON.parse(whole));
    }));

  it("has GitLab jobs whose parts give the whole report", () =>
    withFiles(repository, (folder) => {
      git(folder, "init", "-q");
      const jobs = parse(block("## GitLab", "yaml")) as Record<string, { script: string[]; parallel: number }>;
      const whole = cli(folder, ["check", "--format", "json"]).out;
      for (let i = 1; i <= jobs.tenet!.parallel; i++) {
        const environment = { CI_NODE_INDEX: String(i), CI_NODE_TOTAL: String(jobs.tenet!.parallel) };
        for (const line of jobs.tenet!.script) assert.equal(shell(folder, line, environment), 0, line);
      }
      for (const line of jobs["tenet-report"]!.script) assert.equal(shell(folder, line), 1, "findings fail the job");
      const merged = JSON.parse(readFileSync(join(folder, "tenet.json"), "utf8"));
      assert.equal(merged.findings.length, 8);
      assert.deepEqual(merged.findings, JSON.parse(whole).findings);
    }));

  it("has hooks that block what is staged and let the rest through", () =>
    withFiles(repository, (folder) => {
      git(folder, "init", "-q");
      const lefthook = parse(block("With lefthook", "yaml")) as { "pre-commit": { jobs: { run: string }[] } };
      const lines = [block("With husky", "sh"), lefthook["pre-commit"].jobs[0]!.run];
      for (const line of lines) assert.equal(shell(folder, line), 0, line);
      git(folder, "add", "site1/nginx.conf");
      for (const line of lines) assert.equal(shell(folder, line), 1, line);
    }));

  it("has workflows that tenet itself finds clean", () =>
    withFiles(
      {
        ".github/workflows/tenet.yml": block("## GitHub Actions", "yaml"),
        ".gitlab-ci.yml": block("## GitLab", "yaml"),
        ".pre-commit-config.yaml": block("With [pre-commit]", "yaml"),
      },
      (folder) => {
        const { findings } = JSON.parse(cli(folder, ["check", "--all-rules", "--format", "json"]).out);
        assert.deepEqual(
          findings.map(
            (one: { path: string; rule: string; message: string }) => `${one.path} ${one.rule} ${one.message}`,
          ),
          [],
        );
      },
    ));
});
