import ignore from "ignore";
import type { Host } from "../project/host.js";
import { decodeText } from "../text/decode.js";

/** Where GitHub and GitLab look for owners, in their order. */
const places = [".github/CODEOWNERS", ".gitlab/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/**
 * Who owns a file (relative to the root), as the root's CODEOWNERS says: the last line that matches it counts.
 * Undefined for files of nobody, and for all when there is no such file.
 */
export function codeOwners(host: Host, root: string): (path: string) => string | undefined {
  const bytes = places.map((place) => host.read(`${root}/${place}`)).find((found) => found !== undefined);
  const lines = ((bytes && decodeText(bytes)?.text) ?? "").split(/\r?\n/).flatMap((line) => {
    // A blank in a pattern is written with a backslash; sections of GitLab are headings.
    const [, pattern, owners] = /^((?:\\.|[^\s\\#[^])(?:\\.|[^\s\\])*)\s*([^#]*)/.exec(line.trim()) ?? [];
    return pattern === undefined ? [] : [{ matches: ignore().add(pattern), owners: owners!.trim() }];
  });
  return (path) => {
    if (!ignore.isPathValid(path)) return undefined;
    return lines.findLast((line) => line.matches.ignores(path))?.owners || undefined;
  };
}
