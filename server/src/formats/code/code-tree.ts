import type { Tree } from "web-tree-sitter";
import { Node, type Scalar, type Value } from "../../document/node.js";
import type { Range } from "../../text/range.js";
import { readAliases } from "./aliases.js";
import { literalValue } from "./constant.js";
import type { Language } from "./language.js";
import { type Assign, type Shape, shape } from "./shape.js";
import { field, parts, type Syntax } from "./syntax.js";

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
  readonly #tree: Tree;
  readonly #parents = new Map<number, Syntax>();
  readonly #nodes = new Map<number, Node>();
  readonly #expressions = new Map<number, Node>();
  readonly #shapes = new Map<number, Shape | undefined>();
  readonly #names = new Map<number, string | undefined>();
  readonly #bindings = new Map<string, readonly Syntax[]>();
  #aliases: ReadonlyMap<string, string> | undefined;

  constructor(path: string, text: string, tree: Tree, language: Language) {
    this.path = path;
    this.text = text;
    this.language = language;
    this.#tree = tree;
    const top = tree.rootNode;
    this.root = new Node({
      kind: "root",
      name: "",
      range: { start: 0, end: text.length },
      children: () => this.#constructsBelow(top),
      source: { tree: this, syntax: top } satisfies CodeSource,
    });
  }

  get syntax(): Syntax {
    return this.#tree.rootNode;
  }

  get tree(): Tree {
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
    const made = shape(syntax);
    this.#shapes.set(syntax.id, made);
    return made;
  }

  /** The syntax around `offset`, the root first, the smallest last. */
  pathTo(offset: number): Syntax[] {
    const path = [this.#tree.rootNode];
    for (;;) {
      const child = path.at(-1)!.firstChildForIndex(offset);
      if (!child || child.startIndex > offset || child.endIndex <= offset) break;
      this.#parents.set(child.id, path.at(-1)!);
      path.push(child);
    }
    return path;
  }

  parent(syntax: Syntax): Syntax | undefined {
    let parent = this.#parents.get(syntax.id);
    if (!parent && syntax.startIndex < syntax.endIndex) {
      this.pathTo(syntax.startIndex);
      parent = this.#parents.get(syntax.id);
    }
    return parent ?? syntax.parent ?? undefined;
  }

  /** Every offset at which `word` stands as a whole word. */
  *offsets(word: string): Generator<number> {
    if (!word) return;
    const [first, last] = [isWord(word[0]), isWord(word.at(-1))];
    for (let at = this.text.indexOf(word); at >= 0; at = this.text.indexOf(word, at + word.length)) {
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
    if (depth > 20) return undefined;
    const form = this.shape(syntax);
    switch (form?.is) {
      case "literal":
        return literalValue(syntax);
      case "wrap":
        return this.constant(form.inner, depth + 1);
      case "binary": {
        if (form.operator !== "+" && form.operator !== ".") return undefined;
        const left = this.constant(form.left, depth + 1);
        const right = left === undefined ? undefined : this.constant(form.right, depth + 1);
        return typeof left === "string" && (typeof right === "string" || typeof right === "number")
          ? left + right
          : undefined;
      }
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
    const form = this.shape(syntax);
    const name =
      form?.is === "name"
        ? plainName(syntax.text)
        : form?.is === "member" && form.object && isSelf(form.object)
          ? plainName(form.name.text)
          : undefined;
    if (!name) return undefined;
    const own = form?.is === "member" || syntax.type === "instance_variable";
    const all = this.#assignments(name).filter((target) => own === this.#isField(target));
    if (own) return all.length === 1 ? this.#given(all[0]!) : undefined;
    const scopes = this.scopes(syntax).map((scope) => scope.id);
    const seen = all
      .map((target) => ({ target, at: scopes.indexOf(this.scopes(target)[0]!.id) }))
      .filter(({ at }) => at >= 0);
    const nearest = Math.min(...seen.map(({ at }) => at));
    if (seen.length === 0 || this.#isParameter(name, syntax, nearest)) return undefined;
    const here = seen.filter(({ at }) => at === nearest);
    // a second assignment, also one from an inner function, leaves the value open
    if (
      here.length !== 1 ||
      all.some((target) => target.id !== here[0]!.target.id && this.#changes(target, scopes[nearest]!))
    )
      return undefined;
    return this.#given(here[0]!.target);
  }

  #given(target: Syntax): Syntax | undefined {
    const owner = this.#owner(target);
    return owner?.operator === "=" || owner?.operator === ":=" ? owner.value : undefined;
  }

  #changes(target: Syntax, scope: number): boolean {
    const owner = this.#owner(target);
    return !owner?.declares && this.scopes(target).some((around) => around.id === scope);
  }

  #owner(target: Syntax): Assign | undefined {
    for (let around = this.parent(target), i = 0; around && i < 4; around = this.parent(around), i++) {
      const form = this.shape(around);
      if (form?.is === "assign") return form;
    }
    return undefined;
  }

  #isField(target: Syntax): boolean {
    const form = this.shape(target);
    if (form?.is === "member" || target.type === "instance_variable") return true;
    return /^(public_)?field_definition$|^property_element$/.test(this.parent(target)?.type ?? "");
  }

  /** The targets of the assignments to a bare name or a field of `this`. */
  #assignments(name: string): readonly Syntax[] {
    let found = this.#bindings.get(name);
    if (!found) {
      const targets: Syntax[] = [];
      let count = 0;
      for (const offset of this.offsets(name)) {
        if (++count > 400) break;
        if (
          !/^[\s)\]}]*([:!?][^=\n]{0,80})?([-+*/%|&^.<>?:|&]{0,3}=(?![=>~])|\()/.test(
            this.text.slice(offset + name.length, offset + name.length + 120),
          )
        ) {
          // destructuring and lists of names are seen through their parents
          if (
            !/[,{[]\s*$|^\s*[,}\]]/.test(
              this.text.slice(Math.max(0, offset - 40), offset) +
                this.text.slice(offset + name.length, offset + name.length + 1),
            )
          )
            continue;
        }
        const path = this.pathTo(offset);
        for (let i = path.length - 1; i > 0 && i > path.length - 6; i--) {
          const owner = this.shape(path[i - 1]!);
          if (owner?.is === "assign" && owner.target.id === path[i]!.id) {
            const target = this.bare(path[i]!);
            const form = this.shape(target);
            if (
              form?.is === "name" ||
              (form?.is === "member" &&
                form.object &&
                isSelf(form.object) &&
                form.name.startIndex <= offset &&
                form.name.endIndex >= offset)
            )
              targets.push(target);
            else if (/pattern|list/.test(target.type)) targets.push(target);
            break;
          }
          if (
            /^(for_in_statement|for_statement|range_clause|foreach_statement|enhanced_for_statement|for)$/.test(
              path[i - 1]!.type,
            )
          ) {
            const left = field(path[i - 1]!, "left") ?? field(path[i - 1]!, "name") ?? field(path[i - 1]!, "pattern");
            if (left?.id === path[i]!.id) targets.push(path[i]!);
          }
        }
      }
      if (count > 400) targets.length = 0;
      found = targets;
      this.#bindings.set(name, found);
    }
    return found;
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

  #isParameter(name: string, syntax: Syntax, within: number): boolean {
    const scopes = this.scopes(syntax);
    for (let i = 0; i <= within && i < scopes.length; i++) {
      const form = this.shape(scopes[i]!);
      if (form?.is !== "function" || !form.parameters) continue;
      if (new RegExp(`(^|[^\\w$])\\$?${name.replace(/[$]/g, "\\$")}([^\\w$]|$)`).test(form.parameters.text))
        return true;
    }
    return false;
  }

  /** The construct (call, assignment, entry, function, class, if) that this syntax is; undefined when it is none. */
  construct(syntax: Syntax): Node | undefined {
    const made = this.#nodes.get(syntax.id);
    if (made) return made;
    const form = this.shape(syntax);
    const init = form && this.#init(syntax, form);
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

  #init(
    syntax: Syntax,
    form: Shape,
  ): { kind: string; name: string; nameRange?: Range; values?: Value[]; open?: boolean } | undefined {
    switch (form.is) {
      case "call": {
        const named = form.args.filter((arg) => this.shape(arg)?.is === "entry");
        const args = form.args.filter((arg) => !named.includes(arg));
        const name = this.nameOf(syntax);
        if (name === undefined) return undefined;
        const start = form.callee ?? form.object ?? form.name;
        const end = form.callee ?? form.name;
        return {
          kind: "call",
          name,
          nameRange: start && end && { start: start.startIndex, end: end.endIndex },
          values: args.map((arg) => this.value(arg)),
          open: this.#isOpen(args),
        };
      }
      case "assign": {
        if (this.#isEntryList(this.parent(syntax)))
          return {
            kind: "entry",
            name: this.keyName(form.target),
            nameRange: rangeOf(form.target),
            ...this.#content(form.value),
          };
        const inner = this.bare(form.target);
        const target = this.shape(inner);
        const name =
          target?.is === "name"
            ? plainName(inner.text)
            : target?.is === "member" || target?.is === "index"
              ? this.nameOf(inner)
              : target?.is === "literal" || !target
                ? this.keyName(inner)
                : undefined;
        if (name === undefined || /pattern|list/.test(inner.type)) return undefined;
        return { kind: "assign", name, nameRange: rangeOf(form.target), ...this.#content(form.value) };
      }
      case "entry":
        return {
          kind: "entry",
          name: this.keyName(form.key),
          nameRange: rangeOf(form.key),
          ...this.#content(form.value),
        };
      case "function":
        return {
          kind: "function",
          name: this.#functionName(syntax, form.name),
          nameRange: form.name && rangeOf(form.name),
        };
      case "class":
        return {
          kind: "class",
          name: form.name ? plainName(form.name.text) : "",
          nameRange: form.name && rangeOf(form.name),
          values: form.bases.map((base) => ({
            text: this.nameOf(base) ?? base.text,
            data: this.nameOf(base) ?? base.text,
            known: true,
            range: rangeOf(base),
          })),
        };
      case "if":
        return { kind: "if", name: "if", nameRange: { start: syntax.startIndex, end: syntax.startIndex } };
      default:
        return undefined;
    }
  }

  #functionName(syntax: Syntax, name: Syntax | undefined): string {
    if (name) return plainName(name.text);
    const around = this.parent(syntax);
    const form = around && this.shape(around);
    if (form?.is === "assign") return this.nameOf(form.target) ?? "";
    return form?.is === "entry" ? this.keyName(form.key) : "";
  }

  /** What an entry or an assignment holds: one value, several for a list of scalars, none for an object. */
  #content(syntax: Syntax | undefined): { values: Value[]; open?: boolean } {
    if (!syntax) return { values: [] };
    const inner = this.bare(syntax);
    const form = this.shape(inner);
    if (form?.is === "list") {
      const scalar = form.items.every((item) => !["object", "list"].includes(this.shape(this.bare(item))?.is ?? ""));
      return { values: scalar ? form.items.map((item) => this.value(item)) : [], open: form.items.some(isSpread) };
    }
    if (form?.is === "object") return { values: [], open: form.entries.some(isSpread) };
    return { values: [this.value(syntax)] };
  }

  #isOpen(args: readonly Syntax[]): boolean {
    if (args.some(isSpread)) return true;
    const forms = args.map((arg) => this.shape(this.bare(arg)));
    if (forms.some((form) => form?.is === "object" && form.entries.some(isSpread))) return true;
    if (!this.language.optionObjects || forms.some((form) => form?.is === "object")) return false;
    return args.some(
      (arg, i) => forms[i]?.is !== "literal" && forms[i]?.is !== "function" && this.constant(arg) === undefined,
    );
  }

  /** True for C#'s initialisers, whose entries are written as assignments. */
  #isEntryList(syntax: Syntax | undefined): boolean {
    return syntax?.type === "initializer_expression" || syntax?.type === "attribute_argument";
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
      ...this.#content(inner),
      children: () => this.#constructsBelow(inner),
      parent: () => this.above(inner),
      source: { tree: this, syntax: inner } satisfies CodeSource,
    });
    this.#expressions.set(inner.id, node);
    return node;
  }
}

const isWord = (char: string | undefined): boolean => char !== undefined && /\w/.test(char);
const isSpread = (syntax: Syntax): boolean => /splat|spread|unpacking|block_argument/.test(syntax.type);
const isSelf = (syntax: Syntax): boolean => /^(\$?this|self)$/.test(syntax.text);

/** A name without the marks a language writes at it, `::` and `->` as dots. */
function plainName(text: string): string {
  return text.replace(/^(\$|@@?|:|#|\.)+|:$/g, "").replace(/::|->|\\/g, ".");
}

/** The offsets of a piece of syntax. */
export function rangeOf(syntax: Syntax): Range {
  return { start: syntax.startIndex, end: syntax.endIndex };
}
