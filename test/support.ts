import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { diskHost } from "../server/src/disk.js";
import { setGrammarSource } from "../server/src/document/grammar-source.js";

/** The root of the repository. */
export const root = resolve(import.meta.dirname, "..");

/** Lets the code formats load their grammars. */
export function useSourceGrammars(): void {
  setGrammarSource(diskHost().grammar);
}

/** A folder with these files, taken away after the callback. */
export async function withFiles<T>(
  files: Readonly<Record<string, string | Uint8Array>>,
  act: (folder: string) => T | Promise<T>,
): Promise<T> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "tenet-")));
  try {
    for (const [path, content] of Object.entries(files)) {
      const full = join(folder, path);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, content);
    }
    return await act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a run of the built command line gave. */
export interface CliRun {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs dist/cli.js in a folder. */
export function cli(folder: string, args: readonly string[], input?: string | Uint8Array): CliRun {
  const run = spawnSync(process.execPath, [join(root, "dist/cli.js"), ...args], {
    cwd: folder,
    input,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined },
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

/** Runs git in a folder, with an identity of its own. */
export function git(folder: string, ...args: string[]): string {
  return execFileSync("git", ["-c", "user.name=Tester", "-c", "user.email=tester@example.com", ...args], {
    cwd: folder,
    encoding: "utf8",
  });
}
