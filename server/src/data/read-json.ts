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

/**
 * Reads JSON, with comments and trailing commas allowed. Never throws: what cannot be read becomes a problem and
 * reading goes on at the next comma or bracket. Linear in the length of the text.
 */
export function readJson(text: string): JsonReading {
  const comments: Range[] = [];
  const problems: Problem[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  skipBlanks();
  const first = at < text.length ? readValue(0) : undefined;
  if (!first) problem("a JSON value is missing", at, at);
  else {
    skipBlanks();
    if (at < text.length) problem("text after the end of the JSON value", at, text.length);
  }
  return { value: first, comments, problems };

  function problem(message: string, start: number, end: number): void {
    if (problems.length < maxProblems) problems.push({ message, range: { start, end: Math.min(end, text.length) } });
  }

  function skipBlanks(): void {
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 32 || (code >= 9 && code <= 13) || code === 0xfeff || code === 0xa0) continue;
      if (code !== 47) return;
      const next = text.charCodeAt(at + 1);
      if (next !== 47 && next !== 42) return;
      const end = next === 47 ? endOfLine(text, at) : text.indexOf("*/", at + 2);
      const close = end < 0 ? text.length : next === 47 ? end : end + 2;
      comments.push({ start: at, end: close });
      if (end < 0) problem("the comment is not closed", at, at + 2);
      at = close - 1;
    }
  }

  function readValue(depth: number): JsonValue | undefined {
    const code = text.charCodeAt(at);
    if (code === 123 || code === 91) {
      if (depth >= maxDepth) return skipNested();
      return code === 123 ? readObject(depth) : readArray(depth);
    }
    if (code === 34 || code === 39) return readString();
    return readWord();
  }

  function skipNested(): JsonValue {
    const start = at;
    let open = 0;
    do {
      const code = text.charCodeAt(at);
      if (code === 34) readString();
      else {
        if (code === 123 || code === 91) open++;
        else if (code === 125 || code === 93) open--;
        at++;
      }
    } while (open > 0 && at < text.length);
    problem(`nested deeper than ${maxDepth} levels; the rest is not read`, start, start + 1);
    return { type: "other", range: { start, end: at }, text: text.slice(start, start + 1), data: undefined };
  }

  function readObject(depth: number): JsonValue {
    const start = at++;
    const members: JsonMember[] = [];
    const seen = new Set<string>();
    for (;;) {
      skipBlanks();
      if (at >= text.length) {
        problem("the object is not closed", start, start + 1);
        break;
      }
      const code = text.charCodeAt(at);
      if (code === 125) {
        at++;
        break;
      }
      if (code === 44) {
        at++;
        continue;
      }
      if (code === 93) {
        problem("a ] where the object should end", at, at + 1);
        // An array around this object may need the bracket.
        break;
      }
      const member = readMember(depth);
      if (!member) continue;
      if (seen.has(member.key) && member.key !== "//") {
        problem(`"${member.key.slice(0, 60)}" stands here twice`, member.keyRange.start, member.keyRange.end);
      }
      seen.add(member.key);
      members.push(member);
    }
    return { type: "object", range: { start, end: at }, members };
  }

  function readMember(depth: number): JsonMember | undefined {
    const start = at;
    const code = text.charCodeAt(at);
    let key: { data: string; range: Range };
    if (code === 34 || code === 39) key = readString() as { data: string; range: Range };
    else {
      const word = readWord();
      if (word?.type !== "other") {
        problem("a name is missing", at, at + 1);
        at++;
        return undefined;
      }
      key = { data: word.text, range: word.range };
    }
    skipBlanks();
    if (text.charCodeAt(at) !== 58) {
      problem("a colon is missing", at, at + 1);
      return {
        key: key.data,
        keyRange: key.range,
        range: { start, end: at },
        value: { type: "other", range: { start: at, end: at }, text: "", data: undefined },
      };
    }
    at++;
    skipBlanks();
    const value = readValue(depth + 1);
    if (value) return { key: key.data, keyRange: key.range, range: { start, end: at }, value };
    problem("a value is missing", at, at + 1);
    const empty: JsonValue = { type: "other", range: { start: at, end: at }, text: "", data: undefined };
    return { key: key.data, keyRange: key.range, range: { start, end: at }, value: empty };
  }

  function readArray(depth: number): JsonValue {
    const start = at++;
    const items: JsonValue[] = [];
    for (;;) {
      skipBlanks();
      if (at >= text.length) {
        problem("the list is not closed", start, start + 1);
        break;
      }
      const code = text.charCodeAt(at);
      if (code === 93) {
        at++;
        break;
      }
      if (code === 125) {
        problem("a } where the list should end", at, at + 1);
        break;
      }
      if (code === 44) {
        at++;
        continue;
      }
      const item = readValue(depth + 1);
      if (item) items.push(item);
      else {
        problem("a value is missing", at, at + 1);
        at++;
      }
    }
    return { type: "array", range: { start, end: at }, items };
  }

  function readString(): JsonValue {
    const quote = text.charCodeAt(at);
    const start = ++at;
    let parts: string[] | undefined;
    let from = at;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        const data = parts ? parts.join("") + text.slice(from, at) : text.slice(start, at);
        at++;
        return { type: "string", range: { start, end: at - 1 }, data };
      }
      if (code === 10 || code === 13) break;
      if (code !== 92) continue;
      parts ??= [];
      parts.push(text.slice(from, at));
      const { data, length } = unescapeAt(text, at);
      parts.push(data);
      from = at + length;
      at = from - 1;
    }
    problem("the string is not closed", start - 1, at);
    at = Math.min(at, text.length);
    return { type: "string", range: { start, end: at }, data: (parts?.join("") ?? "") + text.slice(from, at) };
  }

  function readWord(): JsonValue | undefined {
    const start = at;
    while (at < text.length && !isStop(text.charCodeAt(at))) at++;
    if (at === start) return undefined;
    const word = text.slice(start, at);
    const range = { start, end: at };
    if (word === "true" || word === "false") return { type: "other", range, text: word, data: word === "true" };
    if (word === "null") return { type: "other", range, text: word, data: null };
    if (/^[-+]?(\d|\.\d)/.test(word) && Number.isFinite(Number(word))) {
      return { type: "other", range, text: word, data: Number(word) };
    }
    if (text.charCodeAt(afterBlanks(text, at)) !== 58) problem(`"${word.slice(0, 30)}" is no JSON value`, start, at);
    return { type: "other", range, text: word, data: undefined };
  }
}

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

function isStop(code: number): boolean {
  return (
    code === 32 ||
    (code >= 9 && code <= 13) ||
    code === 34 ||
    code === 44 ||
    code === 58 ||
    code === 91 ||
    code === 93 ||
    code === 123 ||
    code === 125 ||
    code === 47
  );
}

function afterBlanks(text: string, at: number): number {
  let i = at;
  while (i < text.length && text.charCodeAt(i) <= 32) i++;
  return i;
}

function endOfLine(text: string, at: number): number {
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13) return i;
  }
  return text.length;
}
