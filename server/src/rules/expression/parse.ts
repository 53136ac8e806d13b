import { ExpressionError } from "./expression-error.js";
import type { BinarySign, Tree } from "./tree.js";

/** How deep an expression may nest. */
export const maxDepth = 48;

/** How tightly the signs bind, the loosest first. As in C, comparing binds tighter than asking for equality: the type checker reads it so. */
const levels: readonly (readonly BinarySign[])[] = [
  ["||"],
  ["&&"],
  ["==", "!="],
  ["<", "<=", ">", ">=", "in"],
  ["+", "-"],
  ["*", "/", "%"],
];

const token =
  /(?:\s|\/\/[^\n]*)*(?:(0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(&&|\|\||[=!<>]=|[-+*/%!<>?:.,()[\]{}])|(["']))/y;

const escapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/**
 * Reads an expression of CEL, without what rules have no use for: bytes, unsigned integers, messages.
 * Throws {@link ExpressionError} with the offset of what is wrong.
 */
export function parseExpression(source: string): Tree {
  let offset = 0;
  let kind: "number" | "name" | "sign" | "string" | "end" = "end";
  let text = "";
  let start = 0;
  let depth = 0;
  advance();
  const tree = expression();
  if (kind !== "end") fail(`"${text}" is not expected here`);
  return tree;

  function advance(): void {
    token.lastIndex = offset;
    const match = token.exec(source);
    if (!match) {
      const rest = /^(?:\s|\/\/[^\n]*)*/.exec(source.slice(offset))![0].length;
      start = offset + rest;
      if (start < source.length) fail(`"${source[start]}" is not expected here`);
      kind = "end";
      text = "";
      return;
    }
    offset = token.lastIndex;
    const [, number, name, sign, quote] = match;
    text = number ?? name ?? sign ?? quote!;
    start = offset - text.length;
    if (number !== undefined) {
      kind = "number";
      if (/[\w.]/.test(source[offset] ?? "")) fail("this number is not one that rules know");
    } else if (name !== undefined) {
      kind = "name";
      const raw = name === "r" || name === "R";
      const after = source[offset];
      if (raw && (after === '"' || after === "'")) {
        offset++;
        text = quoted(after, true);
        kind = "string";
      }
    } else if (sign !== undefined) kind = "sign";
    else {
      text = quoted(quote!, false);
      kind = "string";
    }
  }

  /** Reads a quoted text whose first quote was passed. */
  function quoted(quote: string, raw: boolean): string {
    const triple = source.startsWith(quote + quote, offset);
    const end = triple ? quote.repeat(3) : quote;
    if (triple) offset += 2;
    let value = "";
    while (!source.startsWith(end, offset)) {
      const char = source[offset];
      if (char === undefined || (char === "\n" && !triple)) fail("the text is not closed");
      offset++;
      if (char !== "\\" || raw) {
        value += char;
        continue;
      }
      value += escaped();
    }
    offset += end.length;
    return value;
  }

  function escaped(): string {
    const char = source[offset++] ?? "";
    if (char in escapes) return escapes[char]!;
    if ("\\?\"'`".includes(char)) return char;
    const digits =
      char === "x" || char === "X" ? 2 : char === "u" ? 4 : char === "U" ? 8 : /[0-3]/.test(char) ? 3 : undefined;
    if (digits === undefined) fail(`"\\${char}" stands for nothing`, offset - 2);
    const octal = digits === 3;
    const from = octal ? offset - 1 : offset;
    const code = source.slice(from, from + digits!);
    if (!(octal ? /^[0-3][0-7]{2}$/ : /^[0-9a-fA-F]+$/).test(code) || code.length !== digits)
      fail("this escape is not whole", from);
    offset = from + digits!;
    const point = Number.parseInt(code, octal ? 8 : 16);
    if (point > 0x10ffff) fail("there is no such character", from);
    return String.fromCodePoint(point);
  }

  function expression(): Tree {
    if (++depth > maxDepth) fail(`nested deeper than ${maxDepth} levels`);
    const condition = binary(0);
    let tree = condition;
    if (isSign("?")) {
      advance();
      const then = binary(0);
      expect(":");
      tree = { kind: "choice", condition, then, otherwise: expression() };
    }
    depth--;
    return tree;
  }

  function binary(level: number): Tree {
    const signs = levels[level];
    if (!signs) return unary();
    let left = binary(level + 1);
    while ((kind === "sign" || (kind === "name" && text === "in")) && (signs as readonly string[]).includes(text)) {
      const sign = text as BinarySign;
      advance();
      left = { kind: "binary", sign, left, right: binary(level + 1) };
    }
    return left;
  }

  function unary(): Tree {
    if (!isSign("!") && !isSign("-")) return member();
    const sign = text as "!" | "-";
    if (++depth > maxDepth) fail(`nested deeper than ${maxDepth} levels`);
    advance();
    const operand = unary();
    depth--;
    return { kind: "unary", sign, operand };
  }

  function member(): Tree {
    let tree = primary();
    for (;;) {
      if (isSign(".")) {
        advance();
        const name = text;
        const at = start;
        if (kind !== "name") fail("a name is expected after the point");
        advance();
        tree = isSign("(")
          ? { kind: "call", name, receiver: tree, args: list("(", ")"), at }
          : { kind: "field", of: tree, name, at };
      } else if (isSign("[")) {
        advance();
        tree = { kind: "index", of: tree, index: expression() };
        expect("]");
      } else return tree;
    }
  }

  function primary(): Tree {
    const at = start;
    if (kind === "number") {
      const value = /^0[xX]|^\d+$/.test(text) ? BigInt(text) : Number(text);
      advance();
      return { kind: "value", value };
    }
    if (kind === "string") {
      const value = text;
      advance();
      return { kind: "value", value };
    }
    if (kind === "name") {
      const name = text;
      if (name === "in") fail('"in" is not expected here');
      advance();
      if (name === "true" || name === "false") return { kind: "value", value: name === "true" };
      if (name === "null") return { kind: "value", value: null };
      return isSign("(") ? { kind: "call", name, args: list("(", ")"), at } : { kind: "name", name, at };
    }
    if (isSign("(")) {
      advance();
      const tree = expression();
      expect(")");
      return tree;
    }
    if (isSign("[")) return { kind: "list", items: list("[", "]") };
    if (isSign("{")) {
      const entries: [Tree, Tree][] = [];
      advance();
      while (!isSign("}")) {
        const key = expression();
        expect(":");
        entries.push([key, expression()]);
        if (!isSign("}")) expect(",");
      }
      advance();
      return { kind: "map", entries };
    }
    return fail(text === "" ? "the expression ends too early" : `"${text}" is not expected here`);
  }

  function list(open: string, close: string): Tree[] {
    const items: Tree[] = [];
    expect(open);
    while (!isSign(close)) {
      items.push(expression());
      if (!isSign(close)) {
        expect(",");
        if (open === "(" && isSign(close)) fail(`"${close}" is not expected here`);
      }
    }
    advance();
    return items;
  }

  function isSign(sign: string): boolean {
    return kind === "sign" && text === sign;
  }

  function expect(sign: string): void {
    if (!isSign(sign)) fail(`"${sign}" is expected here`);
    advance();
  }

  function fail(message: string, at = start): never {
    throw new ExpressionError(message, Math.min(at, source.length));
  }
}
