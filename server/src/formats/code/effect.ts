import type { Node } from "../../document/node.js";
import type { CodeSource, CodeTree } from "./code-tree.js";
import { isNegatedInside } from "./kotlin-shapes.js";
import { parts, type Syntax } from "./syntax.js";

/** What hangs on a condition: access is given (`allows`), or anything else. */
export type Effect = "allows" | "other";

/** Words that refuse. */
export const denial =
  /\b(401|403)\b|forbidden|unauthori[sz]ed|permission_?denied|access_?denied|not_?authori[sz]ed|not[_ ]?allowed|unauthenticated|\babort\s*\(|\bdie\b|\bexit\b|\b(throw|raise|panic)\b[^\n]*?(denied|permission|security|not ?found|http404|suspicious|allow)|\bHttp404\b|\bdeny\b|access denied|\bno (privilege|permission|access)|not permitted|\b404\b|HttpResponseNotFound|\bhandler404\b|\bResults\.NotFound|:not_found\b/i;
/** What goes on to the handler. */
export const onward =
  /\bnext\s*\(|\bnext!?\s*\(?$|\.doFilter\s*\(|\.ServeHTTP\s*\(|\b[cC](tx)?\.Next\s*\(|\byield\b|\bnext\s*\.\s*(handle|invoke|Invoke)|\$next\s*\(|\bInvoke(Async)?\s*\(|\bawait\s+(_?next|call_next)\s*\(|\bcall_next\s*\(/;
const yes =
  /\breturn\s*\(?\s*(true|True|TRUE|1)\b|AuthorizationResult\.Success|context\.Succeed\s*\(|\breturn\s+(user|admin|principal)\b/;
const no = /\breturn\s*\(?\s*(false|False|FALSE|nil|None|null|0)\b/;
/** A redirect to the same site over TLS. */
const encrypts = /redirect\w*["']?\s*[(,]?[^;{}]{0,80}https:|location["']?\s*[:,=][^;{}]{0,40}https:/i;
const empty = /^\{?\s*(return|return null|return None|pass|return nil)?;?\s*\}?$/;

/** Functions whose answer lets somebody in. */
const authorises =
  /(auth|admin|allow|permit|permission|access|trusted|internal|whitelist|allowlist|guard|protect|restrict|is_?local|privileg|can[A-Z_]|login)/i;
/** Functions and settings that decide over something else. */
const harmless =
  /(rate|limit|throttl|skip|log|metric|analytic|track|cache|debug|stat|geo|country|normali[sz]e|format|locale|language|monitor|health|key_?generator|on_?limit_?reached|test|spec|proxy|proxies|block|deny|ban|black|captcha|display|render|color)/i;
const idle =
  /rate_?limit|throttl|^(test|log|skip|debug)(?!in)|logger|metric|analytic|geo_?ip|country|normali[sz]e|locale|captcha|toolbar|key_?generator/i;
const quiet =
  /(^|[^a-z])(rate_?limit|limiter|slow_?down|throttle|morgan|logger|keyGenerator|skip|safelist|request_filter|exempt_when|debug_toolbar|SHOW_TOOLBAR_CALLBACK|show_toolbar)/i;
const development =
  /PHP_SAPI|php_sapi_name|NODE_ENV|\bDEBUG\b|TESTING|development|isDev|is_dev|IsDevelopment|app\.debug|\bENV\b/;
const credential =
  /token|password|passwd|secret|signature|session|cookie|is_?authenticated|logged_?in|current_user|authorization|api_?key|req\.user|request\.user|hasRole|credentials/i;

/** Somebody was asked for proof before: the address is a further condition. */
const proof =
  /basic_?auth|(valid|verif|check)\w*(token|signature|jwt|password|credential)|compare_digest|timingSafeEqual|hmac|hash_equals|(secret|token|api[-_]?key|signature)\b[^\n]{0,60}!==?\s*\w/i;

/** Proof that is asked for by header or by function. */
const asks = /headers?\W{0,6}authorization|["']Authorization["']|\bbearer\b|(try_?|is_?|check_?)authori[sz]ed?\s*\(/i;
/** A switch of development that is on. */
const debugging = /debug|develop|testing|staging/i;

/**
 * What the outcome of a condition controls. `positive` says that it is true for the addresses it names: then these
 * are let in when the true side goes on, or when the false side refuses; the other way round for a negative one.
 */
export function effectOf(tree: CodeTree, condition: Syntax, positive: boolean): Effect {
  if (isQuiet(tree, condition)) return "other";
  let at = condition;
  let matchIsTrue = isNegatedInside(condition) ? !positive : positive;
  for (let hops = 0; hops < 12; hops++) {
    const around = tree.parent(at);
    if (!around) return "other";
    const form = tree.shape(around);
    if (form?.is === "wrap" || /parenthes|argument$/.test(around.type)) {
      at = around;
      continue;
    }
    if (form?.is === "not") {
      matchIsTrue = !matchIsTrue;
      at = around;
      continue;
    }
    if (form?.is === "binary" && /^(&&|\|\||and|or)$/.test(form.operator)) {
      const other = form.left.id === at.id ? form.right : form.left;
      // both a credential and the address: a restriction on top, not instead
      const both = /^(&&|and)$/.test(form.operator) === matchIsTrue;
      if (both && (credential.test(other.text) || development.test(other.text))) return "other";
      // refused while debugging only: nothing is protected by it
      if (/^(&&|and)$/.test(form.operator) && debugging.test(other.text) && !/prod|!|not\b/i.test(other.text))
        return "other";
      at = around;
      continue;
    }
    if (form?.is === "if")
      return form.condition.id === at.id ||
        (at.startIndex >= form.condition.startIndex && at.endIndex <= form.condition.endIndex)
        ? ifEffect(tree, around, form.whenTrue, form.whenFalse, matchIsTrue)
        : "other";
    if (form?.is === "choice") {
      if (form.condition.id !== at.id) return "other";
      const [matched, others] = matchIsTrue ? [form.whenTrue, form.whenFalse] : [form.whenFalse, form.whenTrue];
      if (onward.test(matched?.text ?? "")) return "allows";
      // `ip === a ? true : false` is the comparison itself
      const answer = matched && tree.constant(matched);
      if (typeof answer !== "boolean" || (others && tree.constant(others) === answer)) return "other";
      matchIsTrue = answer;
      at = around;
      continue;
    }
    if (/^return(_statement|_expression)?$/.test(around.type))
      return matchIsTrue && answers(tree, around) ? "allows" : "other";
    if (form?.is === "function" && form.body?.id === at.id)
      return matchIsTrue && answers(tree, at) ? "allows" : "other";
    if (form?.is === "assign" && form.value?.id === at.id)
      return variableEffect(tree, around, form.target, matchIsTrue);
    if (
      around.type === "expression_list" ||
      around.type === "arrow_expression_clause" ||
      around.type === "expression_statement" ||
      /body/.test(around.type)
    ) {
      // the last expression of a Ruby method or lambda is its answer
      if (tree.language.id === "ruby" && parts(around).at(-1)?.id === at.id && /body/.test(around.type))
        return matchIsTrue && answers(tree, at) ? "allows" : "other";
      if (around.type !== "expression_list" && around.type !== "arrow_expression_clause") return "other";
      at = around;
      continue;
    }
    return "other";
  }
  return "other";
}

/** `const local = ip === "…"; if (!local) …`: the first condition that the variable is. */
function variableEffect(tree: CodeTree, assign: Syntax, target: Syntax, positive: boolean): Effect {
  const inner = tree.bare(target);
  if (tree.shape(inner)?.is !== "name") return "other";
  const scope = tree.scopes(inner)[0]!;
  for (const offset of tree.offsets(inner.text, assign.endIndex, scope.endIndex)) {
    const use = tree
      .pathTo(offset)
      .findLast((syntax) => tree.shape(syntax)?.is === "name" && syntax.text === inner.text);
    if (use && effectOf(tree, use, positive) === "allows") return "allows";
  }
  return "other";
}

function ifEffect(
  tree: CodeTree,
  decision: Syntax,
  then: Syntax | undefined,
  otherwise: Syntax | undefined,
  matchIsTrue: boolean,
): Effect {
  const [matched, others] = matchIsTrue ? [then, otherwise] : [otherwise, then];
  const matchedText = own(matched);
  const othersText = own(others);
  const authorising = functionName(tree, decision) !== undefined && answers(tree, decision);
  // everybody else is only sent to HTTPS: nobody is refused
  const elsewhere = others ? othersText : rest(tree, decision).slice(0, 300);
  if (encrypts.test(elsewhere) && !denial.test(elsewhere)) return "other";
  if (matched && denial.test(matchedText) && !onward.test(matchedText)) return "other";
  if (others && denial.test(othersText) && !(onward.test(othersText) && !matchIsTrue))
    return isProved(tree, decision) ? "other" : "allows";
  if (matched && onward.test(matchedText) && !denial.test(matchedText)) return "allows";
  if (authorising) {
    if (matched && yes.test(matchedText)) return "allows";
    if (others && no.test(othersText) && !yes.test(othersText)) return "allows";
  }
  // the addresses leave early and what follows refuses: `if (ok(ip)) return; throw …`
  if (matched && !others && (empty.test(matchedText.trim()) || yes.test(matchedText))) {
    const after = rest(tree, decision);
    if (denial.test(after.slice(0, 600)) && !onward.test(after.slice(0, 300))) return "allows";
  }
  return "other";
}

/** True when proof is asked for before or after: the address is a further condition. */
function isProved(tree: CodeTree, decision: Syntax): boolean {
  const after = rest(tree, decision);
  return proof.test(before(tree, decision)) || proof.test(after) || asks.test(after);
}

/** The text of a branch, its functions and comments included: refusals are told by their words. */
function own(branch: Syntax | undefined): string {
  if (!branch) return "";
  return branch.text.slice(0, 4000).replace(/\/\/.*$|^\s*#.*$|\/\*[\s\S]*?\*\//gm, "");
}

/** What stands before a statement in its function. */
function before(tree: CodeTree, statement: Syntax): string {
  const scope = tree.scopes(statement)[0];
  return scope ? tree.text.slice(Math.max(scope.startIndex, statement.startIndex - 4000), statement.startIndex) : "";
}

/** What follows a statement in its block. */
function rest(tree: CodeTree, statement: Syntax): string {
  const block = tree.parent(statement);
  return block ? tree.text.slice(statement.endIndex, Math.min(block.endIndex, statement.endIndex + 1500)) : "";
}

function functionName(tree: CodeTree, syntax: Syntax): string | undefined {
  for (const scope of tree.scopes(syntax)) {
    if (tree.shape(scope)?.is !== "function") continue;
    const name = tree.construct(scope)?.name;
    if (name) return name.slice(name.lastIndexOf(".") + 1);
  }
  return undefined;
}

/** True when the function around gives an answer on which access hangs. */
function answers(tree: CodeTree, syntax: Syntax): boolean {
  const name = functionName(tree, syntax);
  const scope = tree.scopes(syntax)[0];
  let around = scope && tree.shape(scope)?.is === "function" ? tree.above(scope) : undefined;
  if (around?.kind === "call" && /^(lambda|proc)$/.test(around.name)) around = around.above;
  if (
    around?.kind === "call" &&
    /(^|\.)(constraints|authenticate|RequireAssertion|access|user_passes_test|permission|guard|beforeHandle)$/.test(
      around.name,
    )
  )
    return true;
  return name !== undefined && authorises.test(name) && !harmless.test(name);
}

/** True inside rate limits, logging and other things that let nobody in. */
function isQuiet(tree: CodeTree, syntax: Syntax): boolean {
  for (let up = tree.above(syntax); up.above; up = up.above) {
    if ((up.kind === "call" || up.kind === "entry" || up.kind === "assign") && quiet.test(up.name)) return true;
    if (up.kind === "function" && ((up.name && idle.test(up.name)) || quiet.test(decorators(tree, up)))) return true;
  }
  return false;
}

/** What is written above a function: Python's decorators. */
function decorators(tree: CodeTree, func: Node): string {
  const { syntax } = func.source as CodeSource;
  const around = tree.parent(syntax);
  return around?.type === "decorated_definition" ? tree.text.slice(around.startIndex, syntax.startIndex) : "";
}
