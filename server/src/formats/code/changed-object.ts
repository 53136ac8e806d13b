import { Node } from "../../document/node.js";
import type { CodeTree } from "./code-tree.js";
import { content } from "./describe.js";
import { parts, type Syntax } from "./syntax.js";

/**
 * The object that the variable `use` holds where it is used, fields that were set since it was made included:
 * `const o = {}; o.secure = false; use(o)`. Undefined when not everything that is done to it stands, one after the
 * other, between the two in the same block: a field set under a condition, an object handed to other code.
 */
export function changedObject(tree: CodeTree, use: Syntax, object: Syntax): Node | undefined {
  const made = statementOf(tree, object);
  const used = statementOf(tree, use);
  if (!made || !used || tree.parent(made)?.id !== tree.parent(used)?.id) return undefined;
  const name = use.text.replace(/^\$/, "");
  const changes = new Map<string, { target: Syntax; value: Syntax | undefined; whole: Syntax }>();
  const scope = tree.scopes(use)[0]!;
  for (const offset of tree.offsets(name, made.endIndex, scope.endIndex)) {
    if (offset >= use.startIndex && offset < use.endIndex) break;
    const path = tree.pathTo(offset);
    const at = path.findLastIndex((syntax) => tree.shape(syntax)?.is === "assign");
    const whole = path[at];
    const form = whole && tree.shape(whole);
    if (!whole || form?.is !== "assign" || form.operator !== "=" || offset >= form.target.endIndex) return undefined;
    const target = tree.bare(form.target);
    const field = tree.shape(target);
    if ((field?.is !== "member" && field?.is !== "index") || field.object?.text !== use.text) return undefined;
    const around = tree.parent(whole);
    const statement = around?.type === "expression_statement" ? around : whole;
    if (tree.parent(statement)?.id !== tree.parent(used)?.id) return undefined;
    const key = field.is === "member" ? field.name.text : field.key && tree.constant(field.key);
    if (typeof key !== "string") return undefined;
    changes.set(key, { target, value: form.value, whole });
  }
  const plain = tree.expression(object);
  const children = [
    ...plain.children.filter((child) => child.kind !== "entry" || !changes.has(child.name)).map(copied),
    ...[...changes].map(
      ([key, { target, value, whole }]) =>
        new Node({
          kind: "entry",
          name: key,
          range: { start: whole.startIndex, end: whole.endIndex },
          nameRange: { start: target.startIndex, end: target.endIndex },
          ...content(tree, value),
          children: () => tree.expression(value ?? whole).children,
          source: { tree, syntax: value ?? whole },
        }),
    ),
  ];
  return new Node({
    kind: plain.kind,
    name: plain.name,
    range: plain.range,
    open: plain.open,
    children,
    parent: () => tree.above(object),
    source: plain.source,
  });
}

/** The same entry once more: a node has one parent. */
function copied(entry: Node): Node {
  const { kind, name, range, nameRange, values, open, source } = entry;
  return new Node({ kind, name, range, nameRange, values, open, source, children: () => entry.children });
}

/** The statement around an expression that stands in a block (or the file) itself. */
function statementOf(tree: CodeTree, syntax: Syntax): Syntax | undefined {
  let at = syntax;
  for (let around = tree.parent(at); around; around = tree.parent(at)) {
    if (block.test(around.type)) return at;
    if (tree.shape(around)?.is === "function" || parts(around).length === 0) return undefined;
    at = around;
  }
  return undefined;
}

const block =
  /^(program|module|block|statement_block|body_statement|compound_statement|source_file|block_body|do_block|lambda_literal|statement_list)$/;
