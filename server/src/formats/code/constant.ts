import type { Scalar } from "../../document/node.js";
import { field, parts, type Syntax } from "./syntax.js";

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "0": "\0",
  b: "\b",
  f: "\f",
  v: "\v",
  e: "\u001b",
  a: "\u0007",
};

/** Syntax inside a text that makes it other than it is written. */
export const computed =
  /^(interpolation|template_substitution|variable_name|dynamic_variable_name|member_access_expression|subscript_expression|string_interpolation)$/;

/** The constant that a literal stands for; undefined when parts of it are computed. */
export function literalValue(syntax: Syntax): Scalar | undefined {
  switch (syntax.type) {
    case "true":
      return true;
    case "false":
      return false;
    case "identifier":
      return syntax.text === "null" ? null : syntax.text === "true";
    case "boolean":
    case "boolean_literal":
      return /^true$/i.test(syntax.text);
    case "null":
    case "nil":
    case "none":
    case "null_literal":
    case "undefined":
      return null;
    case "number":
    case "number_literal":
    case "integer":
    case "float":
    case "int_literal":
    case "float_literal":
    case "integer_literal":
    case "real_literal":
    case "decimal_integer_literal":
    case "hex_integer_literal":
    case "octal_integer_literal":
    case "decimal_floating_point_literal":
      return number(syntax.text);
    case "unary_expression":
    case "unary_operator":
    case "unary":
    case "unary_op_expression":
    case "prefix_unary_expression": {
      const value = literalValue(parts(syntax)[0]!);
      return typeof value === "number" ? -value : undefined;
    }
    case "simple_symbol":
      return syntax.text.slice(1);
    case "concatenated_string":
    case "chained_string":
      return joined(parts(syntax));
    case "verbatim_string_literal":
      return syntax.text.slice(2, -1).replaceAll('""', '"');
    case "multiline_string_literal":
      return parts(syntax).some((child) => child.type === "interpolation") ? undefined : syntax.text.slice(3, -3);
    case "raw_string_literal":
      return syntax.text.startsWith('"""') ? syntax.text.slice(3, -3) : syntax.text.slice(1, -1);
    case "heredoc":
    case "nowdoc": {
      const body = field(syntax, "value");
      return body ? content(body) : "";
    }
    default:
      return content(syntax);
  }
}

function joined(pieces: readonly Syntax[]): string | undefined {
  let text = "";
  for (const piece of pieces) {
    const value = literalValue(piece);
    if (typeof value !== "string") return undefined;
    text += value;
  }
  return text;
}

/** The `$` of `"a $name"`, which Kotlin's grammar leaves a piece of the text. */
export const isSign = (piece: Syntax): boolean =>
  piece.type === "string_content" &&
  piece.endIndex - piece.startIndex === 1 &&
  piece.text === "$" &&
  /^[\p{L}_]/u.test(piece.nextNamedSibling?.text ?? "");

/** The text between the quotes with its escapes read. */
function content(syntax: Syntax): string | undefined {
  const inner = parts(syntax);
  if (inner.some((child) => computed.test(child.type) || isSign(child))) return undefined;
  return unquoted(syntax.text);
}

/** A text as it is meant, from how it is written; undefined when it is too long. */
export function unquoted(source: string): string | undefined {
  if (source.length > 100_000) return undefined;
  if (/^[bruBRU]*("""|''')/.test(source)) {
    const open = /^[bruBRU]*(?:"""|''')/.exec(source)![0].length;
    return readEscapes(source.slice(open, -3));
  }
  const quoted = /^([A-Za-z@$%]*)(["'`])/.exec(source);
  if (!quoted || !source.endsWith(quoted[2]!) || source.length < quoted[0].length + 1) {
    const percent = /^%[qQwWiI]?[^\w\s]/.exec(source);
    return percent ? source.slice(percent[0].length, -1) : source;
  }
  const text = source.slice(quoted[0].length, -1);
  return /[rR]/.test(quoted[1]!) || quoted[2] === "`" ? text : readEscapes(text);
}

function readEscapes(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(
    /\\(u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|\r?\n|[\s\S])/g,
    (_, all: string, braced, four, two) => {
      const code = Number.parseInt(braced ?? four ?? two ?? "", 16);
      if (code <= 0x10ffff) return String.fromCodePoint(code);
      return /[\r\n]/.test(all) ? "" : (escapes[all] ?? all);
    },
  );
}

function number(text: string): number | undefined {
  const plain = text
    .replaceAll("_", "")
    .replace(/(?<=\d)([uUlLfFdDmMnj]+)$/, (suffix) => (/^0x/i.test(text) && /[fFdD]/.test(suffix) ? suffix : ""));
  const octal = /^0o?([0-7]+)$/i.exec(plain);
  const value = octal ? Number.parseInt(octal[1]!, 8) : Number(plain);
  return Number.isNaN(value) ? undefined : value;
}
