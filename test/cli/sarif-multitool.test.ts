import assert from "node:assert/strict";
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { join } from "node:path";
import { sarifMultitool } from "../../scripts/sarif-multitool.mjs";
import { cli, root, withFiles } from "../support.js";

describe("SARIF, as a second tool reads it", function () {
  this.timeout(300_000);

  it("is valid and right for GitHub's code scanning", function () {
    const program = sarifMultitool();
    if (program === undefined) this.skip();
    return withFiles({ "nginx.conf": "mail { server { listen 143; starttls on; } }\n" }, (folder) => {
      const reports = ["examples.sarif", "parts.sarif", "none.sarif"].map((name) => join(folder, name));
      const sarif = ["--format", "sarif", "--exit-zero", "--output"];
      cli(root, ["check", "examples", "--all-rules", ...sarif, reports[0]!]);
      cli(folder, ["check", "nginx.conf", ...sarif, "part.sarif"]);
      cli(folder, ["merge", "part.sarif", reports[0]!, "--exit-zero", "--output", reports[1]!]);
      cli(folder, ["check", "part.sarif", ...sarif, reports[2]!]);
      for (const report of reports) {
        const options = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--kind", "Fail"];
        const run: SpawnSyncReturns<string> = spawnSync(program, ["validate", report, ...options], {
          encoding: "utf8",
          env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1" },
        });
        assert.equal(run.status, 0, run.stdout + run.stderr);
        assert.match(run.stdout, /Analysis completed successfully/);
        const told = [...run.stdout.matchAll(/(?:error|warning) ([A-Z]+\d+)/g)].map((match) => match[1]);
        // SARIF2005 asks for the tool's address on the web, which there is none of.
        assert.deepEqual([...new Set(told)], ["SARIF2005"], run.stdout);
      }
    });
  });
});
