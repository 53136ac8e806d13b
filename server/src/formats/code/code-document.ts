import { Document, type Format, type Problem } from "../../document/document.js";
import type { Node } from "../../document/node.js";
import { nameMatches } from "../../document/path.js";
import type { Range } from "../../text/range.js";
import { type CodeTree, rangeOf } from "./code-tree.js";
import { inTest } from "./in-test.js";
import type { Syntax } from "./syntax.js";

/** Words that stand in a file more often than this are not looked up everywhere. */
const mostPlaces = 5000;

/** A source file. Its nodes are made near the places where the asked-for name is written. */
export class CodeDocument extends Document {
  readonly tree: CodeTree;
  readonly #named = new Map<string, readonly Node[]>();
  readonly #written = new Map<number, Node | undefined>();

  /** `comments` are those outside of what is parsed. */
  constructor(init: {
    path: string;
    text: string;
    format: Format;
    tree: CodeTree;
    problems: () => readonly Problem[];
    comments?: readonly Range[];
  }) {
    const { tree, comments: outside = [] } = init;
    super({
      ...init,
      test: inTest(init.path),
      root: tree.root,
      comments: () => [...(tree.released ? [] : comments(tree.syntax)), ...outside].sort((a, b) => a.start - b.start),
    });
    this.tree = init.tree;
  }

  override release(): void {
    this.tree.release();
  }

  override named(name: string): readonly Node[] {
    let found = this.#named.get(name);
    if (!found) {
      found = this.#find(name);
      this.#named.set(name, found);
    }
    return found;
  }

  #find(name: string): Node[] {
    const dot = name.lastIndexOf(".");
    const last = name.slice(dot + 1);
    const before = name.slice(name.lastIndexOf(".", dot - 1) + 1, Math.max(dot, 0));
    if (!this.text.includes(last) || this.tree.released) return [];
    const found = new Map<number, Node>();
    const add = (offset: number) => {
      const known = this.#written.get(offset);
      const node = known || this.#written.has(offset) ? known : this.#writtenAt(offset);
      this.#written.set(offset, node);
      if (node && nameMatches(node.name, name))
        found.set(node.range.start * 2 ** 20 + (node.range.end - node.range.start), node);
    };
    let left = mostPlaces;
    const elsewhere =
      before !== "" &&
      [...this.tree.aliases.values()].some((origin) => nameMatches(origin, before) || nameMatches(origin, name));
    for (const offset of this.tree.offsets(last)) {
      if (left-- === 0) break;
      if (before !== "" && !elsewhere && !this.text.slice(Math.max(0, offset - 120), offset).includes(before)) continue;
      add(offset);
    }
    for (const [local, origin] of this.tree.aliases) {
      if (!nameMatches(origin, name) || local === last) continue;
      for (const offset of this.tree.offsets(local)) if (left-- > 0) add(offset);
    }
    return [...found.values()].sort((a, b) => a.nameRange.start - b.nameRange.start || a.range.start - b.range.start);
  }

  /** The node whose name ends at the word that stands here. */
  #writtenAt(offset: number): Node | undefined {
    const { tree } = this;
    const path = tree.pathTo(offset);
    let i = path.length - 1;
    // from the pieces of a text to the text, from a name's sign to the name
    while (i > 0 && !tree.shape(path[i]!) && /content|fragment|escape|^["'`$]|^name$|start$|end$/.test(path[i]!.type))
      i--;
    if (path[i]!.type === "name" && path[i - 1]?.type === "variable_name") i--;
    // `{ host }` is key and value at once
    if (path[i]!.type === "shorthand_property_identifier") return tree.construct(path[i]!);
    for (; i > 0; i--) {
      const here = path[i]!;
      const around = path[i - 1]!;
      const form = tree.shape(around);
      const bare = tree.bare(here);
      const is = (syntax: Syntax | undefined) => syntax !== undefined && tree.bare(syntax).id === bare.id;
      switch (form?.is) {
        case "member":
          if (is(form.name)) continue;
          return reference(tree, here);
        case "index":
          if (is(form.key)) continue;
          return reference(tree, here);
        case "wrap":
          continue;
        case "call":
          if (is(form.callee) || is(form.name)) return tree.construct(around);
          return reference(tree, here);
        case "assign":
          return is(form.target) ? tree.construct(around) : reference(tree, here);
        case "entry":
          return is(form.key) ? tree.construct(around) : reference(tree, here);
        case "function":
        case "class":
          return is(form.name) ? tree.construct(around) : reference(tree, here);
        case undefined:
          // a list around the only target of an assignment, Go's way
          if (around.type === "expression_list" && tree.shape(path[i - 2] ?? around)?.is === "assign") continue;
          if (around.type === "member_binding_expression") continue;
          return reference(tree, here);
        default:
          return reference(tree, here);
      }
    }
    return undefined;
  }

  /** The assignment, entry, argument or comparison whose name or value stands at this offset. */
  override at(offset: number): Node | undefined {
    if (this.tree.released) return undefined;
    const path = this.tree.pathTo(offset);
    for (let i = path.length - 1; i > 0; i--) {
      const node = this.tree.construct(path[i]!);
      if (node) return node;
      const form = this.tree.shape(path[i]!);
      if (form?.is === "binary" && /^(===?|!==?|is|in|not in|is not)$/.test(form.operator))
        return this.tree.comparison(path[i]!, form);
    }
    return undefined;
  }
}

/** A use of a name: made for names and members only, not for parts of imports, types and texts. */
function reference(tree: CodeTree, place: Syntax): Node | undefined {
  const syntax = tree.bare(place);
  const form = tree.shape(syntax);
  if (form?.is !== "name" && form?.is !== "member" && form?.is !== "index") return undefined;
  const around = tree.parent(syntax);
  if (!around || notExpressions.test(around.type)) return undefined;
  return tree.expression(syntax);
}

const notExpressions =
  /import|using_directive|namespace_use|parameter|^type|_type$|pattern$|label|jsx_(opening|closing|self_closing)_element|superclass|base_clause|heritage|global_statement|nonlocal_statement/;

function comments(top: Syntax): Range[] {
  return top
    .descendantsOfType(["comment", "line_comment", "block_comment"])
    .flatMap((comment) => (comment ? [rangeOf(comment)] : []));
}
