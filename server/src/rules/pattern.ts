import type { RE2JS } from "re2js";

/** A regular expression that runs in linear time. */
export interface Pattern {
  /** True when it matches anywhere in the text. */
  test(text: string): boolean;
  /** Every match, in order: its range and the named groups that took part. */
  all(text: string): Iterable<{ start: number; end: number; groups: Readonly<Record<string, string>> }>;
}

/**
 * How patterns run. Patterns of the built-in rules are proven linear by a test and run natively; those of other
 * packs run on an engine that is linear by construction (RE2 syntax: no look-around, no back-references).
 */
export type PatternEngine = (source: string) => Pattern;

/** Native patterns, for sources that are proven. Throws a SyntaxError. */
export const nativePatterns: PatternEngine = cached((source) => {
  const { flags, body } = leadingFlags(source);
  const pattern = new RegExp(body, `g${flags}`);
  return {
    test(text) {
      pattern.lastIndex = 0;
      return pattern.test(text);
    },
    *all(text) {
      for (const match of text.matchAll(pattern)) {
        const groups: Record<string, string> = {};
        for (const [name, value] of Object.entries(match.groups ?? {})) if (value !== undefined) groups[name] = value;
        yield { start: match.index, end: match.index + match[0].length, groups };
      }
    },
  };
});

/** Patterns on the RE2 engine, which is loaded on first use. The engine throws on what RE2 cannot express. */
export async function linearPatterns(): Promise<PatternEngine> {
  const { RE2JS } = await import("re2js");
  return cached((source) => {
    const pattern = RE2JS.compile(source);
    const names = Object.keys(pattern.namedGroups() as unknown as Record<string, number>);
    return {
      test: (text) => pattern.matcher(text).find(),
      *all(text) {
        const matcher = pattern.matcher(text);
        while (matcher.find()) yield { start: matcher.start(), end: matcher.end(), groups: groups(matcher, names) };
      },
    };
  });

  function groups(matcher: ReturnType<RE2JS["matcher"]>, names: readonly string[]): Record<string, string> {
    const found: Record<string, string> = {};
    for (const name of names) {
      const value = matcher.group(name);
      if (value !== null && value !== undefined) found[name] = value;
    }
    return found;
  }
}

/** `(?i)abc` → flags `i`, body `abc`: RE2's leading flags, which JavaScript writes elsewhere. `(?m)` and `(?s)` too. */
function leadingFlags(source: string): { flags: string; body: string } {
  const flags = /^\(\?([ims]+)\)/.exec(source);
  return flags
    ? { flags: flags[1]!, body: source.slice(flags[0].length).replaceAll("(?P<", "(?<") }
    : { flags: "", body: source.replaceAll("(?P<", "(?<") };
}

function cached(compile: PatternEngine): PatternEngine {
  const cache = new Map<string, Pattern>();
  return (source) => {
    let pattern = cache.get(source);
    if (!pattern) {
      if (cache.size > 2000) cache.clear();
      pattern = compile(source);
      cache.set(source, pattern);
    }
    return pattern;
  };
}
