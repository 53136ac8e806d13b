import ignore from "ignore";
import type { Host } from "../project/host.js";
import { decodeText } from "../text/decode.js";

/** Where GitHub and GitLab look for owners, in their order. */
const places = [".github/CODEOWNERS", ".gitlab/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/**
 * Who owns a file (absolute), as CODEOWNERS of the repository around a folder says: the last line that matches it
 * counts. Undefined for files of nobody, and for all when there is no such file.
 */
export function codeOwners(host: Host, folder: string): (path: string) => string | undefined {
  const root = repositoryOf(host, folder);
  const bytes = places.map((place) => host.read(`${root}/${place}`)).find((found) => found !== undefined);
  const lines = ((bytes && decodeText(bytes)?.text) ?? "").split(/\r?\n/).flatMap((line) => {
    // A blank in a pattern is written with a backslash; sections of GitLab are headings.
    const [, pattern, owners] = /^((?:\\.|[^\s\\#[^])(?:\\.|[^\s\\])*)\s*([^#]*)/.exec(line.trim()) ?? [];
    return pattern === undefined ? [] : [{ matches: ignore().add(pattern), owners: owners!.trim() }];
  });
  return (path) => {
    const inner = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : "";
    if (!ignore.isPathValid(inner)) return undefined;
    return lines.findLast((line) => line.matches.ignores(inner))?.owners || undefined;
  };
}

/** The folder of the repository that a folder belongs to; the folder itself when there is none. */
function repositoryOf(host: Host, folder: string): string {
  for (let at = folder; at !== ""; at = at.slice(0, at.lastIndexOf("/")))
    if (host.list(`${at}/.git`) || host.read(`${at}/.git`)) return at;
  return folder;
}
