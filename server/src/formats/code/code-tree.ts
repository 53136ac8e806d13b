import type { Tree } from "web-tree-sitter";
import { Node, type Scalar, type Value } from "../../document/node.js";
import type { Range } from "../../text/range.js";
import { readAliases } from "./aliases.js";
import { Bindings } from "./bindings.js";
import { content, describe } from "./describe.js";
import { folded, formatted, literal } from "./folded.js";
import type { Language } from "./language.js";
import { living } from "./living.js";
import { isWord, plainName } from "./names.js";
import { type Shape, shape } from "./shape.js";
import { parts, type Syntax } from "./syntax.js";

/** How deep names, constants and calls may nest before they count as unknown. */
const deepest = 200;

/** What {@link Node.source} of a code node holds. */
export interface CodeSource {
  readonly tree: CodeTree;
  readonly syntax: Syntax;
}

/**
 * One parsed file: finds the syntax at a place, names things, follows names to the constants they stand for, and makes
 * {@link Node}s, each only when it is asked for and each only once.
 */
export class CodeTree {
  readonly text: string;
  readonly path: string;
  readonly language: Language;
  readonly root: Node;
  #parse: (() => Tree | undefined) | undefined;
  #tree: Tree | undefined;
  #released = false;
  #path: readonly Syntax[] = [];
  readonly #parents = new Map<number, Syntax>();
  readonly #nodes = new Map<number, Node>();
  readonly #expressions = new Map<number, Node>();
  readonly #shapes = new Map<number, Shape | undefined>();
  readonly #names = new Map<number, string | undefined>();
  readonly #constants = new Map<number, Scalar | undefined>();
  readonly #bindings = new Bindings(this);
  #aliases: ReadonlyMap<string, string> | undefined;

  /** The text is parsed when something asks for its syntax first; where that fails the tree is as good as released. */
  constructor(path: string, text: string, parse: () => Tree | undefined, language: Language) {
    this.path = path;
    this.text = text;
    this.language = language;
    this.#parse = parse;
    const owner = this;
    this.root = new Node({
      kind: "root",
      name: "",
      range: { start: 0, end: text.length },
      children: () => (this.released ? [] : this.#constructsBelow(this.syntax)),
      source: {
        tree: this,
        get syntax() {
          return owner.syntax;
        },
      } satisfies CodeSource,
    });
  }

  /** True when there is no syntax tree, or when it was given back: nothing new can be read from it. */
  get released(): boolean {
    if (this.#parse) this.#read();
    return this.#released;
  }

  /** True when the text was parsed. */
  get isParsed(): boolean {
    return this.#tree !== undefined;
  }

  #read(): void {
    const parse = this.#parse;
    this.#parse = undefined;
    this.#tree = parse?.();
    if (this.#tree) living.add(this, this.text.length);
    else this.#released = true;
  }

  /** Gives the syntax tree's memory back. */
  release(): void {
    if (this.#released) return;
    this.#parse = undefined;
    this.#released = true;
    this.#path = [];
    if (!this.#tree) return;
    living.remove(this, this.text.length);
    this.#tree.delete();
  }

  get syntax(): Syntax {
    return this.tree.rootNode;
  }

  /** The syntax tree. Throws when there is none ({@link released}). */
  get tree(): Tree {
    if (this.#parse) this.#read();
    if (!this.#tree) throw new Error("the text was not parsed");
    return this.#tree;
  }

  /** Local names of imported things → their names where they come from. */
  get aliases(): ReadonlyMap<string, string> {
    this.#aliases ??= readAliases(this);
    return this.#aliases;
  }

  shape(syntax: Syntax): Shape | undefined {
    const known = this.#shapes.get(syntax.id);
    if (known || this.#shapes.has(syntax.id)) return known;
    const made = shape(syntax, this.language.shapes);
    this.#shapes.set(syntax.id, made);
    return made;
  }

  /** The syntax around `offset`, the root first, the smallest last. */
  pathTo(offset: number): Syntax[] {
    // places are asked for in order of the text: most of the way is the same as last time
    const path: Syntax[] = [];
    for (const syntax of this.#path) {
      if (path.length > 0 && (syntax.startIndex > offset || syntax.endIndex <= offset)) break;
      path.push(syntax);
    }
    if (path.length === 0) path.push(this.syntax);
    for (;;) {
      const child = path.at(-1)!.firstChildForIndex(offset);
      if (!child || child.startIndex > offset || child.endIndex <= offset) break;
      this.#parents.set(child.id, path.at(-1)!);
      path.push(child);
    }
    this.#path = path;
    return [...path];
  }

  parent(syntax: Syntax): Syntax | undefined {
    let parent = this.#parents.get(syntax.id);
    if (!parent && syntax.startIndex < syntax.endIndex) {
      this.pathTo(syntax.startIndex);
      parent = this.#parents.get(syntax.id);
    }
    return parent ?? syntax.parent ?? undefined;
  }

  /** Every offset from `from` up to `to` at which `word` stands as a whole word. */
  *offsets(word: string, from = 0, to = this.text.length): Generator<number> {
    if (!word) return;
    const [first, last] = [isWord(word[0]), isWord(word.at(-1))];
    for (let at = this.text.indexOf(word, from); at >= 0 && at < to; at = this.text.indexOf(word, at + word.length)) {
      if (first && isWord(this.text[at - 1])) continue;
      if (last && isWord(this.text[at + word.length])) continue;
      yield at;
    }
  }

  /** What is inside parentheses, casts, `await` and `&`. */
  bare(syntax: Syntax): Syntax {
    let inner = syntax;
    for (let depth = 0; depth < deepest; depth++) {
      const form = this.shape(inner);
      if (form?.is !== "wrap") break;
      inner = form.inner;
    }
    return inner;
  }

  /** The dotted name of an expression, imports resolved; undefined when it has none. */
  nameOf(syntax: Syntax, depth = 0): string | undefined {
    if (this.#names.has(syntax.id)) return this.#names.get(syntax.id);
    const name = depth < deepest ? this.#name(syntax, depth) : undefined;
    this.#names.set(syntax.id, name);
    return name;
  }

  #name(syntax: Syntax, depth: number): string | undefined {
    const form = this.shape(syntax);
    switch (form?.is) {
      case "name": {
        const text = plainName(syntax.text);
        return this.aliases.get(text) ?? text;
      }
      case "wrap":
        return this.nameOf(form.inner, depth + 1);
      case "member": {
        const object = form.object && this.nameOf(form.object, depth + 1);
        const name = plainName(form.name.text);
        return object === undefined ? name : `${object}.${name}`;
      }
      case "index": {
        const object = this.nameOf(form.object, depth + 1);
        const key = form.key && this.constant(form.key);
        if (typeof key === "string") return object === undefined ? key : `${object}.${key}`;
        return object;
      }
      case "call": {
        if (form.callee) return this.nameOf(form.callee, depth + 1);
        const object = form.object && this.nameOf(form.object, depth + 1);
        const name = form.name && plainName(form.name.text);
        return object === undefined ? name : `${object}.${name}`;
      }
      default:
        return syntax.type === "namespace_name" || syntax.type === "dotted_name"
          ? syntax.text.replaceAll("\\", ".")
          : undefined;
    }
  }

  /** The name that a key, target or definition writes. */
  keyName(syntax: Syntax): string {
    const inner = this.bare(syntax);
    const form = this.shape(inner);
    if (inner.type === "shorthand_property_identifier") return inner.text;
    if (form?.is === "literal") return String(this.constant(inner) ?? "");
    const text = inner.text;
    if (syntax.type === "computed_property_name" || inner.type === "variable_name")
      return String(this.constant(inner) ?? "");
    if (form?.is === "name" || form?.is === "member") {
      // a dictionary's key that is a lower-case variable says nothing; a constant does
      const dynamic = this.language.variableKeys && inner.type === "identifier" && !/^[A-Z][A-Z0-9_]*$/.test(text);
      return dynamic && this.parent(syntax)?.type === "pair"
        ? String(this.constant(inner) ?? "")
        : (this.nameOf(inner) ?? "");
    }
    return form ? "" : plainName(text);
  }

  /** The constant an expression stands for, undefined when it is computed. */
  constant(syntax: Syntax, depth = 0): Scalar | undefined {
    if (this.#constants.has(syntax.id)) return this.#constants.get(syntax.id);
    // a name that is given itself stands for nothing
    this.#constants.set(syntax.id, undefined);
    const value = depth < deepest ? this.#constant(syntax, depth) : undefined;
    this.#constants.set(syntax.id, value);
    return value;
  }

  #constant(syntax: Syntax, depth: number): Scalar | undefined {
    const form = this.shape(syntax);
    const constant = (inner: Syntax) => this.constant(inner, depth + 1);
    switch (form?.is) {
      case "literal":
        return literal(syntax, constant);
      case "wrap":
        return constant(form.inner);
      case "binary":
        return folded(form.operator, form.left, form.right, constant);
      case "call":
        return formatted(this.nameOf(syntax) ?? "", form, constant);
      case "not": {
        const value = this.constant(form.operand, depth + 1);
        return typeof value === "boolean" ? !value : undefined;
      }
      case "name":
      case "member": {
        const source = this.definition(syntax);
        return source && this.constant(source, depth + 1);
      }
      default:
        return undefined;
    }
  }

  /** An expression as a value. */
  value(syntax: Syntax): Value {
    const data = this.constant(syntax);
    const range = rangeOf(syntax);
    if (data === undefined) return { text: syntax.text, data: null, known: false, range };
    return { text: typeof data === "string" ? data : syntax.text, data, known: true, range };
  }

  /** What a variable or field that is given a value exactly once is given; undefined for all else. */
  definition(syntax: Syntax): Syntax | undefined {
    return this.#bindings.definition(syntax);
  }

  /** The functions around a place, the innermost first, the file last. */
  scopes(syntax: Syntax): Syntax[] {
    const scopes: Syntax[] = [];
    for (let around = this.parent(syntax); around; around = this.parent(around)) {
      if (this.shape(around)?.is === "function") scopes.push(around);
    }
    scopes.push(this.syntax);
    return scopes;
  }

  /** The construct (call, assignment, entry, function, class, if) that this syntax is; undefined when it is none. */
  construct(syntax: Syntax): Node | undefined {
    const made = this.#nodes.get(syntax.id);
    if (made) return made;
    const form = this.shape(syntax);
    const init = form && describe(this, syntax, form);
    if (!init) return undefined;
    const node = new Node({
      ...init,
      range: rangeOf(syntax),
      children: () => this.#constructsBelow(syntax),
      parent: () => this.above(syntax),
      source: { tree: this, syntax } satisfies CodeSource,
    });
    this.#nodes.set(syntax.id, node);
    return node;
  }

  /** The nearest construct around a piece of syntax, the root when there is none. */
  above(syntax: Syntax): Node {
    for (let around = this.parent(syntax); around; around = this.parent(around)) {
      if (around.id === this.syntax.id) break;
      const node = this.construct(around);
      if (node) return node;
    }
    return this.root;
  }

  /** The nearest constructs inside a piece of syntax, in order of the text. */
  #constructsBelow(syntax: Syntax): Node[] {
    const found: Node[] = [];
    const pending = this.#inside(syntax).reverse();
    while (pending.length > 0) {
      const next = pending.pop()!;
      const node = this.construct(next);
      if (node) found.push(node);
      else pending.push(...this.#inside(next).reverse());
    }
    return found;
  }

  #inside(syntax: Syntax): Syntax[] {
    const inner = parts(syntax);
    for (const child of inner) if (!this.#parents.has(child.id)) this.#parents.set(child.id, syntax);
    const form = this.shape(syntax);
    // what stands left of `=` is the name, not a use
    if (form?.is === "assign")
      return inner.filter(
        (child) =>
          child.id !== form.target.id && !(child.type === "expression_list" && child.endIndex <= form.target.endIndex),
      );
    if (form?.is === "entry") return inner.filter((child) => child.id !== form.key.id);
    return inner;
  }

  /** A comparison as a node: named by its operator, its two sides as values. */
  comparison(syntax: Syntax, form: Extract<Shape, { is: "binary" }>): Node {
    let node = this.#expressions.get(-syntax.id);
    if (!node) {
      node = new Node({
        kind: "comparison",
        name: form.operator,
        range: rangeOf(syntax),
        values: [this.value(form.left), this.value(form.right)],
        parent: () => this.above(syntax),
        source: { tree: this, syntax } satisfies CodeSource,
      });
      this.#expressions.set(-syntax.id, node);
    }
    return node;
  }

  /** Any expression as a node: its construct, or a `reference`, `literal`, `list`, `object` or `expression`. */
  expression(syntax: Syntax): Node {
    const inner = this.bare(syntax);
    const construct = this.construct(inner);
    if (construct) return construct;
    const made = this.#expressions.get(inner.id);
    if (made) return made;
    const form = this.shape(inner);
    const reference = form?.is === "name" || form?.is === "member" || form?.is === "index";
    const kind = reference
      ? "reference"
      : form?.is === "literal" || form?.is === "list" || form?.is === "object"
        ? form.is
        : "expression";
    const node = new Node({
      kind,
      name: reference ? (this.nameOf(inner) ?? "") : "",
      range: rangeOf(inner),
      ...content(this, inner),
      children: () => this.#constructsBelow(inner),
      parent: () => this.above(inner),
      source: { tree: this, syntax: inner } satisfies CodeSource,
    });
    this.#expressions.set(inner.id, node);
    return node;
  }
}

/** The offsets of a piece of syntax. */
export function rangeOf(syntax: Syntax): Range {
  return { start: syntax.startIndex, end: syntax.endIndex };
}
