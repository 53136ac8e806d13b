import ignore, { type Ignore } from "ignore";
import { vendorFolder } from "./config.js";
import type { Host } from "./host.js";

/** Folders that hold other people's or generated files; they are linted only when named. */
const skipped = new Set([
  ".git",
  "node_modules",
  ".hg",
  ".svn",
  ".terraform",
  "__pycache__",
  ".venv",
  "bower_components",
]);

/**
 * The files below a folder, in order, without what `.gitignore` files on the way and `.git/info/exclude` leave out.
 * Links are not followed. `denied` is called for a folder that cannot be read, `told` for a line of a `.gitignore` that
 * is left out.
 */
export function* walk(
  host: Host,
  folder: string,
  denied: (path: string) => void,
  told: Told = () => {},
): Generator<string> {
  const above = ignoresAbove(host, folder);
  // Whoever names an ignored folder wants to see it.
  yield* below(folder, isIgnored(folder, true, above) ? [] : above);

  function* below(path: string, ignores: readonly Scoped[]): Generator<string> {
    const entries = host.list(path);
    if (!entries) {
      denied(path);
      return;
    }
    const own = entries.some((entry) => entry.name === ".gitignore")
      ? readIgnore(host, `${path}/.gitignore`, path, told)
      : undefined;
    const all = own ? [...ignores, own] : ignores;
    for (const entry of entries) {
      const full = `${path}/${entry.name}`;
      if (entry.kind === "other" || (entry.kind === "folder" && skipped.has(entry.name))) continue;
      if (entry.kind === "folder" && full.endsWith(`/${vendorFolder}`)) continue;
      if (isIgnored(full, entry.kind === "folder", all)) continue;
      if (entry.kind === "folder") yield* below(full, all);
      else yield full;
    }
  }
}

/** True when a walk of the folder gives this file below it, if it is there. */
export function isWalked(host: Host, folder: string, file: string): boolean {
  const names = file.slice(folder.length + 1).split("/");
  if (names.slice(0, -1).some((name) => skipped.has(name))) return false;
  if (file.includes(`/${vendorFolder}/`)) return false;
  const above = ignoresAbove(host, folder);
  const ignores = isIgnored(folder, true, above) ? [] : [...above];
  let at = folder;
  for (const [index, name] of names.entries()) {
    const own = readIgnore(host, `${at}/.gitignore`, at);
    if (own) ignores.push(own);
    at += `/${name}`;
    if (isIgnored(at, index < names.length - 1, ignores)) return false;
  }
  return true;
}

/** An ignore file and the folder its patterns are relative to. */
interface Scoped {
  readonly folder: string;
  readonly patterns: Ignore;
}

function isIgnored(path: string, folder: boolean, ignores: readonly Scoped[]): boolean {
  let result = false;
  for (const scope of ignores) {
    if (path === scope.folder) continue;
    const inner = path.slice(scope.folder.length + 1) + (folder ? "/" : "");
    const verdict = scope.patterns.test(inner);
    if (verdict.ignored) result = true;
    else if (verdict.unignored) result = false;
  }
  return result;
}

/** The ignore files of the folders above, up to the repository's root. */
function ignoresAbove(host: Host, folder: string): Scoped[] {
  const scopes: Scoped[] = [];
  for (let path = folder; path !== ""; path = path.slice(0, path.lastIndexOf("/"))) {
    if (path !== folder) {
      const own = readIgnore(host, `${path}/.gitignore`, path);
      if (own) scopes.unshift(own);
    }
    if (host.list(`${path}/.git`) || host.read(`${path}/.git`)) {
      const exclude = readIgnore(host, `${path}/.git/info/exclude`, path);
      if (exclude) scopes.unshift(exclude);
      return scopes;
    }
  }
  return [];
}

/** Told of a `.gitignore` of which something is left out, and why. */
type Told = (path: string, message: string) => void;

function readIgnore(host: Host, path: string, folder: string, told: Told = () => {}): Scoped | undefined {
  const bytes = host.read(path);
  if (!bytes) return undefined;
  if (bytes.length > 1 << 20) {
    told(path, "is larger than 1 MB and not read");
    return undefined;
  }
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/);
  const short = lines.filter((line) => line.length < 1000 && !manyStars.test(line));
  const left = lines.length - short.length;
  if (left > 0)
    told(path, `${left} line${left === 1 ? " is" : "s are"} longer than 1000 characters or full of \`*\`; left out`);
  return { folder, patterns: ignore().add(short) };
}

/** Four separate stars in one name: matching them takes time by a power of the name's length. */
const manyStars = /(?:\*+[^/*]+){3}\*/;
