import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cli, root, withFiles } from "../support.js";

/** What a real bash completes after these words, the last one being typed. */
function completed(folder: string, ...words: string[]): string[] {
  const line = words.map((word) => `'${word}'`).join(" ");
  const script = `. ./tenet.bash; COMP_WORDS=(tenet ${line}); COMP_CWORD=${words.length}; _tenet; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const run = spawnSync("bash", ["--norc", "-c", script], { cwd: folder, encoding: "utf8" });
  assert.equal(run.stderr, "");
  return run.stdout.split("\n").filter(Boolean);
}

const installed = (shell: string): boolean => spawnSync(shell, ["--version"]).status === 0;

describe("tenet completions", () => {
  it("completes commands, options and values in bash", () =>
    withFiles({}, (folder) => {
      writeFileSync(join(folder, "tenet.bash"), cli(folder, ["completions", "bash"]).out);
      assert.deepEqual(completed(folder, "ch"), ["check"]);
      assert.deepEqual(completed(folder, "check", "--min"), ["--min-confidence"]);
      assert.deepEqual(completed(folder, "check", "--min-confidence", "c"), ["certain"]);
      assert.deepEqual(completed(folder, "check", "--format", "s"), ["sarif"]);
      assert.deepEqual(completed(folder, "rules", "--format", ""), ["text", "json"]);
      assert.deepEqual(completed(folder, "fix", "--all"), ["--all-rules"], "what is as for check is there too");
      assert.deepEqual(completed(folder, "suppressions", "--state", "e"), ["expired"]);
      assert.deepEqual(completed(folder, "completions", ""), ["bash", "zsh", "fish"]);
      assert.deepEqual(completed(folder, "check", "src/"), [], "paths are the shell's");
    }));

  it("are scripts that zsh and fish read", function () {
    const there = ["zsh", "fish"].filter(installed);
    if (there.length === 0) {
      process.stdout.write("    neither zsh nor fish is installed: their scripts were not read\n");
      this.skip();
    }
    for (const shell of there) {
      const run = spawnSync(shell, ["-n"], { input: cli(root, ["completions", shell]).out, encoding: "utf8" });
      assert.deepEqual([run.status, run.stderr], [0, ""], shell);
    }
  });

  it("know every option that a command reads: the help names them all", () => {
    const folder = join(root, "server/src/cli");
    for (const name of readdirSync(folder)) {
      const command = name.replace(/\.ts$/, "");
      const help = cli(root, ["help", command]);
      const text = readFileSync(join(folder, name), "utf8");
      const table = /readOptions\(args, \{([\s\S]*?)\n? *\}\);/.exec(text)?.[1];
      if (help.code !== 0 || table === undefined) continue;
      const script = cli(root, ["completions", "bash"]).out;
      const options = new RegExp(`^      ${command}\\) words="(--[^"]*)"`, "m").exec(script)?.[1]?.split(" ");
      // Editors add clientProcessId by themselves; nobody types it.
      for (const [, option] of table.matchAll(/"?([\w-]+)"?: \{ type/g))
        assert.ok(option === "clientProcessId" || options?.includes(`--${option}`), `${command} --${option}`);
    }
  });

  it("says which shells there are", () => {
    assert.match(cli(root, ["completions"]).err, /which shell\? tenet completions bash\|zsh\|fish/);
    assert.match(cli(root, ["completions", "fsh"]).err, /did you mean "zsh"|did you mean "fish"/);
  });
});
