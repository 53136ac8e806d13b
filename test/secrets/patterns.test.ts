import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { table } from "../../server/src/document/tables.js";
import { loadTables } from "./tables.js";

/** What a backtracking engine may do with a pattern, told by the pattern alone. */
interface Shape {
  /** Something that may repeat without end stands in something that may repeat: time can explode. */
  readonly nested: boolean;
  /** Quantifiers without an upper bound. */
  readonly unbounded: number;
}

/** Reads groups, classes and quantifiers of a regular expression. */
function shapeOf(source: string): Shape {
  let nested = false;
  let unbounded = 0;
  // For each open group, and the pattern itself: whether something in it repeats without a small bound.
  const repeats: boolean[] = [false];
  const begins: number[] = [0];
  let closed = false;
  for (let i = 0; i < source.length; i++) {
    const char = source[i]!;
    if (char === "\\") {
      i++;
      closed = false;
    } else if (char === "[") {
      i++;
      if (source[i] === "^") i++;
      if (source[i] === "]") i++;
      while (source[i] !== "]") i += source[i] === "\\" ? 2 : 1;
      closed = false;
    } else if (char === "(") {
      repeats.push(false);
      begins.push(i + 1);
      closed = false;
    } else if (char === ")") {
      closed = repeats.pop()!;
      const body = source.slice(begins.pop(), i);
      repeats[repeats.length - 1] ||= closed;
      const quantifier = /^(?:[*+]|\{(\d+)(,(\d*))?\})/.exec(source.slice(i + 1));
      if (
        quantifier &&
        closed &&
        !isSeparated(body) &&
        Number(quantifier[3] || (quantifier[2] ? 1e9 : (quantifier[1] ?? 1e9))) > 20
      )
        nested = true;
    } else if (char === "*" || char === "+" || /^\{\d+,\}/.test(source.slice(i))) {
      // `(?:`, `(?=` and the lazy mark are no quantifiers.
      unbounded++;
      repeats[repeats.length - 1] = true;
    }
  }
  return { nested, unbounded };
}

/** A regular expression as it is written in code, where a value may begin. */
const literal = /(?<=[=(,:![&|?{};\n]\s*)\/(?![*/])((?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/[dgimsuvy]*/g;

/**
 * True when each round of a repeated group begins or ends with a character that nothing else repeated in it can match:
 * then there is one way to divide a text into rounds.
 */
function isSeparated(group: string): boolean {
  const body = group.replace(/^\?(?::|<\w+>)/, "");
  const repeated = [...body.matchAll(/(\[(?:[^\]\\]|\\.)*\]|\\.|[^\\])(?:[*+]|\{\d+,\})/g)].map(([, atom]) => atom!);
  const edges = [/^(?:\\[^\w\s]|[^\\[(.*+?{|])/.exec(body)?.[0], /(?:\\[^\w\s]|->|[^\w\s\\\])*+?}|])$/.exec(body)?.[0]];
  return edges.some((edge) => {
    const char = edge?.at(-1);
    return char !== undefined && !body.includes("|") && repeated.every((atom) => !new RegExp(`^${atom}$`).test(char));
  });
}

describe("secrets: patterns", () => {
  before(loadTables);

  it("can tell which patterns explode", () => {
    assert.deepEqual(shapeOf("(?:a+)+"), { nested: true, unbounded: 2 });
    assert.equal(shapeOf("(?:[\\w,]+,)*x").nested, true);
    assert.equal(shapeOf("(?:[*+]a{1,20}){0,3}b").nested, false);
  });

  it("of providers repeat only within bounds, so each try takes bounded time", () => {
    for (const { pattern } of table<{ pattern: string }[]>("provider-tokens")) {
      const { nested, unbounded } = shapeOf(pattern.replace("(?i)", ""));
      assert.deepEqual({ nested, unbounded }, { nested: false, unbounded: 0 }, pattern);
    }
  });

  it("in the detector's own code never nest what repeats without end", () => {
    const folder = new URL("../../server/src/secrets/", import.meta.url);
    let seen = 0;
    for (const name of readdirSync(folder)) {
      const text = readFileSync(new URL(name, folder), "utf8");
      for (const [, source] of text.matchAll(literal)) {
        seen++;
        assert.equal(shapeOf(source!).nested, false, `${name}: ${source}`);
      }
    }
    assert.ok(seen > 100);
  });
});
