import { isAlias, isMap, isScalar, isSeq, type Node as YamlNode } from "yaml";
import { nearest } from "../text/nearest.js";
import type { Range } from "../text/range.js";

/**
 * The shape of a YAML or JSON document, with a sentence for people at every key. One shape gives validation with
 * positions, the JSON Schema and the documentation.
 */
export type Shape =
  | {
      readonly type: "text";
      readonly about: string;
      readonly oneOf?: readonly string[];
      readonly pattern?: string;
      /** What else is wrong with a text; undefined when nothing is. */
      readonly wrong?: (text: string) => string | undefined;
    }
  | { readonly type: "flag"; readonly about: string }
  /** A text, a number, true or false, or a list of texts. */
  | { readonly type: "value"; readonly about: string }
  /** A text, or a map that says more. */
  | { readonly type: "either"; readonly about: string; readonly text: Shape; readonly object: Shape }
  | { readonly type: "number"; readonly about: string; readonly least?: number }
  | { readonly type: "list"; readonly about: string; readonly of: Shape; readonly orOne?: boolean }
  | { readonly type: "map"; readonly about: string; readonly of: Shape; readonly keys?: readonly string[] }
  | {
      readonly type: "object";
      readonly about: string;
      readonly keys: Readonly<Record<string, Shape>>;
      readonly required?: readonly string[];
      /** Exactly one of these keys must be there. */
      readonly exactlyOne?: readonly string[];
    };

/** Something that does not fit its shape. */
export interface ShapeProblem {
  readonly message: string;
  readonly range: Range;
}

/** Checks a YAML node against a shape and calls `report` for each misfit. */
export function checkShape(
  node: YamlNode | null | undefined,
  shape: Shape,
  report: (problem: ShapeProblem) => void,
  fallback: Range,
): void {
  const at = nodeRange(node, fallback);
  if (node && isAlias(node)) return;
  const expected = (what: string): void => report({ message: `expected ${what}: ${shape.about}`, range: at });
  switch (shape.type) {
    case "text":
      if (!isScalar(node) || node.value === null || typeof node.value === "object") expected("a text");
      else checkText(String(node.value), shape, at, report);
      break;
    case "flag":
      if (!isScalar(node) || typeof node.value !== "boolean") expected("true or false");
      break;
    case "value":
      if (isSeq(node)) {
        for (const item of node.items) checkShape(item as YamlNode, { type: "text", about: shape.about }, report, at);
      } else if (!isScalar(node) || node.value === null) expected("a value");
      break;
    case "either":
      checkShape(node, isMap(node) ? shape.object : shape.text, report, fallback);
      break;
    case "number":
      if (!isScalar(node) || typeof node.value !== "number") expected("a number");
      else if (shape.least !== undefined && !(Number.isInteger(node.value) && node.value >= shape.least))
        expected(`a whole number of at least ${shape.least}`);
      break;
    case "list":
      if (isSeq(node)) for (const item of node.items) checkShape(item as YamlNode, shape.of, report, at);
      else if (shape.orOne) checkShape(node, shape.of, report, at);
      else expected("a list");
      break;
    case "map":
      if (!isMap(node)) expected("a map");
      else checkMap(node, shape, at, report);
      break;
    case "object":
      if (!isMap(node)) expected("a map");
      else checkObject(node, shape, at, report);
  }
}

function checkMap(
  node: { items: readonly { key: unknown; value: unknown }[] },
  shape: Shape & { type: "map" },
  at: Range,
  report: (problem: ShapeProblem) => void,
): void {
  for (const pair of node.items) {
    const key = pair.key as YamlNode;
    const keyRange = nodeRange(key, at);
    if (shape.keys && isScalar(key)) checkKnown(String(key.value), shape.keys, keyRange, report);
    checkShape(pair.value as YamlNode, shape.of, report, keyRange);
  }
}

function checkText(
  text: string,
  shape: Shape & { type: "text" },
  range: Range,
  report: (problem: ShapeProblem) => void,
): void {
  if (shape.oneOf && !shape.oneOf.includes(text)) {
    const near = nearest(text, shape.oneOf);
    report({
      message: `"${text}" is none of ${shape.oneOf.join(", ")}${near ? `; did you mean "${near}"?` : ""}`,
      range,
    });
  }
  const wrong = shape.wrong?.(text);
  if (wrong !== undefined) report({ message: wrong, range });
  if (shape.pattern && !new RegExp(shape.pattern).test(text))
    report({ message: `"${text}" does not fit: ${shape.about}`, range });
}

function checkObject(
  node: { items: readonly { key: unknown; value: unknown }[] },
  shape: Shape & { type: "object" },
  at: Range,
  report: (problem: ShapeProblem) => void,
): void {
  const seen = new Set<string>();
  for (const pair of node.items) {
    const key = pair.key as YamlNode;
    const range = nodeRange(key, at);
    const name = isScalar(key) ? String(key.value) : "";
    seen.add(name);
    const inner = Object.hasOwn(shape.keys, name) ? shape.keys[name] : undefined;
    if (inner) checkShape(pair.value as YamlNode, inner, report, range);
    else checkKnown(name, Object.keys(shape.keys), range, report);
  }
  for (const name of shape.required ?? [])
    if (!seen.has(name)) report({ message: `the key "${name}" is missing`, range: firstKey(node, at) });
  if (shape.exactlyOne) {
    const given = shape.exactlyOne.filter((name) => seen.has(name));
    if (given.length !== 1)
      report({
        message: `exactly one of ${shape.exactlyOne.join(", ")} is needed, ${given.length === 0 ? "none" : given.join(" and ")} given`,
        range: firstKey(node, at),
      });
  }
}

function firstKey(node: { items: readonly { key: unknown }[] }, at: Range): Range {
  return nodeRange(node.items[0]?.key as YamlNode | undefined, at);
}

function checkKnown(
  name: string,
  known: readonly string[],
  range: Range,
  report: (problem: ShapeProblem) => void,
): void {
  if (known.includes(name)) return;
  const near = nearest(name, known);
  report({ message: `unknown key "${name}"${near ? `; did you mean "${near}"?` : ""}`, range });
}

/** The range of a YAML node without trailing blanks and comments. */
export function nodeRange(node: YamlNode | null | undefined, fallback: Range): Range {
  return node?.range ? { start: node.range[0], end: Math.max(node.range[0], node.range[1]) } : fallback;
}

/** The shape as JSON Schema (draft 2020-12), for editors. */
export function jsonSchema(shape: Shape): Record<string, unknown> {
  const description = shape.about;
  switch (shape.type) {
    case "text":
      return {
        type: "string",
        description,
        ...(shape.oneOf && { enum: shape.oneOf }),
        ...(shape.pattern && { pattern: shape.pattern }),
      };
    case "flag":
      return { type: "boolean", description };
    case "value":
      return {
        description,
        anyOf: [{ type: ["string", "number", "boolean"] }, { type: "array", items: { type: "string" } }],
      };
    case "either":
      return { description, anyOf: [jsonSchema(shape.text), jsonSchema(shape.object)] };
    case "number":
      return shape.least === undefined
        ? { type: "number", description }
        : { type: "integer", minimum: shape.least, description };
    case "list": {
      const list = { type: "array", items: jsonSchema(shape.of), description };
      return shape.orOne ? { description, anyOf: [jsonSchema(shape.of), list] } : list;
    }
    case "map":
      return {
        type: "object",
        description,
        additionalProperties: jsonSchema(shape.of),
        ...(shape.keys && { propertyNames: { enum: shape.keys } }),
      };
    case "object":
      return {
        type: "object",
        description,
        properties: Object.fromEntries(Object.entries(shape.keys).map(([key, inner]) => [key, jsonSchema(inner)])),
        additionalProperties: false,
        ...(shape.required && { required: shape.required }),
        ...(shape.exactlyOne && { oneOf: shape.exactlyOne.map((key) => ({ required: [key] })) }),
      };
  }
}
