import { parse } from "yaml";
import type { Document } from "../document/document.js";
import { Node } from "../document/node.js";
import type { Edit } from "../text/edit.js";
import { indentationAt } from "../text/indentation.js";

/** The edit that adds an entry or an item as the last one of `parent` in a YAML text. */
export function appendYaml(document: Document, parent: Node, text: string): Edit {
  const last = parent.children.at(-1);
  if (last) return afterYaml(document, last, text);
  const indent = parent.above ? `${indentationAt(document.text, parent.range.start)}  ` : "";
  const at = parent.range.end;
  return { range: { start: at, end: at }, text: `\n${shift(text, indent)}` };
}

/** The edit that adds an entry or an item after `node` in a YAML text. */
export function afterYaml(document: Document, node: Node, text: string): Edit {
  const source = document.text;
  const line = source.lastIndexOf("\n", node.range.start - 1) + 1;
  const before = source.slice(line, node.range.start);
  const at = node.range.end;
  // In a flow collection entries share the line.
  if (/[[{,]\s*$/.test(before)) return { range: { start: at, end: at }, text: `, ${inOneLine(text)}` };
  // The first entry of a list item stands behind its dash.
  const indent = before.replace(/[^\s]/g, " ");
  const shown = node.name === "-" && !text.startsWith("-") ? `- ${text}` : text;
  const dash = node.name === "-" ? indent.slice(0, Math.max(0, before.lastIndexOf("-"))) : indent;
  const newline = source.indexOf("\n", at);
  const end = newline < 0 ? source.length : source[newline - 1] === "\r" ? newline - 1 : newline;
  return { range: { start: end, end }, text: `\n${shift(shown, dash)}` };
}

/** The edit that takes an entry or an item away and, where it stood alone, its lines. */
export function removeYaml(document: Document, node: Node): Edit {
  const source = document.text;
  let { start, end } = node.range;
  const line = source.lastIndexOf("\n", start - 1) + 1;
  if (/^\s*(?:- )?$/.test(source.slice(line, start))) {
    const isItemStart = source.slice(line, start).includes("-") && node.name !== "-";
    const newline = source.indexOf("\n", end);
    const lineEnd = newline < 0 ? source.length : newline + 1;
    if (!isItemStart && /^\s*(?:#.*)?\s*$/.test(source.slice(end, lineEnd)))
      return { range: { start: line, end: lineEnd }, text: "" };
  }
  const after = /^\s*,\s*/.exec(source.slice(end, end + 200));
  if (after) end += after[0].length;
  else {
    const before = /,\s*$/.exec(source.slice(Math.max(0, start - 200), start));
    if (before) start -= before[0].length;
  }
  return { range: { start, end }, text: "" };
}

/** The edit that takes one scalar out of a list, with its dash and its line or with its comma. */
export function removeYamlItem(document: Document, item: Node): Edit {
  const source = document.text;
  let { start, end } = item.range;
  const quote = source[start - 1];
  if ((quote === '"' || quote === "'") && source[end] === quote) {
    start--;
    end++;
  }
  const { kind, values } = item;
  return removeYaml(document, new Node({ kind, name: "-", range: { start, end }, values }));
}

/** Entries or items written over several lines, as they stand between brackets. */
function inOneLine(text: string): string {
  if (!text.includes("\n")) return text;
  let data: unknown;
  try {
    data = parse(text);
  } catch {
    return text;
  }
  if (Array.isArray(data)) return data.map((item) => JSON.stringify(item)).join(", ");
  if (data === null || typeof data !== "object") return text;
  return Object.entries(data)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join(", ");
}

function shift(text: string, indent: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? line : indent + line))
    .join("\n");
}
