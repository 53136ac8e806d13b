// Compares what is found in Terraform files with what is found in the same written as JSON:
// node --import tsx bench/terraform-parity.ts FOLDER…
// Prints the pairs that differ and how many give the same rules on the same resources.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { diskHost } from "../server/src/disk.js";
import { Project } from "../server/src/project/project.js";
import { rulesByResource } from "../test/terraform/rules-by-resource.js";
import { terraformJson } from "../test/terraform/terraform-json.js";

async function main(folders: readonly string[]): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), "tenet-parity-"));
  let same = 0;
  let pairs = 0;
  try {
    for (const folder of folders) {
      const names = (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.endsWith(".tf"));
      for (const name of names) {
        const target = join(work, `${name}.json`);
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(target, terraformJson(readFileSync(join(folder, name), "utf8")));
      }
      const hcl = await Project.open(diskHost(), { root: resolve(folder), noConfig: true, allRules: true });
      const json = await Project.open(diskHost(), { root: work, noConfig: true, allRules: true });
      for (const name of names) {
        const one = await rulesByResource(hcl, join(resolve(folder), name));
        const other = await rulesByResource(json, join(work, `${name}.json`));
        pairs++;
        if (one.join("\n") === other.join("\n")) same++;
        else {
          const only = (a: readonly string[], b: readonly string[]) => a.filter((line) => !b.includes(line)).join("; ");
          console.log(`${name}\n  HCL only: ${only(one, other)}\n  JSON only: ${only(other, one)}`);
        }
      }
      rmSync(work, { recursive: true, force: true });
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  console.log(`${same} of ${pairs} pairs give the same rules on the same resources`);
}

await main(process.argv.slice(2));
