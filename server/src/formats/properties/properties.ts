import { Document, type Format } from "../../document/document.js";
import { lineEdits } from "../../document/line-edits.js";
import { Node, textValue, unknownValue } from "../../document/node.js";
import { type MappedText, MappedTextBuilder } from "../../text/mapped-text.js";
import type { Range } from "../../text/range.js";

/** Java property files: flat entries whose dotted keys stay one name. */
export const properties: Format = {
  id: "properties",
  groups: ["config", "text"],
  comment: { line: "#" },
  parse(path, text) {
    const children: Node[] = [];
    const comments: Range[] = [];
    let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    while (at < text.length) {
      while (at < text.length && text.charCodeAt(at) <= 32) at++;
      if (at >= text.length) break;
      if (text[at] === "#" || text[at] === "!") {
        const end = lineEnd(text, at);
        comments.push({ start: at, end });
        at = end;
        continue;
      }
      const { line, end } = logicalLine(text, at);
      children.push(lower(line));
      at = end;
    }
    const root = new Node({ kind: "root", name: "", range: { start: 0, end: text.length }, children });
    return new Document({ path, text, format: properties, root, comments });
  },
  ...lineEdits,
};

/** A line with what follows its continuations, their line ends and leading blanks left out. Escapes still stand in it. */
function logicalLine(text: string, start: number): { line: MappedText; end: number } {
  const builder = new MappedTextBuilder();
  let at = start;
  for (;;) {
    const end = lineEnd(text, at);
    let slashes = 0;
    while (end - slashes > at && text[end - 1 - slashes] === "\\") slashes++;
    const goesOn = slashes % 2 === 1 && end < text.length;
    builder.add(text.slice(at, goesOn ? end - 1 : end), at);
    at = end;
    if (!goesOn) break;
    at += text[at] === "\r" && text[at + 1] === "\n" ? 2 : 1;
    while (at < text.length && (text[at] === " " || text[at] === "\t" || text[at] === "\f")) at++;
  }
  return { line: builder.build(start), end: at };
}

function lower(line: MappedText): Node {
  const { text } = line;
  let end = 0;
  while (end < text.length && !/[=: \t\f]/.test(text[end]!)) end += text[end] === "\\" ? 2 : 1;
  end = Math.min(end, text.length);
  let from = end;
  while (from < text.length && /[ \t\f]/.test(text[from]!)) from++;
  if (text[from] === "=" || text[from] === ":") {
    from++;
    while (from < text.length && /[ \t\f]/.test(text[from]!)) from++;
  }
  const nameRange = line.range(0, end);
  const range = from < text.length ? line.range(from, text.length) : { start: nameRange.end, end: nameRange.end };
  const content = unescaped(text.slice(from));
  const value = /\$\{|^@[\w.-]+@$|\{\{/.test(content) ? unknownValue(content, range) : textValue(content, range);
  return new Node({
    kind: "entry",
    name: unescaped(text.slice(0, end)),
    nameRange,
    range: { start: nameRange.start, end: Math.max(nameRange.end, range.end) },
    values: [value],
  });
}

const escapes: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f" };

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.)|$)/gs, (_all, digits?: string, letter?: string) =>
    digits ? String.fromCharCode(Number.parseInt(digits, 16)) : letter ? (escapes[letter] ?? letter) : "",
  );
}

function lineEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && text[end] !== "\n" && text[end] !== "\r") end++;
  return end;
}
