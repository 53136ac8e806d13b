import type { Edit } from "../text/edit.js";
import { indentationAt } from "../text/indentation.js";
import type { Document } from "./document.js";
import type { Node } from "./node.js";

/** The edits of formats in which an entry is a line. */
export const lineEdits = {
  /** Adds a line after the last one of `parent`. */
  append(document: Document, parent: Node, text: string): Edit {
    const last = parent.children.at(-1);
    if (last) return lineEdits.after(document, last, text);
    const at = lineEnd(document.text, parent.range.end);
    return { range: { start: at, end: at }, text: at === 0 ? `${text}\n` : `${ending(document.text)}${text}` };
  },
  /** Adds a line after that of `node`. */
  after(document: Document, node: Node, text: string): Edit {
    const at = lineEnd(document.text, node.range.end);
    return {
      range: { start: at, end: at },
      text: ending(document.text) + indentationAt(document.text, node.range.start) + text,
    };
  },
  /** Takes the line of `node` away; what else stands on it stays. */
  remove(document: Document, node: Node): Edit {
    const { text } = document;
    const start = text.lastIndexOf("\n", node.range.start - 1) + 1;
    const newline = text.indexOf("\n", node.range.end);
    const end = newline < 0 ? text.length : newline + 1;
    const isAlone =
      text.slice(start, node.range.start).trim() === "" &&
      /^["'`]?\s*(?:[#;].*)?$/.test(text.slice(node.range.end, end).trim());
    return { range: isAlone ? { start, end } : node.range, text: "" };
  },
};

function lineEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && text[end] !== "\n" && text[end] !== "\r") end++;
  return end;
}

function ending(text: string): string {
  return /\r\n/.test(text.slice(0, 2000)) ? "\r\n" : "\n";
}
