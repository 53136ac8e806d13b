import type { Document } from "../document/document.js";
import type { Node } from "../document/node.js";
import type { Edit } from "../text/edit.js";
import { indentationAt } from "../text/indentation.js";

/** The edit that adds a member or an item as the last one of `parent` in a JSON text. */
export function appendJson(document: Document, parent: Node, text: string): Edit {
  const last = parent.children.at(-1);
  if (last) return afterJson(document, last, text);
  const close = lastBracket(document.text, parent.range.start, parent.range.end);
  const outer = indentationAt(document.text, parent.range.start);
  let start = close;
  while (start > parent.range.start && isBlank(document.text.charCodeAt(start - 1))) start--;
  return { range: { start, end: close }, text: `\n${shift(text, `${outer}  `)}\n${outer}` };
}

/** The edit that adds a member or an item after `node` in a JSON text. */
export function afterJson(document: Document, node: Node, text: string): Edit {
  const indent = indentationAt(document.text, node.range.start);
  const at = node.range.end;
  const ownLine =
    document.text.slice(document.text.lastIndexOf("\n", node.range.start) + 1, node.range.start).trim() === "";
  return { range: { start: at, end: at }, text: ownLine ? `,\n${shift(text, indent)}` : `, ${text}` };
}

/** The edit that takes a member or an item away with one comma and, where it stood alone, its line. */
export function removeJson(document: Document, node: Node): Edit {
  const { text } = document;
  let { start, end } = node.range;
  let after = end;
  while (isBlank(text.charCodeAt(after))) after++;
  if (text[after] === ",") {
    end = after + 1;
    // The next member moves to where this one stood.
    while (isBlank(text.charCodeAt(end))) end++;
    return { range: { start, end }, text: "" };
  }
  let before = start - 1;
  while (before >= 0 && isBlank(text.charCodeAt(before))) before--;
  if (text[before] === ",") start = before;
  else while (start > 0 && isBlank(text.charCodeAt(start - 1))) start--;
  return { range: { start, end }, text: "" };
}

function shift(text: string, indent: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? line : indent + line))
    .join("\n");
}

function lastBracket(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && text[at - 1] !== "}" && text[at - 1] !== "]") at--;
  return at > start ? at - 1 : end;
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}
