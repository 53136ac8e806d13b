import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import Module from "node:module";
import { basename, dirname, join } from "node:path";
import { Script } from "node:vm";

/** The name of the file that holds what nearly every run needs; the build defines it. It changes with what is in the file. */
declare const TENET_HOT: string;

/** How long the compiled code of other versions is kept, in milliseconds. */
const keptFor = 30 * 24 * 3600 * 1000;

/** A write takes milliseconds: what is older than this is nobody's any more. */
const longestWrite = 60_000;

/**
 * Starts one of the build's programs by the name of its file. V8's compiled code of the files is kept in the user's
 * cache folder (`$XDG_CACHE_HOME/tenet` or what the system has), which saves a third of a short run. Nothing depends on
 * it: no folder, no right to write, `CI` or `TENET_NO_CACHE` in the environment, and everything is compiled anew.
 */
export function boot(name: string): void {
  const folder = cacheFolder();
  const fresh: { script: Script; name: string }[] = [];

  /** Runs a file of the build as a CommonJS module. */
  function run(file: string, outer: (name: string) => unknown): unknown {
    const filename = join(__dirname, file);
    const cachedData = folder === undefined ? undefined : readCache(join(folder, basename(file)));
    const script = new Script(Module.wrap(readFileSync(filename, "utf8")), { filename, cachedData });
    if (cachedData === undefined || script.cachedDataRejected) fresh.push({ script, name: basename(file) });
    const module = { exports: {} as unknown };
    script.runInThisContext()(module.exports, outer, module, filename, __dirname);
    return module.exports;
  }

  const done = new Map<string, unknown>();
  const outer = (wanted: string): unknown => {
    if (!wanted.startsWith("./")) return require(wanted);
    if (!done.has(wanted)) done.set(wanted, run(wanted, load));
    return done.get(wanted);
  };
  const load = run(TENET_HOT, require) as (wanted: string) => unknown;
  (load as unknown as { outer: typeof outer }).outer = outer;
  load(name);
  if (folder !== undefined && !process.env.CI) process.once("exit", () => keep(folder, fresh));
}

function cacheFolder(): string | undefined {
  const { env, platform, version, arch } = process;
  if (env.TENET_NO_CACHE) return undefined;
  const home = env.HOME || env.USERPROFILE;
  const base =
    env.XDG_CACHE_HOME ||
    (platform === "win32" ? env.LOCALAPPDATA : home && join(home, platform === "darwin" ? "Library/Caches" : ".cache"));
  return base ? join(base, "tenet", "code", `${TENET_HOT.replace(/\W+/g, "-")}-${version}-${arch}`) : undefined;
}

/** The kept code of a file. Only what this user wrote and nobody else may write counts. */
function readCache(path: string): Buffer | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    const { uid, mode } = fstatSync(file);
    if (process.getuid && (uid !== process.getuid() || (mode & 0o022) !== 0)) return undefined;
    return readFileSync(file);
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Keeps compiled code; each file appears whole or not at all. Where that is not possible nothing is kept. */
function keep(folder: string, fresh: readonly { script: Script; name: string }[]): void {
  if (fresh.length === 0) return;
  try {
    if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) forgetOld(dirname(folder), keptFor);
    // What killed runs have left half written.
    forgetOld(folder, longestWrite, /^\..*\.\d+$/);
    for (const { script, name } of fresh) {
      const half = join(folder, `.${name}.${process.pid}`);
      writeFileSync(half, script.createCachedData(), { mode: 0o600 });
      renameSync(half, join(folder, name));
    }
  } catch {
    // A full or read-only disk: the next run compiles again.
  }
}

function forgetOld(base: string, age: number, names = /./): void {
  for (const name of readdirSync(base)) {
    const path = join(base, name);
    if (names.test(name) && Date.now() - statSync(path).mtimeMs > age) rmSync(path, { recursive: true, force: true });
  }
}
