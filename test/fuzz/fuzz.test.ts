import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support.js";
import { formatTargets, randomOf, type Target } from "./formats.js";
import { ownTargets } from "./own-inputs.js";
import { openWorld } from "./world.js";

const folder = join(root, "test/fuzz/cases");

describe("fuzzing", function () {
  this.timeout(180_000);

  it("finds nothing wrong in twenty seconds", () => {
    const run = spawnSync(
      process.execPath,
      [join(root, "scripts/fuzz.mjs"), "--seconds", "20", "--inputs", "8000", "--seed", "npm test"],
      {
        encoding: "utf8",
      },
    );
    assert.equal(run.status, 0, run.stdout + run.stderr);
    const done = /^all +(\d+) inputs/m.exec(run.stdout);
    assert.ok(Number(done?.[1]) > 300, run.stdout);
    assert.equal(run.stderr, "");
  });

  it("tells what is wrong with an input, by a target of its own that fails", async () => {
    const { checkText, Broken } = await import("./check-text.js");
    const world = await openWorld(root);
    const [entry] = (await import("../../server/src/formats/index.js")).formats.filter((one) => one.id === "env");
    const format = await entry!.load();
    const wrong = {
      ...entry!,
      load: async () => ({
        ...format,
        parse: async (path: string, text: string) => {
          const document = await format.parse(path, text, { read: () => undefined, list: () => [] });
          const problems = [{ message: "x", range: { start: 0, end: text.length + 1 } }];
          return Object.defineProperty(document, "problems", { value: problems });
        },
      }),
    };
    const input = { entry: wrong, path: ".env", text: "A=b\n", files: { read: () => undefined, list: () => [] } };
    await assert.rejects(checkText(input, world, { again: true, deep: true }), Broken);
    await checkText({ ...input, entry: entry! }, world, { again: true, deep: true });
  });

  it("what was once found stays mended", async () => {
    const world = await openWorld(root);
    const targets = new Map<string, Target>();
    for (const target of [...formatTargets(world), ...(await ownTargets(world, root))])
      targets.set(target.name, target);
    const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
    assert.ok(names.length > 5);
    for (const name of names) {
      const { target, text } = JSON.parse(readFileSync(join(folder, name), "utf8")) as { target: string; text: string };
      // Some fail only among certain other files, which the numbers decide.
      for (let n = 0; n < 20; n++) {
        const began = performance.now();
        await targets
          .get(target)!
          .run(randomOf("cases", name, n), () => {}, text)
          // The first runs of a program are slow, and so is a busy machine.
          .catch((error: Error) => assert.match(error.message, /^time:/, `${name}: ${error.message}`));
        assert.ok(performance.now() - began < 10_000, `${name} takes too long`);
      }
    }
  });
});
