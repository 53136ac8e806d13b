import type { CodeTree } from "./code-tree.js";
import { effectOf } from "./effect.js";
import type { Shape } from "./shape.js";
import { parts, type Syntax } from "./syntax.js";

/** A comparison of a value with something, and what hangs on it. */
export interface Comparison {
  /** The expression that is true or false. */
  readonly condition: Syntax;
  /** What the value is compared with. */
  readonly operand: Syntax;
  /** True when the condition is true for a match, false for `!=` and `not in`. */
  readonly positive: boolean;
}

/** Calls that hand on the address that is in them. */
const carries =
  /(^|\.)(split|strip|trim|replace|replaceAll|toString|ToString|toLowerCase|lower|to_s|SplitHostPort|ParseIP|ParseAddr|MustParseAddr|ip_address|IPv4Address|IPAddress|IPAddr|getHostAddress|getByName|MapToIPv4|pop|shift|at|first|last|String|str|string|normalize\w*|explode|current|trim|inet_aton|ip2long|Parse|parse|process|TrimSpace|Unmap|Addr|Split|SplitN|To4|InetAddress\.getByName|get)$/i;
/** Tests whose receiver is the list and whose argument is the value. */
const holds =
  /(^|\.)(includes|contains|Contains|has|include\?|member\?|some|any|test|match|matches|IsMatch|indexOf|containsKey|exists|HasKey|isInRange|inRange|in_range|cover\?|===)$/;
/** Tests whose receiver is the value. */
const testsItself =
  /(^|\.)(startsWith|startswith|StartsWith|start_with\?|starts_with\?|equals|Equals|equalsIgnoreCase|eql\?|endsWith|isIn|matches|match|in\?|includes|contains|Contains|indexOf|=~)$/;
/** Functions that take both. */
const testsBoth =
  /(^|\.)(in_array|HasPrefix|EqualFold|Contains|ContainsString|str_starts_with|strpos|str_contains|preg_match|fnmatch|ipRangeCheck|ip-range-check|inRange|in_range|range_check|checkIp|checkIp4|checkIp6|ip_in_range|cidr_match|cidrMatch|cidrContains|isInSubnet|is_in_subnet|isIpInCidr|ip_in_cidr|ip_in_network|matches|match|search|fullmatch|Equal|Matches|IsMatch|isEqual|ipInRange|ip_match|matchCidr)$/;
/** Tests of the address alone. */
const testsAlone =
  /(^|\.)(IsLoopback|isLoopback|is_loopback|is_private|IsPrivate|isPrivate|isSiteLocalAddress|isLoopbackAddress|isLocal|isLocalhost|IsLocal|loopback\?|private\?|is_local|isPrivateIp|isPrivateIP|is_private_ip|isInternalIp|isInternalIP)$/;

/** The comparisons that decide over access (`allows`), or all (`all`). */
export function grants(tree: CodeTree, source: Syntax, which: "all" | "allows"): Comparison[] {
  const found = new Map<number, Comparison>();
  for (const use of uses(tree, source)) {
    const comparison = comparisonAt(tree, use);
    if (comparison) found.set(comparison.condition.id, comparison);
  }
  const all = [...found.values()].sort((a, b) => a.condition.startIndex - b.condition.startIndex);
  if (which === "all") return all;
  return all.filter(
    (comparison) =>
      isAddress(tree, comparison) &&
      effectOf(tree, comparison.condition, comparison.positive) === "allows" &&
      isFirst(tree, source, comparison),
  );
}

/** False for the second and further parts of `ip === a || ip === b`: one finding a decision is enough. */
function isFirst(tree: CodeTree, source: Syntax, { condition }: Comparison): boolean {
  let whole = condition;
  for (let around = tree.parent(whole); around; around = tree.parent(around)) {
    const form = tree.shape(around);
    const logical = form?.is === "binary" && /^(&&|\|\||and|or)$/.test(form.operator);
    if (!logical && form?.is !== "not" && form?.is !== "wrap") break;
    whole = around;
  }
  // a variable's comparisons come together, the first of them is shown anyway
  if (source.startIndex < whole.startIndex) return true;
  const [head, ...after] = tree.text.slice(whole.startIndex, condition.startIndex).split(source.text);
  // `isset(ip) && …`, `ip is null || …`
  if (/(isset|empty|is_null|defined\?)\s*\(\s*$/.test(head!) && after.length === 1) return true;
  return after.every((text) => /^\s*(&&|and\b|([!=]==?|is( not)?)\s*(null|nil|None|undefined))/.test(text));
}

/** The expressions that carry the value: itself, what is made of it, the variables it is kept in. */
function uses(tree: CodeTree, source: Syntax): Syntax[] {
  const found: Syntax[] = [];
  const pending: { syntax: Syntax; hops: number }[] = [{ syntax: source, hops: 0 }];
  const seen = new Set<number>();
  while (pending.length > 0 && found.length < 60) {
    const { syntax, hops } = pending.pop()!;
    if (seen.has(syntax.id)) continue;
    seen.add(syntax.id);
    found.push(syntax);
    if (hops < 3) {
      for (const target of tupleTargets(tree, syntax)) {
        for (const use of variableUses(tree, target)) pending.push({ syntax: use, hops: hops + 1 });
      }
    }
    const around = outer(tree, syntax);
    const form = around && tree.shape(around);
    if (!around || !form) continue;
    if (form.is === "call") {
      const name = tree.nameOf(around) ?? "";
      if (carries.test(name)) pending.push({ syntax: around, hops });
      else if (
        !form.args.some((arg) => tree.bare(arg).id === syntax.id) &&
        form.callee &&
        tree.bare(form.callee).id === syntax.id
      )
        pending.push({ syntax: around, hops });
    } else if (form.is === "member" && form.object && tree.bare(form.object).id === syntax.id) {
      const call = outer(tree, around);
      const called = call && tree.shape(call);
      if (call && called?.is === "call" && called.callee?.id === around.id && carries.test(tree.nameOf(call) ?? ""))
        pending.push({ syntax: call, hops });
      else if (/^(value|ip|address|hostname|hostString|hostAddress|To4)$/.test(form.name.text))
        pending.push({ syntax: around, hops });
    } else if (form.is === "index" && form.object.id === syntax.id) pending.push({ syntax: around, hops });
    else if (form.is === "binary" && /^(\|\||\?\?|or|\?:)$/.test(form.operator)) pending.push({ syntax: around, hops });
    else if (form.is === "choice" && form.condition.id !== syntax.id) pending.push({ syntax: around, hops });
    else if (form.is === "assign" && form.value && tree.bare(form.value).id === syntax.id && hops < 3) {
      for (const use of variableUses(tree, form.target)) pending.push({ syntax: use, hops: hops + 1 });
    }
  }
  return found;
}

/** `host, _, err := f(x)`: the first name on the left when the value is the whole right side. */
function tupleTargets(tree: CodeTree, syntax: Syntax): Syntax[] {
  let at = syntax;
  for (let i = 0; i < 4; i++) {
    const around = tree.parent(at);
    if (!around) return [];
    if (/^(short_var_declaration|assignment_statement|assignment)$/.test(around.type)) {
      const left = around.childForFieldName("left");
      const right = around.childForFieldName("right");
      if (!left || !/expression_list|pattern_list/.test(left.type) || right?.id !== at.id) return [];
      return parts(left).slice(0, 1);
    }
    if (around.type !== "expression_list" || parts(around).length !== 1) return [];
    at = around;
  }
  return [];
}

/** The places in the same function that read a local variable. */
function variableUses(tree: CodeTree, target: Syntax): Syntax[] {
  const inner = tree.bare(target);
  if (tree.shape(inner)?.is !== "name") return [];
  const scope = tree.scopes(inner)[0]!;
  const name = inner.text;
  const found: Syntax[] = [];
  for (const offset of tree.offsets(name, target.endIndex, scope.endIndex)) {
    const path = tree.pathTo(offset);
    const use = path.findLast((syntax) => tree.shape(syntax)?.is === "name" && syntax.text === name);
    if (!use) continue;
    const around = tree.parent(use);
    const form = around && tree.shape(around);
    if (form?.is === "assign" && form.target.id === use.id && form.value) {
      // given a new value: what follows is not the address, unless it is made of it
      if (!form.value.text.includes(name)) break;
      continue;
    }
    found.push(use);
    if (found.length > 40) break;
  }
  return found;
}

/** The syntax around, past parentheses, arguments and spreads of one. */
function outer(tree: CodeTree, syntax: Syntax): Syntax | undefined {
  let around = tree.parent(syntax);
  for (let i = 0; around && i < 6; i++) {
    const form = tree.shape(around);
    if (
      form?.is === "wrap" ||
      // Kotlin's `!a.b()`, read as `(!a).b()`
      (form?.is === "not" && tree.parent(around)?.type === "navigation_expression") ||
      (!form && /argument|expression_list$/.test(around.type) && around.type !== "argument_list_with_trailing")
    )
      around = tree.parent(around);
    else break;
  }
  return around;
}

function comparisonAt(tree: CodeTree, use: Syntax): Comparison | undefined {
  const around = outer(tree, use);
  const form = around && tree.shape(around);
  if (!around || !form) return undefined;
  const isUse = (syntax: Syntax | undefined) =>
    syntax !== undefined && (syntax.id === use.id || tree.bare(syntax).id === use.id);
  if (form.is === "binary") {
    const positive = /^(===?|in|is|=~|eq)$/.test(form.operator)
      ? true
      : /^(!==?|not in|is not|!~|<>|ne)$/.test(form.operator)
        ? false
        : undefined;
    if (positive === undefined) return undefined;
    const operand = isUse(form.left)
      ? form.right
      : isUse(form.right) && !/in$/.test(form.operator)
        ? form.left
        : undefined;
    return operand && { condition: around, operand, positive };
  }
  if (form.is === "call") {
    const name = tree.nameOf(around) ?? "";
    const args = form.args;
    const at = args.findIndex(isUse);
    const object = receiverOf(tree, form);
    if (at >= 0) {
      const other = args.find((_, i) => i !== at);
      if (other && testsBoth.test(name)) return signed(tree, around, other);
      if (!other && object && (holds.test(name) || /(^|\.)(equals|Equals|equal\?|matches)$/.test(name)))
        return signed(tree, around, object);
      if (testsAlone.test(name)) return { condition: around, operand: around, positive: true };
    } else if (object && isUse(object)) {
      if (args.length >= 1 && testsItself.test(name)) return signed(tree, around, args[0]!);
      if (args.length === 0 && testsAlone.test(name)) return { condition: around, operand: around, positive: true };
    }
  }
  if (form.is === "member") {
    const call = outer(tree, around);
    const called = call && tree.shape(call);
    const name = tree.nameOf(around) ?? "";
    if (call && called?.is === "call" && called.callee && tree.bare(called.callee).id === around.id) {
      if (called.args.length >= 1 && testsItself.test(name)) return signed(tree, call, called.args[0]!);
      if (called.args.length === 0 && testsAlone.test(name)) return { condition: call, operand: call, positive: true };
    } else if (testsAlone.test(name)) return { condition: around, operand: around, positive: true };
  }
  return undefined;
}

function receiverOf(tree: CodeTree, form: Extract<Shape, { is: "call" }>): Syntax | undefined {
  if (form.object) return form.object;
  const callee = form.callee && tree.shape(tree.bare(form.callee));
  return callee?.is === "member" ? callee.object : undefined;
}

/** `indexOf(x) === -1` and its like: the comparison around a test that gives a place. */
function signed(tree: CodeTree, condition: Syntax, operand: Syntax): Comparison {
  const around = outer(tree, condition);
  const form = around && tree.shape(around);
  if (around && form?.is === "binary") {
    const right = form.right.text;
    if (/^-1$|^false$|^nil$|^null$/i.test(right) && /^(===?|<=?)$/.test(form.operator))
      return { condition: around, operand, positive: false };
    if (
      (/^-1$|^false$|^nil$/i.test(right) && /^(!==?|>)$/.test(form.operator)) ||
      (right === "0" && /^(>=|===?)$/.test(form.operator))
    )
      return { condition: around, operand, positive: true };
  }
  return { condition, operand, positive: true };
}

const configured =
  /allow|white|trust|safe|internal|office|permit|local|admin|loopback|accept|private|lan\b|vpn|subnet|cidr|network|range|ips?$|ip_?list|addresses|hosts?$/i;
const refused =
  /block|deny|denied|ban|black|bad|abuse|spam|attack|session|stored|previous|last_?ip|user\b.*ip|expected|token|proxy|proxies|cached|cookie|redis|limit|decoded|payload|claims?\b|jwt/i;

/** True when a value is compared with fixed or configured addresses, not with one that was stored before. */
function isAddress(tree: CodeTree, { operand, condition }: Comparison): boolean {
  if (operand.id === condition.id) return true;
  const inner = tree.bare(operand);
  const source = tree.definition(inner) ?? inner;
  const form = tree.shape(source);
  const constant = tree.constant(inner);
  const name = tree.nameOf(inner) ?? "";
  if (refused.test(name)) return false;
  if (typeof constant === "string") return looksLikeAddress(constant);
  if (form?.is === "list" || form?.is === "object" || form?.is === "call") {
    const texts = source.text.match(/["'`]([^"'`]*)["'`]/g)?.map((text) => text.slice(1, -1)) ?? [];
    if (texts.some(looksLikeAddress)) return true;
    if (texts.length > 0 && form.is === "list") return false;
  }
  if (source.type === "regex" || /^\/.*\/$/.test(source.text))
    return /\d+(\\\.|\.)\d*|127|localhost|::1/.test(source.text);
  if (constant !== undefined) return false;
  if (configured.test(name || inner.text)) return true;
  // `list := parse(allowedAddresses)`
  return form?.is === "call" && source.id !== inner.id && configured.test(given(form)) && !refused.test(given(form));
}

/** The text of what a call is given. */
const given = (call: Extract<Shape, { is: "call" }>): string => call.args.map((arg) => arg.text.slice(0, 80)).join(" ");

function looksLikeAddress(text: string): boolean {
  return (
    /^[\^/(]*\s*(\d{1,3}(\\?\.\d{0,3}){1,3}|::1|::ffff:|localhost|f[cd][0-9a-f]{2}:|fe80:|\[::1\]|0:0:0:0:0:0:0:1)|^[0-9a-f]{1,4}:[0-9a-f:]+/i.test(
      text,
    ) && !/^\d+\.\d+$/.test(text)
  );
}
