import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inTurn, type Row, ratio } from "./measure.js";
import { bareNode, check, root } from "./processes.js";

/** Five staged files of 150 KB together, the whole process with git, to a Node that does nothing. */
export async function stagedFiles(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "tenet-bench-"));
  try {
    const git = (...args: string[]): void => {
      const identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.com"];
      const { status, stderr } = spawnSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8" });
      if (status !== 0) throw new Error(stderr);
    };
    git("init", "-q");
    git("commit", "-q", "--allow-empty", "-m", "first");
    let bytes = 0;
    for (const [path, source, size] of [
      ["Dockerfile", "examples/Dockerfile", 4_000],
      ["nginx/default.conf", "examples/nginx/nginx.conf", 6_000],
      ["src/lint.ts", "server/src/lint/lint.ts", 60_000],
      ["src/project.ts", "server/src/project/project.ts", 60_000],
      ["README.md", "README.md", 15_000],
    ] as const) {
      const text = readFileSync(join(root, source), "utf8");
      // Whole copies: a text that breaks off would be read as broken.
      const long = text.repeat(Math.max(1, Math.round(size / text.length)));
      bytes += long.length;
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), long);
    }
    git("add", ".");
    const { ours, node } = await inTurn(11, {
      ours: () => check(["--staged", "--no-config"], { cwd: folder }),
      node: bareNode,
    });
    const name = `five staged files, ${Math.round(bytes / 1000)} KB, whole process with git`;
    return [ratio(name, ours, node, "of bare node", { target: 2, ceiling: 3 })];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
