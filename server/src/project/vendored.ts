import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { decodeText } from "../text/decode.js";
import { configName, vendorFolder } from "./config.js";
import type { Host } from "./host.js";

/** The lock file, relative to the configuration's folder. */
export const lockPath = ".tenet/lock.json";

/** A source of `extends` as it was vendored. */
export interface LockedSource {
  /** Its folder below {@link vendorFolder}. */
  readonly folder: string;
  /** The commit of a git source, in hexadecimal. */
  readonly commit?: string;
  /** {@link packHash} of its files. */
  readonly sha256: string;
}

/** Vendored sources by what `extends` calls them. */
export type Lock = Readonly<Record<string, LockedSource>>;

/** Files of a pack that may be vendored: a stranger's pack is never larger. */
export const maxPackFiles = 1000;

/** True for a name in `extends` that `tenet vendor` fetches: `git+https://…#REF`, `https://…`. */
export function isRemote(name: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(name);
}

/** The lock file's sources; empty when the text is none. Never throws. */
export function readLock(text: string): Lock {
  try {
    const { version, sources } = JSON.parse(text) as { version?: unknown; sources?: unknown };
    if (version !== 1 || sources === null || typeof sources !== "object") return {};
    return Object.fromEntries(
      Object.entries(sources as Record<string, Partial<LockedSource> | null>).flatMap(([name, one]) =>
        typeof one?.folder === "string" && /^\w[\w.-]*$/.test(one.folder) && /^[0-9a-f]{64}$/.test(one.sha256 ?? "")
          ? [[name, one as LockedSource]]
          : [],
      ),
    );
  } catch {
    return {};
  }
}

/** The lock file's text, the same for the same sources. */
export function writeLock(lock: Lock): string {
  const sources = Object.fromEntries(Object.entries(lock).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ version: 1, sources }, undefined, 2)}\n`;
}

/** The hash of files by their paths, in order of paths, in hexadecimal: what they are called and what they hold. */
export function packHash(files: Iterable<readonly [path: string, bytes: Uint8Array]>): string {
  const hash = sha256.create();
  for (const [path, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(utf8ToBytes(`${path}\0${bytes.length}\0`));
    hash.update(bytes);
  }
  return bytesToHex(hash.digest());
}

/** The lock file of a configuration's folder. */
export function lockOf(host: Host, base: string): Lock {
  const bytes = host.read(`${base}/${lockPath}`);
  return readLock((bytes && decodeText(bytes)?.text) ?? "");
}

/** True when a vendored folder holds exactly the files that were locked. */
export function isIntact(host: Host, base: string, locked: LockedSource): boolean {
  const folder = `${base}/${vendorFolder}/${locked.folder}`;
  const files = filesBelow(host, folder);
  if (!files) return false;
  // A host may give every file in one buffer.
  return packHash(files.map((path) => [path, Uint8Array.from(host.read(`${folder}/${path}`) ?? [])])) === locked.sha256;
}

/** The vendored configuration of a source, or what is wrong with it, as the rest of a sentence. */
export function vendoredAt(host: Host, base: string, name: string): { readonly path?: string; readonly wrong: string } {
  const locked = lockOf(host, base)[name];
  if (!locked) return { wrong: "is not vendored; run tenet vendor" };
  if (!isIntact(host, base, locked))
    return { wrong: `is not what ${lockPath} says it was when it was vendored; run tenet vendor` };
  return { path: host.real(`${base}/${vendorFolder}/${locked.folder}/${configName}`), wrong: "" };
}

/** The paths of the files below a folder; undefined when there is none, a link among them or too many. */
function filesBelow(host: Host, folder: string): string[] | undefined {
  const entries = host.list(folder);
  if (!entries) return undefined;
  const found: string[] = [];
  for (const { name, kind } of entries) {
    if (kind === "other") return undefined;
    if (kind === "file") found.push(name);
    else {
      const inner = filesBelow(host, `${folder}/${name}`);
      if (!inner) return undefined;
      found.push(...inner.map((path) => `${name}/${path}`));
    }
    if (found.length > maxPackFiles) return undefined;
  }
  return found;
}
