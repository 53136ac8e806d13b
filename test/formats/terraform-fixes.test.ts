import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { diskHost } from "../../server/src/disk.js";
import { fixAll } from "../../server/src/project/fix-all.js";
import { Project } from "../../server/src/project/project.js";
import { withFiles } from "../support.js";
import { terraformExamples } from "../terraform/examples.js";
import { terraformJson } from "../terraform/terraform-json.js";

const program = ["terraform", "tofu"].find((one) => spawnSync(one, ["version"]).status === 0);

/** The lines that Terraform's formatter would write otherwise: the indentation, and the signs of neighbours. */
function unaligned(text: string): string[] {
  const wrong: string[] = [];
  let depth = 0;
  let chain: { line: string; at: number }[] = [];
  let until: string | undefined;
  const close = () => {
    if (new Set(chain.map(({ at }) => at)).size > 1) wrong.push(...chain.map(({ line }) => line));
    chain = [];
  };
  for (const line of text.split("\n")) {
    if (until !== undefined) {
      if (line.trim() === until) until = undefined;
      continue;
    }
    const bare = line.replace(/"(?:[^"\\]|\\.)*"/g, '""').replace(/(?:#|\/\/).*$/, "");
    const opened = (bare.match(/[{[(]/g) ?? []).length - (bare.match(/[}\])]/g) ?? []).length;
    const indent = /^ */.exec(line)![0].length;
    if (line.trim() !== "" && indent !== 2 * (depth - (/^\s*[}\])]/.test(line) ? 1 : 0))) wrong.push(line);
    depth += Math.sign(opened);
    until = /<<-?(\w+)$/.exec(bare)?.[1];
    const sign = /^\s*[\w-]+( *)= /.exec(line);
    if (!sign || opened !== 0 || until !== undefined) {
      close();
      if (sign && sign[1] !== " ") wrong.push(line);
    } else chain.push({ line, at: sign[0].length });
  }
  close();
  return wrong;
}

/** Fixes every file as `tenet fix --unsafe` does. Gives the names of those that changed. */
async function fixAllIn(folder: string, names: readonly string[]): Promise<string[]> {
  const project = await Project.open(diskHost(), { root: folder, noConfig: true, allRules: true });
  const changed: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const outcome = await fixAll(project, path, await project.lintFile(path), { unsafe: true });
    if (outcome.applied === 0) continue;
    writeFileSync(path, outcome.text);
    changed.push(name);
  }
  return changed;
}

describe("Terraform: fixed files", function () {
  this.timeout(120_000);

  it("are as Terraform's formatter wants them", () =>
    withFiles(terraformExamples(["bad"]), async (folder) => {
      const names = Object.keys(terraformExamples(["bad"]));
      const formatted = program === undefined ? undefined : spawnSync(program, ["fmt", "-recursive", folder]);
      assert.ok(!formatted || formatted.status === 0, String(formatted?.stderr));
      const before = names.filter((name) => unaligned(readFileSync(join(folder, name), "utf8")).length === 0);
      assert.ok(before.length > names.length * 0.9, `${before.length} of ${names.length}`);
      const changed = await fixAllIn(folder, names);
      assert.ok(changed.length > 50, `${changed.length} files were fixed`);
      const wrong = changed
        .filter((name) => before.includes(name))
        .map((name) => [name, ...unaligned(readFileSync(join(folder, name), "utf8"))].join("\n"))
        .filter((lines) => lines.includes("\n"));
      assert.deepEqual(wrong, []);
      if (program === undefined) return;
      const check = spawnSync(program, ["fmt", "-check", "-diff", "-recursive", folder], { encoding: "utf8" });
      assert.equal(check.status, 0, check.stdout);
    }));

  it("in JSON keep their indentation", async () => {
    const json: Record<string, string> = {};
    for (const [name, text] of Object.entries(terraformExamples(["bad"]))) json[`${name}.json`] = terraformJson(text);
    await withFiles(json, async (folder) => {
      const changed = await fixAllIn(folder, Object.keys(json));
      assert.ok(changed.length > 50, `${changed.length} files were fixed`);
      for (const name of changed) {
        const text = readFileSync(join(folder, name), "utf8");
        const lines = text.split("\n").filter((line) => /^ /.test(line));
        assert.doesNotThrow(() => JSON.parse(text), name);
        for (const line of lines) assert.equal(/^ */.exec(line)![0].length % 2, 0, `${name}: ${line}`);
        assert.equal(text, `${JSON.stringify(JSON.parse(text), undefined, 2)}\n`, name);
      }
    });
  });
});
