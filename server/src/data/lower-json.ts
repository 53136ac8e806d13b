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

/**
 * The nodes of a JSON value in which a list of objects is one node an object, all with the list's name, and one
 * object alone is no different from a list of one.
 */
export function lowerRepeated(value: JsonValue | undefined): Node[] {
  if (value?.type === "array") return value.items.flatMap(lowerRepeated);
  if (value?.type !== "object") return [];
  return value.members.flatMap(({ key, keyRange, range, value: inner }): Node[] => {
    const init = { kind: "entry", name: key, range, nameRange: keyRange, source: inner };
    if (inner.type === "object") return [new Node({ ...init, children: () => lowerRepeated(inner) })];
    if (inner.type !== "array") return [new Node({ ...init, values: [jsonScalar(inner)] })];
    const values = inner.items.flatMap((item) =>
      item.type === "string" || item.type === "other" ? [jsonScalar(item)] : [],
    );
    const objects = inner.items.filter((item) => item.type === "object");
    if (values.length > 0 || objects.length === 0) return [new Node({ ...init, values })];
    return objects.map((item) => {
      const nameRange = { start: item.range.start, end: item.range.start + 1 };
      return new Node({ ...init, range: item.range, nameRange, source: item, children: () => lowerRepeated(item) });
    });
  });
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
