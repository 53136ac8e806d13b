import { parsePath, type Segment } from "../document/path.js";
import type { CheckData } from "./rule.js";

/**
 * The words of which one must stand in a file for the check to match, lower case; undefined when the check must look
 * at every file of its format. `finderKeywords` gives the words of a finder.
 */
export function checkKeywords(
  check: Pick<CheckData, "on" | "query" | "pattern" | "find">,
  finderKeywords: (name: string) => readonly string[] | undefined,
): readonly string[] | undefined {
  if (check.find !== undefined) return lower(finderKeywords(check.find));
  if (check.query !== undefined) return lower(queryWords(check.query));
  if (check.pattern !== undefined) return undefined;
  const words: string[] = [];
  for (const text of check.on ?? []) {
    const best = distinctive(parsePath(text).segments);
    if (!best) return undefined;
    words.push(...best.map(written));
  }
  return lower(words);
}

/** The segment whose shortest name is longest: the one that fewest files hold. */
function distinctive(segments: readonly Segment[]): readonly string[] | undefined {
  let best: readonly string[] | undefined;
  for (const segment of segments) {
    if (typeof segment === "string" || segment.includes("-")) continue;
    if (!best || shortest(segment) >= shortest(best)) best = segment;
  }
  return best;
}

function shortest(names: readonly string[]): number {
  return Math.min(...names.map((name) => written(name).length));
}

/** The part of a dotted name that stands in the text wherever the name is used: the last one. */
function written(name: string): string {
  return name.includes("/") || name.endsWith(".") ? name : name.slice(name.lastIndexOf(".") + 1);
}

/** The words that `#eq?` and `#any-of?` of a query compare with. */
function queryWords(query: string): string[] | undefined {
  const words: string[] = [];
  for (const predicate of query.matchAll(/\(#(?:eq|any-of)\?\s+@[\w.-]+((?:\s+"(?:[^"\\]|\\.)*")+)\s*\)/g)) {
    for (const word of predicate[1]!.matchAll(/"((?:[^"\\]|\\.)*)"/g)) words.push(word[1]!);
  }
  return words.length > 0 ? words : undefined;
}

function lower(words: readonly string[] | undefined): readonly string[] | undefined {
  return words && [...new Set(words.map((word) => word.toLowerCase()))];
}
