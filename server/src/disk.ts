import {
  chmodSync,
  closeSync,
  existsSync,
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
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import type { Builtin, FolderEntry, Host } from "./project/host.js";
import type { Principle } from "./project/statements.js";
import type { RuleDocs } from "./rules/rule.js";

/** The disk as the engine sees it, with the built-in rules of this installation. */
export function diskHost(): Host {
  return { read: readBytes, list: listFolder, real, builtin, docs, statements, grammar, today };
}

let buffer = Buffer.allocUnsafe(1 << 20);

/** Files up to so many bytes are read whole unless more is asked for. */
const whole = 64 << 20;

/**
 * The bytes of a regular file. Files up to 64 MB share one buffer: the bytes hold until the next read. Of a larger file
 * than `most` only the beginning is read, and zeros stand for the rest: whoever asked sees how large it is.
 */
function readBytes(path: string, most = whole): Uint8Array | undefined {
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
  try {
    return readdirSync(path, { withFileTypes: true })
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

/** The V8 flag for it, taken back before compiled code is kept, which is only good for runs that begin with the same flags. */
function compileParsersQuickly(): void {
  fewFiles = false;
  setFlagsFromString("--liftoff-only");
  process.prependOnceListener("exit", () => setFlagsFromString("--no-liftoff-only"));
}

async function grammar(file: string): Promise<Uint8Array> {
  if (fewFiles) compileParsersQuickly();
  if (!fromSources) return readFileSync(join(here, "grammars", file));
  const folder = ["@vscode/tree-sitter-wasm/wasm", "@tree-sitter-grammars/tree-sitter-kotlin", "web-tree-sitter"]
    .map((name) => join(installation(), "node_modules", name))
    .find((one) => existsSync(join(one, file)));
  return readFileSync(join(folder ?? here, file));
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

/**
 * Writes a file beside its place and renames it, so that a crash leaves the old or the new one, never a half; an old
 * one's mode is kept. Throws what the disk says.
 */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.tenet-${process.pid}.tmp`;
  try {
    const mode = statSync(path, { throwIfNoEntry: false })?.mode;
    writeFileSync(temporary, content, { flag: "wx" });
    if (mode !== undefined) chmodSync(temporary, mode);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Makes a folder and those above it. Throws what the disk says. */
export function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true });
}

/** Takes away a file or folder with everything in it, if it is there. Throws what the disk says. */
export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

/** A new empty folder for whoever runs this alone. Throws what the disk says. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "tenet-"));
}

/** The text of a file. Throws what the disk says. */
export function readFile(path: string): string {
  return readFileSync(path, "utf8");
}

/**
 * Writes to standard output and waits until it is written; Node's own stream costs a tenth of a short run to set up.
 * Ends the process when nobody reads any more (`tenet check | head`), which is no failure of ours.
 */
export function writeOut(text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EPIPE") process.exit(0);
      if (code !== "EAGAIN") throw error;
      // The reader of a pipe is slower than we are.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

/** True when standard output is a terminal. Node's module that knows is only loaded when it could be one. */
export async function isTerminal(): Promise<boolean> {
  try {
    return fstatSync(1).isCharacterDevice() && (await import("node:tty")).isatty(1);
  } catch {
    return false;
  }
}
