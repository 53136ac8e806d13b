import { spawnSync } from "node:child_process";

/** What a repository's own configuration may not have git do: start a program, fetch what is missing, ask, write. */
const harmless = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never"];
const environment = { GIT_NO_LAZY_FETCH: "1", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0" };

/**
 * What git says, run in a folder without a shell; undefined when git is missing or fails. `input` is its standard input.
 */
export function git(folder: string, args: readonly string[], input?: string): Buffer | undefined {
  return run(folder, args, {}, input);
}

/**
 * The same for a question that has git read files which have just been written: filters, which are programs that the
 * repository's configuration names, are off, so that what they change seems to be changed.
 */
export function gitWithoutFilters(folder: string, args: readonly string[]): Buffer | undefined {
  const settings = git(folder, ["config", "-z", "--name-only", "--get-regexp", "^filter\\."])?.toString() ?? "";
  const names = new Set(settings.split("\0").flatMap((key) => /^filter\.(.+)\.[^.]+$/s.exec(key)?.[1] ?? []));
  const off = [...names].flatMap((name) =>
    [
      ["clean", ""],
      ["smudge", ""],
      ["process", ""],
      ["required", "false"],
    ].map(([key, value]) => [`filter.${name}.${key}`, value!] as const),
  );
  const further = off.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return run(folder, args, { GIT_CONFIG_COUNT: String(off.length), ...Object.fromEntries(further) });
}

function run(
  folder: string,
  args: readonly string[],
  further: Readonly<Record<string, string>>,
  input?: string,
): Buffer | undefined {
  const { status, stdout } = spawnSync("git", [...harmless, ...args], {
    cwd: folder,
    input,
    maxBuffer: 1 << 30,
    stdio: ["pipe", "pipe", "ignore"],
    env: { ...process.env, ...environment, ...further },
  });
  return status === 0 ? stdout : undefined;
}
