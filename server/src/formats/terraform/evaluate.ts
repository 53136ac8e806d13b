import type { Scalar } from "../../document/node.js";
import { MappedText } from "../../text/mapped-text.js";
import type { Range } from "../../text/range.js";
import type { Expression, ForExpression } from "./expression.js";
import { fold } from "./fold.js";
import { isTrue, operate } from "./operate.js";

/** An entry of an evaluated object. */
export interface ResultEntry {
  readonly name: string;
  readonly nameRange: Range;
  readonly range: Range;
  readonly value: Result;
}

/** What an expression comes to, as far as the files tell. */
export type Result =
  | {
      readonly type: "scalar";
      readonly range: Range;
      readonly data: Scalar;
      readonly text: string;
      readonly mapped?: () => MappedText;
    }
  | { readonly type: "list"; readonly range: Range; readonly items: readonly Result[] }
  | {
      readonly type: "object";
      readonly range: Range;
      readonly entries: readonly ResultEntry[];
      readonly open?: boolean;
      /** A name brought it here; it is written elsewhere in the folder. */
      readonly isBrought?: boolean;
    }
  /** `mapped` of a text with holes: {@link holeMark} stands for each of them. */
  | { readonly type: "unknown"; readonly range: Range; readonly text: string; readonly mapped?: () => MappedText };

/** Added to the places of a call's arguments while the module that is called is read: they stand in another file. */
export const elsewhere = 2 ** 40;

/** Stands for a hole in a text that is known around it. */
export const holeMark = "\ue000";

/** Where names are looked up. */
export interface Scope {
  /** The result of `var.name` or `local.name`; undefined when the files do not say. */
  lookup(root: string, name: string, depth: number): Result | undefined;
  /** The result of an attribute that the resource at the address (`aws_vpc.main`) is given. */
  attribute?(address: string, name: string, depth: number): Result | undefined;
  /** What a call comes to that needs other files. */
  call?(name: string, args: readonly Result[], range: Range): Result | undefined;
  /** What a name means that a `for` gives to its items. */
  item?(name: string): Result | undefined;
  /** How often what stands inside the `for`s around is evaluated. */
  readonly repeats?: number;
  /** True inside a module that is called: what the call leaves out has its default. */
  readonly isCalled?: boolean;
}

/** A scope in which one more name means something: the iterator of a dynamic block. */
export function withName(scope: Scope, name: string, members: Readonly<Record<string, Result | undefined>>): Scope {
  return {
    ...scope,
    lookup: (root, member, depth) => (root === name ? members[member] : scope.lookup(root, member, depth)),
  };
}

function withItems(scope: Scope, items: ReadonlyMap<string, Result>, repeats: number): Scope {
  return { ...scope, repeats, item: (name) => items.get(name) ?? scope.item?.(name) };
}

const maxDepth = 200;
const maxText = 1_000_000;
/** A `for` and a splat are followed for so many items. */
const maxItems = 500;
/** A `for` inside others is followed for so many in all. */
const maxRepeats = 5000;

/** What an expression comes to; what cannot be followed is unknown. Never throws. */
export function evaluate(expression: Expression, scope: Scope, depth = 0): Result {
  const { range } = expression;
  if (depth > maxDepth) return unknown("…", range);
  const inner = (part: Expression) => evaluate(part, scope, depth + 1);
  switch (expression.type) {
    case "string":
      return { type: "scalar", range, data: expression.data, text: expression.data, mapped: expression.mapped };
    case "literal":
      return { type: "scalar", range, data: expression.data, text: expression.text };
    case "tuple":
      return { type: "list", range, items: expression.items.map(inner) };
    case "object":
      return objectResult(expression, inner);
    case "template":
      return templateResult(expression, inner);
    case "reference":
      return reference(expression, scope, inner, depth);
    case "conditional": {
      const test = inner(expression.test);
      if (test.type !== "scalar") return unknown(expression.text, range);
      return at(inner(isTrue(test.data) ? expression.yes : expression.no), range);
    }
    case "operation":
      return operate(expression.operator, expression.operands.map(inner)) ?? unknown(expression.text, range);
    case "call":
      return call(expression, scope, inner);
    case "access":
      return access(expression, inner);
    case "for":
      return comprehension(expression, scope, depth);
    case "opaque":
      return unknown(expression.text, range);
  }
}

function access(
  { of, path, isSplat, range, text }: Extract<Expression, { type: "access" }>,
  inner: (part: Expression) => Result,
): Result {
  const value = inner(of);
  if (!isSplat) {
    const found = value.type === "unknown" ? undefined : follow(value, path, inner);
    return found && found.type !== "unknown" ? at(found, range) : unknown(text, range);
  }
  if (value.type === "unknown" || (value.type === "object" && value.open)) return unknown(text, range);
  // A splat makes a list of what is none.
  let each: readonly Result[] = [value];
  if (value.type === "list") each = value.items;
  else if (value.type === "scalar" && value.data === null) each = [];
  if (each.length > maxItems) return unknown(text, range);
  const items = each.map((item) => {
    const found = item.type === "unknown" ? undefined : follow(item, path, inner);
    return found && found.type !== "unknown" ? at(found, range) : unknown(text, range);
  });
  return { type: "list", range, items };
}

function comprehension(expression: ForExpression, scope: Scope, depth: number): Result {
  const { range, text, keyName, valueName } = expression;
  const source = evaluate(expression.source, scope, depth + 1);
  let pairs: (readonly [Result, Result])[];
  if (source.type === "list")
    pairs = source.items.map((item, i) => [{ type: "scalar", data: i, text: String(i), range }, item] as const);
  else if (source.type === "object" && !source.open)
    pairs = source.entries.map(
      ({ name, nameRange, value }) => [{ type: "scalar", data: name, text: name, range: nameRange }, value] as const,
    );
  else return unknown(text, range);
  const repeats = pairs.length * (scope.repeats ?? 1);
  if (pairs.length > maxItems || repeats > maxRepeats || expression.isGrouped) return unknown(text, range);
  const items: Result[] = [];
  const entries: ResultEntry[] = [];
  let open = false;
  for (const [key, value] of pairs) {
    const names = new Map([[valueName, value]]);
    if (keyName !== undefined) names.set(keyName, key);
    const own = withItems(scope, names, repeats);
    const test = expression.condition && evaluate(expression.condition, own, depth + 1);
    if (test?.type === "scalar" && !isTrue(test.data)) continue;
    // Whether the item is in the list at all is as unknown as the test.
    if (test && test.type !== "scalar") return unknown(text, range);
    const result = evaluate(expression.result, own, depth + 1);
    if (!expression.resultKey) {
      items.push(result);
      continue;
    }
    const name = evaluate(expression.resultKey, own, depth + 1);
    if (name.type !== "scalar") open = true;
    else entries.push({ name: name.text, nameRange: name.range, range: result.range, value: result });
  }
  return expression.resultKey ? { type: "object", range, entries, open } : { type: "list", range, items };
}

/** What the steps behind a value lead to; undefined where there is nothing. */
function follow(
  value: Result,
  path: readonly (string | Expression)[],
  inner: (part: Expression) => Result,
): Result | undefined {
  let result: Result | undefined = value;
  for (const step of path) {
    const key = typeof step === "string" ? step : keyOf(inner(step));
    result = result === undefined || key === undefined ? undefined : member(result, key);
  }
  return result;
}

function call(
  expression: Extract<Expression, { type: "call" }>,
  scope: Scope,
  inner: (part: Expression) => Result,
): Result {
  const { name, range, text } = expression;
  const args = expression.args.map(inner);
  return fold(name, args, range) ?? scope.call?.(name, args, range) ?? unknown(text, range);
}

/** An unknown result. */
export function unknown(text: string, range: Range): Result {
  return { type: "unknown", text, range };
}

/** The same result standing at another place: what a name means stands where the name is used. */
export function at(result: Result, range: Range, isBrought = false): Result {
  if (result.range.start >= elsewhere) return result;
  if (result.type === "scalar") return { type: "scalar", data: result.data, text: result.text, range };
  if (result.type === "unknown") return { type: "unknown", text: result.text, range };
  if (result.type === "list")
    return { ...result, range, items: result.items.map((item) => at(item, range, isBrought)) };
  const entries = result.entries.map((entry) => {
    return { ...entry, nameRange: range, range, value: at(entry.value, range, isBrought) };
  });
  return { ...result, range, entries, isBrought: isBrought || (result.isBrought ?? false) };
}

function objectResult(
  expression: Extract<Expression, { type: "object" }>,
  inner: (part: Expression) => Result,
): Result {
  const entries: ResultEntry[] = [];
  let open = false;
  for (const entry of expression.entries) {
    const key = inner(entry.key);
    if (key.type !== "scalar") open = true;
    else entries.push({ name: key.text, nameRange: entry.nameRange, range: entry.range, value: inner(entry.value) });
  }
  return { type: "object", range: expression.range, entries, open };
}

function templateResult(
  expression: Extract<Expression, { type: "template" }>,
  inner: (part: Expression) => Result,
): Result {
  let text = "";
  let holes = false;
  const parts: { text: string; range: Range; mapped?: (() => MappedText) | undefined }[] = [];
  for (const part of expression.parts) {
    const result = inner(part);
    const isKnown = result.type === "scalar" && result.data !== null;
    if (!isKnown) holes = true;
    const piece = isKnown ? result.text : holeMark;
    text += piece;
    if (text.length > maxText) return unknown(expression.text, expression.range);
    // Only a literal part of this very text has its own places; an interpolated one stands where its hole begins.
    parts.push({ text: piece, range: part.range, mapped: part.type === "string" ? part.mapped : undefined });
  }
  const mapped = () => join(parts);
  if (holes) return { type: "unknown", text: expression.text, range: expression.range, mapped };
  return { type: "scalar", data: text, text, range: expression.range, mapped };
}

function join(parts: readonly { text: string; range: Range; mapped?: (() => MappedText) | undefined }[]): MappedText {
  const starts: number[] = [];
  const sources: number[] = [];
  let text = "";
  for (const part of parts) {
    const mapped = part.mapped?.();
    if (!mapped) {
      starts.push(text.length);
      sources.push(part.range.start);
    } else {
      let expected = Number.NaN;
      for (let i = 0; i < part.text.length; i++) {
        const source = mapped.at(i);
        if (source !== expected) {
          starts.push(text.length + i);
          sources.push(source);
        }
        expected = source + 1;
      }
    }
    text += part.text;
  }
  return new MappedText(text, starts, sources);
}

function reference(
  expression: Extract<Expression, { type: "reference" }>,
  scope: Scope,
  inner: (part: Expression) => Result,
  depth: number,
): Result {
  const { path, range, text } = expression;
  const [root, name] = path;
  if (typeof root !== "string") return unknown(text, range);
  let next = 1;
  let isAttribute = false;
  let result: Result | undefined = scope.item?.(root);
  if (!result && typeof name === "string") {
    result = scope.lookup(root, name, depth + 1);
    next = 2;
  }
  if (!result && scope.attribute && typeof name === "string") {
    let address = `${root}.${name}`;
    const label = path[2];
    if (root === "data" && typeof label === "string") {
      address = `${address}.${label}`;
      next = 3;
    }
    // One of several resources (`aws_vpc.main[0].cidr_block`) has what all of them are given.
    if (typeof path[next] === "object" || /^\d+$/.test(String(path[next]))) next++;
    const given = path[next];
    if (typeof given === "string" && !secret.test(given)) {
      result = scope.attribute(address, given, depth + 1);
      isAttribute = result !== undefined;
      next++;
    }
  }
  if (result) result = follow(result, path.slice(next), inner);
  if (result?.type === "unknown" && result.range.start >= elsewhere) return result;
  // What a `for` or a dynamic block hands on may be written right there.
  const isBrought = scope.item?.(root) === undefined && (bringing.has(root) || isAttribute);
  return result && result.type !== "unknown" ? at(result, range, isBrought) : unknown(text, range);
}

const bringing = new Set(["var", "local", "each"]);

/** A secret is told where it is written, not wherever it is used. */
const secret = /pass|secret|token|key|credential/i;

function keyOf(result: Result): string | undefined {
  return result.type === "scalar" ? result.text : undefined;
}

function member(result: Result, key: string): Result | undefined {
  if (result.type === "object") return result.entries.find((entry) => entry.name === key)?.value;
  return result.type === "list" ? result.items[Number(key)] : undefined;
}
