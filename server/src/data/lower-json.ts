import { Node, type Value } from "../document/node.js";
import type { Range } from "../text/range.js";
import type { JsonValue } from "./read-json.js";

/** Where a range of the JSON text stands in the document; the same when the document is the JSON text. */
export type Place = (range: Range) => Range;

/** Tells of a text whether its value will only be known later (a template hole). */
export type IsUnknown = (text: string) => boolean;

/** The nodes of a JSON value: the entries of an object, or the items of a list. */
export function lowerJson(value: JsonValue | undefined, place: Place = same, isUnknown: IsUnknown = never): Node[] {
  if (!value) return [];
  if (value.type === "object") {
    return value.members.map((member) =>
      entry(member.key, place(member.range), place(member.keyRange), member.value, place, isUnknown),
    );
  }
  if (value.type === "array") return value.items.map((item) => itemNode(item, place, isUnknown));
  return [itemNode(value, place, isUnknown)];
}

/** A scalar of JSON as a value. */
export function jsonScalar(
  value: Extract<JsonValue, { type: "string" | "other" }>,
  place: Place = same,
  isUnknown: IsUnknown = never,
): Value {
  const range = place(value.range);
  if (value.type === "string") {
    const known = !isUnknown(value.data);
    return { text: value.data, data: known ? value.data : null, known, range };
  }
  const known = value.data !== undefined && !isUnknown(value.text);
  return { text: value.text, data: known ? (value.data ?? null) : null, known, range };
}

function entry(
  name: string,
  range: Range,
  nameRange: Range,
  value: JsonValue,
  place: Place,
  isUnknown: IsUnknown,
): Node {
  const init = { kind: "entry", name, range, nameRange, source: value };
  if (value.type === "object") return new Node({ ...init, children: () => lowerJson(value, place, isUnknown) });
  if (value.type !== "array") return new Node({ ...init, values: [jsonScalar(value, place, isUnknown)] });
  const values: Value[] = [];
  let nested = false;
  for (const item of value.items) {
    if (item.type === "object" || item.type === "array") nested = true;
    else values.push(jsonScalar(item, place, isUnknown));
  }
  if (!nested) return new Node({ ...init, values });
  const items = () =>
    value.items
      .filter((item) => item.type === "object" || item.type === "array")
      .map((item) => itemNode(item, place, isUnknown));
  return new Node({ ...init, values, children: items });
}

function itemNode(value: JsonValue, place: Place, isUnknown: IsUnknown): Node {
  const range = place(value.range);
  return entry("-", range, { start: range.start, end: Math.min(range.end, range.start + 1) }, value, place, isUnknown);
}

const same: Place = (range) => range;
const never: IsUnknown = () => false;
