/**
 * What a regular expression of the configuration matches in a short text: the match, null for none, undefined when it
 * cannot be told: a syntax of PCRE alone, or a pattern that may take long.
 */
export function tryPattern(pattern: string, text: string, insensitive: boolean): RegExpExecArray | null | undefined {
  const inline = /^\(\?i\)/.test(pattern);
  const source = pattern.replace(/^\(\?i\)/, "").replace(/\(\?P</g, "(?<");
  const repeats = source.match(/[*+]|\{\d+,/g)?.length ?? 0;
  const nested = /\)(?:[*+]|\{\d+,)/.test(source) && repeats > 1;
  // Backtracking may take exponential time here, and nobody may make an editor hang with a file.
  if (text.length > (nested ? 16 : repeats > 4 ? 64 : 1000)) return undefined;
  try {
    return new RegExp(source, insensitive || inline ? "i" : "").exec(text);
  } catch {
    return undefined;
  }
}
