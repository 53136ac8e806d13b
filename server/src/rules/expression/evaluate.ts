import { Node } from "../../document/node.js";
import { ExpressionError } from "./expression-error.js";
import { costOf, type Frame, type Layout, readLet, spend, steps } from "./frame.js";
import { type Functions, isMap, type Overload } from "./functions.js";
import { parseExpression } from "./parse.js";
import type { BinarySign, Tree } from "./tree.js";

/** A compiled expression: give it the variables of a place, get the value. Throws what facts throw, among it `Unknown`. */
export type Expression = (frame: Frame) => unknown;

/** Texts longer than this many characters, and lists of more items, are not made. */
const longest = 1_000_000;

/**
 * Raised where CEL has an error value: a wrong type, an index out of range, a missing key. `&&`, `||`, `all` and
 * `exists` absorb it; a rule that ends in it does not match.
 */
export class EvaluationError extends Error {
  constructor(message: string) {
    // Thrown often and caught at once: where it was thrown is nobody's business.
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = limit;
  }
}

/**
 * The expression ready to run, evaluated as the CEL specification says. It is read when it first runs: most checks of
 * a file find nothing, and what only a finding needs is never read. Running it throws {@link ExpressionError} when it
 * cannot be read or calls what is not in `functions`.
 */
export function compileExpression(source: string, functions: Functions, layout: Layout): Expression {
  let compiled: Expression | undefined;
  return (frame) => {
    compiled ??= compileTree(parseExpression(source), functions, layout);
    return compiled(frame);
  };
}

const loops = new Set(["all", "exists", "exists_one", "map", "filter"]);

/** The tree ready to run. Throws {@link ExpressionError} when it calls a function that there is not. */
export function compileTree(root: Tree, functions: Functions, layout: Layout): Expression {
  return compile(root, new Map());

  function compile(tree: Tree, locals: ReadonlyMap<string, number>): Expression {
    switch (tree.kind) {
      case "value": {
        const { value } = tree;
        return () => value;
      }
      case "name": {
        const { name } = tree;
        const slot = locals.get(name) ?? layout.slot(name);
        const expression = layout.letAt(slot);
        if (expression) return (frame) => readLet(frame, slot, expression);
        return (frame) => {
          const value = slot > steps ? frame[slot] : undefined;
          if (value === undefined) throw new EvaluationError(`there is no ${name}`);
          return value;
        };
      }
      case "field": {
        const of = compile(tree.of, locals);
        const { name } = tree;
        const onNode = fields[name];
        return (frame) => {
          const owner = of(frame);
          if (owner instanceof Node) {
            if (!onNode) throw new EvaluationError(`a node has no ${name}`);
            return onNode(owner);
          }
          return entry(owner, name);
        };
      }
      case "index": {
        const of = compile(tree.of, locals);
        const index = compile(tree.index, locals);
        return (frame) => item(of(frame), index(frame));
      }
      case "list": {
        const items = tree.items.map((one) => compile(one, locals));
        return (frame) => items.map((one) => one(frame));
      }
      case "map": {
        const entries = tree.entries.map(([key, value]) => [compile(key, locals), compile(value, locals)] as const);
        return (frame) => {
          const map: Record<string, unknown> = Object.create(null);
          for (const [key, value] of entries) map[String(key(frame))] = value(frame);
          return map;
        };
      }
      case "unary": {
        const operand = compile(tree.operand, locals);
        return tree.sign === "!" ? (frame) => !truth(operand(frame)) : (frame) => negative(operand(frame));
      }
      case "choice": {
        const condition = compile(tree.condition, locals);
        const then = compile(tree.then, locals);
        const otherwise = compile(tree.otherwise, locals);
        return (frame) => (truth(condition(frame)) ? then(frame) : otherwise(frame));
      }
      case "binary":
        return binary(tree.sign, compile(tree.left, locals), compile(tree.right, locals));
      case "call":
        return call(tree, locals);
    }
  }

  function call(tree: Tree & { kind: "call" }, locals: ReadonlyMap<string, number>): Expression {
    const { name, receiver, args } = tree;
    if (
      receiver &&
      loops.has(name) &&
      args[0]?.kind === "name" &&
      (args.length === 2 || (name === "map" && args.length === 3))
    )
      return loop(name, receiver, args[0].name, args.slice(1), locals);
    if (name === "has" && !receiver && args.length === 1 && args[0]!.kind === "field") return has(args[0], locals);
    const overloads = functions.find(name, receiver !== undefined, args.length);
    if (overloads.length === 0) {
      const known = functions.has(name);
      throw new ExpressionError(known ? `${name} is not called like this` : `there is no function ${name}`, tree.at);
    }
    const operands = (receiver ? [receiver, ...args] : args).map((one) => compile(one, locals));
    if (overloads.length === 1 && operands.length === 1) {
      const [accepts] = overloads[0]!.accepts;
      const { handler } = overloads[0]!;
      const operand = operands[0]!;
      return (frame) => {
        const value = operand(frame);
        if (!accepts!(value)) throw mismatch(name);
        const cost = costOf(value);
        if (cost > 0) spend(frame, cost);
        return handler(value);
      };
    }
    return (frame) => {
      const values = operands.map((operand) => operand(frame));
      let cost = 0;
      for (const value of values) cost += costOf(value);
      // A pattern goes over its text step by step.
      if (cost > 0) spend(frame, name === "matches" ? cost << 4 : cost);
      for (const overload of overloads) if (fits(overload, values)) return overload.handler(...values);
      throw mismatch(name);
    };
  }

  /** `has(a.b)`: whether the map has the key. A node has all its fields. */
  function has(tree: Tree & { kind: "field" }, locals: ReadonlyMap<string, number>): Expression {
    const of = compile(tree.of, locals);
    const { name } = tree;
    return (frame) => {
      const owner = of(frame);
      if (owner instanceof Node) return fields[name] !== undefined;
      return isMap(owner) && Object.hasOwn(owner, name) && owner[name] !== undefined;
    };
  }

  function loop(
    name: string,
    receiver: Tree,
    variable: string,
    bodies: readonly Tree[],
    outer: ReadonlyMap<string, number>,
  ): Expression {
    const over = compile(receiver, outer);
    const slot = layout.local();
    const locals = new Map(outer).set(variable, slot);
    const first = compile(bodies[0]!, locals);
    const second = bodies[1] && compile(bodies[1], locals);
    /** Runs `visit` for each item until it answers true. */
    const each = (frame: Frame, visit: (value: unknown) => boolean): void => {
      const items = iterable(over(frame));
      for (let i = 0; i < items.length; i++) {
        spend(frame, 1);
        frame[slot] = items[i];
        if (visit(items[i])) return;
      }
    };
    switch (name) {
      case "all":
      case "exists": {
        const deciding = name === "exists";
        return (frame) => {
          let failure: unknown;
          let decided = false;
          each(frame, () => {
            try {
              decided = truth(first(frame)) === deciding;
            } catch (error) {
              failure ??= error;
            }
            return decided;
          });
          if (decided) return deciding;
          if (failure !== undefined) throw failure;
          return !deciding;
        };
      }
      case "exists_one":
        return (frame) => {
          let count = 0;
          each(frame, () => {
            if (truth(first(frame))) count++;
            return false;
          });
          return count === 1;
        };
      case "filter":
        return (frame) => {
          const kept: unknown[] = [];
          each(frame, (value) => {
            if (truth(first(frame))) kept.push(value);
            return false;
          });
          return kept;
        };
      default:
        return (frame) => {
          const made: unknown[] = [];
          each(frame, () => {
            if (!second) made.push(first(frame));
            else if (truth(first(frame))) made.push(second(frame));
            return false;
          });
          return made;
        };
    }
  }
}

/** What an expression may read of a node. */
const fields: Readonly<Record<string, ((node: Node) => unknown) | undefined>> = Object.assign(Object.create(null), {
  name: (node: Node) => node.name,
  kind: (node: Node) => node.kind,
  args: (node: Node) => node.args,
  known: (node: Node) => node.known,
  value: (node: Node) => node.value,
  text: (node: Node) => node.text,
  parent: (node: Node) => node.parent,
  children: (node: Node) => node.children,
});

function fits({ accepts }: Overload, values: readonly unknown[]): boolean {
  for (let i = 0; i < values.length; i++) if (!accepts[i]!(values[i])) return false;
  return true;
}

function mismatch(name: string): EvaluationError {
  return new EvaluationError(`${name} does not take such values`);
}

function truth(value: unknown): boolean {
  if (typeof value !== "boolean") throw new EvaluationError("neither true nor false");
  return value;
}

function negative(value: unknown): unknown {
  if (typeof value === "bigint" || typeof value === "number") return -value;
  throw new EvaluationError("- needs a number");
}

function entry(owner: unknown, key: string): unknown {
  if (!isMap(owner) || !Object.hasOwn(owner, key) || owner[key] === undefined)
    throw new EvaluationError(`there is no ${key}`);
  return owner[key];
}

function item(owner: unknown, index: unknown): unknown {
  if (!Array.isArray(owner)) return entry(owner, String(index));
  const at = typeof index === "bigint" || typeof index === "number" ? Number(index) : Number.NaN;
  if (!Number.isInteger(at) || at < 0 || at >= owner.length) throw new EvaluationError("there is no such item");
  return owner[at];
}

function iterable(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isMap(value)) return Object.keys(value);
  throw new EvaluationError("only lists and maps can be gone through");
}

function binary(sign: BinarySign, left: Expression, right: Expression): Expression {
  switch (sign) {
    case "&&":
    case "||": {
      // One operand can decide although the other is an error (CEL specification, "Logical Operators").
      const deciding = sign === "||";
      return (frame) => {
        let first: unknown;
        try {
          first = left(frame);
        } catch (error) {
          if (right(frame) === deciding) return deciding;
          throw error;
        }
        if (first === deciding) return deciding;
        const second = truth(right(frame));
        if (second !== deciding) truth(first);
        return second;
      };
    }
    case "==":
      return (frame) => equal(left(frame), right(frame));
    case "!=":
      return (frame) => !equal(left(frame), right(frame));
    case "in":
      return (frame) => {
        const [value, owner] = [left(frame), right(frame)];
        const cost = costOf(owner);
        if (cost > 0) spend(frame, cost);
        return member(value, owner);
      };
    case "<":
      return (frame) => order(left(frame), right(frame)) < 0;
    case "<=":
      return (frame) => order(left(frame), right(frame)) <= 0;
    case ">":
      return (frame) => order(left(frame), right(frame)) > 0;
    case ">=":
      return (frame) => order(left(frame), right(frame)) >= 0;
    default:
      return (frame) => {
        const value = calculate(sign, left(frame), right(frame));
        const cost = costOf(value);
        if (cost > 0) spend(frame, cost);
        return value;
      };
  }
}

/** Equality of two values; values of different types differ, whole and decimal numbers compare by what they count. */
function equal(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left === "bigint" || typeof left === "number")
    // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number are equal by value only so
    return (typeof right === "bigint" || typeof right === "number") && left == right;
  if (Array.isArray(left))
    return (
      Array.isArray(right) && left.length === right.length && left.every((value, index) => equal(value, right[index]))
    );
  if (!isMap(left) || !isMap(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && equal(left[key], right[key]))
  );
}

/** `value in list` and `key in map`. */
function member(value: unknown, owner: unknown): boolean {
  if (isMap(owner)) return typeof value === "string" && Object.hasOwn(owner, value) && owner[value] !== undefined;
  if (!Array.isArray(owner)) throw new EvaluationError("in needs a list or a map");
  if (typeof value === "string") return owner.includes(value);
  return owner.some((one) => equal(value, one));
}

/** Below zero, zero or above, as the left is less than, equal to or more than the right. NaN is ordered with nothing. */
function order(left: unknown, right: unknown): number {
  const numbers =
    (typeof left === "bigint" || typeof left === "number") && (typeof right === "bigint" || typeof right === "number");
  const same = typeof left === typeof right && (typeof left === "string" || typeof left === "boolean");
  if (!numbers && !same) throw new EvaluationError("these have no order");
  const [a, b] = [left as number, right as number];
  return a < b ? -1 : a > b ? 1 : a >= b ? 0 : Number.NaN;
}

const largest = 2n ** 63n - 1n;

function calculate(sign: BinarySign, left: unknown, right: unknown): unknown {
  if (typeof left === "bigint" && typeof right === "bigint") {
    if ((sign === "/" || sign === "%") && right === 0n) throw new EvaluationError("division by zero");
    const value =
      sign === "+"
        ? left + right
        : sign === "-"
          ? left - right
          : sign === "*"
            ? left * right
            : sign === "/"
              ? left / right
              : left % right;
    if (value > largest || value < -largest - 1n) throw new EvaluationError("the number does not fit into 64 bits");
    return value;
  }
  if (typeof left === "number" && typeof right === "number" && sign !== "%")
    return sign === "+" ? left + right : sign === "-" ? left - right : sign === "*" ? left * right : left / right;
  if (sign === "+" && typeof left === "string" && typeof right === "string") {
    if (left.length + right.length > longest) throw new EvaluationError("the text becomes too long");
    return left + right;
  }
  if (sign === "+" && Array.isArray(left) && Array.isArray(right)) {
    if (left.length + right.length > longest) throw new EvaluationError("the list becomes too long");
    return [...left, ...right];
  }
  throw new EvaluationError(`${sign} does not take such values`);
}
