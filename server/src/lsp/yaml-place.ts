import type { Range } from "../text/range.js";

/** Where a cursor stands in a YAML text that is being written: by lines and indentation, since it need not parse. */
export interface YamlPlace {
  /** The keys from the outside in; `-` stands for an item of a list. Ends with the key whose value is written. */
  readonly path: readonly string[];
  /** True when a key is being written below `path`, false when its value is. */
  readonly key: boolean;
  /** The word at the cursor: the whole key, or what stands between blanks, commas and brackets of a value. */
  readonly word: Range;
  /** The value from its beginning up to the cursor. */
  readonly before: string;
}

interface Line {
  /** Columns of the dashes in front. */
  readonly dashes: readonly number[];
  /** Column of the key, or of what else stands there. */
  readonly column: number;
  readonly key?: string;
  /** What stands after the colon, or the whole content without a key. */
  readonly value: string;
  readonly valueColumn: number;
}

/** Finds the place of an offset; undefined in a comment. */
export function yamlPlace(text: string, offset: number): YamlPlace | undefined {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = endOfLine(text, offset);
  const content = text.slice(start, end);
  const column = offset - start;
  const comment = content.search(/(?:^|\s)#/);
  if (comment >= 0 && column > comment + 1) return undefined;
  const line = readLine(content);
  const above = parents(text.slice(0, start), line, content.trim() === "" ? column : undefined);
  if (above.scalar) {
    const word = wordAt(content, column);
    return { path: above.path, key: false, word: shift(word, start), before: content.slice(0, column) };
  }
  if (line.key === undefined) {
    const item = [...above.path, ...line.dashes.map(() => "-")];
    const range = shift({ start: line.column, end: Math.max(line.column, content.trimEnd().length) }, start);
    const inList = /^[[{]/.test(line.value);
    if (inList) return { path: item, key: false, word: shift(wordAt(content, column), start), before: line.value };
    return { path: item, key: true, word: range, before: content.slice(line.column, column) };
  }
  const path = [...above.path, ...line.dashes.map(() => "-")];
  if (column <= line.column + line.key.length)
    return {
      path,
      key: true,
      word: { start: start + line.column, end: start + line.column + line.key.length },
      before: content.slice(line.column, column),
    };
  return {
    path: [...path, unquoted(line.key)],
    key: false,
    word: shift(wordAt(content, column), start),
    before: content.slice(Math.min(line.valueColumn, column), column),
  };
}

function readLine(content: string): Line {
  const dashes: number[] = [];
  let at = content.length - content.trimStart().length;
  while (/^-(?:\s|$)/.test(content.slice(at))) {
    dashes.push(at);
    at++;
    while (content[at] === " ") at++;
  }
  const found = /^("[^"]*"|'[^']*'|[^\s#:[{|>'"][^:#]*?):(?:\s+|$)/.exec(content.slice(at));
  if (!found) return { dashes, column: at, value: content.slice(at), valueColumn: at };
  const valueColumn = at + found[0].length;
  return { dashes, column: at, key: found[1], value: content.slice(valueColumn), valueColumn };
}

/** The keys above a line. `scalar` when the line is text of a block scalar, whose key then ends the path. */
function parents(text: string, line: Line, blankColumn: number | undefined): { path: string[]; scalar: boolean } {
  let column = blankColumn ?? line.dashes[0] ?? line.column;
  let dashed = blankColumn === undefined && line.dashes.length > 0;
  let path: string[] = [];
  let scalar = false;
  const lines = text.split("\n");
  for (let index = lines.length - 2; index >= 0 && (column > 0 || dashed); index--) {
    const content = lines[index]!;
    if (content.trim() === "" || /^\s*#/.test(content)) continue;
    const one = readLine(content);
    if (one.column < column || (dashed && one.column === column && one.dashes.length === 0)) {
      if (one.key !== undefined) {
        if (/^[|>][-+\d]*\s*(?:#.*)?$/.test(one.value)) {
          path = [];
          scalar = true;
        }
        path.unshift(unquoted(one.key));
      }
      column = one.column;
      dashed = false;
    }
    // An item whose dash stands further out than what was found so far.
    for (const dash of [...one.dashes].reverse()) {
      if (dash >= column) continue;
      path.unshift("-");
      column = dash;
      dashed = true;
    }
  }
  return { path, scalar };
}

function wordAt(content: string, column: number): Range {
  const limit = /[\s,[\]{}"'()!&|=<>?:+*]/;
  let start = column;
  while (start > 0 && !limit.test(content[start - 1]!)) start--;
  let end = column;
  while (end < content.length && !limit.test(content[end]!)) end++;
  return { start, end };
}

function shift(range: Range, by: number): Range {
  return { start: range.start + by, end: range.end + by };
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end;
}

function unquoted(key: string): string {
  return key.replace(/^(["'])(.*)\1$/, "$2");
}
