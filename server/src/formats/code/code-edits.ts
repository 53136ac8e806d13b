import type { Document } from "../../document/document.js";
import type { Node } from "../../document/node.js";
import type { Edit } from "../../text/edit.js";

/**
 * Adds an entry or a statement after another, on a line of its own where the other has one. Throws a RangeError where an
 * entry can only be written in an object and there is none.
 */
export function after(document: Document, node: Node, text: string): Edit {
  const at = node.range.end;
  const line = document.text.slice(0, node.range.start).lastIndexOf("\n") + 1;
  const indent = document.text.slice(line, node.range.start);
  const own = /^[ \t]*$/.test(indent);
  const range = { start: at, end: at };
  if (node.kind === "entry" && node.nameRange.start >= 0) {
    const target = document.text.slice(node.nameRange.start, node.nameRange.end);
    const field = /^(.*[\w$)])\s*(?:\.\s*[\w$]+|\[.*\])$/s.exec(target);
    if (field) return afterField(document, node, field[1]!, text, own ? indent : undefined);
  }
  if (node.kind === "entry") return { range, text: own ? `,\n${indent}${text}` : `, ${text}` };
  const end = /^[ \t]*;?/.exec(document.text.slice(at, at + 40))![0].length;
  return { range: { start: at + end, end: at + end }, text: own ? `\n${indent}${text}` : ` ${text}` };
}

/** The same after `object.field = value;`: an entry is written as one more field. `indent` is absent where the other shares its line. */
function afterField(document: Document, node: Node, object: string, text: string, indent: string | undefined): Edit {
  const entry = /^([A-Za-z_$][\w$]*): (.+)$/.exec(text);
  const end = /^[ \t]*;/.exec(document.text.slice(node.range.end, node.range.end + 40));
  if (!entry || !end || indent === undefined) throw new RangeError("no entry can stand there");
  const at = node.range.end + end[0].length;
  return { range: { start: at, end: at }, text: `\n${indent}${object}.${entry[1]} = ${entry[2]};` };
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
