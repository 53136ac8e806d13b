import { Unknown } from "../../document/node.js";
import type { CodeTree } from "./code-tree.js";
import { isSelf, plainName } from "./names.js";
import type { Call, Callable } from "./shape.js";
import { field, parts, type Syntax } from "./syntax.js";

/** How many variables, fields and parameters are followed one after another. */
const furthest = 4;
/** A name that stands in its scope more often than this is not followed. */
const mostPlaces = 200;
/** Functions that do nothing to what they are given. */
const harmless =
  /(^|\.)(print|puts|p|len|repr|str|isinstance|type|id|log|debug|info|warn|warning|error|exception|closing|var_dump|println|Println|Printf|assert\w*)$/;

/**
 * True when a method is called on the value that an expression makes: in a chain, on the variable or field that it is
 * given to, or on the parameter of a function of the same file that it is handed to. Throws {@link Unknown} when it is
 * handed to code that the file does not show.
 */
export function reaches(tree: CodeTree, made: Syntax, method: string): boolean {
  const state = { unknown: false, left: furthest, seen: new Set<string>() };
  if (used(tree, made, method, state)) return true;
  if (state.unknown) throw new Unknown(tree.text.slice(made.startIndex, made.endIndex).slice(0, 80));
  return false;
}

interface State {
  unknown: boolean;
  left: number;
  readonly seen: Set<string>;
}

/** What happens to a value at the place where it stands. */
function used(tree: CodeTree, value: Syntax, method: string, state: State): boolean {
  let whole = value;
  for (let around = tree.parent(whole); around; whole = around, around = tree.parent(around)) {
    if (around.type === "expression_list") continue;
    const form = tree.shape(around);
    const is = (syntax: Syntax | undefined) => syntax !== undefined && tree.bare(syntax).id === tree.bare(whole).id;
    switch (form?.is) {
      case "wrap":
        continue;
      case "member":
        return plainName(form.name.text) === method;
      case "index":
        return false;
      case "call":
        if (form.object && is(form.object)) return form.name !== undefined && plainName(form.name.text) === method;
        return handedOn(tree, around, form, whole, method, state);
      case "entry": {
        const call = tree.parent(around);
        const outer = call && tree.shape(call);
        const list = outer ? call : call && tree.parent(call);
        const called = list && tree.shape(list);
        if (list && called?.is === "call") return handedOn(tree, list, called, around, method, state);
        state.unknown = true;
        return false;
      }
      case "assign":
        if (!is(form.value)) return false;
        return variable(tree, tree.bare(form.target), method, state);
      case "if":
      case "not":
      case "binary":
        return false;
      case undefined:
        // Go's `conn, err := dial()`
        if (/^(short_var_declaration|assignment_statement|var_spec)$/.test(around.type)) {
          const left = field(around, "left") ?? field(around, "name");
          const target = left?.type === "expression_list" ? parts(left)[0] : left;
          return target !== undefined && variable(tree, target, method, state);
        }
        if (/^(argument_list|arguments|argument)$/.test(around.type)) continue;
        if (/with_item|with_clause|as_pattern|^expression_statement$|_declaration$/.test(around.type)) continue;
        // a bare statement ends here; what is returned goes on elsewhere
        if (/return|yield|list|tuple|array|hash|object|throw|raise|await|spread|splat/.test(around.type))
          state.unknown = true;
        return false;
      default:
        state.unknown = true;
        return false;
    }
  }
  return false;
}

/** The uses of a variable in its function, of a field in its class. */
function variable(tree: CodeTree, target: Syntax, method: string, state: State): boolean {
  const form = tree.shape(target);
  const own = form?.is === "member" && form.object !== undefined && isSelf(form.object);
  const instance = target.type === "instance_variable";
  const name = form?.is === "name" ? target.text : own ? form.name.text : undefined;
  if (name === undefined) {
    state.unknown = true;
    return false;
  }
  const scope = own || instance ? classAround(tree, target, state) : tree.scopes(target)[0]!;
  return within(tree, scope, name, own, method, state);
}

function within(tree: CodeTree, scope: Syntax, name: string, own: boolean, method: string, state: State): boolean {
  const place = `${scope.id} ${name}`;
  if (state.seen.has(place)) return false;
  state.seen.add(place);
  if (state.left-- <= 0) {
    state.unknown = true;
    return false;
  }
  let places = 0;
  for (const offset of tree.offsets(plainName(name), scope.startIndex, scope.endIndex)) {
    if (++places > mostPlaces) {
      state.unknown = true;
      return false;
    }
    const use = useAt(tree, offset, own);
    if (use && !isTarget(tree, use) && used(tree, use, method, state)) return true;
  }
  return false;
}

/** The variable, or the field with its owner, whose name stands here. */
function useAt(tree: CodeTree, offset: number, own: boolean): Syntax | undefined {
  const path = tree.pathTo(offset);
  let i = path.length - 1;
  while (i > 0 && !tree.shape(path[i]!)) i--;
  const here = path[i]!;
  const around = path[i - 1];
  const outer = around && tree.shape(around);
  if (own) {
    const member = tree.shape(here)?.is === "member" ? here : around;
    const form = member && tree.shape(member);
    return form?.is === "member" && form.object && isSelf(form.object) ? member : undefined;
  }
  if (outer?.is === "member" && outer.name.id === here.id && outer.object?.id !== here.id) return undefined;
  return here;
}

function isTarget(tree: CodeTree, use: Syntax): boolean {
  const around = tree.parent(use);
  const form = around && tree.shape(around);
  return form?.is === "assign" && tree.bare(form.target).id === tree.bare(use).id;
}

function handedOn(tree: CodeTree, syntax: Syntax, call: Call, argument: Syntax, method: string, state: State): boolean {
  const name = tree.nameOf(syntax) ?? "";
  if (harmless.test(name)) return false;
  const called = functionNamed(tree, name.slice(name.lastIndexOf(".") + 1));
  const parameter = called && parameterOf(tree, call, called.form, argument);
  if (!called || !parameter) {
    state.unknown = true;
    return false;
  }
  return within(tree, called.syntax, parameter, false, method, state);
}

/** The one function of this file that has the name. */
export function functionNamed(tree: CodeTree, name: string): { syntax: Syntax; form: Callable } | undefined {
  const found: { syntax: Syntax; form: Callable }[] = [];
  for (const offset of tree.offsets(name)) {
    const path = tree.pathTo(offset);
    for (let i = path.length - 1; i > 0 && i > path.length - 4; i--) {
      const form = tree.shape(path[i]!);
      if (form?.is === "function" && form.name?.startIndex === offset) found.push({ syntax: path[i]!, form });
    }
    if (found.length > 1) return undefined;
  }
  return found[0];
}

/** The name of the parameter that an argument becomes. */
export function parameterOf(tree: CodeTree, call: Call, called: Callable, argument: Syntax): string | undefined {
  const named = tree.shape(argument);
  if (named?.is === "entry") return tree.keyName(named.key);
  const given = call.args.findIndex((arg) => tree.bare(arg).id === tree.bare(argument).id);
  const names = parts(called.parameters)
    .map((one) => (field(one, "name") ?? parts(one)[0] ?? one).text.replace(/^[$*&]+/, ""))
    .filter((name, i) => i > 0 || !/^(self|cls)$/.test(name));
  return given >= 0 ? names[given] : undefined;
}

function classAround(tree: CodeTree, syntax: Syntax, state: State): Syntax {
  for (let around = tree.parent(syntax); around; around = tree.parent(around)) {
    const form = tree.shape(around);
    if (form?.is !== "class") continue;
    // what another class adds is not seen here
    if (form.bases.some((base) => !/^(object|Object)$/.test(base.text))) state.unknown = true;
    return around;
  }
  return tree.syntax;
}
