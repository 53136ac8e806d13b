import { spawnSync } from "node:child_process";

/**
 * What git says, run in a folder without a shell; undefined when git is missing or fails. `input` is its standard input.
 */
export function git(folder: string, args: readonly string[], input?: string): Buffer | undefined {
  const run = spawnSync("git", args, { cwd: folder, input, maxBuffer: 1 << 30, stdio: ["pipe", "pipe", "ignore"] });
  return run.status === 0 ? run.stdout : undefined;
}
