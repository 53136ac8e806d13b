import type { Document } from "../../document/document.js";
import type { Node } from "../../document/node.js";
import type { Edit } from "../../text/edit.js";
import { indentationAt } from "../../text/indentation.js";
import type { Body, Expression } from "./expression.js";
import { readHcl } from "./read-hcl.js";

/** The edit that adds an attribute or block as the last one of a block in HCL. */
export function appendToBody(document: Document, parent: Node, text: string): Edit {
  const source = document.text;
  const close = source.lastIndexOf("}", parent.range.end - 1);
  const outer = indentationAt(source, parent.range.start);
  let start = close;
  while (start > parent.range.start && /\s/.test(source[start - 1]!)) start--;
  const line = lineEnding(source);
  const added = shift(aligned(source, start, text), `${outer}  `, line);
  return { range: { start, end: close }, text: `${line}${added}${line}${outer}` };
}

/** The attribute with its sign below that of the line before `end`, as Terraform's formatter wants it; else apart from it. */
function aligned(source: string, end: number, text: string): string {
  const before = source.slice(source.lastIndexOf("\n", end - 1) + 1, end);
  const sign = /^\s*([\w-]+ *)= \S/.exec(before);
  const lines = text.split("\n").map((one) => /^([\w-]+) = (.*)$/.exec(one));
  const widest = Math.max(...lines.map((one) => one?.[1]?.length ?? 0));
  if (lines.some((one) => !one)) return text;
  const fits = sign && widest < sign[1]!.length;
  const width = fits ? sign[1]!.length : widest + 1;
  const shown = lines.map((one) => `${one![1]!.padEnd(width)}= ${one![2]}`).join("\n");
  return sign && !fits ? `\n${shown}` : shown;
}

/** The edit that adds an attribute or block after `node` in HCL. */
export function afterBody(document: Document, node: Node, text: string): Edit {
  const at = node.range.end;
  const line = lineEnding(document.text);
  return {
    range: { start: at, end: at },
    text: `${line}${shift(text, indentationAt(document.text, node.range.start), line)}`,
  };
}

/** The edit that takes an attribute or block away with its line. */
export function removeFromBody(document: Document, node: Node): Edit {
  const { text } = document;
  const line = text.lastIndexOf("\n", node.range.start - 1) + 1;
  const newline = text.indexOf("\n", node.range.end);
  const end = newline < 0 ? text.length : newline + 1;
  if (text.slice(line, node.range.start).trim() === "" && text.slice(node.range.end, end).trim() === "") {
    return { range: { start: line, end }, text: "" };
  }
  return { range: node.range, text: "" };
}

/** Attributes and blocks written in HCL, as members of a JSON object. */
export function asJson(text: string): string {
  const { body } = readHcl(text);
  if (body.length === 0) return text;
  return members(body).join(",\n");
}

function members(body: Body): string[] {
  return body.map((item) => {
    if (item.type === "attribute") return `${JSON.stringify(item.name)}: ${json(item.value)}`;
    const inner = members(item.body)
      .map((line) => shift(line, "  ", "\n"))
      .join(",\n");
    const content = inner === "" ? "{}" : `{\n${inner}\n}`;
    return `${JSON.stringify(item.name)}: ${item.labels.reduceRight((value, label) => `{ ${JSON.stringify(label.text)}: ${value} }`, content)}`;
  });
}

function json(value: Expression): string {
  switch (value.type) {
    case "string":
      return JSON.stringify(value.data);
    case "literal":
      return value.text;
    case "tuple":
      return `[${value.items.map(json).join(", ")}]`;
    case "object":
      return `{${value.entries.map((entry) => `${json(entry.key)}: ${json(entry.value)}`).join(", ")}}`;
    case "template":
      return JSON.stringify(value.text);
    default:
      return JSON.stringify(`\${${value.text}}`);
  }
}

function shift(text: string, indent: string, line: string): string {
  return text
    .split("\n")
    .map((one) => (one === "" ? one : indent + one))
    .join(line);
}

function lineEnding(text: string): string {
  return /\r\n/.test(text.slice(0, 2000)) ? "\r\n" : "\n";
}
