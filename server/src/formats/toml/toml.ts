import { ParseError, parseTOML } from "toml-eslint-parser";
import { Document, type Format, type Problem } from "../../document/document.js";
import { lineEdits } from "../../document/line-edits.js";
import { Node, type Value } from "../../document/node.js";
import type { Range } from "../../text/range.js";

type Program = ReturnType<typeof parseTOML>;
type Table = Program["body"][0]["body"][number];
type KeyValue = Extract<Table, { type: "TOMLKeyValue" }>;
type Content = KeyValue["value"];
type Key = KeyValue["key"];

/** How many broken lines are left out before the rest of a file is given up. */
const maxBroken = 20;
const maxDepth = 400;

/** TOML files; a table is a node with its entries, an array of tables a node with items named `-`. */
export const toml: Format = {
  id: "toml",
  groups: ["config", "text"],
  comment: { line: "#" },
  parse(path, text) {
    const { program, problems } = read(text);
    const tables = program?.body[0].body ?? [];
    const range = { start: 0, end: text.length };
    const root = new Node({ kind: "root", name: "", range, children: tables.map((table) => lowerTable(table, text)) });
    const comments = program?.comments.map(({ range: [start, end] }): Range => ({ start, end })) ?? [];
    return new Document({ path, text, format: toml, root, comments, problems });
  },
  ...lineEdits,
};

/** The parser stops at the first mistake: its line is blanked and the text read again, a bounded number of times. */
function read(text: string): { program: Program | undefined; problems: Problem[] } {
  const problems: Problem[] = [];
  let source = text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text;
  if (/(?:[[{]\s*){400}/.test(source)) {
    const message = `nested deeper than ${maxDepth} levels; the file is not read`;
    return { program: undefined, problems: [{ message, range: { start: 0, end: 1 } }] };
  }
  for (let round = 0; round < maxBroken; round++) {
    try {
      return { program: parseTOML(source), problems };
    } catch (error) {
      if (!(error instanceof ParseError)) break;
      const at = Math.max(0, Math.min(error.index - 1, source.length - 1));
      let start = source.lastIndexOf("\n", at - 1) + 1;
      let newline = source.indexOf("\n", start);
      let end = newline < 0 ? source.length : newline;
      // A line that is blank already: the mistake lies before it.
      while (start > 0 && source.slice(start, end).trim() === "") {
        end = start - 1;
        start = end === 0 ? 0 : source.lastIndexOf("\n", end - 1) + 1;
      }
      newline = end;
      if (source.slice(start, newline).trim() === "") {
        problems.push({ message: error.message, range: { start: at, end: at } });
        break;
      }
      problems.push({ message: error.message, range: { start: Math.max(start, Math.min(at, end - 1)), end } });
      source = source.slice(0, start) + " ".repeat(end - start) + source.slice(end);
    }
  }
  return { program: undefined, problems };
}

function lowerTable(table: Table, text: string): Node {
  if (table.type === "TOMLKeyValue") return entry(table, text);
  const range = { start: table.range[0], end: table.range[1] };
  const children = table.body.map((pair) => entry(pair, text));
  const isItem = table.kind === "array";
  return keyed(table.key, range, isItem ? [dash(range, { children })] : children);
}

function entry(pair: KeyValue, text: string): Node {
  const range = { start: pair.range[0], end: pair.range[1] };
  const { children, values } = content(pair.value, text);
  return keyed(pair.key, range, children, values);
}

/** `a.b.c = …` is a node in a node in a node. */
function keyed(key: Key, range: Range, children: readonly Node[], values: readonly Value[] = []): Node {
  let node: Node | undefined;
  for (let i = key.keys.length - 1; i >= 0; i--) {
    const part = key.keys[i]!;
    const name = part.type === "TOMLBare" ? part.name : part.value;
    const quoted = part.type === "TOMLBare" ? 0 : 1;
    const nameRange = { start: part.range[0] + quoted, end: part.range[1] - quoted };
    node = node
      ? new Node({ kind: "entry", name, range, nameRange, children: [node] })
      : new Node({ kind: "entry", name, range, nameRange, values, children });
  }
  return node!;
}

function content(value: Content, text: string): { children: Node[]; values: Value[] } {
  if (value.type === "TOMLInlineTable") return { children: value.body.map((pair) => entry(pair, text)), values: [] };
  if (value.type === "TOMLValue") return { children: [], values: [scalar(value, text)] };
  const children: Node[] = [];
  const values: Value[] = [];
  for (const item of value.elements) {
    if (item.type === "TOMLValue") values.push(scalar(item, text));
    else children.push(dash({ start: item.range[0], end: item.range[1] }, content(item, text)));
  }
  return { children, values };
}

function dash(range: Range, inner: { children?: Node[]; values?: Value[] }): Node {
  return new Node({
    kind: "entry",
    name: "-",
    range,
    nameRange: { start: range.start, end: range.start + 1 },
    ...inner,
  });
}

function scalar(value: Extract<Content, { type: "TOMLValue" }>, text: string): Value {
  const [start, end] = value.range;
  if (value.kind === "string") {
    const quotes = value.multiline ? 3 : 1;
    return { text: value.value, data: value.value, known: true, range: { start: start + quotes, end: end - quotes } };
  }
  const data =
    value.kind === "integer" || value.kind === "float" || value.kind === "boolean"
      ? value.value
      : text.slice(start, end);
  return { text: text.slice(start, end), data, known: true, range: { start, end } };
}
