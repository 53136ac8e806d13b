/** What is needed of the workspace to find included files. */
interface Reader {
  read(path: string): string | undefined;
  list(folder: string): readonly string[];
  readonly tell?: (message: string) => void;
}

/** So many folders are listed for one pattern. */
const mostListed = 1000;

/**
 * The workspace paths that an include brings in, in order of their names; undefined when there are none. Relative patterns
 * begin at the main configuration's folder (`base`), else at the including file's; of an absolute pattern the longest
 * part that exists in the workspace counts (`/etc/nginx/conf.d/*.conf` is `conf.d/*.conf` beside `nginx.conf`). A
 * pattern that would have more than a thousand folders listed brings in nothing, which the reader is told.
 */
export function findIncluded(pattern: string, from: string, base: string, reader: Reader): string[] | undefined {
  let listed = 0;
  const bounded: Reader = {
    read: (path) => reader.read(path),
    list: (folder) => (++listed > mostListed ? [] : reader.list(folder)),
  };
  const found = search(pattern, from, base, bounded, () => listed > mostListed);
  if (listed <= mostListed) return found;
  reader.tell?.(
    `the include ${JSON.stringify(pattern.slice(0, 100))} would have more than ${mostListed} folders listed; what it brings in is not known`,
  );
  return undefined;
}

function search(
  pattern: string,
  from: string,
  base: string,
  reader: Reader,
  tooMany: () => boolean,
): string[] | undefined {
  const parts = normalize(pattern.replace(/^\/+/, ""));
  if (parts.length === 0) return undefined;
  const folders = new Set([base, folder(from)]);
  for (let up = folder(from); up !== ""; up = folder(up)) folders.add(folder(up));
  folders.add("");
  const absolute = pattern.startsWith("/");
  // A dump names its files by their absolute paths.
  if (absolute) {
    const found = expand("/", parts, reader);
    if (found.length > 0) return found;
  }
  const shortest = absolute ? parts.length : 1;
  for (let skip = 0; skip < shortest; skip++) {
    const rest = parts.slice(skip);
    if (skip > 0 && rest.length === 1 && isGlob(rest[0]!)) break;
    for (const start of folders) {
      const found = expand(start === "" ? "" : `${start}/`, rest, reader);
      if (found.length > 0 || tooMany()) return found;
    }
  }
  return undefined;
}

function expand(prefix: string, parts: readonly string[], reader: Reader): string[] {
  let folders = [prefix];
  for (const part of parts.slice(0, -1)) {
    if (!isGlob(part)) folders = folders.map((each) => `${each}${part}/`);
    else folders = folders.flatMap((each) => matching(each, `${part}/`, reader).map((name) => `${each}${name}`));
    if (folders.length > 1000) return [];
  }
  const last = parts[parts.length - 1]!;
  const paths = folders.flatMap((each) => {
    if (isGlob(last)) return matching(each, last, reader).map((name) => `${each}${name}`);
    const path = resolveDots(`${each}${last}`);
    return path !== undefined && reader.read(path) !== undefined ? [path] : [];
  });
  return paths.filter((path) => !path.endsWith("/"));
}

function matching(at: string, pattern: string, reader: Reader): string[] {
  const where = resolveDots(at.replace(/\/$/, ""));
  if (where === undefined) return [];
  return reader.list(where).filter((name) => (pattern.startsWith(".") || !name.startsWith(".")) && glob(pattern, name));
}

function normalize(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

/** The path without `..`, undefined when it leaves the workspace. */
function resolveDots(path: string): string | undefined {
  if (!path.includes("..")) return path;
  const result: string[] = [];
  for (const part of path.split("/")) {
    if (part !== "..") result.push(part);
    else if (result.pop() === undefined) return undefined;
  }
  return result.join("/");
}

function isGlob(part: string): boolean {
  return /[*?[]/.test(part);
}

/** Shell file name matching with `*`, `?` and `[…]`; linear but for the last star, which it may retry. */
export function glob(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let retry = 0;
  while (n < name.length) {
    const step = p < pattern.length && pattern[p] !== "*" ? single(pattern, p, name[n]!) : 0;
    if (step > 0) {
      p += step;
      n++;
    } else if (pattern[p] === "*") {
      star = p++;
      retry = n;
    } else if (star >= 0) {
      p = star + 1;
      n = ++retry;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

/** How many characters of the pattern match one character of the name, 0 for none. */
function single(pattern: string, at: number, char: string): number {
  if (pattern[at] === "?") return 1;
  if (pattern[at] !== "[") return pattern[at] === char ? 1 : 0;
  const end = pattern.indexOf("]", at + 2);
  if (end < 0) return char === "[" ? 1 : 0;
  const set = pattern.slice(at + 1, end);
  const negated = set[0] === "!" || set[0] === "^";
  let inside = false;
  for (let i = negated ? 1 : 0; i < set.length; i++) {
    if (set[i + 1] === "-" && i + 2 < set.length) {
      if (set[i]! <= char && char <= set[i + 2]!) inside = true;
      i += 2;
    } else if (set[i] === char) inside = true;
  }
  return inside === negated ? 0 : end - at + 1;
}

function folder(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}
