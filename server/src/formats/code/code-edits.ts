import type { Document } from "../../document/document.js";
import type { Node } from "../../document/node.js";
import type { Edit } from "../../text/edit.js";

/** Adds an entry or a statement after another, on a line of its own where the other has one. */
export function after(document: Document, node: Node, text: string): Edit {
  const at = node.range.end;
  const line = document.text.slice(0, node.range.start).lastIndexOf("\n") + 1;
  const indent = document.text.slice(line, node.range.start);
  const own = /^[ \t]*$/.test(indent);
  const range = { start: at, end: at };
  if (node.kind === "entry") return { range, text: own ? `,\n${indent}${text}` : `, ${text}` };
  const end = /^[ \t]*;?/.exec(document.text.slice(at, at + 40))![0].length;
  return { range: { start: at + end, end: at + end }, text: own ? `\n${indent}${text}` : ` ${text}` };
}

/** Takes an entry away with its comma, a statement with its line where it stood alone. */
export function remove(document: Document, node: Node): Edit {
  const { text } = document;
  let { start, end } = node.range;
  end += /^(?:[ \t]*[,;])?/.exec(text.slice(end, end + 40))![0].length;
  if (node.kind === "entry" && text[end - 1] !== ",") {
    const before = /,\s*$/.exec(text.slice(Math.max(0, start - 200), start));
    if (before) start -= before[0].length;
    return { range: { start, end }, text: "" };
  }
  const line = text.lastIndexOf("\n", start - 1) + 1;
  const next = text.indexOf("\n", end);
  const alone =
    /^[ \t]*$/.test(text.slice(line, start)) && /^[ \t\r]*$/.test(text.slice(end, next < 0 ? text.length : next));
  if (alone) return { range: { start: line, end: next < 0 ? text.length : next + 1 }, text: "" };
  end += /^[ \t]*/.exec(text.slice(end, end + 40))![0].length;
  return { range: { start, end }, text: "" };
}
