import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, withFiles } from "../support.js";

const rule = (message: string): string => `id: team-port
title: No port 81
severity: warning
why: The port is taken by another program of this team, which would no longer start.
remedy: Take another port.
checks:
  nginx:
    - on: listen
      where: node.args[0] == "81"
      message: ${message}
`;

const files = {
  "tenet.yaml": "root: true\n",
  ".tenet/rules/team-port.yaml": rule("port 81 is taken"),
  "nginx.conf": "mail { server { listen 81; } }\n",
};

describe("a team's rules that are kept between runs", () => {
  let home = "";
  const kept = (): string[] => {
    const folder = join(home, "tenet/rules");
    return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  };
  const run = (folder: string, environment: Record<string, string> = {}): string => {
    const { CI: _ci, TENET_NO_CACHE: _no, ...inherited } = process.env;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, "dist/cli.js"), "check", "nginx.conf", "--format", "concise"],
      { cwd: folder, encoding: "utf8", env: { ...inherited, XDG_CACHE_HOME: home, ...environment } },
    );
    return stdout + stderr;
  };
  /** What a kept file would be if tenet had kept this. */
  const signed = (text: string): string => {
    const build = readFileSync(join(root, "dist/build-id"), "utf8");
    return `${createHash("sha256").update(`${build}\n${text}`).digest("hex")}\n${text}`;
  };

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "tenet-cache-"));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it("are read from what was kept for this user alone; a changed rule is read anew", () =>
    withFiles(files, (folder) => {
      const first = run(folder);
      assert.match(first, /team-port: port 81 is taken/);
      const [file, ...others] = kept();
      assert.deepEqual(others, []);
      assert.equal(statSync(file!).mode & 0o077, 0);
      const before = statSync(file!).mtimeMs;
      assert.equal(run(folder), first);
      assert.equal(statSync(file!).mtimeMs, before);
      // What was kept is really what counts.
      const text = readFileSync(file!, "utf8").split("\n", 2)[1]!;
      writeFileSync(file!, signed(text.replace("is taken", "was kept")));
      assert.match(run(folder), /team-port: port 81 was kept/);
      writeFileSync(join(folder, ".tenet/rules/team-port.yaml"), rule("port 81 is ours"));
      assert.match(run(folder), /team-port: port 81 is ours/);
      assert.match(readFileSync(file!, "utf8"), /is ours/);
    }));

  it("tell what is wrong with a rule each time", () =>
    withFiles(
      {
        ...files,
        ".tenet/rules/broken.yaml": rule("x").replace("team-port", "broken").replace("node.args", "node.arg"),
      },
      (folder) => {
        const first = run(folder);
        assert.match(first, /broken\.yaml:9:\d+: .*arg/);
        assert.equal(run(folder), first);
      },
    ));

  it("are read anew when what was kept is damaged, unsigned, of another build or somebody else may write it", () =>
    withFiles(files, (folder) => {
      const first = run(folder);
      const [file] = kept();
      const good = readFileSync(file!, "utf8");
      for (const bad of ["", "{", good.slice(0, -20), good.replace("is taken", "was kept"), `${"0".repeat(64)}\n[]`]) {
        writeFileSync(file!, bad);
        assert.equal(run(folder), first);
        assert.equal(readFileSync(file!, "utf8"), good, "kept again");
      }
      writeFileSync(file!, signed(good.split("\n", 2)[1]!.replace("is taken", "was kept")));
      chmodSync(file!, 0o666);
      assert.equal(run(folder), first);
      assert.equal(statSync(file!).mode & 0o022, 0);
    }));

  it("are not kept in CI nor where nothing may be, and nothing is said of it", () =>
    withFiles(files, (folder) => {
      const first = run(folder, { TENET_NO_CACHE: "1" });
      assert.equal(run(folder, { CI: "true" }), first);
      assert.deepEqual(kept(), []);
      writeFileSync(join(home, "tenet"), "a file where the folder would be");
      assert.equal(run(folder), first);
    }));
});
