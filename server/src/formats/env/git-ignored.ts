import type { Files } from "../../document/document.js";
import { globMatches } from "../../text/glob.js";

/**
 * True when a `.gitignore` on the way to the file leaves it out, false when there are some and none does; undefined
 * where no repository is to be seen.
 */
export function gitIgnored(path: string, files: Files): boolean | undefined {
  const folders = path.split("/").slice(0, -1);
  let seen = files.list("").includes(".git/");
  let ignored = false;
  for (let depth = 0; depth <= folders.length; depth++) {
    const folder = folders
      .slice(0, depth)
      .map((name) => `${name}/`)
      .join("");
    const text = files.read(`${folder}.gitignore`);
    if (text === undefined) continue;
    seen = true;
    for (const line of text.split(/\r?\n/)) {
      const pattern = withoutEnd(line);
      if (pattern === "" || pattern.length > longestLine || pattern.startsWith("#")) continue;
      const negated = pattern.startsWith("!");
      if (globMatches(negated ? pattern.slice(1) : pattern, path.slice(folder.length))) ignored = !negated;
    }
  }
  return seen ? ignored : undefined;
}

/** Longer lines are left out, as where folders are walked. */
const longestLine = 1000;

/** A line without the blanks at its end; one behind a backslash stays. */
function withoutEnd(line: string): string {
  const end = line.trimEnd().length;
  return line[end - 1] === "\\" ? line.slice(0, end + 1) : line.slice(0, end);
}
