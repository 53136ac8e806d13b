import { field, part, parts, type Syntax } from "./syntax.js";

/** What a piece of syntax is, in words that are the same in every language. */
export type Shape =
  | { readonly is: "name" }
  | { readonly is: "member"; readonly object: Syntax | undefined; readonly name: Syntax }
  | { readonly is: "index"; readonly object: Syntax; readonly key: Syntax | undefined }
  | Call
  | Assign
  | { readonly is: "entry"; readonly key: Syntax; readonly value: Syntax | undefined }
  | Callable
  | { readonly is: "class"; readonly name: Syntax | undefined; readonly bases: readonly Syntax[] }
  | {
      readonly is: "if";
      readonly condition: Syntax;
      readonly whenTrue: Syntax | undefined;
      readonly whenFalse: Syntax | undefined;
    }
  | {
      readonly is: "choice";
      readonly condition: Syntax;
      readonly whenTrue: Syntax | undefined;
      readonly whenFalse: Syntax | undefined;
    }
  | { readonly is: "object"; readonly entries: readonly Syntax[] }
  | { readonly is: "list"; readonly items: readonly Syntax[] }
  | { readonly is: "literal" }
  | { readonly is: "not"; readonly operand: Syntax }
  | { readonly is: "binary"; readonly left: Syntax; readonly operator: string; readonly right: Syntax }
  | { readonly is: "wrap"; readonly inner: Syntax };

/** A call or the making of an object. Either `callee`, or `object` and `name`. */
export interface Call {
  readonly is: "call";
  readonly callee?: Syntax;
  readonly object?: Syntax;
  readonly name?: Syntax;
  readonly args: readonly Syntax[];
  /** Struct or object initialisers, blocks and class bodies that belong to the call. */
  readonly extra: readonly Syntax[];
}

/** A variable, field or property that gets a value. `operator` is `=`, or what is done besides (`+=`). */
export interface Assign {
  readonly is: "assign";
  readonly target: Syntax;
  readonly value: Syntax | undefined;
  readonly operator: string;
  /** True for a declaration, a parameter with a default, a class field. */
  readonly declares: boolean;
}

/** A function, method, lambda. */
export interface Callable {
  readonly is: "function";
  readonly name: Syntax | undefined;
  readonly parameters: Syntax | undefined;
  readonly body: Syntax | undefined;
}

const wrap = (inner: Syntax | undefined): Shape | undefined => (inner ? { is: "wrap", inner } : undefined);
const member = (object: Syntax | undefined, name: Syntax | undefined): Shape | undefined =>
  name ? { is: "member", object, name } : undefined;
const assign = (
  target: Syntax | undefined,
  value: Syntax | undefined,
  declares = false,
  operator = "=",
): Shape | undefined => (target ? { is: "assign", target, value, operator, declares } : undefined);
const callable = (syntax: Syntax): Shape => ({
  is: "function",
  name: field(syntax, "name"),
  parameters: field(syntax, "parameters") ?? field(syntax, "parameter"),
  body: field(syntax, "body") ?? part(syntax, "block", "arrow_expression_clause"),
});
const call = (
  init: Omit<Call, "is" | "args" | "extra">,
  args: Syntax | undefined,
  extra: (Syntax | undefined)[] = [],
): Shape => ({
  is: "call",
  ...init,
  args: parts(args).map((arg) =>
    /^(attribute_)?argument$/.test(arg.type) && !field(arg, "name") ? (parts(arg)[0] ?? arg) : arg,
  ),
  extra: extra.filter((syntax) => syntax !== undefined),
});
/** The only element of a list of expressions (Go writes every assignment as lists). */
const single = (syntax: Syntax | undefined): Syntax | undefined =>
  syntax?.type === "expression_list" ? (parts(syntax).length === 1 ? parts(syntax)[0] : undefined) : syntax;

/** What a type of syntax is read as, by the type's name. */
export type Shapes = Readonly<Record<string, (syntax: Syntax) => Shape | undefined>>;

/**
 * What `syntax` is; undefined for syntax that means nothing by itself (statements, blocks, punctuation). `own` holds
 * the types that mean something else in one language.
 */
export function shape(syntax: Syntax, own?: Shapes): Shape | undefined {
  return syntax.isNamed ? (own?.[syntax.type] ?? shapes[syntax.type])?.(syntax) : undefined;
}

const names = (): Shape => ({ is: "name" });
const literal = (): Shape => ({ is: "literal" });
const list = (syntax: Syntax): Shape => ({ is: "list", items: parts(syntax) });
const first = (syntax: Syntax): Shape | undefined => wrap(parts(syntax)[0]);
const table = (syntax: Syntax): Shape => ({ is: "object", entries: parts(syntax) });
const binary = (syntax: Syntax): Shape | undefined => {
  const [left, right] = [field(syntax, "left"), field(syntax, "right")];
  return left && right ? { is: "binary", left, operator: field(syntax, "operator")?.text ?? "", right } : undefined;
};
const when =
  (is: "if" | "choice") =>
  (syntax: Syntax): Shape | undefined => {
    const condition = field(syntax, "condition");
    const whenTrue = field(syntax, "consequence") ?? field(syntax, "body");
    return condition && { is, condition, whenTrue, whenFalse: field(syntax, "alternative") };
  };
const unless = (syntax: Syntax): Shape | undefined => {
  const condition = field(syntax, "condition");
  const whenTrue = field(syntax, "consequence") ?? field(syntax, "body");
  return condition && { is: "if", condition, whenTrue: field(syntax, "alternative"), whenFalse: whenTrue };
};
const classes = (syntax: Syntax): Shape => ({
  is: "class",
  name: field(syntax, "name"),
  bases: parts(syntax)
    .filter((child) => /superclass|heritage|base|interface/.test(child.type) || child.type === "argument_list")
    .flatMap((child) => parts(child).flatMap((base) => (/clause$|^type_list$/.test(base.type) ? parts(base) : [base]))),
});

/** An array literal that PHP also uses as a dictionary, an initialiser that C# uses as a list. */
const mixed = (syntax: Syntax): Shape => {
  const items = parts(syntax);
  // C#'s `{ { "key", "value" } }`
  if (items.length === 2 && syntax.type === "initializer_expression" && syntax.parent?.type === syntax.type)
    return { is: "entry", key: items[0]!, value: items[1] };
  const keyed = items.some((item) => shape(item)?.is === "entry" || shape(item)?.is === "assign");
  return keyed ? { is: "object", entries: items } : { is: "list", items };
};

const shapes: Shapes = {
  // names
  identifier: names,
  property_identifier: names,
  private_property_identifier: names,
  shorthand_property_identifier: (s) => entry(s, s),
  type_identifier: names,
  field_identifier: names,
  package_identifier: names,
  constant: names,
  instance_variable: names,
  class_variable: names,
  global_variable: names,
  variable_name: names,
  name: names,
  this: names,
  self: names,
  super: names,
  predefined_type: names,
  hash_key_symbol: names,
  // members
  member_expression: (s) => member(field(s, "object"), field(s, "property")),
  attribute: (s) => (field(s, "attribute") ? member(field(s, "object"), field(s, "attribute")) : annotation(s)),
  selector_expression: (s) => member(field(s, "operand"), field(s, "field")),
  qualified_type: (s) => member(field(s, "package"), field(s, "name")),
  field_access: (s) => member(field(s, "object"), field(s, "field")),
  scoped_type_identifier: (s) => member(parts(s)[0], parts(s).at(-1)),
  scoped_identifier: (s) => member(field(s, "scope"), field(s, "name")),
  scope_resolution: (s) => member(field(s, "scope"), field(s, "name")),
  member_access_expression: (s) => member(field(s, "object") ?? field(s, "expression"), field(s, "name")),
  nullsafe_member_access_expression: (s) => member(field(s, "object"), field(s, "name")),
  scoped_property_access_expression: (s) => member(field(s, "scope"), field(s, "name")),
  class_constant_access_expression: (s) => member(parts(s)[0], parts(s)[1]),
  qualified_name: (s) => member(field(s, "qualifier") ?? part(s, "namespace_name"), parts(s).at(-1)),
  namespace_name: (s) => (parts(s).length === 1 ? names() : undefined),
  dotted_name: (s) => (parts(s).length === 1 ? names() : undefined),
  conditional_access_expression: (s) => {
    const binding = part(s, "member_binding_expression");
    return binding ? member(field(s, "condition"), binding) : undefined;
  },
  subscript_expression: (s) => indexed(field(s, "object") ?? parts(s)[0], field(s, "index") ?? parts(s)[1]),
  subscript: (s) => indexed(field(s, "value"), field(s, "subscript")),
  index_expression: (s) => indexed(field(s, "operand"), field(s, "index")),
  element_reference: (s) => indexed(field(s, "object"), parts(s)[1]),
  element_access_expression: (s) => indexed(field(s, "expression"), parts(parts(field(s, "subscript"))[0])[0]),
  array_access: (s) => indexed(field(s, "array"), field(s, "index")),
  // calls
  call_expression: (s) => call({ callee: field(s, "function") }, field(s, "arguments")),
  new_expression: (s) => call({ callee: field(s, "constructor") }, field(s, "arguments")),
  call: (s) => {
    if (field(s, "function")) return call({ callee: field(s, "function") }, field(s, "arguments"));
    const [receiver, method, args, block] = ["receiver", "method", "arguments", "block"].map((name) => field(s, name));
    if (receiver && method && !args && !block) return member(receiver, method);
    return method ? call({ object: receiver, name: method }, args, [block]) : undefined;
  },
  method_invocation: (s) => call({ object: field(s, "object"), name: field(s, "name") }, field(s, "arguments")),
  object_creation_expression: (s) =>
    call(
      { callee: field(s, "type") ?? part(s, "name", "qualified_name", "variable_name") },
      field(s, "arguments") ?? part(s, "arguments", "argument_list"),
      [field(s, "initializer"), part(s, "class_body", "anonymous_class")],
    ),
  implicit_object_creation_expression: (s) => call({}, part(s, "argument_list"), [part(s, "initializer_expression")]),
  composite_literal: (s) =>
    /^(map|slice|array|implicit_length_array)_type$/.test(field(s, "type")?.type ?? "")
      ? wrap(field(s, "body"))
      : call({ callee: field(s, "type") }, undefined, [field(s, "body")]),
  function_call_expression: (s) => call({ callee: field(s, "function") }, field(s, "arguments")),
  member_call_expression: (s) => call({ object: field(s, "object"), name: field(s, "name") }, field(s, "arguments")),
  nullsafe_member_call_expression: (s) =>
    call({ object: field(s, "object"), name: field(s, "name") }, field(s, "arguments")),
  scoped_call_expression: (s) => call({ object: field(s, "scope"), name: field(s, "name") }, field(s, "arguments")),
  invocation_expression: (s) => call({ callee: field(s, "function") }, field(s, "arguments")),
  annotation: (s) => annotation(s),
  exit_statement: (s) => call({ name: s.child(0) ?? s }, s),
  // assignments
  variable_declarator: (s) =>
    assign(field(s, "name"), field(s, "value") ?? (parts(s).length > 1 ? parts(s).at(-1) : undefined), true),
  assignment_expression: (s) =>
    assign(single(field(s, "left")), field(s, "right"), false, field(s, "operator")?.text ?? "="),
  augmented_assignment_expression: (s) =>
    assign(field(s, "left"), field(s, "right"), false, field(s, "operator")?.text),
  assignment: (s) => assign(field(s, "left"), field(s, "right")),
  augmented_assignment: (s) => assign(field(s, "left"), field(s, "right"), false, field(s, "operator")?.text),
  operator_assignment: (s) => assign(field(s, "left"), field(s, "right"), false, field(s, "operator")?.text),
  named_expression: (s) => assign(field(s, "name"), field(s, "value")),
  short_var_declaration: (s) => assign(single(field(s, "left")), single(field(s, "right")), true),
  assignment_statement: (s) =>
    assign(single(field(s, "left")), single(field(s, "right")), false, field(s, "operator")?.text),
  var_spec: (s) => spec(s),
  const_spec: (s) => spec(s),
  const_element: (s) => assign(parts(s)[0], parts(s)[1], true),
  field_definition: (s) => assign(field(s, "property"), field(s, "value"), true),
  public_field_definition: (s) => assign(field(s, "name"), field(s, "value"), true),
  property_declaration: (s) => (field(s, "name") ? assign(field(s, "name"), field(s, "value"), true) : undefined),
  property_element: (s) => assign(field(s, "name"), field(s, "default_value"), true),
  static_variable_declaration: (s) => assign(field(s, "name"), field(s, "value"), true),
  enum_assignment: (s) => assign(field(s, "name"), field(s, "value"), true),
  required_parameter: (s) => defaulted(field(s, "pattern"), field(s, "value")),
  optional_parameter: (s) => defaulted(field(s, "pattern") ?? field(s, "name"), field(s, "value")),
  keyword_parameter: (s) => defaulted(field(s, "name"), field(s, "value")),
  assignment_pattern: (s) => assign(field(s, "left"), field(s, "right"), true),
  object_assignment_pattern: (s) => assign(field(s, "left"), field(s, "right"), true),
  default_parameter: (s) => assign(field(s, "name"), field(s, "value"), true),
  typed_default_parameter: (s) => assign(field(s, "name"), field(s, "value"), true),
  simple_parameter: (s) => defaulted(field(s, "name"), field(s, "default_value")),
  // entries
  pair: (s) => entry(field(s, "key"), field(s, "value")),
  keyword_argument: (s) => entry(field(s, "name"), field(s, "value")),
  keyed_element: (s) => entry(field(s, "key"), field(s, "value")),
  array_element_initializer: (s) => (parts(s).length === 2 ? entry(parts(s)[0], parts(s)[1]) : first(s)),
  argument: (s) => (field(s, "name") ? entry(field(s, "name"), parts(s).at(-1)) : first(s)),
  element_value_pair: (s) => entry(field(s, "key"), field(s, "value")),
  // functions and classes
  function_declaration: callable,
  function_expression: callable,
  generator_function_declaration: callable,
  arrow_function: callable,
  method_definition: callable,
  function_definition: callable,
  lambda: callable,
  func_literal: callable,
  method_declaration: callable,
  constructor_declaration: callable,
  local_function_statement: callable,
  lambda_expression: callable,
  anonymous_method_expression: callable,
  anonymous_function: callable,
  method: callable,
  singleton_method: callable,
  do_block: callable,
  // only Ruby's blocks are functions
  block: (s) => (part(s, "block_body", "block_parameters") ? callable(s) : undefined),
  class_declaration: classes,
  class: classes,
  class_definition: classes,
  module: (s) => (field(s, "name") ? classes(s) : undefined),
  anonymous_class: classes,
  record_declaration: classes,
  // decisions
  if_statement: when("if"),
  elif_clause: when("if"),
  else_if_clause: when("if"),
  if: when("if"),
  elsif: when("if"),
  if_modifier: when("if"),
  unless,
  unless_modifier: unless,
  ternary_expression: when("choice"),
  conditional: when("choice"),
  conditional_expression: (s) => {
    if (field(s, "condition")) return when("choice")(s);
    const [whenTrue, condition, other] = parts(s);
    return condition && { is: "choice", condition, whenTrue, whenFalse: other };
  },
  binary_expression: binary,
  boolean_operator: binary,
  binary_operator: binary,
  binary,
  comparison_operator: (s) => {
    const [left, right, more] = parts(s);
    const operator = field(s, "operators")?.text.replace(/\s+/g, " ") ?? "";
    return left && right && !more ? { is: "binary", left, operator, right } : undefined;
  },
  unary_expression: (s) =>
    unary(field(s, "operator")?.text ?? s.child(0)?.text, field(s, "argument") ?? field(s, "operand")),
  not_operator: (s) => unary("not", field(s, "argument")),
  unary: (s) => unary(field(s, "operator")?.text, field(s, "operand")),
  unary_operator: (s) => unary(field(s, "operator")?.text, field(s, "argument")),
  unary_op_expression: (s) => unary(field(s, "operator")?.text, field(s, "argument")),
  prefix_unary_expression: (s) => unary(s.child(0)?.text, parts(s)[0]),
  // collections
  object: table,
  dictionary: table,
  hash: table,
  literal_value: (s) => {
    const items = parts(s);
    return items.some((item) => item.type === "keyed_element")
      ? { is: "object", entries: items }
      : { is: "list", items };
  },
  array: list,
  list,
  tuple: list,
  set: list,
  string_array: list,
  symbol_array: list,
  array_creation_expression: (s) =>
    field(s, "value")
      ? wrap(field(s, "value"))
      : part(s, "initializer_expression")
        ? wrap(part(s, "initializer_expression"))
        : mixed(s),
  implicit_array_creation_expression: (s) => wrap(part(s, "initializer_expression")),
  array_initializer: list,
  element_value_array_initializer: list,
  initializer_expression: mixed,
  collection_expression: list,
  // literals
  string: literal,
  template_string: literal,
  concatenated_string: literal,
  chained_string: literal,
  bare_string: literal,
  bare_symbol: literal,
  simple_symbol: literal,
  delimited_symbol: literal,
  string_literal: literal,
  verbatim_string_literal: literal,
  raw_string_literal: literal,
  interpolated_string_expression: literal,
  interpreted_string_literal: literal,
  encapsed_string: literal,
  heredoc: literal,
  nowdoc: literal,
  character_literal: literal,
  rune_literal: literal,
  number: literal,
  integer: literal,
  float: literal,
  int_literal: literal,
  float_literal: literal,
  integer_literal: literal,
  real_literal: literal,
  decimal_integer_literal: literal,
  hex_integer_literal: literal,
  octal_integer_literal: literal,
  decimal_floating_point_literal: literal,
  true: literal,
  false: literal,
  boolean: literal,
  boolean_literal: literal,
  null: literal,
  undefined: literal,
  none: literal,
  nil: literal,
  null_literal: literal,
  // transparent
  parenthesized_expression: first,
  parenthesized_statements: first,
  await_expression: first,
  await: first,
  as_expression: first,
  satisfies_expression: first,
  non_null_expression: first,
  generic_type: first,
  generic_name: first,
  pointer_type: first,
  type: first,
  cast_expression: (s) => wrap(field(s, "value")),
  type_assertion_expression: (s) => wrap(field(s, "operand")),
  as_pattern: (s) => assign(field(s, "alias"), parts(s)[0], true),
  as_pattern_target: first,
  literal_element: first,
  computed_property_name: first,
  subscript_argument: first,
  expression_list: (s) => (parts(s).length === 1 ? first(s) : list(s)),
  postfix_unary_expression: first,
  reference_assignment_expression: (s) => assign(field(s, "left"), field(s, "right")),
  element_binding_expression: first,
};

function indexed(object: Syntax | undefined, key: Syntax | undefined): Shape | undefined {
  return object && { is: "index", object, key };
}

function entry(key: Syntax | undefined, value: Syntax | undefined): Shape | undefined {
  return key && { is: "entry", key, value };
}

/** A parameter is an assignment when it has a default. */
function defaulted(target: Syntax | undefined, value: Syntax | undefined): Shape | undefined {
  return value ? assign(target, value, true) : undefined;
}

/** Go's `var a = 1`; several names at once are not followed. */
function spec(syntax: Syntax): Shape | undefined {
  const [name, more] = syntax.childrenForFieldName("name");
  return name && !more ? assign(name, single(field(syntax, "value")), true) : undefined;
}

function annotation(syntax: Syntax): Shape | undefined {
  const args = field(syntax, "arguments") ?? part(syntax, "attribute_argument_list");
  return field(syntax, "name") ? call({ callee: field(syntax, "name") }, args) : undefined;
}

function unary(operator: string | undefined, operand: Syntax | undefined): Shape | undefined {
  if (!operand) return undefined;
  if (operator === "!" || operator === "not") return { is: "not", operand };
  // Of many signs in a row each would look at all that follow.
  if (operator === "-" && !operand.type.includes("unary") && shape(operand)?.is === "literal") return { is: "literal" };
  return operator === "&" || operator === "*" || operator === "@" ? { is: "wrap", inner: operand } : undefined;
}
