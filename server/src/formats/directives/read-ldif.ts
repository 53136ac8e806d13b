import { isTemplateControl, templateHole } from "../../data/logical-lines.js";
import { Node, textValue, unknownValue, type Value } from "../../document/node.js";
import type { MappedText } from "../../text/mapped-text.js";
import { MappedTextBuilder } from "../../text/mapped-text.js";
import type { Range } from "../../text/range.js";
import type { Reading } from "./style.js";

/**
 * LDIF (RFC 2849), as OpenLDAP keeps and takes its configuration `cn=config`. An entry is a block `dn` with its name as
 * value; its attributes are `setting`s in lower case. Base64 and references to files are unknown.
 */
export function readLdif(text: string): Reading {
  const comments: Range[] = [];
  const nodes: Node[] = [];
  let templated = false;
  let entry: { line: MappedText; value: Value; nameRange: Range; children: Node[]; end: number } | undefined;
  const close = (): void => {
    if (!entry) return;
    const { value, nameRange, children, end } = entry;
    const range = { start: nameRange.start, end };
    nodes.push(new Node({ kind: "block", name: "dn", nameRange, values: [value], range, children }));
    entry = undefined;
  };
  for (const line of unfolded(text, comments)) {
    if (line.text === "") {
      close();
      continue;
    }
    if (isTemplateControl(line.text)) {
      templated = true;
      continue;
    }
    const head = /^([\w.;-]+)(:[:<]?)[ \t]*/.exec(line.text);
    if (!head) continue;
    const name = head[1]!.toLowerCase().replace(/;.*/, "");
    const end = line.text.trimEnd().length;
    const content = line.text.slice(head[0].length, end);
    const place = line.range(Math.min(head[0].length, end), end);
    const known = head[2] === ":" && !templateHole.test(content);
    const value = known ? textValue(content, place) : unknownValue(content, place);
    const nameRange = line.range(0, head[1]!.length);
    const range = line.range(0, end);
    if (name === "dn") {
      close();
      entry = { line, value, nameRange, children: [], end: range.end };
    } else if (entry) {
      entry.children.push(new Node({ kind: "setting", name, nameRange, range, values: [value] }));
      entry.end = range.end;
    }
  }
  close();
  return { nodes, comments, problems: [], templated };
}

/** The lines with those that begin with one blank put behind the line before; empty ones part entries. */
function unfolded(text: string, comments: Range[]): MappedText[] {
  const lines: MappedText[] = [];
  let builder: MappedTextBuilder | undefined;
  let from = 0;
  let comment = false;
  const flush = (): void => {
    if (builder) lines.push(builder.build(from));
    builder = undefined;
  };
  for (let start = text.charCodeAt(0) === 0xfeff ? 1 : 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const next = newline < 0 ? text.length : newline + 1;
    let end = newline < 0 ? text.length : newline;
    if (end > start && text[end - 1] === "\r") end--;
    if (text[start] === " " && start < end) {
      if (comment) comments.push({ start: start + 1, end });
      else builder?.add(text.slice(start + 1, end), start + 1);
    } else {
      flush();
      comment = text[start] === "#";
      if (comment) comments.push({ start, end });
      else {
        from = start;
        builder = new MappedTextBuilder();
        builder.add(text.slice(start, end), start);
      }
    }
    start = next;
  }
  flush();
  return lines;
}
