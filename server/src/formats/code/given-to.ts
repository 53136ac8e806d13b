import type { CodeTree } from "./code-tree.js";
import { isSpread } from "./names.js";
import { functionNamed, parameterOf } from "./reaches.js";
import type { Shape } from "./shape.js";
import type { Syntax } from "./syntax.js";

/** How many variables and parameters are followed one after another. */
const furthest = 3;
/** A name that stands in its scope more often than this is not followed. */
const mostPlaces = 200;

/**
 * The calls that are handed what a piece of syntax is part of: an entry's object, the variable on which a field is set.
 * Variables, spreads and functions of the same file are followed. Where the field is set anew, the way ends.
 */
export function givenTo(tree: CodeTree, syntax: Syntax): Syntax[] {
  const found = new Map<number, Syntax>();
  const seen = new Set<string>();
  const form = tree.shape(syntax);
  const isEntry = (one: Syntax): boolean => tree.construct(one)?.kind === "entry";
  if (form?.is === "assign" && !isEntry(syntax)) {
    const { owner, key } = ownerOf(tree, tree.bare(form.target));
    if (owner) follow(owner.text, tree.scopes(owner)[0]!, syntax.endIndex, key, furthest);
    else if (form.value) rise(form.value, "", furthest);
  } else rise(syntax, isEntry(syntax) ? (tree.construct(syntax)?.name ?? "") : "", furthest);
  return [...found.values()].sort((a, b) => a.startIndex - b.startIndex);

  /** From a value to the calls, objects and variables that it becomes part of. */
  function rise(start: Syntax, key: string, left: number): void {
    let whole = start;
    for (let around = tree.parent(whole); around; around = tree.parent(around)) {
      if (/^(value_)?arguments?(_list)?$/.test(around.type)) continue;
      const form = tree.shape(around);
      const name = form?.is === "call" || form?.is === "member" ? (tree.nameOf(around) ?? "") : "";
      if (name !== "" && copies.test(name)) {
        whole = around;
        continue;
      }
      if (form?.is === "call" && form.extra.some((one) => one.id === whole.id)) {
        // what an object is made of goes where the object goes
        found.set(around.id, around);
        whole = around;
        continue;
      }
      if (form?.is === "call" && isArgument(tree, form, whole)) {
        found.set(around.id, around);
        if (left > 0) into(form, name, whole, key, left);
        return;
      }
      if (form?.is === "assign" && !isEntry(around)) {
        const target = tree.bare(form.target);
        if (form.value?.id !== whole.id && form.value && tree.bare(form.value).id !== tree.bare(whole).id) return;
        const { owner } = tree.shape(target)?.is === "name" ? { owner: target } : ownerOf(tree, target);
        if (owner && left > 0) follow(owner.text, tree.scopes(owner)[0]!, around.endIndex, key, left - 1);
        return;
      }
      const passes =
        !form ||
        form.is === "object" ||
        form.is === "list" ||
        form.is === "wrap" ||
        form.is === "entry" ||
        form.is === "assign" ||
        (form.is === "binary" && form.operator === "|");
      if (!passes || /statement|block|body|^program$/.test(around.type)) return;
      whole = around;
    }
  }

  /** Into the function of this file that is called. */
  function into(call: Extract<Shape, { is: "call" }>, name: string, argument: Syntax, key: string, left: number): void {
    const called = functionNamed(tree, name.slice(name.lastIndexOf(".") + 1));
    const parameter = called && parameterOf(tree, call, called.form, argument);
    if (called?.form.body && parameter) follow(parameter, called.syntax, called.form.body.startIndex, key, left - 1);
  }

  /** From a variable to where it is handed on. */
  function follow(variable: string, scope: Syntax, from: number, key: string, left: number): void {
    const place = `${scope.id} ${variable} ${from}`;
    if (seen.has(place)) return;
    seen.add(place);
    const name = variable.replace(/^[$@]+/, "");
    let places = 0;
    // what is set anew counts no more up to the end of the block in which that happens
    let anew = -1;
    for (const offset of tree.offsets(name, from, scope.endIndex)) {
      if (++places > mostPlaces) return;
      if (offset < anew) continue;
      const use = tree.pathTo(offset).findLast((one) => tree.shape(one)?.is === "name" && one.text === variable);
      if (!use) continue;
      const set = setAt(tree, use);
      if (!set) rise(use, key, left);
      else if (set.key === "" || set.key === key) anew = blockEnd(tree, set.whole, scope);
    }
  }
}

/** What makes a copy of what it is given, or a mixture of several. */
const copies =
  /^(Object\.(assign|freeze|create)|structuredClone|dict|array_merge|array_replace|Hash|clone|copy(\.(deep)?copy)?)$|\.(merge|merge!|copy|dup|clone|toMutableMap|toMap)$/;

/** The variable at the bottom of `a.b[c]`, and the last name. */
function ownerOf(tree: CodeTree, target: Syntax): { owner?: Syntax; key: string } {
  const top = tree.shape(target);
  const last = top?.is === "member" ? top.name.text : top?.is === "index" && top.key ? tree.constant(top.key) : "";
  let at: Syntax | undefined = target;
  for (let i = 0; at && i < 10; i++) {
    const form = tree.shape(at);
    if (form?.is === "name") return at.id === target.id ? { key: "" } : { owner: at, key: String(last ?? "") };
    at = form?.is === "member" || form?.is === "index" ? form.object && tree.bare(form.object) : undefined;
  }
  return { key: "" };
}

/** The assignment whose target this variable is, alone or with a field. */
function setAt(tree: CodeTree, use: Syntax): { whole: Syntax; key: string } | undefined {
  let at = use;
  for (let around = tree.parent(at), i = 0; around && i < 6; at = around, around = tree.parent(around), i++) {
    const form = tree.shape(around);
    if (form?.is === "assign") {
      if (use.endIndex > form.target.endIndex) return undefined;
      return {
        whole: around,
        key: tree.bare(form.target).id === use.id ? "" : ownerOf(tree, tree.bare(form.target)).key,
      };
    }
    if (form && form.is !== "member" && form.is !== "index" && form.is !== "wrap") return undefined;
  }
  return undefined;
}

/** Where the block ends that a statement stands in: what it does holds until there. */
function blockEnd(tree: CodeTree, statement: Syntax, scope: Syntax): number {
  for (let around = tree.parent(statement); around && around.id !== scope.id; around = tree.parent(around))
    if (/block|body|compound_statement|statement_list|lambda_literal/.test(around.type)) return around.endIndex;
  return scope.endIndex;
}

function isArgument(tree: CodeTree, call: Extract<Shape, { is: "call" }>, part: Syntax): boolean {
  return call.args.some(
    (arg) =>
      arg.id === part.id ||
      tree.bare(arg).id === part.id ||
      (isSpread(arg) && arg.startIndex <= part.startIndex && part.endIndex <= arg.endIndex),
  );
}
