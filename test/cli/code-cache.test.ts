import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../support.js";

describe("compiled code that is kept between runs", () => {
  let home = "";
  const kept = (): string[] => {
    const base = join(home, "tenet/code");
    if (!existsSync(base)) return [];
    return readdirSync(base).flatMap((folder) =>
      readdirSync(join(base, folder)).map((name) => join(base, folder, name)),
    );
  };
  const run = (environment: Record<string, string> = {}, file = "examples/Dockerfile"): string => {
    const { CI: _ci, TENET_NO_CACHE: _no, ...inherited } = process.env;
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [join(root, "dist/cli.js"), "check", file, "--format", "concise", "--no-config"],
      { cwd: root, encoding: "utf8", env: { ...inherited, XDG_CACHE_HOME: home, ...environment } },
    );
    assert.equal(status, 1, stderr);
    assert.equal(stderr, "");
    return stdout;
  };
  let plain = "";

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "tenet-cache-"));
    plain = run({ TENET_NO_CACHE: "1" });
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it("is written once, for its user alone, and changes nothing", () => {
    assert.deepEqual(kept(), []);
    assert.equal(run(), plain);
    const files = kept();
    assert.ok(
      files.some((file) => /hot-/.test(file.split("/").pop()!)),
      files.join(" "),
    );
    for (const file of files) assert.equal(statSync(file).mode & 0o077, 0, file);
    const times = files.map((file) => statSync(file).mtimeMs);
    assert.equal(run(), plain);
    assert.deepEqual(
      kept().map((file) => statSync(file).mtimeMs),
      times,
    );
  });

  it("is used again after a run that parsed code, whose parser is compiled with other flags", () => {
    const times = (): Record<string, number> =>
      Object.fromEntries(kept().map((file) => [file, statSync(file).mtimeMs]));
    run({}, "examples/api/server.js");
    const first = times();
    assert.ok(Object.keys(first).some((file) => /chunk-code/.test(file)));
    run({}, "examples/api/server.js");
    assert.deepEqual(times(), first);
  });

  it("is written anew when it is damaged or somebody else may write it", () => {
    run();
    const [file] = kept().filter((one) => /hot-/.test(one.split("/").pop()!));
    const good = statSync(file!).size;
    writeFileSync(file!, "not V8's");
    assert.equal(run(), plain);
    assert.ok(statSync(file!).size > good / 2);
    chmodSync(file!, 0o666);
    assert.equal(run(), plain);
    assert.equal(statSync(file!).mode & 0o022, 0);
  });

  it("is not written in CI, and where it cannot be, nothing is said", () => {
    assert.equal(run({ CI: "true" }), plain);
    assert.deepEqual(kept(), []);
    writeFileSync(join(home, "tenet"), "a file where the folder would be");
    assert.equal(run(), plain);
  });
});
