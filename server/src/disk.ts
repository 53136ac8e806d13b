import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import type { Builtin, FolderEntry, Host, KeptTexts } from "./project/host.js";
import type { Principle } from "./project/statements.js";
import type { RuleDocs } from "./rules/rule.js";

/** The disk as the engine sees it, with the built-in rules of this installation. */
export function diskHost(): Host {
  return { read: readBytes, list: listFolder, real, builtin, docs, statements, grammar, today, kept };
}

let buffer = Buffer.allocUnsafe(1 << 20);

/** Files up to so many bytes are read whole unless more is asked for. */
const whole = 64 << 20;

/**
 * The bytes of a regular file. Files up to 64 MB share one buffer: the bytes hold until the next read. Of a larger file
 * than `most` only the beginning is read, and zeros stand for the rest: whoever asked sees how large it is.
 */
function readBytes(path: string, most = whole): Uint8Array | undefined {
  // Most questions are for configuration that is not there; an error would cost more than the question.
  if (!existsSync(path)) return undefined;
  let file: number;
  try {
    // A FIFO would block the open; only regular files are opened.
    file = openSync(path, 0o4000 /* O_NONBLOCK */);
  } catch {
    return undefined;
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return undefined;
    if (stat.size > whole) {
      const bytes = new Uint8Array(stat.size);
      for (let at = 0, end = stat.size > most ? 4096 : stat.size; at < end; ) {
        const read = readSync(file, bytes, at, end - at, null);
        if (read === 0) break;
        at += read;
      }
      return bytes;
    }
    if (stat.size > buffer.length) buffer = Buffer.allocUnsafe(stat.size + 4096);
    let length = 0;
    for (;;) {
      const read = readSync(file, buffer, length, buffer.length - length, null);
      if (read === 0) break;
      length += read;
      if (length === buffer.length) break;
    }
    return buffer.subarray(0, length);
  } catch {
    return undefined;
  } finally {
    closeSync(file);
  }
}

function real(path: string): string | undefined {
  try {
    return realpathSync.native(path).replaceAll("\\", "/");
  } catch {
    return undefined;
  }
}

function listFolder(path: string): readonly FolderEntry[] | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter(({ name }) => !halfWritten.test(name))
      .map(
        (entry): FolderEntry => ({
          name: entry.name,
          kind: entry.isFile() ? "file" : entry.isDirectory() ? "folder" : "other",
        }),
      )
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return undefined;
  }
}

declare const TENET_VERSION: string | undefined;

/** True when this is not the build, which defines the version: the rules are then read from their YAML sources. */
const fromSources = typeof TENET_VERSION !== "string";

/** The folder of the running bundle (`dist/`), or of this source file. */
const here = fromSources ? dirname(fileURLToPath(import.meta.url)) : __dirname;

/** The installation's root: where `dist/` and `rules/` are. */
function installation(): string {
  let folder = here;
  for (let up = 0; up < 6; up++) {
    try {
      if (lstatSync(join(folder, "rules")).isDirectory() && lstatSync(join(folder, "package.json")).isFile())
        return folder;
    } catch {
      // Not here; look one folder up.
    }
    folder = dirname(folder);
  }
  return dirname(here);
}

async function builtin(): Promise<Builtin> {
  if (!fromSources) {
    const rules = JSON.parse(readFileSync(join(here, "rules.json"), "utf8")) as Builtin;
    return {
      ...rules,
      automaton: readFileSync(join(here, "rules.bin")),
      detector: readFileSync(join(here, "detector.bin")),
    };
  }
  return (await sources()).builtin;
}

async function docs(): Promise<Readonly<Record<string, RuleDocs>>> {
  if (!fromSources) return JSON.parse(readFileSync(join(here, "rule-docs.json"), "utf8")) as Record<string, RuleDocs>;
  return (await sources()).docs;
}

async function sources() {
  const { readRuleSources } = await import("./project/rule-sources.js");
  return readRuleSources({ read: readBytes, list: listFolder }, join(installation(), "rules"));
}

async function statements(): Promise<readonly Principle[]> {
  if (!fromSources) return JSON.parse(readFileSync(join(here, "statements.json"), "utf8")) as Principle[];
  const { parse } = await import("yaml");
  return parse(readFileSync(join(installation(), "rules/statements.yaml"), "utf8")) as Principle[];
}

let fewFiles = false;

/** Says that this run reads few files: parsers are then compiled quickly instead of well, which halves their start. */
export function expectFewFiles(): void {
  fewFiles = true;
}

/**
 * The V8 flag for it, and the two that it turns off, taken back before compiled code is kept: that is only good for runs
 * that begin with the same flags.
 */
function compileParsersQuickly(): void {
  fewFiles = false;
  setFlagsFromString("--liftoff-only");
  process.prependOnceListener("exit", () => {
    for (const flag of ["--no-liftoff-only", "--wasm-tier-up", "--wasm-dynamic-tiering"]) setFlagsFromString(flag);
  });
}

async function grammar(file: string): Promise<Uint8Array> {
  if (fewFiles) compileParsersQuickly();
  if (!fromSources) return readFileSync(join(here, "grammars", file));
  const folder = ["@vscode/tree-sitter-wasm/wasm", "@tree-sitter-grammars/tree-sitter-kotlin", "web-tree-sitter"]
    .map((name) => join(installation(), "node_modules", name))
    .find((one) => existsSync(join(one, file)));
  return readFileSync(join(folder ?? here, file));
}

/** What this build keeps; rules that are read by its sources are read anew each time. */
async function kept(): Promise<KeptTexts | undefined> {
  if (fromSources) return undefined;
  let build: string;
  try {
    build = readFileSync(join(here, "build-id"), "utf8");
  } catch {
    return undefined;
  }
  return (await import("./kept-texts.js")).keptTexts(build);
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** What stands at a path, with links followed; undefined when there is nothing. */
export function locate(path: string): { readonly path: string; readonly kind: "file" | "folder" } | undefined {
  try {
    const full = realpathSync.native(path);
    return { path: full.replaceAll("\\", "/"), kind: statSync(full).isDirectory() ? "folder" : "file" };
  } catch {
    return undefined;
  }
}

/** The disk, or what stands there, does not let tenet write; the message says what could not be done and why, for people. */
export class DiskError extends Error {}

/** What people call the disk's refusals. */
const refusals: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the quota is used up",
  EFBIG: "no file may be so large",
  EISDIR: "a folder stands there",
  ENOTEMPTY: "a folder stands there",
  ENOTDIR: "a file stands where a folder should",
  EEXIST: "something else stands there",
  ENOENT: "its folder is not there",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "links lead in a circle",
  EMFILE: "too many files are open",
  EIO: "the disk fails",
};

function attempt<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new DiskError(`cannot ${what}: ${refusals[code] ?? message}`);
  }
}

/** A path as people are told it: short, and without what would speak to a terminal. */
function quoted(path: string): string {
  const inner = relative(process.cwd(), path);
  return JSON.stringify(inner === "" || inner.startsWith("..") ? path : inner);
}

/** What an interrupted write leaves beside a file, until the next one in its folder. Nobody sees it as a file. */
const halfWritten = /^\.tenet-[0-9a-f-]{36}\.tmp$/;

/** A write takes milliseconds: what is older than this, in milliseconds, nobody is writing any more. */
const longestWrite = 60_000;

/** The same of fetching a pack. */
const longestFetch = 3_600_000;

const swept = new Set<string>();

/** Takes away what interrupted writes left in a folder, once a run. */
function sweep(folder: string): void {
  if (swept.has(folder)) return;
  swept.add(folder);
  for (const name of readdirSync(folder)) if (halfWritten.test(name)) forgetOld(join(folder, name), longestWrite);
}

/** Takes away what was not touched for so many milliseconds. */
function forgetOld(path: string, age: number): void {
  try {
    if (Date.now() - lstatSync(path).mtimeMs > age) rmSync(path, { recursive: true, force: true });
  } catch {
    // Another run was faster, or it is not ours to take away.
  }
}

/**
 * Writes a file beside its place and renames it, so that a crash, a kill or a full disk leaves the old or the new one,
 * never a half; an old one's mode and owner are kept. A link is replaced, not followed. What is no file (a pipe,
 * `/dev/stdout`) is written to. Throws {@link DiskError}.
 */
export function replaceFile(path: string, content: string | Uint8Array): void {
  attempt(`write ${quoted(path)}`, () => {
    const old = statSync(path, { throwIfNoEntry: false });
    const folder = dirname(path);
    if (old?.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
    // Names there stand for what is open or for devices; a file put in their place would break the machine.
    if ((old && !old.isFile()) || /^\/(?:dev|proc)(?:\/|$)/.test(realpathSync(folder))) {
      writeFileSync(path, content, { flag: "a" });
      return;
    }
    if (old) accessSync(path, constants.W_OK);
    sweep(folder);
    const half = join(folder, `.tenet-${crypto.randomUUID()}.tmp`);
    try {
      // What a file holds is nobody's business while its mode is not yet the old one's.
      const file = openSync(half, "wx", old ? 0o600 : 0o666);
      try {
        writeFileSync(file, content);
        if (old) keepOwner(file, old);
      } finally {
        closeSync(file);
      }
      renameSync(half, path);
    } catch (error) {
      rmSync(half, { force: true });
      throw error;
    }
  });
}

function keepOwner(file: number, old: Stats): void {
  const { uid, gid } = fstatSync(file);
  try {
    if (uid !== old.uid || gid !== old.gid) fchownSync(file, old.uid, old.gid);
  } catch {
    // Only the superuser may give files away.
  }
  fchmodSync(file, old.mode & 0o7777);
}

/** Makes a folder and those above it. Throws {@link DiskError}. */
export function makeFolder(path: string): void {
  attempt(`make the folder ${quoted(path)}`, () => mkdirSync(path, { recursive: true }));
}

/** Takes away a file or folder with everything in it, if it is there. Throws {@link DiskError}. */
export function removeFolder(path: string): void {
  attempt(`take away ${quoted(path)}`, () => rmSync(path, { recursive: true, force: true }));
}

/** A new empty folder for whoever runs this alone; those that killed runs left are taken away. Throws {@link DiskError}. */
export function temporaryFolder(): string {
  const base = tmpdir();
  return attempt("make a temporary folder", () => {
    for (const name of readdirSync(base)) if (/^tenet-vendor-/.test(name)) forgetOld(join(base, name), longestFetch);
    return mkdtempSync(join(base, "tenet-vendor-"));
  });
}

/** The text of a file. Throws what the disk says. */
export function readFile(path: string): string {
  return readFileSync(path, "utf8");
}

/** Control characters but tabs and line breaks, and those that turn the direction of writing. */
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** False from when nobody reads standard output any more. */
let isRead = true;

/**
 * Writes to standard output and waits until it is written; Node's own stream costs a tenth of a short run to set up.
 * When nobody reads any more (`tenet check | head`) the rest is dropped: what was begun is done to its end, and the exit
 * code says what it always says. Throws {@link DiskError} where it cannot be written.
 */
export function writeOut(text: string): void {
  if (!isRead) return;
  attempt("write to standard output", () => {
    isRead = writeAll(1, text);
  });
}

/**
 * Tells people something on standard error; where nobody listens nothing happens. What names and messages hold does not
 * speak to the terminal.
 */
export function writeError(text: string): void {
  try {
    writeAll(2, text.replace(controls, "\ufffd"));
  } catch {
    // Who cannot be told cannot be told that either.
  }
}

/** False when nobody reads. */
function writeAll(file: number, text: string): boolean {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(file, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EPIPE") return false;
      if (code !== "EAGAIN") throw error;
      // The reader of a pipe is slower than we are.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
  return true;
}

/** True when standard output is a terminal. Node's module that knows is only loaded when it could be one. */
export async function isTerminal(): Promise<boolean> {
  try {
    return fstatSync(1).isCharacterDevice() && (await import("node:tty")).isatty(1);
  } catch {
    return false;
  }
}
