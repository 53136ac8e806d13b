import type { Problem } from "../document/document.js";
import { Node, textValue, unknownValue, type Value } from "../document/node.js";
import type { Range } from "../text/range.js";

/** The longest value in quotes that may span lines; beyond it a quote is held to be left open. */
const maxQuoted = 20_000;

/**
 * Reads an environment file: an entry for each `NAME=value`, its value without quotes and escapes, unknown where it
 * names another variable. Lines that are neither that nor a comment are problems. Never throws.
 */
export function readEnv(text: string): { children: Node[]; comments: Range[]; problems: Problem[] } {
  const children: Node[] = [];
  const comments: Range[] = [];
  const problems: Problem[] = [];
  const entry = /(?:export[ \t]+|set[ \t]+|-x[ \t]+)?([\w.-]+)[ \t]*(?:=|:[ \t])[ \t]*/y;
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    while (at < text.length && text.charCodeAt(at) <= 32) at++;
    if (at >= text.length) break;
    if (text[at] === "#") {
      const end = lineEnd(text, at);
      comments.push({ start: at, end });
      at = end;
      continue;
    }
    entry.lastIndex = at;
    const match = entry.exec(text);
    if (!match) {
      const end = lineEnd(text, at);
      const word = text.slice(at, end).trimEnd();
      if (!/^(?:export|unset|source|\.|set)\b/.test(word))
        problems.push({ message: "no NAME=value", range: { start: at, end: at + word.length } });
      at = end;
      continue;
    }
    const name = match[1]!;
    const nameStart = at + match[0].indexOf(name);
    const { value, end } = readValue(text, at + match[0].length, problems);
    children.push(
      new Node({
        kind: "entry",
        name,
        nameRange: { start: nameStart, end: nameStart + name.length },
        range: { start: at, end: Math.max(end, nameStart + name.length) },
        values: [value],
      }),
    );
    at = end;
    const rest = lineEnd(text, at);
    const comment = text.slice(at, rest).search(/#/);
    if (comment >= 0) comments.push({ start: at + comment, end: rest });
    at = rest;
  }
  return { children, comments, problems };
}

function readValue(text: string, start: number, problems: Problem[]): { value: Value; end: number } {
  const quote = text[start];
  if (quote === '"' || quote === "'" || quote === "`") {
    const close = closing(text, start, quote);
    if (close >= 0) {
      const range = { start: start + 1, end: close };
      const raw = text.slice(range.start, range.end);
      if (quote === "'") return { value: textValue(raw, range), end: close + 1 };
      const isOpen = /(?<!\\)\$[\w{(]/.test(raw) || /\{\{/.test(raw);
      return { value: isOpen ? unknownValue(raw, range) : textValue(unescaped(raw), range), end: close + 1 };
    }
    problems.push({ message: "the quote is not closed", range: { start, end: start + 1 } });
  }
  let end = lineEnd(text, start);
  const comment = text.slice(start, end).search(/(?:^|[ \t])#/);
  if (comment >= 0) end = start + comment;
  while (end > start && text.charCodeAt(end - 1) <= 32) end--;
  const raw = text.slice(start, end);
  const range = { start, end };
  return { value: /\$[\w{(]|`|\{\{|<%/.test(raw) ? unknownValue(raw, range) : textValue(raw, range), end };
}

function closing(text: string, start: number, quote: string): number {
  const limit = Math.min(text.length, start + maxQuoted);
  for (let at = start + 1; at < limit; at++) {
    if (text[at] === "\\" && quote !== "'") at++;
    else if (text[at] === quote) return at;
    // A second NAME= line inside quotes: the quote was never meant to go on.
    else if (
      text[at] === "\n" &&
      /^[A-Z][A-Z0-9_]*=/.test(text.slice(at + 1, at + 60)) &&
      !text.slice(start, at).includes("-----BEGIN")
    )
      return -1;
  }
  return -1;
}

function unescaped(raw: string): string {
  return raw.replace(/\\(.)/gs, (_all, letter: string) =>
    letter === "n" ? "\n" : letter === "r" ? "\r" : letter === "t" ? "\t" : letter,
  );
}

function lineEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && text[end] !== "\n" && text[end] !== "\r") end++;
  return end;
}
