import { templateHole } from "../../data/logical-lines.js";
import type { Problem } from "../../document/document.js";
import { Node, textValue, unknownValue, type Value } from "../../document/node.js";
import type { Range } from "../../text/range.js";
import type { Reading } from "./style.js";

interface Token {
  /** `name`, `text` (a string's content), `number`, `hole`, or the sign itself. */
  readonly kind: string;
  readonly text: string;
  readonly range: Range;
  /** Where a string's content stands within its quotes. */
  readonly inner?: Range;
}

const deepest = 50;

/**
 * Prosody's configuration: Lua of assignments. `name = value` is a `setting`; a table gives its scalars as values and
 * its named fields as children; `VirtualHost "a"` and `Component "a" "b"` are blocks up to the next. What is computed
 * is unknown; after a condition or a loop the file counts as a template.
 */
export function readLua(text: string): Reading {
  const comments: Range[] = [];
  const problems: Problem[] = [];
  const tokens = tokenize(text, comments);
  const top: Node[] = [];
  let templated = false;
  let host: { name: Token; values: Value[]; children: Node[] } | undefined;
  let at = 0;
  const peek = (ahead = 0): Token | undefined => tokens[at + ahead];
  const close = (): void => {
    if (!host) return;
    const { name, values, children } = host;
    const end = Math.max(name.range.end, values.at(-1)?.range.end ?? 0, children.at(-1)?.range.end ?? 0);
    const range = { start: name.range.start, end };
    top.push(new Node({ kind: "block", name: name.text, nameRange: name.range, values, range, children }));
  };
  while (at < tokens.length) {
    const token = tokens[at]!;
    if (token.kind === "name" && /^(?:VirtualHost|Component|Include)$/.test(token.text)) {
      at++;
      const values: Value[] = [];
      while (peek()?.kind === "text" || peek()?.kind === "(" || peek()?.kind === ")" || peek()?.kind === "hole") {
        const next = tokens[at++]!;
        if (next.kind === "text" || next.kind === "hole") values.push(tokenValue(next));
      }
      if (token.text === "Include") {
        const end = Math.max(token.range.end, values.at(-1)?.range.end ?? 0);
        const range = { start: token.range.start, end };
        const node = new Node({ kind: "setting", name: "Include", nameRange: token.range, values, range });
        (host?.children ?? top).push(node);
      } else {
        close();
        host = { name: token, values, children: [] };
      }
    } else if (token.kind === "name" && peek(1)?.kind === "=") {
      at += 2;
      const node = assignment(token);
      (host?.children ?? top).push(node);
    } else {
      if (token.kind === "name" && /^(?:if|for|while|repeat|function|local|return)$/.test(token.text)) templated = true;
      else if (token.kind === "hole") templated = true;
      at++;
    }
  }
  close();
  return { nodes: top, comments, problems, templated };

  function assignment(name: Token): Node {
    const { values, children, end } = expression(0);
    const range = { start: name.range.start, end: Math.max(end, name.range.end) };
    return new Node({ kind: "setting", name: name.text, nameRange: name.range, range, values, children });
  }

  /** An expression: its value or, of a table, values and fields. */
  function expression(depth: number): { values: Value[]; children: Node[]; end: number } {
    const first = peek();
    if (!first || first.kind === "}" || first.kind === ";" || first.kind === ",") {
      const end = first?.range.start ?? text.length;
      return { values: [], children: [], end };
    }
    at++;
    let read: { values: Value[]; children: Node[]; end: number };
    if (first.kind === "{" && depth < deepest) read = table(first, depth);
    else read = { values: [tokenValue(first)], children: [], end: first.range.end };
    let computed = first.kind === "(" || first.kind === "-" || first.kind === "#";
    let open = first.kind === "(" ? 1 : 0;
    for (let next = peek(); next; next = peek()) {
      // `a.b`, a call, an operator: computed. A name behind a complete value begins the next statement.
      const joins = /^(?:\.\.|[.:([+\-*/%<>]|==|and|or|not)$/.test(next.kind === "name" ? next.text : next.kind);
      const before = tokens[at - 1]!;
      const goesOn =
        open > 0 ||
        joins ||
        /^(?:\.\.|[.:+\-*/%<>#]|==)$/.test(before.kind) ||
        (before.kind === "name" && /^(?:and|or|not)$/.test(before.text)) ||
        (next.kind === "text" && before.kind === "name");
      if (!goesOn) break;
      if (next.kind === "(" || next.kind === "[") open++;
      if (next.kind === ")" || next.kind === "]") open--;
      computed = true;
      at++;
      read.end = next.range.end;
    }
    if (!computed) return read;
    const range = { start: first.range.start, end: read.end };
    return { values: [unknownValue(text.slice(range.start, range.end), range)], children: [], end: read.end };
  }

  function table(first: Token, depth: number): { values: Value[]; children: Node[]; end: number } {
    const values: Value[] = [];
    const children: Node[] = [];
    let end = first.range.end;
    for (let next = peek(); next && next.kind !== "}"; next = peek()) {
      const before = at;
      if (next.kind === "," || next.kind === ";") at++;
      else if (next.kind === "name" && peek(1)?.kind === "=") {
        at += 2;
        const field = expression(depth + 1);
        children.push(named(next, field));
      } else if (next.kind === "[" && peek(2)?.kind === "]" && peek(3)?.kind === "=") {
        const key = peek(1)!;
        at += 4;
        children.push(named(key, expression(depth + 1)));
      } else {
        const item = expression(depth + 1);
        if (next.kind === "{") {
          const range = { start: next.range.start, end: item.end };
          children.push(new Node({ kind: "setting", name: "-", range, values: item.values, children: item.children }));
        } else values.push(...item.values);
      }
      if (at === before) at++;
      end = tokens[at - 1]!.range.end;
    }
    if (peek()?.kind === "}") end = tokens[at++]!.range.end;
    return { values, children, end };
  }
}

function named(name: Token, field: { values: Value[]; children: Node[]; end: number }): Node {
  const range = { start: name.range.start, end: Math.max(field.end, name.range.end) };
  const { values, children } = field;
  return new Node({ kind: "setting", name: name.text, nameRange: name.range, range, values, children });
}

function tokenValue(token: Token): Value {
  const range = token.inner ?? token.range;
  if (token.kind === "text" || token.kind === "number")
    return templateHole.test(token.text) ? unknownValue(token.text, range) : textValue(token.text, range);
  if (token.kind === "name" && /^(?:true|false|nil)$/.test(token.text)) return textValue(token.text, range);
  return unknownValue(token.text, range);
}

const lexeme =
  /(--\[(=*)\[[\s\S]*?(?:\]\2\]|$))|(--[^\n]*)|(\{\{-?[ \t]*[A-Za-z_(][^{}\n]*\}\}|<%[^\n]*?%>|\{%[^\n]*?%\})|"((?:[^"\\\n]|\\[\s\S])*)"|'((?:[^'\\\n]|\\[\s\S])*)'|\[(=*)\[([\s\S]*?)\]\7\]|([A-Za-z_]\w*)|(\d[\w.]*)|(\.\.|==|[^\s\w])/g;

function tokenize(text: string, comments: Range[]): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(lexeme)) {
    const [all, block, , line, hole, double, single, , long, name, number, sign] = match;
    const range = { start: match.index, end: match.index + all.length };
    const quoted = (content: string, lead: number): void => {
      const start = range.start + lead;
      tokens.push({ kind: "text", text: content, range, inner: { start, end: start + content.length } });
    };
    if (block !== undefined || line !== undefined)
      comments.push({ start: range.start, end: range.start + all.trimEnd().length });
    else if (hole !== undefined) tokens.push({ kind: "hole", text: hole, range });
    else if (double !== undefined) quoted(double, 1);
    else if (single !== undefined) quoted(single, 1);
    else if (long !== undefined) quoted(long, (all.length - long.length) / 2);
    else if (name !== undefined) tokens.push({ kind: "name", text: name, range });
    else if (number !== undefined) tokens.push({ kind: "number", text: number, range });
    else if (sign !== undefined) tokens.push({ kind: sign, text: sign, range });
  }
  return tokens;
}
