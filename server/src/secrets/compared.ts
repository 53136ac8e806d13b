import type { FileClass } from "./file-class.js";
import type { Literal } from "./literal.js";

const comparison = /(?:===?|!==?|\.equals(?:IgnoreCase)?\()[ \t]{0,4}$/;
const helmDefault = /\bdefault[ \t]{1,4}(["'])([^"'\n]{1,100})\1[ \t]{1,4}\(?$/;

/**
 * Reads the literal that stands before the name at `start … end` and belongs to it: `"literal" == password`,
 * `"literal".equals(password)`, and the Helm form `default "literal" .Values.password`.
 */
export function literalBefore(text: string, start: number, end: number, file: FileClass): Literal | undefined {
  const from = Math.max(0, start - 220);
  const lineBefore = text.slice(from + text.slice(from, start).lastIndexOf("\n") + 1, start);
  const make = (at: number, length: number, more: Partial<Literal>): Literal => ({
    name: text.slice(start, end).replace(/^[$.]+/, ""),
    nameStart: start,
    start: at,
    end: at + length,
    quoted: true,
    fallback: false,
    comparison: false,
    interpolated: false,
    option: false,
    spaced: false,
    ...more,
  });
  const helm = file.kind !== "code" && lineBefore.includes("{{") ? helmDefault.exec(lineBefore) : null;
  if (helm) {
    const at = start - helm[0].length + helm[0].indexOf(helm[1]!) + 1;
    return make(at, helm[2]!.length, { fallback: true });
  }
  const operator = comparison.exec(lineBefore);
  if (!operator) return undefined;
  const left = lineBefore.slice(0, operator.index).trimEnd();
  const quote = left.at(-1);
  if (quote !== '"' && quote !== "'") return undefined;
  const open = left.lastIndexOf(quote, left.length - 2);
  if (open < 0 || left[open - 1] === "\\" || /[\w\])]/.test(left[open - 1] ?? "")) return undefined;
  return make(start - lineBefore.length + open + 1, left.length - 2 - open, { comparison: true });
}
