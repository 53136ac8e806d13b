import type { Node } from "./node.js";

/** One step of a path: any of these names, `*` for any one level, `**` for any number. */
export type Segment = "*" | "**" | readonly string[];

/** A path of node names, from the outside in. */
export interface Path {
  /** True when the path is tied to the root (it was written with a leading `/`). */
  readonly rooted: boolean;
  readonly segments: readonly Segment[];
}

/** What is wrong with a path's text, and where (offset into it). */
export class PathError extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

/**
 * Reads a path: names between `/`, `*`, `**`, `{a,b}`; a name with `/`, `,` or braces stands in single quotes.
 * `/` alone is the root. Throws {@link PathError}.
 */
export function parsePath(text: string): Path {
  const cached = cache.get(text);
  if (cached) return cached;
  let at = 0;
  const rooted = text.startsWith("/");
  if (rooted) at++;
  const segments: Segment[] = [];
  if (rooted && at === text.length) return { rooted, segments };
  for (;;) {
    segments.push(segment());
    if (at === text.length) break;
    if (text[at] !== "/") throw new PathError(`expected "/" in the path`, at);
    at++;
  }
  if (segments.at(-1) === "**") throw new PathError("a path must not end in **", text.length - 2);
  const path = { rooted, segments };
  if (cache.size > 10_000) cache.clear();
  cache.set(text, path);
  return path;

  function segment(): Segment {
    if (text[at] === "{") {
      const names: string[] = [];
      do {
        at++;
        names.push(name(",}/"));
      } while (text[at] === ",");
      if (text[at] !== "}") throw new PathError("a { in the path is not closed", at);
      at++;
      return names;
    }
    const one = name("/");
    return one === "*" || one === "**" ? one : [one];
  }

  function name(stops: string): string {
    const start = at;
    if (text[at] === "'") {
      const end = text.indexOf("'", at + 1);
      if (end < 0) throw new PathError("a quote in the path is not closed", at);
      at = end + 1;
      return text.slice(start + 1, end);
    }
    while (at < text.length && !stops.includes(text[at]!)) at++;
    const found = text.slice(start, at).trim();
    if (found === "") throw new PathError("a name is missing in the path", start);
    return found;
  }
}

const cache = new Map<string, Path>();

/** True when the node's name is the segment's name or ends in `.name`. */
export function nameMatches(name: string, wanted: string): boolean {
  return (
    name === wanted ||
    (name.length > wanted.length && name.endsWith(wanted) && name[name.length - wanted.length - 1] === ".")
  );
}

function segmentMatches(segment: Segment, node: Node): boolean {
  return segment === "*" || (segment !== "**" && segment.some((name) => nameMatches(node.name, name)));
}

/** True when the node stands where the path says, looking from the node upwards. */
export function pathMatches(path: Path, node: Node): boolean {
  return matchesUp(path, path.segments.length - 1, node);
}

function matchesUp(path: Path, index: number, node: Node | undefined): boolean {
  if (index < 0) return !path.rooted || node === undefined || node.above === undefined;
  const segment = path.segments[index]!;
  if (segment === "**") {
    for (let up = node; up; up = up.above) if (matchesUp(path, index - 1, up)) return true;
    return index === 0;
  }
  // The root itself has no name to match.
  if (!node?.above) return false;
  return segmentMatches(segment, node) && matchesUp(path, index - 1, node.above);
}

/** The nodes below `node` that the path names, in order of the text. */
export function select(node: Node, path: Path): Node[] {
  let found: Node[] = [node];
  for (let i = 0; i < path.segments.length; i++) {
    const segment = path.segments[i]!;
    if (segment === "**") {
      const all = new Set<Node>();
      for (const start of found) collect(start, all);
      found = [...all];
    } else {
      found = found.flatMap((parent) => parent.children.filter((child) => segmentMatches(segment, child)));
    }
  }
  return found;
}

function collect(node: Node, into: Set<Node>): void {
  const pending = [node];
  while (pending.length > 0) {
    const next = pending.pop()!;
    if (into.has(next)) continue;
    into.add(next);
    for (let i = next.children.length - 1; i >= 0; i--) pending.push(next.children[i]!);
  }
}
