import type { Document } from "../../document/document.js";
import type { Node } from "../../document/node.js";
import type { Edit } from "../../text/edit.js";

/** The edit that adds a directive as the last child of a block. */
export function append(document: Document, parent: Node, text: string): Edit {
  const last = parent.children[parent.children.length - 1];
  if (last) return after(document, last, text);
  const source = document.text;
  if (parent.kind === "root") {
    const start = source.length;
    return {
      range: { start, end: start },
      text: `${source === "" || source.endsWith("\n") ? "" : eol(source)}${closed(text)}${eol(source)}`,
    };
  }
  const brace = source.indexOf("{", lastWordEnd(parent)) + 1;
  const indent = `${indentOf(source, parent.range.start)}${step(document)}`;
  const inner = source.slice(brace, parent.range.end - 1);
  const tail = inner.includes("\n") ? "" : `${eol(source)}${indentOf(source, parent.range.start)}`;
  return { range: { start: brace, end: brace }, text: `${eol(source)}${indented(text, indent, source)}${tail}` };
}

/** The edit that adds a directive after another one, on lines of its own unless the block is written on one line. */
export function after(document: Document, node: Node, text: string): Edit {
  const source = document.text;
  const end = endOf(source, node);
  const range = { start: end, end };
  const start = source.lastIndexOf("\n", node.range.start - 1) + 1;
  if (source.slice(start, node.range.start).trim() !== "" && node.above?.kind !== "root") {
    return { range, text: ` ${closed(text).replace(/\r?\n/g, " ")}` };
  }
  return { range, text: `${eol(source)}${indented(text, indentOf(source, node.range.start), source)}` };
}

/** The edit that takes a directive away, with its line where it stood alone. */
export function remove(document: Document, node: Node): Edit {
  const source = document.text;
  let { start } = node.range;
  let end = endOf(source, node);
  const line = source.lastIndexOf("\n", start - 1) + 1;
  let next = end;
  while (source[next] === " " || source[next] === "\t" || source[next] === "\r") next++;
  if (source.slice(line, start).trim() === "" && (next >= source.length || source[next] === "\n")) {
    start = line;
    end = Math.min(next + 1, source.length);
  } else if (source[end] === " ") end++;
  return { range: { start, end }, text: "" };
}

function endOf(source: string, node: Node): number {
  if (node.kind === "block") return node.range.end;
  let end = node.range.end;
  while (end < source.length && /\s/.test(source[end]!)) end++;
  return source[end] === ";" ? end + 1 : node.range.end;
}

function lastWordEnd(node: Node): number {
  return node.values[node.values.length - 1]?.range.end ?? node.nameRange.end;
}

/** Every line of `text` with the indentation, the last one closed. */
function indented(text: string, indent: string, source: string): string {
  return closed(text)
    .split(/\r?\n/)
    .map((line) => (line === "" ? line : indent + line))
    .join(eol(source));
}

function closed(text: string): string {
  const trimmed = text.trimEnd();
  return /[;}]$/.test(trimmed) ? trimmed : `${trimmed};`;
}

function indentOf(source: string, at: number): string {
  const start = source.lastIndexOf("\n", at - 1) + 1;
  return /^[ \t]*/.exec(source.slice(start, at))![0];
}

/** What one level of indentation is in this file: of the first child that begins its line. */
function step(document: Document): string {
  for (const node of document.root.children) {
    const child = node.children[0];
    const indent = child && indentOf(document.text, child.range.start);
    const own = indentOf(document.text, node.range.start);
    if (indent && indent.length > own.length) return indent.slice(own.length);
  }
  return "    ";
}

function eol(source: string): string {
  return source.includes("\r\n") ? "\r\n" : "\n";
}
