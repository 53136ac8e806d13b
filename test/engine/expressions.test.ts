import assert from "node:assert/strict";
import { Environment } from "@marcbachmann/cel-js";
import { compileExpression } from "../../server/src/rules/expression/evaluate.js";
import { ExpressionError } from "../../server/src/rules/expression/expression-error.js";
import { Layout } from "../../server/src/rules/expression/frame.js";
import { functionsOf } from "../../server/src/rules/expression/functions.js";
import { parseExpression } from "../../server/src/rules/expression/parse.js";
import { standardFacts } from "../../server/src/rules/expression/standard-facts.js";

const functions = functionsOf(standardFacts);
const variables = ["a", "b", "c", "d"];

function evaluate(source: string, bound: Record<string, unknown>): unknown {
  const layout = new Layout(variables);
  const frame = layout.frame();
  layout.fill(
    frame,
    variables.map((name) => bound[name]),
  );
  return compileExpression(source, functions, layout)(frame);
}

/** Random numbers that are the same in every run. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

// Without the empty text, which the other implementation takes for the number 0.
const values: readonly unknown[] = [
  "on",
  "a.b",
  "TLSv1.2",
  "ünï",
  0n,
  1n,
  -7n,
  22n,
  1.5,
  2,
  true,
  false,
  null,
  [],
  ["on", "off"],
  [1n, 2n, 3n],
  [true, false],
  { key: "on", port: 22n },
  {},
  [{ key: "a" }, { key: "b" }],
];

/** A random expression, mostly of things that make sense. */
function expression(pick: (below: number) => number, depth: number, names: readonly string[]): string {
  const inner = () => expression(pick, depth - 1, names);
  const one = <T>(list: readonly T[]): T => list[pick(list.length)]!;
  if (depth <= 0)
    return one([
      () => one(names),
      () => one(names),
      () => one(['"on"', "'a.b'", '"\\n"', "r'\\d'", "1", "0x1F", "-2", "1.5", "true", "false", "null", "[]", "22"]),
    ])();
  const loop = (name: string) => {
    const variable = `i${depth}`;
    return `${inner()}.${name}(${variable}, ${expression(pick, depth - 1, [...names, variable])})`;
  };
  return one([
    () => `${inner()} ${one(["&&", "||", "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%"])} ${inner()}`,
    () => `${inner()} ${one(["&&", "||", "==", "!=", "in"])} ${inner()}`,
    () => `(${inner()})`,
    () => `!(${inner()})`,
    () => `-${one(names)}`,
    () => `(${inner()} == ${inner()} ? ${inner()} : ${inner()})`,
    () => `[${inner()}, ${inner()}]`,
    () => `{"key": ${inner()}}.key`,
    () => `${one(names)}[${inner()}]`,
    () => `${one(names)}.key`,
    () => `has(${one(names)}.key)`,
    () => `size(${inner()})`,
    () => `${one(names)}.${one(["size", "lowerAscii", "trim"])}()`,
    () => `${one(names)}.${one(["startsWith", "endsWith", "contains", "indexOf"])}(${inner()})`,
    () => `${one(names)}.split(".")`,
    () => `${one(["int", "string", "double"])}(${inner()})`,
    () => loop(one(["all", "exists", "filter", "map", "exists_one"])),
  ])();
}

function outcome(run: () => unknown): { value: unknown } | "error" {
  try {
    return { value: plain(run()) };
  } catch {
    return "error";
  }
}

/** Maps without their prototype, so that only what is in them is compared. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  return value;
}

describe("expressions are evaluated as by another implementation of CEL", () => {
  const environment = new Environment({ homogeneousAggregateLiterals: false });
  for (const name of variables) environment.registerVariable(name, "dyn");

  it("for random expressions and values", () => {
    const pick = random(7);
    let evaluated = 0;
    let good = 0;
    for (let round = 0; round < 30_000; round++) {
      const source = expression(pick, 1 + pick(3), variables);
      let theirs: ReturnType<Environment["parse"]>;
      try {
        theirs = environment.parse(source);
        if (!theirs.check().valid) continue;
      } catch {
        continue;
      }
      const bound = Object.fromEntries(variables.map((name) => [name, values[pick(values.length)]]));
      const expected = outcome(() => theirs(bound));
      const found = outcome(() => evaluate(source, bound));
      evaluated++;
      if (expected !== "error") good++;
      assert.deepEqual(found, expected, `${source}  with  ${show(bound)}`);
    }
    assert.ok(evaluated > 10_000 && good > 1_500, `${evaluated} evaluated, ${good} of them to a value`);
  });
});

function show(bound: Record<string, unknown>): string {
  return JSON.stringify(bound, (_, value) => (typeof value === "bigint" ? `${value}n` : value));
}

describe("what is not an expression is refused with its place", () => {
  for (const [source, offset] of [
    ["", 0],
    ["a ==", 4],
    ["(a", 2],
    ["a b", 2],
    ['"a', 0],
    ["'\\q'", 1],
    ["[1, 2", 5],
    ["{a: 1, }", undefined],
    ["a ? b", 5],
    ["a..b", 2],
    ["1x", 0],
    ["5u", 0],
    ['b"bytes"', 1],
    ["a.f(1,)", 6],
    [`${"(".repeat(60)}a${")".repeat(60)}`, 48],
    ["!".repeat(60), undefined],
    ["a # b", 2],
  ] as const)
    it(JSON.stringify(source.slice(0, 30)), () => {
      if (offset === undefined && source === "{a: 1, }") return void parseExpression(source);
      assert.throws(
        () => parseExpression(source),
        (error) => error instanceof ExpressionError && (offset === undefined || error.offset === offset),
      );
    });
  it("a function that there is not", () => {
    assert.throws(() => evaluate('timestamp("2020")', {}), /there is no function timestamp/);
  });
  it("texts and lists do not grow without end", () => {
    const text = "x".repeat(600_000);
    assert.throws(() => evaluate("a + a", { a: text }), /too long/);
    assert.throws(() => evaluate("a + a", { a: Array.from(text) }), /too long/);
    assert.equal((evaluate("a + a", { a: "xx" }) as string).length, 4);
  });
  it("loops that visit too much end in an error", () => {
    const many = Array.from({ length: 4000 }, (_, index) => BigInt(index));
    assert.throws(() => evaluate("a.map(x, a.filter(y, x == y))", { a: many }), /too many steps/);
  });
});
