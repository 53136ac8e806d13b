import type { Edit } from "../text/edit.js";
import { LineIndex } from "../text/line-index.js";
import type { Range } from "../text/range.js";
import type { Fact } from "./fact.js";
import type { HostGrade } from "./host-grade.js";
import type { Lens } from "./lens.js";
import type { Node } from "./node.js";
import type { Parts } from "./reads.js";

/** Something wrong with a file itself: a syntax error, an unreadable part. */
export interface Problem {
  readonly message: string;
  readonly range: Range;
}

/** How a format writes comments; used to find suppressions and to write them. */
export interface CommentStyle {
  /** Begins a comment that ends with the line: `#`, `//`, `;`. */
  readonly line?: string;
  /** Begins and ends a comment where no line comment can stand: `<!--`, `-->`. */
  readonly block?: readonly [string, string];
}

/**
 * A kind of file. `id` is the key under `checks:` in a rule; `groups` are further keys that include this format
 * (`code` for languages, `yaml` for compose files, `text` for everything).
 */
export interface Format {
  readonly id: string;
  readonly groups: readonly string[];
  readonly comment?: CommentStyle;
  /** True for files that a program writes from others: nothing is offered to be changed in them. */
  readonly generated?: boolean;
  /**
   * Reads a text. Never throws: what cannot be read becomes a problem with a range and the rest is kept.
   * `files` gives the other files a format may follow (includes, sibling modules).
   */
  parse(path: string, text: string, files: Files): Document | Promise<Document>;
  /** Runs a tree-sitter query: one record of captured nodes a match. Only code formats have it. */
  query?(document: Document, source: string): readonly Readonly<Record<string, Node>>[];
  /** What is wrong with a query, undefined when nothing is. `offset` counts in its text. */
  checkQuery?(source: string): Promise<{ message: string; offset: number } | undefined>;
  /** What rules can ask of this format's nodes beyond the common questions. */
  readonly facts?: readonly Fact[];
  /** What the document admits from the network: `opening` nodes as the finder of that name describes them. */
  openings?(document: Document): Node[];
  /** How a scanner of web sites would grade the hosts that the document and the files around it serve, or the named ones. */
  grades?(document: Document, hosts?: readonly string[]): HostGrade[];
  /**
   * The parts of a document that rules mostly judge on their own. A format that has them says what is read of them
   * ({@link Reads}), so that after an edit only those are judged anew that it may concern.
   */
  parts?(document: Document): Parts;
  /** What is to be said of whole blocks, in order. */
  lenses?(document: Document): Lens[];
  /** The edit that adds `text` (a whole child, written without indentation) as the last child of `parent`. */
  append?(document: Document, parent: Node, text: string): Edit;
  /** The edit that adds `text` (a whole sibling) after `node`. */
  after?(document: Document, node: Node, text: string): Edit;
  /** The edit that takes `node` away with its separators and, where it stood alone, its line. */
  remove?(document: Document, node: Node): Edit;
}

/**
 * Read access to the workspace around a file, given by whoever holds a disk. Paths have forward slashes and are
 * relative to the workspace root, as `Document.path` is. Nothing outside the workspace is ever returned.
 */
export interface Files {
  /** The text of a file, undefined when there is none or it may not be read. */
  read(path: string): string | undefined;
  /** The names in a folder, sorted; empty when there is none. Folders end with `/`. */
  list(folder: string): readonly string[];
  /** Told of a bound that was met on the way from file to file, in words for people: what lies beyond it is not known. */
  readonly tell?: (message: string) => void;
  /** The versions of programs that the project says it runs, by the format of their configuration. */
  readonly versions?: Readonly<Record<string, string>>;
}

/** No other files: used for a text that stands alone. */
export const noFiles: Files = { read: () => undefined, list: () => [] };

/** By so many of its endings a dotted name can be asked for: one of a thousand parts is no name. */
const mostParts = 50;

/** A file that was read: its text, its comments, a tree whose every node has a range, and what is wrong with it. */
export class Document {
  readonly path: string;
  readonly text: string;
  readonly format: Format;
  readonly root: Node;
  /** True for tests, examples and fixtures of code: what is wrong there is at most information. */
  readonly test: boolean;
  #comments: readonly Range[] | (() => readonly Range[]);
  readonly #problems: readonly Problem[] | (() => readonly Problem[]);
  #lines: LineIndex | undefined;
  #byName: Map<string, Node[]> | undefined;
  #all: Node[] | undefined;

  constructor(init: {
    path: string;
    text: string;
    format: Format;
    root: Node;
    comments?: readonly Range[] | (() => readonly Range[]);
    problems?: readonly Problem[] | (() => readonly Problem[]);
    test?: boolean;
  }) {
    this.path = init.path;
    this.text = init.text;
    this.format = init.format;
    this.root = init.root;
    this.#comments = init.comments ?? [];
    this.#problems = init.problems ?? [];
    this.test = init.test ?? false;
  }

  /** What is wrong with the text, as far as it was read. */
  get problems(): readonly Problem[] {
    return typeof this.#problems === "function" ? this.#problems() : this.#problems;
  }

  /** The ranges of the comments, with their markers, in order. */
  get comments(): readonly Range[] {
    if (typeof this.#comments === "function") this.#comments = this.#comments();
    return this.#comments;
  }

  get lines(): LineIndex {
    this.#lines ??= new LineIndex(this.text);
    return this.#lines;
  }

  /** Every node below the root, parents first. */
  all(): readonly Node[] {
    this.#all ??= nodesBelow(this.root);
    return this.#all;
  }

  /**
   * Gives back what the document holds outside of the garbage collector's reach (syntax trees). Text, lines and what
   * was read before remain; its nodes must not be asked for more. Called by whoever had it read, once it is linted.
   */
  release(): void {}

  /** The innermost node that holds the offset, undefined when only the root does. */
  at(offset: number): Node | undefined {
    let found: Node | undefined;
    let level: readonly Node[] = this.root.children;
    for (;;) {
      const inner = level.find((node) => node.range.start <= offset && offset < node.range.end);
      if (!inner) return found;
      found = inner;
      level = inner.children;
    }
  }

  /**
   * The nodes whose name is `name` or ends with `.name`, in order of the text. A format whose trees are costly
   * (code) overrides this to look near the places where the name is written.
   */
  named(name: string): readonly Node[] {
    this.#byName ??= nodesByName(this.all());
    return this.#byName.get(name) ?? [];
  }
}

/** The nodes below one, parents first, without those that are `left` out and what is below them. */
export function nodesBelow(root: Node, left?: (node: Node) => boolean): Node[] {
  const found: Node[] = [];
  const pending: Node[] = [...root.children].reverse();
  while (pending.length > 0) {
    const node = pending.pop()!;
    if (left?.(node)) continue;
    found.push(node);
    const { children } = node;
    for (let i = children.length - 1; i >= 0; i--) pending.push(children[i]!);
  }
  return found;
}

/** Nodes by the names they can be asked for: `a.b.c` also as `b.c` and `c`. */
export function nodesByName(nodes: readonly Node[]): Map<string, Node[]> {
  const found = new Map<string, Node[]>();
  for (const node of nodes) {
    const { name } = node;
    for (let from = 0, parts = 0; from >= 0 && parts < mostParts; parts++) {
      const key = name.slice(from);
      const list = found.get(key);
      if (list) list.push(node);
      else found.set(key, [node]);
      const dot = name.indexOf(".", from);
      from = dot < 0 || dot + 1 === name.length ? -1 : dot + 1;
    }
  }
  return found;
}
