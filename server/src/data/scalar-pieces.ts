import type { Value } from "../document/node.js";
import { MappedText } from "../text/mapped-text.js";

/**
 * Where the characters of a scalar stand in the file: offsets in its text and in the file, by turns. Knows quotes,
 * escapes, block scalars and folded lines by walking over both texts; YAML and JSON.
 */
export function scalarPieces(source: string, value: Value): number[] {
  const { text, range } = value;
  const quote = source[range.start - 1];
  const pieces: number[] = [];
  let at = range.start;
  let next = -1;
  const place = (index: number, offset: number) => {
    if (offset !== next) pieces.push(index, offset);
    next = offset + 1;
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quote === '"' && source[at] === "\\" && !isLineEnd(source[at + 1])) {
      place(i, at);
      at += escapeLength(source[at + 1]);
    } else if (isBlank(c)) {
      place(i, Math.min(at, range.end));
      if (c === "\n") {
        const end = source.indexOf("\n", at);
        if (end >= 0 && end < range.end && source.slice(at, end).trim() === "") at = end + 1;
      } else if (source[at] === c) at++;
    } else {
      while (at < range.end && (isBlank(source[at]!) || (quote === '"' && isFold(source, at)))) at++;
      place(i, Math.min(at, range.end));
      if (source[at] === c) at += quote === "'" && c === "'" ? 2 : 1;
    }
  }
  return pieces.length > 0 ? pieces : [0, range.start];
}

/** The text of a scalar as one that knows where it stands; `shown` may be put in its place when it is as long. */
export function scalarSource(source: string, value: Value, shown = value.text): MappedText {
  const pieces = scalarPieces(source, value);
  return new MappedText(
    shown,
    pieces.filter((_, i) => i % 2 === 0),
    pieces.filter((_, i) => i % 2 === 1),
  );
}

function isBlank(c: string): boolean {
  return c === " " || c === "\t" || c === "\n" || c === "\r";
}

function isLineEnd(c: string | undefined): boolean {
  return c === "\n" || c === "\r";
}

function isFold(source: string, at: number): boolean {
  return source[at] === "\\" && isLineEnd(source[at + 1]);
}

function escapeLength(c: string | undefined): number {
  return { x: 4, u: 6, U: 10 }[c ?? ""] ?? 2;
}
