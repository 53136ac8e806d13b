import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support.js";

// Every rule's own examples, as `tenet test` runs them: with the linear pattern engine, each rule alone.
describe("rule examples", () => {
  for (const principle of readdirSync(join(root, "rules"), { withFileTypes: true })) {
    if (!principle.isDirectory() || principle.name === "data") continue;
    for (const name of readdirSync(join(root, "rules", principle.name))) {
      it(`${principle.name}/${name}`, () => {
        const run = spawnSync(
          process.execPath,
          [join(root, "dist/cli.js"), "test", join("rules", principle.name, name)],
          {
            cwd: root,
            encoding: "utf8",
          },
        );
        assert.equal(run.status, 0, run.stdout + run.stderr);
        assert.match(run.stdout, /^[1-9]\d* of \d+ examples hold/m, "the rule has examples");
      });
    }
  }
});
