import type { CodeTree } from "./code-tree.js";
import { parts, type Syntax } from "./syntax.js";

/** Functions that put their arguments into a text. */
const formats = /(^|\.)(format|sprintf|Sprintf|vsprintf|interpolate|concat|Concat|join)$/;
/** How many pieces of syntax are looked at. */
const most = 500;

/**
 * The names whose values become part of a text that is built inside a piece of syntax: by interpolation, by joining
 * and by formatting. Variables that are given once are followed to the text they hold. What a function is given to
 * compute something else is no part of a text.
 */
export function inTexts(tree: CodeTree, syntax: Syntax): Syntax[] {
  const found: Syntax[] = [];
  const seen = new Set<number>();
  const pending: { syntax: Syntax; text: boolean; top?: boolean }[] = [{ syntax, text: false, top: true }];
  for (let count = 0; pending.length > 0 && count < most; count++) {
    const { syntax: next, text, top } = pending.pop()!;
    const at = tree.bare(next);
    if (seen.has(at.id)) continue;
    seen.add(at.id);
    const add = (list: readonly (Syntax | undefined)[], within: boolean) => {
      for (const one of [...list].reverse()) if (one) pending.push({ syntax: one, text: within });
    };
    const form = tree.shape(at);
    switch (form?.is) {
      case "binary": {
        if (!/^[+.%&]$/.test(form.operator)) break;
        add([form.left, form.right], text || isText(tree, at));
        break;
      }
      case "literal":
        if (typeof tree.constant(at) !== "string") add(parts(at), true);
        break;
      case "call": {
        const name = tree.nameOf(at) ?? "";
        const made = formats.test(name) && !top;
        if (top || made) add(form.args, made);
        break;
      }
      case "entry":
        add([form.value], text);
        break;
      case "object":
        add(form.entries, text);
        break;
      case "list":
        add(form.items, text);
        break;
      case "choice":
        add([form.whenTrue, form.whenFalse], text);
        break;
      case "name":
      case "member":
      case "index": {
        const given = tree.definition(at);
        const built = given && tree.shape(tree.bare(given));
        if (given && (built?.is === "literal" || built?.is === "binary" || built?.is === "object")) add([given], text);
        else if (text) found.push(at);
        break;
      }
      case undefined:
        if (/^(string|template|interpolat|parenthesized|arguments|pair|formatted|tuple|variable)/.test(at.type))
          add(parts(at), text || /^(template_substitution|interpolation)/.test(at.type));
    }
  }
  return found.sort((a, b) => a.startIndex - b.startIndex);
}

/** True for a text, and for what is joined with one. */
function isText(tree: CodeTree, syntax: Syntax, depth = 0): boolean {
  const at = tree.bare(syntax);
  const form = tree.shape(at);
  if (form?.is === "literal") return /string|template|heredoc|quote/.test(at.type);
  return (
    form?.is === "binary" && depth < 50 && (isText(tree, form.left, depth + 1) || isText(tree, form.right, depth + 1))
  );
}
