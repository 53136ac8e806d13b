import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { cli, root } from "../support.js";

const folder = join(root, "examples");

interface Report {
  readonly findings: { path: string; rule: string; range: unknown; message: string }[];
}

/** What is found in files that are named in this order, by their paths. */
function found(...args: string[]): string[] {
  const { out, err } = cli(folder, [
    "check",
    "--all-rules",
    "--min-confidence",
    "possible",
    "--format",
    "json",
    ...args,
  ]);
  assert.ok(out.startsWith("{"), err);
  return (JSON.parse(out) as Report).findings
    .map(({ path, rule, range, message }) => JSON.stringify([path, rule, range, message]))
    .sort();
}

describe("what is found in a file", function () {
  this.timeout(120_000);

  it("does not hang on the files before it, on how they are named, nor on how many machines share them", () => {
    const names = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name).slice(folder.length + 1))
      .sort();
    const whole = found(".");
    assert.ok(whole.length > 20, `${whole.length}`);
    assert.deepEqual(found(...names), whole, "named");
    assert.deepEqual(found(...names.toReversed()), whole, "backwards");
    for (const machines of [2, 5]) {
      const parts = Array.from({ length: machines }, (_, n) => found(".", "--shard", `${n + 1}/${machines}`));
      assert.deepEqual(parts.flat().sort(), whole, `${machines} shards`);
    }
    for (const name of names.filter((_, index) => index % 5 === 0))
      assert.deepEqual(
        found(name),
        whole.filter((one) => one.startsWith(JSON.stringify([name]).slice(0, -1))),
        name,
      );
  });
});
