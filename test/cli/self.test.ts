import assert from "node:assert/strict";
import { cli, root } from "../support.js";

describe("tenet on its own repository", () => {
  it("finds nothing outside the examples, with the strict preset", () => {
    const run = cli(root, ["check", ".", "--format", "json"]);
    const { findings, problems } = JSON.parse(run.out) as {
      findings: { path: string; rule: string }[];
      problems: { path: string; message: string }[];
    };
    assert.deepEqual(
      findings.filter((finding) => !finding.path.startsWith("examples/")),
      [],
    );
    assert.deepEqual(
      problems.filter((problem) => !problem.path.startsWith("examples/")),
      [],
    );
  });
});
