import type { Files } from "../../document/document.js";
import { Node, nowhere, type Value } from "../../document/node.js";
import type { Range } from "../../text/range.js";
import { at, elsewhere, type Result, type Scope } from "./evaluate.js";
import type { Block, Body } from "./expression.js";
import { lowerBody } from "./lower-body.js";
import { openCall } from "./read-folder.js";

/** Modules that call modules are followed so deep. */
const maxDepth = 5;
/** So many calls of one file are followed. */
const maxCalls = 100;

/**
 * What the modules of the workspace that a body calls declare, with the arguments of the call: their resources, where
 * only what the call gives has a place. The rest of a module is told in its own files.
 */
export function calledNodes(path: string, body: Body, scope: Scope, files: Files, depth = 0): Node[] {
  const calls = body.filter((item): item is Block => item.type === "block" && item.name === "module");
  if (calls.length > maxCalls)
    files.tell?.(`more than ${maxCalls} modules are called; what those after them declare is not known`);
  return calls.slice(0, maxCalls).flatMap((call) => callNodes(path, call, scope, files, depth));
}

function callNodes(path: string, call: Block, scope: Scope, files: Files, depth: number): Node[] {
  if (depth > maxDepth) {
    files.tell?.(`modules call modules more than ${maxDepth} deep; what lies below is not known`);
    return [];
  }
  // What a called module writes in its own calls stands in its own files.
  const called = openCall(path, call, scope, files, depth, depth === 0 ? away : undefined);
  if (!called || called.given.size === 0) return [];
  const { inside, bodies } = called;
  const inner = called.folder.scope;
  return bodies.flatMap(({ body }) => {
    const blocks = body.filter((item) => item.type === "block" && (item.name === "resource" || item.name === "data"));
    const own = depth === 0 ? lowerBody(blocks, inner).map(placed) : lowerBody(blocks, inner);
    const nested = calledNodes(inside, body, inner, files, depth + 1);
    return [...own, ...(depth === 0 ? nested.map(placed) : nested)];
  });
}

/** The result with places that tell that they stand in the file of the call. */
function away(result: Result): Result {
  const { range } = result;
  if (range.start >= elsewhere) return result;
  const moved = beyond(range);
  if (result.type === "list") return { ...result, range: moved, items: result.items.map(away) };
  if (result.type !== "object") {
    const { mapped: _, ...rest } = result;
    return at({ ...rest }, moved);
  }
  const entries = result.entries.map((entry) => ({
    ...entry,
    nameRange: beyond(entry.nameRange),
    range: beyond(entry.range),
    value: away(entry.value),
  }));
  return { ...result, range: moved, entries };
}

function beyond({ start, end }: Range): Range {
  return start >= elsewhere ? { start, end } : { start: start + elsewhere, end: end + elsewhere };
}

/** The node with places in the file of the call; what stands in the module's own files has none. */
function placed(node: Node): Node {
  const values = node.values.map((value): Value => ({ ...value, range: back(value.range) }));
  const first = values.find((value) => value.range.start >= 0)?.range;
  return new Node({
    kind: node.kind,
    name: node.name,
    range: node.range.start >= elsewhere ? back(node.range) : (first ?? nowhere),
    nameRange: node.nameRange.start >= elsewhere ? back(node.nameRange) : (first ?? nowhere),
    values,
    open: node.open,
    source: node.source,
    children: () => node.children.map(placed),
  });
}

function back(range: Range): Range {
  return range.start >= elsewhere ? { start: range.start - elsewhere, end: range.end - elsewhere } : nowhere;
}
