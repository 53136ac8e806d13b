import { spawnSync } from "node:child_process";

/** What a repository's own configuration may not have git do: start a program, fetch what is missing, ask, write. */
const harmless = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never"];
const environment = { GIT_NO_LAZY_FETCH: "1", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0" };

/**
 * What git says, run in a folder without a shell; undefined when git is missing or fails. `input` is its standard input.
 */
export function git(folder: string, args: readonly string[], input?: string): Buffer | undefined {
  const run = spawnSync("git", [...harmless, ...args], {
    cwd: folder,
    input,
    maxBuffer: 1 << 30,
    stdio: ["pipe", "pipe", "ignore"],
    env: { ...process.env, ...environment },
  });
  return run.status === 0 ? run.stdout : undefined;
}
