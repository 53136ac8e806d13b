import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

/** The repository. */
export const root = resolve(import.meta.dirname, "..");

/** The built command line. */
export const cli = join(root, "dist/cli.js");

/**
 * The environment of every run: compiled code is kept as on a user's machine, in a folder that {@link useCache} names.
 * Certificates that Node would read at every start are left out: they add the same to both sides of a ratio and flatter it.
 */
export const environment: NodeJS.ProcessEnv = (() => {
  const {
    NODE_EXTRA_CA_CERTS: _certificates,
    CI: _ci,
    TENET_NO_CACHE: _cache,
    NODE_OPTIONS: _options,
    ...rest
  } = process.env;
  return rest;
})();

/** Keeps the compiled code of the runs in this folder. */
export function useCache(folder: string): void {
  environment.XDG_CACHE_HOME = folder;
}

/** What a process is run with. */
export interface ProcessOptions {
  readonly cwd?: string;
  /** Milliseconds after which it is ended. */
  readonly timeout?: number;
  /** Exit codes that are no failure; 0 and 1 when absent. */
  readonly fine?: readonly number[];
}

/** Milliseconds that a whole process takes. Throws when it cannot be started, is killed or exits with another code. */
export function runProcess(command: string, args: readonly string[], options: ProcessOptions = {}): number {
  const start = performance.now();
  const { status, signal, error } = spawnSync(command, args, {
    stdio: "ignore",
    cwd: options.cwd,
    env: environment,
    timeout: options.timeout,
  });
  const took = performance.now() - start;
  if (error) throw error;
  if (signal || !(options.fine ?? [0, 1]).includes(status ?? -1))
    throw new Error(`${command} ${args.slice(0, 3).join(" ")} … ended with ${signal ?? status}`);
  return took;
}

/** What `tenet check` takes with these arguments, from its start to its end, in milliseconds. */
export function check(args: readonly string[], options?: ProcessOptions): number {
  return runProcess(process.execPath, [cli, "check", ...args, "--exit-zero", "--format", "concise"], options);
}

/** What a Node that does nothing takes, in milliseconds. */
export function bareNode(): number {
  return runProcess(process.execPath, ["-e", "0"]);
}

/** The command of ripgrep, undefined where there is none. */
export function ripgrep(): string | undefined {
  return ["rg", join(root, "node_modules/@vscode/ripgrep/bin/rg")].find(
    (one) => spawnSync(one, ["--version"]).status === 0,
  );
}
