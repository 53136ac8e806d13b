import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root, withFiles } from "../support.js";

describe("the Observatory's scanner", () => {
  it("is said to be absent in a plain line where it cannot be installed", async () => {
    await withFiles({}, (folder) => {
      const env = { ...process.env, XDG_CACHE_HOME: folder, PATH: folder, npm_config_registry: "http://127.0.0.1:1/" };
      const script = join(root, "scripts/observatory-scanner.mjs");
      const { status, stdout } = spawnSync(process.execPath, [script], { encoding: "utf8", env });
      assert.equal(status, 1);
      assert.match(stdout, /^installing what is absent: npm install @mdn\/mdn-http-observatory@\S+ in /);
      assert.match(stdout, /could not be installed: @mdn\/mdn-http-observatory/);
    });
  });
});
