import type { Value } from "../../document/node.js";
import type { Range } from "../../text/range.js";
import { type CodeTree, rangeOf } from "./code-tree.js";
import { isSpread, plainName } from "./names.js";
import type { Call, Shape } from "./shape.js";
import type { Syntax } from "./syntax.js";

/** What a construct is called and holds; undefined for syntax that is none. */
export function describe(
  tree: CodeTree,
  syntax: Syntax,
  form: Shape,
): { kind: string; name: string; nameRange?: Range; values?: Value[]; open?: boolean } | undefined {
  switch (form.is) {
    case "call": {
      const named = form.args.filter((arg) => {
        const given = tree.shape(arg);
        return given?.is === "entry" || (given?.is === "assign" && isEntryList(tree.parent(arg)));
      });
      const args = form.args.filter((arg) => !named.includes(arg));
      const name = tree.nameOf(syntax);
      if (name === undefined) return undefined;
      const whole = form.callee ?? form.name;
      return {
        kind: "call",
        name,
        nameRange: whole && calledRange(tree, form, whole),
        values: args.map((arg) => tree.value(arg)),
        open: isOpen(tree, args),
      };
    }
    case "assign": {
      if (isEntryList(tree.parent(syntax)))
        return {
          kind: "entry",
          name: tree.keyName(form.target),
          nameRange: rangeOf(form.target),
          ...content(tree, form.value),
        };
      const inner = tree.bare(form.target);
      const target = tree.shape(inner);
      const name =
        target?.is === "name"
          ? plainName(inner.text)
          : target?.is === "member" || target?.is === "index"
            ? tree.nameOf(inner)
            : target?.is === "literal" || !target
              ? tree.keyName(inner)
              : undefined;
      if (name === undefined || /pattern|list/.test(inner.type)) return undefined;
      return { kind: "assign", name, nameRange: rangeOf(form.target), ...content(tree, form.value) };
    }
    case "entry":
      return {
        kind: "entry",
        name: tree.keyName(form.key),
        nameRange: rangeOf(form.key),
        ...content(tree, form.value),
      };
    case "function":
      return {
        kind: "function",
        name: functionName(tree, syntax, form.name),
        nameRange: form.name && rangeOf(form.name),
      };
    case "class":
      return {
        kind: "class",
        name: form.name ? plainName(form.name.text) : "",
        nameRange: form.name && rangeOf(form.name),
        values: form.bases
          .filter((base) => tree.shape(base)?.is !== "entry")
          .map((base) => ({
            text: tree.nameOf(base) ?? base.text,
            data: tree.nameOf(base) ?? base.text,
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

function functionName(tree: CodeTree, syntax: Syntax, name: Syntax | undefined): string {
  if (name) return plainName(name.text);
  const around = tree.parent(syntax);
  const form = around && tree.shape(around);
  if (form?.is === "assign") return tree.nameOf(form.target) ?? "";
  return form?.is === "entry" ? tree.keyName(form.key) : "";
}

/** What an entry or an assignment holds: one value, several for a list of scalars, none for an object. */
export function content(tree: CodeTree, syntax: Syntax | undefined): { values: Value[]; open?: boolean } {
  if (!syntax) return { values: [] };
  const inner = tree.bare(syntax);
  const form = tree.shape(inner);
  if (form?.is === "list") {
    const scalar = form.items.every((item) => !["object", "list"].includes(tree.shape(tree.bare(item))?.is ?? ""));
    return { values: scalar ? form.items.map((item) => tree.value(item)) : [], open: form.items.some(isSpread) };
  }
  if (form?.is === "object") return { values: [], open: hasHoles(tree, form.entries) };
  return { values: [tree.value(syntax)] };
}

function isOpen(tree: CodeTree, args: readonly Syntax[]): boolean {
  if (args.some(isSpread)) return true;
  const forms = args.map((arg) => tree.shape(tree.bare(arg)));
  if (forms.some((form) => form?.is === "object" && hasHoles(tree, form.entries))) return true;
  if (!tree.language.optionObjects || forms.some((form) => form?.is === "object")) return false;
  return args.some(
    (arg, i) => forms[i]?.is !== "literal" && forms[i]?.is !== "function" && tree.constant(arg) === undefined,
  );
}

/** True when an object may have entries whose names the file does not show: spread into it or with computed names. */
function hasHoles(tree: CodeTree, entries: readonly Syntax[]): boolean {
  return entries.some((entry) => {
    if (isSpread(entry)) return true;
    const form = tree.shape(entry);
    return form?.is === "entry" && form.key.type === "computed_property_name" && tree.keyName(form.key) === "";
  });
}

/** True for C#'s initialisers, whose entries are written as assignments. */
function isEntryList(syntax: Syntax | undefined): boolean {
  return syntax?.type === "initializer_expression" || syntax?.type === "attribute_argument";
}

/** The called name as it is written; of a chain of calls only its last part. */
function calledRange(tree: CodeTree, form: Call, whole: Syntax): Range {
  const start = form.callee ? whole.startIndex : (form.object ?? whole).startIndex;
  if (!tree.text.slice(start, whole.endIndex).includes("(")) return { start, end: whole.endIndex };
  const inner = tree.shape(tree.bare(whole));
  return rangeOf(inner?.is === "member" ? inner.name : whole);
}
