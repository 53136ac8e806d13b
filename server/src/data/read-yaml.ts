import {
  Composer,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  type Pair,
  type ParsedNode,
  Parser,
  type Document as YamlDocument,
} from "yaml";
import type { Problem } from "../document/document.js";
import { Node, type NodeInit, type Value } from "../document/node.js";
import type { Range } from "../text/range.js";
import { blankTemplates, hole } from "./template-holes.js";

/** How a YAML text is read. */
export interface YamlOptions {
  /** True for a scalar whose value will only be known later (`${VAR}` where a tool fills it in). */
  readonly isUnknown?: (text: string) => boolean;
}

/** What stood in a YAML text. */
export interface YamlReading {
  /** The entries of the only document, or one node `document` for each of several. */
  readonly nodes: readonly Node[];
  readonly comments: readonly Range[];
  readonly problems: readonly Problem[];
  /** True when template lines (`{{- if … }}`) were left out: more or less may stand there. */
  readonly templated: boolean;
}

const maxDepth = 200;
/** How many nodes aliases and merges may add to one file; what is beyond is unknown. */
const maxAliasNodes = 10_000;
const maxProblems = 50;

/**
 * Reads YAML: one document's entries stand in `nodes` directly, several documents are a node each. Aliases and merge
 * keys are resolved; what comes from them has the range of where it is written. Template holes (Helm, Jinja) make
 * values unknown. Never throws.
 */
export function readYaml(text: string, options: YamlOptions = {}): YamlReading {
  const { text: source, templated } = blankTemplates(text);
  const comments: Range[] = [];
  const problems: Problem[] = [];
  const documents: YamlDocument.Parsed[] = [];
  const add = (message: string, start: number, end: number) => {
    if (problems.length < maxProblems) problems.push({ message, range: { start, end: Math.min(end, text.length) } });
  };
  if (nestsTooDeep(source)) {
    add(`nested deeper than ${maxDepth} levels; the file is not read`, 0, 1);
    return { nodes: [], comments, problems, templated };
  }
  try {
    const parser = new Parser();
    const composer = new Composer<ParsedNode>({
      merge: true,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: "silent",
    });
    let previous = "";
    for (const lexeme of new Lexer().lex(source)) {
      if (lexeme.charCodeAt(0) === 35 && previous !== scalarMark) {
        comments.push({ start: parser.offset, end: parser.offset + lexeme.length });
      }
      previous = lexeme;
      for (const token of parser.next(lexeme)) for (const document of composer.next(token)) documents.push(document);
    }
    for (const token of parser.end()) for (const document of composer.next(token)) documents.push(document);
    for (const document of composer.end()) documents.push(document);
  } catch (error) {
    // The library recurses into nested collections.
    add(error instanceof RangeError ? "nested too deep; the rest is not read" : "the YAML cannot be read", 0, 1);
  }
  for (const document of documents) {
    for (const error of document.errors)
      add(problemText(error.message), error.pos[0], Math.max(error.pos[1], error.pos[0] + 1));
  }
  const lowering = new Lowering(text, source, templated, options.isUnknown ?? never, add);
  const full = documents.filter((document) => document.contents !== null);
  if (full.length <= 1) return { nodes: full[0] ? lowering.children(full[0]) : [], comments, problems, templated };
  const nodes = full.map((document) => lowering.document(document));
  return { nodes, comments, problems, templated };
}

function problemText(message: string): string {
  return message.includes("call stack") ? "nested too deep; the rest is not read" : message.split("\n")[0]!;
}

const scalarMark = "\x1f";
const never = () => false;

/** Brackets in one line or chains of `- - -` that the library's recursion would not survive. */
function nestsTooDeep(text: string): boolean {
  let open = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 91 || code === 123) {
      if (++open > maxDepth * 2) return true;
    } else if (code === 93 || code === 125) open--;
    else if (code === 10) open = 0;
  }
  return /(?:[[{][ \t\r\n]*){400}|(?:^|\n)[ \t]*(?:[-?][ \t]+){400}/.test(text);
}

type YamlNode = ParsedNode | null | undefined;

/** Turns the library's nodes into ours, with a budget for what aliases add. */
class Lowering {
  #budget = maxAliasNodes;
  #depth = 0;
  #inAlias = 0;
  readonly #text: string;
  readonly #source: string;
  readonly #templated: boolean;
  readonly #isUnknown: (text: string) => boolean;
  readonly #problem: (message: string, start: number, end: number) => void;
  readonly #anchors = new Map<string, ParsedNode>();
  readonly #active = new Set<YamlNode>();
  readonly #refused = new Set<YamlNode>();
  #isOver = false;
  /** The alias of the text itself, not of another alias' target, that is being followed. */
  #followed: YamlNode;

  constructor(
    text: string,
    source: string,
    templated: boolean,
    isUnknown: (text: string) => boolean,
    problem: (message: string, start: number, end: number) => void,
  ) {
    this.#text = text;
    this.#source = source;
    this.#templated = templated;
    this.#isUnknown = isUnknown;
    this.#problem = problem;
  }

  document(document: YamlDocument.Parsed): Node {
    const children = this.children(document);
    const [start, , end] = document.contents!.range;
    const first = Math.min(start, this.#text.length);
    return new Node({
      kind: "document",
      name: "document",
      range: { start: first, end: this.#trimmed(first, end) },
      nameRange: { start: first, end: Math.min(first + 1, this.#text.length) },
      children,
      open: this.#templated,
    });
  }

  children(document: YamlDocument.Parsed): Node[] {
    this.#anchors.clear();
    const contents = document.contents as YamlNode;
    try {
      this.#collectAnchors(contents, 0);
      if (isMap(contents)) return this.#pairs(contents as ParsedNode);
      if (isSeq(contents)) return contents.items.flatMap((item) => this.#listItem(item));
      return contents ? [this.#item(contents)] : [];
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#problem("nested too deep; the rest is not read", contents?.range[0] ?? 0, (contents?.range[0] ?? 0) + 1);
      return [];
    }
  }

  #collectAnchors(node: YamlNode, depth: number): void {
    if (!node || depth > maxDepth * 2) return;
    const { anchor } = node as { anchor?: string };
    if (anchor && !this.#anchors.has(anchor)) this.#anchors.set(anchor, node);
    if (isMap(node)) {
      for (const pair of node.items as Pair<ParsedNode, YamlNode>[]) {
        this.#collectAnchors(pair.key, depth + 1);
        this.#collectAnchors(pair.value, depth + 1);
      }
    } else if (isSeq(node)) for (const item of node.items as YamlNode[]) this.#collectAnchors(item, depth + 1);
  }

  /** The node an alias stands for; undefined when it is missing, circular or over the budget, which is a problem. */
  #follow(node: YamlNode): YamlNode {
    if (!isAlias(node)) return node;
    const target: YamlNode = this.#anchors.get(node.source);
    const name = node.source.slice(0, 60);
    if (!target) this.#refuse(node, `no anchor "${name}" stands before`);
    else if (this.#active.has(target)) this.#refuse(node, `"*${name}" stands within what it stands for`);
    else if (this.#budget <= 0) this.#overBudget(node);
    else if (!isAlias(target)) {
      if (this.#inAlias === 0) this.#followed = node;
      return target;
    }
    return undefined;
  }

  #refuse(node: YamlNode, message: string): void {
    if (this.#refused.has(node) || this.#templated) return;
    this.#refused.add(node);
    this.#problem(message, node!.range[0], node!.range[1]);
  }

  #overBudget(node: YamlNode): void {
    if (!this.#isOver)
      this.#refuse(this.#followed ?? node, `aliases stand for more than ${maxAliasNodes} nodes; the rest is not read`);
    this.#isOver = true;
  }

  #within<T>(node: YamlNode, isAliased: boolean, work: () => T, otherwise: T): T {
    if (this.#depth > maxDepth || this.#active.has(node)) return otherwise;
    if (this.#inAlias > 0 || isAliased) {
      if (--this.#budget < 0) {
        this.#overBudget(node);
        return otherwise;
      }
    }
    this.#depth++;
    if (isAliased) this.#inAlias++;
    this.#active.add(node);
    try {
      return work();
    } finally {
      this.#active.delete(node);
      if (isAliased) this.#inAlias--;
      this.#depth--;
    }
  }

  #pairs(map: ParsedNode, except?: ReadonlySet<string>): Node[] {
    if (!isMap(map)) return [];
    const own = new Set<string>(except);
    const nodes: Node[] = [];
    const merges: YamlNode[] = [];
    const seen = new Set<string>();
    for (const pair of map.items as Pair<ParsedNode, YamlNode>[]) {
      const key = pair.key as YamlNode;
      const name = this.#keyText(key);
      if (name === undefined) continue;
      if (name === "<<" && isScalar(key) && key.type === "PLAIN") {
        merges.push(pair.value);
        continue;
      }
      if (seen.has(name) && except === undefined && !this.#templated) {
        const [start, end] = key!.range;
        this.#problem(`"${name.slice(0, 60)}" stands here twice`, start, end);
      }
      seen.add(name);
      if (except?.has(name)) continue;
      own.add(name);
      nodes.push(this.#entry(name, key!, pair.value));
    }
    for (const merge of merges) nodes.push(...this.#merged(merge, own));
    return nodes;
  }

  #merged(value: YamlNode, own: Set<string>): Node[] {
    const target = this.#follow(value);
    if (!target) return [];
    return this.#within(
      target,
      true,
      () => {
        if (isSeq(target)) return (target.items as YamlNode[]).flatMap((item) => this.#merged(item, own));
        const nodes = this.#pairs(target, own);
        for (const node of nodes) own.add(node.name);
        return nodes;
      },
      [],
    );
  }

  #keyText(key: YamlNode): string | undefined {
    if (isScalar(key)) {
      const name = typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
      return name.includes(hole) ? this.#text.slice(key.range[0], key.range[1]) : name;
    }
    if (isAlias(key)) {
      const target = this.#follow(key);
      return isScalar(target) ? String(target.value) : undefined;
    }
    return undefined;
  }

  #entry(name: string, key: ParsedNode, value: YamlNode): Node {
    const nameRange = this.#content(key);
    const start = key.range[0];
    const end = value ? this.#end(value) : this.#afterColon(key.range[1]);
    return this.#node(
      { kind: "entry", name, nameRange, range: { start, end: Math.max(end, nameRange.end) } },
      value,
      nameRange.end,
    );
  }

  /** An item of a list; `[name: value]` is a map of one pair there, as an item of an ordered map is. */
  #listItem(item: unknown): Node[] {
    if (!isPair(item)) return [this.#item(item as YamlNode)];
    return isNode(item.key) ? this.#pairs({ items: [item] } as unknown as ParsedNode) : [];
  }

  #item(value: YamlNode): Node {
    const start = value?.range[0] ?? 0;
    const end = value ? this.#end(value) : start;
    return this.#node(
      { kind: "entry", name: "-", range: { start, end }, nameRange: { start, end: Math.min(start + 1, end) } },
      value,
      start,
    );
  }

  #node(init: NodeInit, written: YamlNode, after: number): Node {
    const value = this.#follow(written);
    if (written && !value) return new Node({ ...init, values: [this.#unknown(written)], open: true });
    return this.#within(
      value,
      value !== written,
      () => {
        if (isMap(value)) {
          return new Node({
            ...init,
            children: this.#pairs(value as ParsedNode),
            open: this.#isOpen(value as ParsedNode),
            source: value,
          });
        }
        if (!isSeq(value)) {
          const scalar = this.#scalar(value, after);
          return new Node({ ...init, values: [scalar], open: !scalar.known, source: value });
        }
        const values: Value[] = [];
        const children: Node[] = [];
        for (const item of value.items as (YamlNode | Pair)[]) {
          if (isPair(item)) {
            children.push(...this.#listItem(item));
            continue;
          }
          const target = this.#follow(item);
          if (target && (isMap(target) || isSeq(target))) children.push(this.#item(item));
          else if (item && !target) values.push(this.#unknown(item));
          else values.push(this.#scalar(target, item?.range[0] ?? after));
        }
        return new Node({ ...init, values, children, open: this.#templated, source: value });
      },
      new Node({ ...init, values: written ? [this.#unknown(written)] : [], open: true }),
    );
  }

  /** A map in a templated file may hold more; so may one with a merge that could not be followed. */
  #isOpen(map: ParsedNode): boolean {
    if (this.#templated) return true;
    if (!isMap(map)) return false;
    return (map.items as Pair<ParsedNode, YamlNode>[]).some((pair) => {
      const key = pair.key as YamlNode;
      if (!isScalar(key)) return false;
      if (typeof key.value === "string" && key.value.includes(hole)) return true;
      return key.value === "<<" && key.type === "PLAIN" && !this.#follow(pair.value);
    });
  }

  #unknown(node: ParsedNode): Value {
    const [start, end] = node.range;
    return { text: this.#text.slice(start, end), data: null, known: false, range: { start, end } };
  }

  #scalar(node: YamlNode, after: number): Value {
    // In a templated file something may have been left out here.
    if (!node || !isScalar(node) || (node.value === null && this.#templated)) {
      return { text: "", data: null, known: !this.#templated, range: { start: after, end: after } };
    }
    const range = this.#content(node);
    const data = node.value;
    const written = this.#source.slice(range.start, range.end);
    const text = typeof data === "string" ? data : (node.source ?? String(data ?? ""));
    if (written.includes(hole) || this.#isUnknown(text)) {
      const shown = written.includes(hole) ? this.#text.slice(range.start, range.end) : text;
      return { text: shown, data: null, known: false, range };
    }
    if (data === null || data === undefined) return { text, data: null, known: true, range };
    if (typeof data === "string" || typeof data === "boolean" || typeof data === "number")
      return { text, data, known: true, range };
    return { text, data: typeof data === "bigint" ? Number(data) : text, known: true, range };
  }

  /** The range of a scalar without its quotes; of a block scalar from its first line on. */
  #content(node: ParsedNode): Range {
    const [start, end] = node.range;
    if (!isScalar(node)) return { start, end };
    if (node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE") {
      const closed = end - 1 > start && (this.#text[end - 1] === '"' || this.#text[end - 1] === "'");
      return { start: start + 1, end: closed ? end - 1 : end };
    }
    if (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED") {
      const line = this.#text.indexOf("\n", start);
      let from = line < 0 || line >= end ? start : line + 1;
      while (from < end && (this.#text[from] === " " || this.#text[from] === "\r" || this.#text[from] === "\n")) from++;
      return { start: from, end: this.#trimmed(from, end) };
    }
    return { start, end };
  }

  #end(node: ParsedNode): number {
    return this.#trimmed(node.range[0], node.range[1]);
  }

  #trimmed(start: number, end: number): number {
    let at = Math.min(end, this.#text.length);
    while (at > start && this.#text.charCodeAt(at - 1) <= 32) at--;
    return at;
  }

  #afterColon(end: number): number {
    return this.#text[end] === ":" ? end + 1 : end;
  }
}
