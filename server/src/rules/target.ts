import type { Document } from "../document/document.js";
import { Node } from "../document/node.js";
import { cover, type Range } from "../text/range.js";
import type { Compile } from "./compile.js";
import type { Expression } from "./expression/evaluate.js";
import { ExpressionError } from "./expression/expression-error.js";
import type { Frame } from "./expression/frame.js";

/** A compiled `PART` or `PART of CEL`: the range it stands for and the node it belongs to. */
export type Target = (node: Node, frame: Frame) => { node: Node; range: Range };

const part = /^(node|head|name|value|args|args\[(\d+)\])$/;

/**
 * Compiles a target: `node` (all of it), `head` (name and values), `name`, `value` and `args` (all values), `args[N]`,
 * each optionally `of` a CEL expression that gives a node. Throws {@link ExpressionError}.
 */
export function compileTarget(source: string, compile: Compile): Target {
  const of = source.indexOf(" of ");
  const partText = (of < 0 ? source : source.slice(0, of)).trim();
  let expression: Expression | undefined;
  let match = part.exec(partText);
  if (of >= 0) expression = compile(source.slice(of + 4));
  else if (!match) {
    expression = compile(source);
    match = part.exec("node");
  }
  if (!match)
    throw new ExpressionError(`unknown part "${partText}"; it is one of node, head, name, value, args, args[N]`, 0);
  const kind = match[2] === undefined ? match[1]! : "arg";
  const index = Number(match[2] ?? 0);
  return (node, frame) => {
    const owner = expression ? expression(frame) : node;
    if (!(owner instanceof Node)) throw new RangeError("the target is not a node");
    return { node: owner, range: partRange(owner, kind, index) };
  };
}

function partRange(node: Node, kind: string, index: number): Range {
  switch (kind) {
    case "node":
      return node.range;
    case "name":
      return node.nameRange;
    case "head":
      return headRange(node);
    case "arg": {
      const value = node.values[index];
      if (!value) throw new RangeError(`no value ${index}`);
      return value.range;
    }
    default: {
      const first = node.values[0];
      if (!first) throw new RangeError("no value");
      return cover(first.range, node.values.at(-1)!.range);
    }
  }
}

/** Name and values of a node without its children: what is underlined when a block is wrong. */
export function headRange(node: Node): Range {
  let range = node.nameRange;
  for (const value of node.values) range = cover(range, value.range);
  return range;
}

/** The range that a finding on this node underlines when its check does not say: leaves whole, blocks by their head. */
export function defaultRange(document: Document, node: Node): Range {
  if (node.above === undefined) return firstLine(document);
  return node.children.length > 0 ? headRange(node) : node.range;
}

function firstLine(document: Document): Range {
  for (let line = 0; line < document.lines.count; line++) {
    const { start, end } = document.lines.line(line);
    const text = document.text.slice(start, end);
    const blank = text.length - text.trimStart().length;
    if (blank < text.length) return { start: start + blank, end: start + text.trimEnd().length };
  }
  return { start: 0, end: 0 };
}
