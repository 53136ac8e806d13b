import type { Shape, Shapes } from "./shape.js";
import { field, part, parts, type Syntax } from "./syntax.js";

/** Functions of the standard library that make a list of what they are given. */
const lists =
  /^(?:mutable)?(?:listOf|setOf|ListOf|SetOf)$|^(?:\w*[aA]rrayOf|listOfNotNull|arrayListOf|hashSetOf|linkedSetOf)$/;
/** The same for maps. */
const maps = /^(?:mapOf|mutableMapOf|hashMapOf|linkedMapOf|sortedMapOf)$/;

/** What Kotlin's syntax is where its grammar has types or fields of its own; the rest is as in other languages. */
export const kotlinShapes: Shapes = {
  // `true`, `false` and `null` are identifiers to the grammar
  identifier: (s) => (isWordLiteral(s) ? { is: "literal" } : { is: "name" }),
  this_expression: () => ({ is: "name" }),
  super_expression: () => ({ is: "name" }),
  navigation_expression: (s) => {
    const [object, ...names] = parts(s);
    const name = names.at(-1);
    return object && name ? { is: "member", object: negated(object) ?? object, name } : undefined;
  },
  user_type: (s) => {
    const names = parts(s).filter((one) => one.type === "identifier");
    return names.length === 1 ? wrap(names[0]) : { is: "member", object: undefined, name: names.at(-1) ?? s };
  },
  nullable_type: (s) => wrap(parts(s)[0]),
  index_expression: (s) => {
    const [object, key] = parts(s);
    return object && { is: "index", object: negated(object) ?? object, key };
  },
  call_expression: calls,
  annotation: (s) => {
    const made = part(s, "constructor_invocation");
    const callee = part(made ?? s, "user_type");
    return callee && { is: "call", callee, args: args(part(made, "value_arguments")), extra: [] };
  },
  object_literal: (s) => {
    const [base] = bases(s);
    return base && { is: "call", callee: base, args: [], extra: [part(s, "class_body") ?? s] };
  },
  value_argument: (s) => {
    const [name, value] = parts(s);
    return hasToken(s, "=") && name && value ? { is: "entry", key: name, value } : wrap(name);
  },
  infix_expression: (s) => {
    const [left, operator, right] = parts(s);
    return left && right && operator?.text === "to" ? { is: "entry", key: left, value: right } : undefined;
  },
  collection_literal: (s) => ({ is: "list", items: parts(s) }),
  // variables
  property_declaration: (s) => {
    const target = part(part(s, "variable_declaration"), "identifier");
    return target && { is: "assign", target, value: given(s), operator: "=", declares: true };
  },
  variable_declaration: (s) => wrap(part(s, "identifier")),
  class_parameter: (s) => {
    const target = part(s, "identifier");
    const value = given(s);
    return target && value && { is: "assign", target, value, operator: "=", declares: true };
  },
  assignment: (s) => {
    const [target, value] = [field(s, "left"), field(s, "right")];
    return target && { is: "assign", target, value, operator: field(s, "operator")?.text ?? "=", declares: false };
  },
  // functions and classes
  function_declaration: callable,
  anonymous_function: callable,
  secondary_constructor: callable,
  getter: callable,
  function_body: (s) => (hasToken(s, "=") ? wrap(parts(s)[0]) : undefined),
  annotated_lambda: (s) => wrap(part(s, "lambda_literal")),
  lambda_literal: (s) => {
    const [first, more] = parts(s).filter((one) => one.type !== "lambda_parameters");
    return { is: "function", name: undefined, parameters: part(s, "lambda_parameters"), body: more ? s : (first ?? s) };
  },
  class_declaration: (s) => ({ is: "class", name: field(s, "name"), bases: bases(s) }),
  object_declaration: (s) => ({ is: "class", name: field(s, "name"), bases: bases(s) }),
  // decisions
  if_expression: (s) => {
    const condition = field(s, "condition");
    const [whenTrue, whenFalse] = branches(s, condition);
    const value = s.parent !== null && !/block|body|^(lambda_literal|source_file|if_expression)$/.test(s.parent.type);
    return condition && { is: value ? "choice" : "if", condition, whenTrue, whenFalse };
  },
  // a branch of `when` without a subject is one more `else if`
  when_entry: (s) => {
    const condition = field(s, "condition");
    if (!condition || (s.parent && part(s.parent, "when_subject"))) return undefined;
    return { is: "if", condition, whenTrue: parts(s).at(-1), whenFalse: s.nextNamedSibling ?? undefined };
  },
  binary_expression: (s) => {
    const [left, right, operator] = [field(s, "left"), field(s, "right"), field(s, "operator")?.text ?? ""];
    if (!left || !right) return undefined;
    // `f<T>(x)` reads as two comparisons
    const name = operator === ">" && right.type === "parenthesized_expression" ? field(left, "left") : undefined;
    if (name && left.type === "binary_expression" && field(left, "operator")?.text === "<")
      return called(name, parts(right));
    return { is: "binary", left, operator, right };
  },
  in_expression: (s) => {
    const [left, right] = [field(s, "left"), field(s, "right")];
    return left && right && { is: "binary", left, operator: hasToken(s, "!in") ? "not in" : "in", right };
  },
  unary_expression: (s) => {
    const operand = field(s, "argument");
    const operator = field(s, "operator")?.text;
    if (!operand) return undefined;
    if (operator === "!") return { is: "not", operand };
    if (operator === "-" && /^(number|float)_literal$/.test(operand.type)) return { is: "literal" };
    return operator === "!!" ? wrap(operand) : undefined;
  },
  as_expression: (s) => wrap(field(s, "left")),
  // literals
  number_literal: () => ({ is: "literal" }),
  float_literal: () => ({ is: "literal" }),
  multiline_string_literal: () => ({ is: "literal" }),
};

/**
 * True for a comparison that the grammar binds too tightly to its `!`: `!a.b(c)` is read as `(!a).b(c)`. The call is
 * then negated by a sign that stands inside of it.
 */
export function isNegatedInside(syntax: Syntax): boolean {
  let at: Syntax | undefined = syntax;
  while (at && /^(navigation_expression|call_expression|index_expression)$/.test(at.type)) at = parts(at)[0];
  return at !== undefined && at.id !== syntax.id && negated(at) !== undefined;
}

function wrap(inner: Syntax | undefined): Shape | undefined {
  return inner && { is: "wrap", inner };
}

/** What follows a `!`. */
function negated(syntax: Syntax): Syntax | undefined {
  return syntax.type === "unary_expression" && field(syntax, "operator")?.text === "!"
    ? field(syntax, "argument")
    : undefined;
}

function isWordLiteral(syntax: Syntax): boolean {
  const length = syntax.endIndex - syntax.startIndex;
  return (length === 4 || length === 5) && /^(true|false|null)$/.test(syntax.text);
}

function hasToken(syntax: Syntax, token: string): boolean {
  return syntax.children.some((child) => child?.type === token);
}

/** What stands behind the `=` of a declaration. */
function given(syntax: Syntax): Syntax | undefined {
  const { children } = syntax;
  const at = children.findIndex((child) => child?.type === "=");
  return at < 0 ? undefined : (children.slice(at + 1).find((child) => child?.isNamed && !child.isExtra) ?? undefined);
}

function calls(syntax: Syntax): Shape | undefined {
  const [callee] = parts(syntax);
  const lambda = part(part(syntax, "annotated_lambda"), "lambda_literal");
  const given = part(syntax, "value_arguments");
  if (!callee) return undefined;
  // `f(x) { … }` is one call, written around another
  if (lambda && !given && callee.type === "call_expression") {
    const inner = parts(callee)[0];
    return inner && called(inner, [...args(part(callee, "value_arguments")), lambda]);
  }
  const { parent } = syntax;
  const around = parent?.type === "call_expression" && parts(parent)[0]?.id === syntax.id;
  if (around && !part(parent, "value_arguments")) return wrap(callee);
  return called(callee, [...args(given), ...(lambda ? [lambda] : [])]);
}

function called(callee: Syntax, given: Syntax[]): Shape {
  if (callee.type === "identifier") {
    const name = callee.text;
    if (lists.test(name)) return { is: "list", items: given };
    if (maps.test(name)) return { is: "object", entries: given };
  }
  return { is: "call", callee: negated(callee) ?? callee, args: given, extra: [] };
}

/** The arguments of a call, the positional ones without what is around them. */
function args(list: Syntax | undefined): Syntax[] {
  return parts(list).map((one) => {
    if (hasToken(one, "=")) return one;
    const inner = parts(one)[0] ?? one;
    return inner.type === "infix_expression" || !hasToken(one, "*") ? inner : one;
  });
}

function callable(syntax: Syntax): Shape {
  const body = part(syntax, "function_body", "block");
  return {
    is: "function",
    name: field(syntax, "name"),
    parameters: part(syntax, "function_value_parameters"),
    body: (body?.type === "function_body" && part(body, "block")) || body,
  };
}

function bases(syntax: Syntax): Syntax[] {
  return parts(part(syntax, "delegation_specifiers")).flatMap((one) => {
    const base = part(one, "user_type") ?? part(part(one, "constructor_invocation"), "user_type");
    return base ? [base] : [];
  });
}

/** What is done where the condition of an `if` holds, and where it does not. */
function branches(syntax: Syntax, condition: Syntax | undefined): [Syntax | undefined, Syntax | undefined] {
  const { children } = syntax;
  const other = children.findIndex((child) => child?.type === "else");
  const isBranch = (child: Syntax | null): child is Syntax =>
    child?.isNamed === true && !child.isExtra && child.id !== condition?.id;
  return [
    children.slice(0, other < 0 ? undefined : other).find(isBranch),
    other < 0 ? undefined : children.slice(other).find(isBranch),
  ];
}
