import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { diskHost } from "../../server/src/disk.js";
import { Project } from "../../server/src/project/project.js";
import { root, withFiles } from "../support.js";
import { terraformExamples } from "../terraform/examples.js";
import { rulesByResource } from "../terraform/rules-by-resource.js";
import { terraformJson } from "../terraform/terraform-json.js";

/** The pairs whose HCL and JSON form do not give the same rules on the same resources. */
async function different(files: Readonly<Record<string, string>>): Promise<string[]> {
  const json = Object.fromEntries(Object.entries(files).map(([name, text]) => [`${name}.json`, terraformJson(text)]));
  return withFiles(files, (one) =>
    withFiles(json, async (other) => {
      const found: string[] = [];
      const [hcl, asJson] = await Promise.all(
        [one, other].map((folder) => Project.open(diskHost(), { root: folder, noConfig: true, allRules: true })),
      );
      for (const name of Object.keys(files)) {
        const a = await rulesByResource(hcl!, join(one, name));
        const b = await rulesByResource(asJson!, join(other, `${name}.json`));
        if (a.join("\n") !== b.join("\n")) found.push(`${name}\n  ${a.join("; ")}\n  ${b.join("; ")}`);
      }
      return found;
    }),
  );
}

describe("Terraform in HCL and in JSON", function () {
  this.timeout(120_000);

  it("gives the same rules on the same resources for the rules' examples", async () => {
    const files = terraformExamples(["bad", "good"]);
    assert.ok(Object.keys(files).length > 300);
    const found = await different(files);
    assert.ok(found.length * 100 <= Object.keys(files).length, found.join("\n"));
  });

  it("gives the same rules on the same resources for a workspace", async () => {
    const shop = join(root, "test/terraform/shop");
    const names = (readdirSync(shop, { recursive: true }) as string[]).filter((name) => /\.(tf|tfvars)$/.test(name));
    const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(shop, name), "utf8")]));
    assert.deepEqual(await different(files), []);
  });
});
