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
import { dirname, join } from "node:path";

/** How long what nobody has written anew is kept, in milliseconds. */
const keptFor = 30 * 24 * 3600 * 1000;

/** A write takes milliseconds: what is older than this is nobody's any more. */
const longestWrite = 60_000;

/**
 * The folder for one kind of what is kept between runs, in the user's cache folder (`$XDG_CACHE_HOME/tenet` or what the
 * system has); undefined when there is none or `TENET_NO_CACHE` is in the environment.
 */
export function cacheFolder(kind: string): string | undefined {
  const { env, platform } = process;
  if (env.TENET_NO_CACHE) return undefined;
  const home = env.HOME || env.USERPROFILE;
  const base =
    env.XDG_CACHE_HOME ||
    (platform === "win32" ? env.LOCALAPPDATA : home && join(home, platform === "darwin" ? "Library/Caches" : ".cache"));
  return base ? join(base, "tenet", kind) : undefined;
}

/** The bytes of a kept file. Only what this user wrote and nobody else may write counts. */
export function readKept(path: string): Buffer | undefined {
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

/** A file to keep, by its name in the folder. */
export interface KeptFile {
  readonly name: string;
  readonly content: () => string | Uint8Array;
}

/** Keeps files for their user alone; each appears whole or not at all. Where that is not possible, and in CI, nothing is kept. */
export function keep(folder: string, files: readonly KeptFile[]): void {
  if (files.length === 0 || process.env.CI) return;
  try {
    if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) forgetOld(dirname(folder), keptFor);
    // What killed runs have left half written.
    forgetOld(folder, longestWrite, /^\..*\.\d+$/);
    for (const { name, content } of files) {
      const half = join(folder, `.${name}.${process.pid}`);
      writeFileSync(half, content(), { mode: 0o600 });
      renameSync(half, join(folder, name));
    }
  } catch {
    // A full or read-only disk: the next run does the work again.
  }
}

/** Takes away what was not written for so long. Throws what the disk says. */
export function forgetOld(base: string, age = keptFor, names = /./): void {
  for (const name of readdirSync(base)) {
    const path = join(base, name);
    if (names.test(name) && Date.now() - statSync(path).mtimeMs > age) rmSync(path, { recursive: true, force: true });
  }
}
