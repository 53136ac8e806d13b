import { createScanner } from "jsonc-parser";
import type { Problem } from "../document/document.js";
import type { Scalar } from "../document/node.js";
import { type MappedText, MappedTextBuilder } from "../text/mapped-text.js";
import type { Range } from "../text/range.js";

/** A name and its value in a JSON object. */
export interface JsonMember {
  readonly key: string;
  /** The name without its quotes. */
  readonly keyRange: Range;
  /** From the name to the end of the value. */
  readonly range: Range;
  readonly value: JsonValue;
}

/** A JSON value with its place in the text that was read. */
export type JsonValue =
  | { readonly type: "object"; readonly range: Range; readonly members: readonly JsonMember[] }
  | { readonly type: "array"; readonly range: Range; readonly items: readonly JsonValue[] }
  /** `range` is what stands between the quotes. */
  | { readonly type: "string"; readonly range: Range; readonly data: string }
  /** `text` is what stands there; `data` of a word that JSON does not know is undefined. */
  | {
      readonly type: "other";
      readonly range: Range;
      readonly text: string;
      readonly data: Exclude<Scalar, string> | undefined;
    };

/** What stood in a JSON text. */
export interface JsonReading {
  readonly value: JsonValue | undefined;
  readonly comments: readonly Range[];
  readonly problems: readonly Problem[];
}

/** How deep values may nest before the rest is skipped with a problem. */
export const maxDepth = 500;
const maxProblems = 50;

/** The tokens of jsonc-parser's scanner; its enumeration is ambient and cannot be imported one by one. */
const token = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  null: 7,
  true: 8,
  false: 9,
  string: 10,
  number: 11,
  lineComment: 12,
  blockComment: 13,
  lineBreak: 14,
  blanks: 15,
  unknown: 16,
  end: 17,
} as const;

/**
 * Reads JSON, with comments and trailing commas allowed. Never throws: what cannot be read becomes a problem and
 * reading goes on at the next comma or bracket. Linear in the length of the text.
 */
export function readJson(text: string): JsonReading {
  const comments: Range[] = [];
  const problems: Problem[] = [];
  const scanner = createScanner(text);
  let kind: number;
  let start: number;
  let end = 0;
  let previousEnd = 0;
  advance();
  const first = kind! === token.end ? undefined : readValue(0);
  if (!first) problem("a JSON value is missing", start!, start!);
  else if (kind! !== token.end) problem("text after the end of the JSON value", start!, text.length);
  return { value: first, comments, problems };

  function problem(message: string, from: number, to: number): void {
    if (problems.length < maxProblems)
      problems.push({ message, range: { start: from, end: Math.min(to, text.length) } });
  }

  /** Goes to the next token that is neither blank nor comment. */
  function advance(): void {
    previousEnd = end;
    do {
      kind = scanner.scan();
      start = scanner.getTokenOffset();
      // The scanner counts one character too many of a comment that is not closed.
      end = Math.min(start + scanner.getTokenLength(), text.length);
      if (kind === token.lineComment || kind === token.blockComment) {
        comments.push({ start, end });
        if (kind === token.blockComment && !text.startsWith("*/", end - 2))
          problem("the comment is not closed", start, start + 2);
      }
    } while (
      (kind >= token.lineComment && kind <= token.blanks) ||
      (kind === token.unknown && text.slice(start, end).trim() === "")
    );
  }

  function readValue(depth: number): JsonValue | undefined {
    if (kind === token.openBrace || kind === token.openBracket) {
      if (depth >= maxDepth) return skipNested();
      return kind === token.openBrace ? readObject(depth) : readArray(depth);
    }
    if (kind === token.string) return readString();
    if (kind < token.null || kind === token.end) return undefined;
    return readWord();
  }

  function skipNested(): JsonValue {
    const from = start;
    let open = 0;
    do {
      if (kind === token.openBrace || kind === token.openBracket) open++;
      else if (kind === token.closeBrace || kind === token.closeBracket) open--;
      advance();
    } while (open > 0 && kind !== token.end);
    problem(`nested deeper than ${maxDepth} levels; the rest is not read`, from, from + 1);
    return { type: "other", range: { start: from, end: start }, text: text.slice(from, from + 1), data: undefined };
  }

  function readObject(depth: number): JsonValue {
    const from = start;
    const members: JsonMember[] = [];
    const seen = new Set<string>();
    advance();
    for (;;) {
      if (kind === token.closeBrace || kind === token.closeBracket || kind === token.end) break;
      if (kind === token.comma) {
        advance();
        continue;
      }
      const member = readMember(depth);
      if (!member) continue;
      if (seen.has(member.key) && member.key !== "//") {
        problem(`"${member.key.slice(0, 60)}" stands here twice`, member.keyRange.start, member.keyRange.end);
      }
      seen.add(member.key);
      members.push(member);
    }
    return { type: "object", range: { start: from, end: close(from, token.closeBrace, "object", "]") }, members };
  }

  function readArray(depth: number): JsonValue {
    const from = start;
    const items: JsonValue[] = [];
    advance();
    for (;;) {
      if (kind === token.closeBrace || kind === token.closeBracket || kind === token.end) break;
      if (kind === token.comma) {
        advance();
        continue;
      }
      const item = readValue(depth + 1);
      if (item) items.push(item);
      else {
        problem("a value is missing", start, end);
        advance();
      }
    }
    return { type: "array", range: { start: from, end: close(from, token.closeBracket, "list", "}") }, items };
  }

  /** Steps over the bracket that ends what began at `from` and gives the offset after it. */
  function close(from: number, bracket: number, what: string, other: string): number {
    if (kind === bracket) {
      const after = end;
      advance();
      return after;
    }
    if (kind === token.end) problem(`the ${what} is not closed`, from, from + 1);
    // What stands around may need the other bracket.
    else problem(`a ${other} where the ${what} should end`, start, end);
    return start;
  }

  function readMember(depth: number): JsonMember | undefined {
    const from = start;
    const name =
      kind === token.string ? readString() : kind >= token.null && kind !== token.end ? readWord(true) : undefined;
    if (!name || (name.type !== "string" && name.type !== "other")) {
      problem("a name is missing", start, end);
      advance();
      return undefined;
    }
    const key = name.type === "string" ? name.data : name.text;
    const missing = (message: string): JsonMember => {
      problem(message, start, Math.max(end, start + 1));
      const empty = {
        start: Math.max(name.range.end, Math.min(start, text.length)),
        end: Math.max(name.range.end, Math.min(start, text.length)),
      };
      return {
        key,
        keyRange: name.range,
        range: { start: from, end: empty.end },
        value: { type: "other", range: empty, text: "", data: undefined },
      };
    };
    if (kind !== token.colon) return missing("a colon is missing");
    advance();
    const value = readValue(depth + 1);
    if (!value) return missing("a value is missing");
    return { key, keyRange: name.range, range: { start: from, end: previousEnd }, value };
  }

  function readString(): JsonValue {
    const closed = scanner.getTokenError() !== unexpectedEndOfString;
    if (!closed) problem("the string is not closed", start, end);
    const value: JsonValue = {
      type: "string",
      range: { start: start + 1, end: closed ? end - 1 : end },
      data: scanner.getTokenValue(),
    };
    advance();
    return value;
  }

  function readWord(asName = false): JsonValue {
    const word = text.slice(start, end);
    const range = { start, end };
    const number = Number(word);
    let data: number | boolean | null | undefined;
    if (kind === token.true || kind === token.false) data = kind === token.true;
    else if (kind === token.null) data = null;
    else if (/^[-+]?(\d|\.\d)/.test(word) && Number.isFinite(number)) data = number;
    advance();
    if (data === undefined && !asName) problem(`"${word.slice(0, 30)}" is no JSON value`, range.start, range.end);
    return { type: "other", range, text: asName ? word.replace(/^'(.*)'$/, "$1") : word, data };
  }
}

/** jsonc-parser's `ScanError.UnexpectedEndOfString`. */
const unexpectedEndOfString = 2;

/** The text of a JSON string (the range between its quotes) without escapes, with the place of every part. */
export function unescapeJson(text: string, { start, end }: Range): MappedText {
  const builder = new MappedTextBuilder();
  let from = start;
  let at = start;
  while (at < end) {
    if (text.charCodeAt(at) !== 92) {
      at++;
      continue;
    }
    builder.add(text.slice(from, at), from);
    const { data, length } = unescapeAt(text, at);
    builder.add(data, at);
    at += length;
    from = at;
  }
  builder.add(text.slice(from, end), from);
  return builder.build(start);
}

const escapes: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

function unescapeAt(text: string, at: number): { data: string; length: number } {
  const letter = text[at + 1];
  if (letter === undefined) return { data: "", length: 1 };
  if (letter === "u") {
    const digits = text.slice(at + 2, at + 6);
    if (/^[0-9a-fA-F]{4}$/.test(digits)) return { data: String.fromCharCode(Number.parseInt(digits, 16)), length: 6 };
  }
  return { data: escapes[letter] ?? letter, length: 2 };
}
