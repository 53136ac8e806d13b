import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cli, root } from "../support.js";

const shop = join(root, "test/terraform/shop");
const expectedPath = join(root, "test/terraform/shop.findings");

interface Found {
  readonly rule: string;
  readonly path: string;
  readonly range: { readonly start: { readonly line: number } };
}

function findings(path: string): string[] {
  const run = cli(shop, ["check", path, "--no-config", "--exit-zero", "--format", "json"]);
  const { findings } = JSON.parse(run.out) as { findings: Found[] };
  return findings.map(({ path, range, rule }) => `${path}:${range.start.line} ${rule}`).sort();
}

describe("a Terraform workspace", function () {
  this.timeout(60_000);
  const files = (readdirSync(shop, { recursive: true }) as string[]).filter((name) => /\.tf(vars)?(\.json)?$/.test(name));

  it("has exactly the findings listed beside it", () => {
    const found = `${findings(".").join("\n")}\n`;
    if (process.env.UPDATE) writeFileSync(expectedPath, found);
    assert.equal(found, readFileSync(expectedPath, "utf8"));
    assert.ok(files.length >= 30);
  });

  it("gives the same findings when each file alone is linted", () => {
    const found = files.flatMap((name) => findings(name.replaceAll("\\", "/"))).sort();
    assert.equal(`${found.join("\n")}\n`, readFileSync(expectedPath, "utf8"));
  });
});
