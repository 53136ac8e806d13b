import type { Node } from "../../document/node.js";
import type { CodeSource, CodeTree } from "./code-tree.js";
import { parts, type Syntax } from "./syntax.js";

const namesIt = /verif|insecure|cert|skip|trust|ssl|tls|self.?signed|hostname|strict/i;
/** Words of the setting itself; `tls` also decides whether there is a connection to check at all. */
const namesCheck = /verif|insecure|cert|skip|trust|self.?signed|strict/i;

/** What somebody switches off to go without the check. */
const checks = /verif|validat|strict|check_?(cert|host|ssl|tls)/i;
/** What somebody switches on to go without the check. */
const asks =
  /insecure|dangerous|(ignore|allow|accept|disable|skip|no)[\w. ]*(unauthori|unknown|verif|self.?signed|invalid|cert)|unverified/i;

/** The conditions under which this place of its function is reached, as text, the inner first. */
export function condition(node: Node): string {
  const { tree, syntax } = node.source as CodeSource;
  return conditions(tree, syntax).join(" ; ");
}

/**
 * True where a setting that somebody makes on purpose leads to this place: a condition names it, a function named
 * after it decides here, an earlier `if (verify) return` leaves the rest to those who do not want it, or the function
 * around is only called so.
 */
export function isOnPurpose(node: Node): boolean {
  const { tree, syntax } = node.source as CodeSource;
  const decided = conditions(tree, syntax).join(" ; ");
  if (asks.test(decided) || chosen(tree, syntax).some((text) => asks.test(text))) return true;
  const around = functionAround(tree, syntax);
  const name = around ? (tree.construct(around)?.name ?? "") : "";
  if (namesIt.test(decided) || (decided !== "" && namesIt.test(name)) || leftEarlier(tree, syntax)) return true;
  return around !== undefined && onlyCalledOnPurpose(tree, around, name.slice(name.lastIndexOf(".") + 1));
}

function conditions(tree: CodeTree, syntax: Syntax): string[] {
  const texts: string[] = [];
  for (let up = tree.parent(syntax); up; up = tree.parent(up)) {
    const form = tree.shape(up);
    if (form?.is === "function" || form?.is === "class") break;
    if (form?.is === "if") texts.push(form.condition.text);
    else texts.push(...caseLabels(up));
  }
  return texts;
}

/** The conditions of `a ? b : c` whose `b` this is in; "no verification" where it is the `c` of a check. */
function chosen(tree: CodeTree, syntax: Syntax): string[] {
  const texts: string[] = [];
  for (let at = syntax, up = tree.parent(at); up; at = up, up = tree.parent(up)) {
    const form = tree.shape(up);
    if (form?.is === "function" || form?.is === "class") break;
    if (form?.is !== "choice") continue;
    if (form.whenTrue?.id === at.id) texts.push(form.condition.text);
    // `None if verify else { … }`
    else if (form.whenFalse?.id === at.id && checks.test(form.condition.text)) texts.push("no verification");
  }
  return texts;
}

/** What is decided on where this is a branch of a `switch`, `case` or `match`, the labels of all others for the last resort. */
function caseLabels(branch: Syntax): string[] {
  if (isCase.test(branch.type)) return [labelOf(branch)];
  if (!branch.parent || !isDefault.test(branch.type) || (branch.type === "else" && branch.parent.type !== "case"))
    return [];
  return parts(branch.parent).flatMap((other) => (isCase.test(other.type) ? [labelOf(other)] : []));
}

const isCase =
  /^(when|switch_case|expression_case|type_case|switch_block_statement_group|switch_rule|case_statement|switch_section|case_clause|in_clause|when_entry)$/;
const isDefault = /^(else|switch_default|default_case|default_statement)$/;

/** The first line of a branch holds its labels. */
const labelOf = (branch: Syntax): string => /^[^\n]{0,200}/.exec(branch.text)![0];

function functionAround(tree: CodeTree, syntax: Syntax): Syntax | undefined {
  const scope = tree.scopes(syntax)[0];
  return scope && tree.shape(scope)?.is === "function" ? scope : undefined;
}

/** `if (verify) return strict(); return lax();` */
function leftEarlier(tree: CodeTree, syntax: Syntax): boolean {
  for (let at = syntax, up = tree.parent(at); up; at = up, up = tree.parent(at)) {
    for (const sibling of parts(up)) {
      if (sibling.startIndex >= at.startIndex) break;
      const form = tree.shape(sibling);
      if (form?.is !== "if" || form.whenFalse || !namesCheck.test(form.condition.text)) continue;
      if (/\b(return|raise|throw)\b/.test(form.whenTrue?.text.slice(-400) ?? "")) return true;
    }
    if (tree.shape(up)?.is === "function") return false;
  }
  return false;
}

/** True when this file calls the function and every call of it is one that somebody asks for. */
function onlyCalledOnPurpose(tree: CodeTree, callable: Syntax, name: string): boolean {
  if (!/^\w{3,}$/.test(name)) return false;
  let calls = 0;
  for (const offset of tree.offsets(name)) {
    if (offset >= callable.startIndex && offset < callable.endIndex) continue;
    const call = tree
      .pathTo(offset)
      .findLast((syntax) => tree.shape(syntax)?.is === "call" && tree.nameOf(syntax)?.endsWith(name));
    if (!call) return false;
    if (++calls > 10 || !(namesCheck.test(conditions(tree, call).join(" ; ")) || leftEarlier(tree, call))) return false;
  }
  return calls > 0;
}
