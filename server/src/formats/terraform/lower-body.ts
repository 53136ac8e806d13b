import { type JsonValue, readJson } from "../../data/read-json.js";
import { Node, type Value } from "../../document/node.js";
import type { MappedText } from "../../text/mapped-text.js";
import type { Range } from "../../text/range.js";
import { evaluate, holeMark, type Result, type Scope, withName } from "./evaluate.js";
import type { Block, Body, Expression } from "./expression.js";

/** A literal `for_each` of a dynamic block is followed for so many items. */
const maxIterations = 50;

/** The nodes of a body: blocks and attributes, what their values come to, and the content of dynamic blocks. */
export function lowerBody(body: Body, scope: Scope): Node[] {
  const nodes: Node[] = [];
  for (const item of body) {
    if (item.type === "block") nodes.push(...lowerBlock(item, scope));
    else nodes.push(...attributeNodes(item.name, item.nameRange, item.range, evaluate(item.value, scope), item.value));
  }
  return nodes;
}

/** `resource "type" "label"` is a node `resource` that holds a node named by the type. */
const typed = new Set(["resource", "data", "ephemeral"]);

function lowerBlock(block: Block, scope: Scope): Node[] {
  const { name, nameRange, range, labels, body } = block;
  if (name === "dynamic" && labels[0]) return dynamicNodes(block, labels[0].text, scope);
  const [type, label] = labels;
  if (typed.has(name) && type) {
    return scopesOf(block, scope).map((own) => {
      const inner = new Node({
        kind: "block",
        name: type.text,
        // In JSON the type stands outside the resource, above all resources of it.
        nameRange: type.range.start >= range.start || !label ? type.range : label.range,
        range,
        values: label ? [labelValue(label)] : [],
        children: () => lowerBody(body, own),
        source: body,
      });
      return new Node({ kind: "block", name, nameRange, range, children: [inner] });
    });
  }
  const children = () => lowerBody(body, scope);
  return [new Node({ kind: "block", name, nameRange, range, values: labels.map(labelValue), children, source: body })];
}

/** The scopes of a resource: one, one for each known item of `for_each` that it asks for, none for `count = 0`. */
function scopesOf({ body }: Block, scope: Scope): Scope[] {
  const many = body.find((item) => item.type === "attribute" && (item.name === "count" || item.name === "for_each"));
  if (many?.type !== "attribute") return [scope];
  if (many.name === "count") {
    // A default may be changed by whoever calls; of a called module the call has spoken.
    const count = many.value.type === "literal" || scope.isCalled ? evaluate(many.value, scope) : undefined;
    return count?.type === "scalar" && count.data === 0 ? [] : [scope];
  }
  const items = itemsOf(evaluate(many.value, scope));
  if (items?.length === 0 && scope.isCalled) return [];
  if (!items || items.length === 0 || items.length > maxIterations) return [scope];
  return items.map((members) => withName(scope, "each", members));
}

function labelValue({ text, range }: Block["labels"][number]): Value {
  return { text, data: text, known: true, range };
}

/** A dynamic block is its content under its own name: once, or for each item where they are known. */
function dynamicNodes(block: Block, name: string, scope: Scope): Node[] {
  const content = block.body.find((item) => item.type === "block" && item.name === "content");
  const contentValue = block.body.find((item) => item.type === "attribute" && item.name === "content");
  const each = block.body.find((item) => item.type === "attribute" && item.name === "for_each");
  const iteratorName = block.body.find((item) => item.type === "attribute" && item.name === "iterator");
  let iterator = name;
  if (iteratorName?.type === "attribute" && iteratorName.value.type === "reference")
    iterator = String(iteratorName.value.path[0]);
  else if (iteratorName?.type === "attribute" && iteratorName.value.type === "string")
    iterator = iteratorName.value.data;
  const items = each?.type === "attribute" ? itemsOf(evaluate(each.value, scope)) : undefined;
  const node = (inner: Scope) => {
    const init = { kind: "block", name, nameRange: block.labels[0]!.range, open: true };
    if (content?.type === "block")
      return [new Node({ ...init, range: block.range, children: () => lowerBody(content.body, inner) })];
    if (contentValue?.type !== "attribute") return [new Node({ ...init, range: block.range })];
    const result = evaluate(contentValue.value, inner);
    const objects = result.type === "list" ? result.items : [result];
    return objects.flatMap((object) =>
      object.type === "object" ? [new Node({ ...init, range: block.range, children: () => entryNodes(object) })] : [],
    );
  };
  if (!items || items.length > maxIterations) return node(withName(scope, iterator, {}));
  return items.flatMap((members) => node(withName(scope, iterator, members)));
}

function itemsOf(result: Result): Record<string, Result | undefined>[] | undefined {
  if (result.type === "object") {
    if (result.open) return undefined;
    return result.entries.map((entry) => {
      const key: Result = { type: "scalar", data: entry.name, text: entry.name, range: entry.nameRange };
      return { key, value: entry.value };
    });
  }
  return result.type === "list" ? result.items.map((item) => ({ key: item, value: item })) : undefined;
}

/** The nodes of an attribute: one with its values, or one for each object. A known null is as good as absent. */
export function attributeNodes(
  name: string,
  nameRange: Range,
  range: Range,
  result: Result,
  source?: Expression,
): Node[] {
  const init = { kind: "attribute", name, nameRange, range, source };
  switch (result.type) {
    case "unknown": {
      const decoded = embedded(result.mapped, undefined, result.range);
      if (decoded) return attributeNodes(name, nameRange, range, decoded, source);
      return [new Node({ ...init, values: [asValue(result)], open: true })];
    }
    case "scalar": {
      if (result.data === null) return [];
      const decoded = typeof result.data === "string" ? embedded(result.mapped, result.text, result.range) : undefined;
      if (decoded) return attributeNodes(name, nameRange, range, decoded, source);
      return [new Node({ ...init, values: [asValue(result)] })];
    }
    case "object":
      return [
        new Node({
          ...init,
          kind: "block",
          children: () => entryNodes(result),
          open: result.open ?? false,
          source: source ?? broughtBy(result),
        }),
      ];
    case "list":
      return listNodes(init, result.items);
  }
}

/** The source of a node that a name brought where it stands. */
export const brought = Symbol("brought");

function broughtBy(result: Extract<Result, { type: "object" }>): typeof brought | undefined {
  return result.isBrought ? brought : undefined;
}

function entryNodes(result: Extract<Result, { type: "object" }>): Node[] {
  return result.entries.flatMap((entry) => attributeNodes(entry.name, entry.nameRange, entry.range, entry.value));
}

type Init = { kind: string; name: string; nameRange: Range; range: Range; source: Expression | undefined };

function listNodes(init: Init, items: readonly Result[]): Node[] {
  const flat = items.flatMap((item) => (item.type === "list" ? item.items : [item]));
  if (!flat.some((item) => item.type === "object")) {
    return [new Node({ ...init, values: flat.filter((item) => item.type !== "list").map(asValue) })];
  }
  return flat.flatMap((item) => {
    // An object of a longer list is told by its own place.
    const own =
      flat.length > 1 ? { range: item.range, nameRange: { start: item.range.start, end: item.range.start + 1 } } : init;
    if (item.type === "object")
      return [
        new Node({
          ...init,
          ...own,
          kind: "block",
          children: () => entryNodes(item),
          open: item.open ?? false,
          source: init.source ?? broughtBy(item),
        }),
      ];
    if (item.type === "list") return [];
    return [new Node({ ...init, ...own, values: [asValue(item)], open: item.type === "unknown" })];
  });
}

function asValue(result: Result): Value {
  if (result.type === "scalar") return { text: result.text, data: result.data, known: true, range: result.range };
  const text = result.type === "unknown" ? result.text : "…";
  return { text, data: null, known: false, range: result.range };
}

/** A text that is a JSON object or list of objects, read with the places it has in the file; one that stands elsewhere has `whole`. */
function embedded(mapped: (() => MappedText) | undefined, known: string | undefined, whole: Range): Result | undefined {
  const text = known ?? mapped?.().text ?? "";
  if (!/^\s*(?:\{\s*["}]|\[\s*\{)/.test(text)) return undefined;
  const { value, problems } = readJson(text);
  if (problems.length > 0 && !text.includes(holeMark)) return undefined;
  if (value?.type !== "object" && value?.type !== "array") return undefined;
  const source = mapped?.();
  return jsonResult(value, (range) => (source ? within(source.range(range.start, range.end), whole) : whole));
}

function within(inner: Range, outer: Range): Range {
  const start = Math.min(Math.max(inner.start, outer.start), outer.end);
  return { start, end: Math.max(start, Math.min(inner.end, outer.end)) };
}

/** What a JSON value comes to; `place` tells where it stands. Of a plan, a null in a list is not known yet. */
export function jsonResult(value: JsonValue, place: (range: Range) => Range, planned = false): Result {
  const range = place(value.range);
  switch (value.type) {
    case "object":
      return {
        type: "object",
        range,
        entries: value.members.flatMap((member) =>
          planned && isEmptyList(member.value)
            ? []
            : {
                name: member.key,
                nameRange: place(member.keyRange),
                range: place(member.range),
                value: jsonResult(member.value, place, planned),
              },
        ),
      };
    case "array":
      return {
        type: "list",
        range,
        items: value.items.map((item) =>
          planned && item.type === "other" && item.data === null
            ? { type: "unknown", text: "…", range: place(item.range) }
            : jsonResult(item, place, planned),
        ),
      };
    case "string":
      if (value.data.includes(holeMark)) return { type: "unknown", text: value.data.replaceAll(holeMark, "…"), range };
      return { type: "scalar", data: value.data, text: value.data, range };
    case "other":
      if (value.data === undefined) return { type: "unknown", text: "…", range };
      return { type: "scalar", data: value.data, text: value.text, range };
  }
}

function isEmptyList(value: JsonValue): boolean {
  return value.type === "array" && value.items.length === 0;
}
