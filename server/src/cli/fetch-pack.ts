import { gunzipSync } from "node:zlib";
import { parseTar } from "nanotar";
import { removeFolder, temporaryFolder } from "../disk.js";
import { git } from "../git.js";
import { configName } from "../project/config.js";
import { maxPackFiles } from "../project/vendored.js";

/** The files of a pack by their paths. */
export type PackFiles = ReadonlyMap<string, Uint8Array>;

/** A pack as its source gave it. */
export interface FetchedPack {
  readonly files: PackFiles;
  /** The commit of a git source. */
  readonly commit?: string;
}

/** A pack could not be fetched; the message is the rest of a sentence about the source. */
export class FetchError extends Error {}

/** Bytes of an answer, and of what is unpacked from it. */
const maxBytes = 32 << 20;

const maxRedirects = 5;

const patience = 60_000;

/**
 * Fetches a source of `extends`: `git+https://HOST/REPOSITORY#REF` (also `git+ssh`, `git+file`), or the `https` address
 * of a `tenet.yaml` or of a `.tar.gz`. `commit` asks for that commit of a git source instead of what its REF is now.
 * Only YAML files and licences are kept. Throws {@link FetchError}.
 */
export async function fetchPack(name: string, commit?: string): Promise<FetchedPack> {
  const repository = /^git\+((https|ssh|file):\/\/[^\s#]+)(?:#(\w[\w./-]*))?$/.exec(name);
  if (repository) {
    if (repository[3] === undefined) throw new FetchError("needs a tag or commit to hold on to: …#v1.2.0");
    return fromGit(repository[1]!, repository[2]!, repository[3], commit);
  }
  const address = parsed(name);
  if (!address || !isSafe(address))
    throw new FetchError("is no git+https, git+ssh, git+file or https address; nothing is fetched in clear text");
  const bytes = await download(address);
  if (/\.ya?ml$/.test(address.pathname)) return { files: new Map([[configName, bytes]]) };
  return { files: packed(unzipped(bytes), true) };
}

function fromGit(address: string, protocol: string, ref: string, commit: string | undefined): FetchedPack {
  const folder = temporaryFolder();
  try {
    const settings = [`--git-dir=${folder}`, "-c", "core.autocrlf=false", "-c", `protocol.${protocol}.allow=always`];
    const run = (...args: string[]) => git(folder, [...settings, ...args]);
    const fetch = (what: string): string | undefined =>
      run("fetch", "-q", "--depth=1", "--no-tags", address, what) &&
      run("rev-parse", "--verify", "-q", "FETCH_HEAD^{commit}")?.toString().trim();
    if (!run("init", "-q", "--bare")) throw new FetchError("cannot be fetched: git is not there");
    // Not every server gives a commit by its name; then the tag must still be at it.
    const found = (commit && fetch(commit)) || fetch(ref);
    if (!found) throw new FetchError(`cannot be fetched: git finds no "${ref}" at ${address}`);
    if (commit !== undefined && found !== commit)
      throw new FetchError(`is at commit ${found} now, not at the locked ${commit}; --update takes it`);
    const archive = run("archive", "--format=tar", found);
    if (!archive) throw new FetchError("cannot be read from git");
    return { files: packed(archive, false), commit: found };
  } finally {
    removeFolder(folder);
  }
}

function parsed(address: string, base?: URL): URL | undefined {
  return URL.canParse(address, base?.href) ? new URL(address, base) : undefined;
}

/** Encrypted, or on this machine. */
function isSafe(address: URL): boolean {
  const local = ["localhost", "127.0.0.1", "[::1]"].includes(address.hostname);
  return address.protocol === "https:" || (address.protocol === "http:" && local);
}

async function download(address: URL): Promise<Uint8Array> {
  let at = address;
  for (let hop = 0; hop <= maxRedirects; hop++) {
    let response: Response;
    try {
      response = await fetch(at, { redirect: "manual", signal: AbortSignal.timeout(patience) });
    } catch (error) {
      const { cause, message } = error as Error & { cause?: Error };
      throw new FetchError(`cannot be fetched: ${cause?.message || message}`);
    }
    const location = response.headers.get("location");
    if (response.status >= 300 && response.status < 400 && location !== null) {
      const next = parsed(location, at);
      if (!next || !isSafe(next)) throw new FetchError("leads on to an address that is not encrypted");
      at = next;
      continue;
    }
    if (!response.ok) throw new FetchError(`cannot be fetched: the server answers ${response.status}`);
    return body(response);
  }
  throw new FetchError(`leads on more than ${maxRedirects} times`);
}

async function body(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of response.body ?? []) {
      length += part.length;
      if (length > maxBytes) throw new FetchError(`is more than ${maxBytes >> 20} MB`);
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof FetchError) throw error;
    throw new FetchError(`cannot be fetched: ${(error as Error).message}`);
  }
  return Buffer.concat(parts);
}

function unzipped(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch {
    throw new FetchError(`is neither YAML nor a .tar.gz of at most ${maxBytes >> 20} MB`);
  }
}

/** The files of an archive that a pack is made of. `wrapped` archives may have one folder around everything. */
function packed(archive: Uint8Array, wrapped: boolean): PackFiles {
  let items: { readonly name: string; readonly data?: Uint8Array; readonly type?: string }[];
  try {
    items = parseTar(archive).filter((item) => item.type === "file" && item.data !== undefined);
  } catch {
    throw new FetchError("holds an archive that cannot be read");
  }
  const top = items[0]?.name.split("/")[0] ?? "";
  const prefix = wrapped && items.every((item) => item.name.startsWith(`${top}/`)) ? `${top}/` : "";
  const files = new Map<string, Uint8Array>();
  for (const { name, data } of items) {
    const path = name.slice(prefix.length).replace(/^\.\//, "");
    if (!/\.ya?ml$|^LICEN[CS]E[\w.-]*$/.test(path)) continue;
    // The archive's reader has resolved ways out of it.
    if (!path.split("/").every((part) => /^(?!\.{1,2}$)[\w@ .+-]+$/.test(part)))
      throw new FetchError(`holds a file with a name that is not taken over: ${JSON.stringify(path)}`);
    files.set(path, data!);
  }
  // Disks that do not tell case apart would hold one of them.
  if (new Set([...files.keys()].map((path) => path.toLowerCase())).size < files.size)
    throw new FetchError("holds files whose names differ in case only");
  if (files.size > maxPackFiles) throw new FetchError(`holds more than ${maxPackFiles} files`);
  if (!files.has(configName)) throw new FetchError(`holds no ${configName}`);
  return files;
}
