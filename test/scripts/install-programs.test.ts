import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../support.js";

const script = join(root, "scripts/install-programs.mjs");

/** Asks for packages in a process of its own and gives what it said. */
function ask(packages: Record<string, string>, env: NodeJS.ProcessEnv): string {
  const code = `const { installPackages } = await import(${JSON.stringify(pathToFileURL(script).href)});
    console.log(JSON.stringify(installPackages(${JSON.stringify(packages)})));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  assert.equal(stderr, "");
  return stdout;
}

describe("installing programs for tests", () => {
  it("does and says nothing when all are here", () => {
    assert.equal(ask({ node: process.execPath }, { PATH: "" }), "[]\n");
  });

  it("names what is absent where it cannot be installed", () => {
    const said = ask({ node: process.execPath, "no-such-program": "/nonexistent/program" }, { PATH: "" });
    assert.match(said, /^absent, and only Debian's apt-get is known here: no-such-program\n\["no-such-program"\]\n$/);
  });
});
