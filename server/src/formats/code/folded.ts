import type { Scalar } from "../../document/node.js";
import { computed, isSign, literalValue, unquoted } from "./constant.js";
import type { Call } from "./shape.js";
import { parts, type Syntax } from "./syntax.js";

/** Gives the constant that an expression stands for. */
type Constant = (syntax: Syntax) => Scalar | undefined;

/** Stands in a text for what is put into it, one character from here on for each. */
const firstHole = 0xe000;
const mostHoles = 50;
/** Texts longer than this are not built. */
const longest = 100_000;

/** The constant that a literal is, its holes filled where they are constants; undefined when one of them is none. */
export function literal(syntax: Syntax, constant: Constant): Scalar | undefined {
  const value = literalValue(syntax);
  return value === undefined ? filled(syntax, constant) : value;
}

function filled(syntax: Syntax, constant: Constant): string | undefined {
  const source = syntax.text;
  // doubled braces are written for single ones, which is another language in every language
  if (source.length > longest || /\{\{|\}\}/.test(source) || /[\ue000-\ue0ff]/.test(source)) return undefined;
  const values: string[] = [];
  let written = "";
  let end = syntax.startIndex;
  for (const piece of parts(syntax)) {
    const sign = isSign(piece);
    if (!sign && !computed.test(piece.type)) continue;
    if (sign) return undefined;
    const around = /^(interpolation|template_substitution)$/.test(piece.type);
    const inner = around ? parts(piece).filter((part) => part.type !== "interpolation_brace") : [piece];
    const value = inner.length === 1 ? constant(inner[0]!) : undefined;
    if ((typeof value !== "string" && typeof value !== "number") || values.length >= mostHoles) return undefined;
    written += source.slice(end - syntax.startIndex, piece.startIndex - syntax.startIndex);
    written += String.fromCharCode(firstHole + values.length);
    values.push(String(value));
    end = piece.endIndex;
  }
  if (values.length === 0) return undefined;
  const text = unquoted(written + source.slice(end - syntax.startIndex));
  // PHP writes braces around a variable
  const filled = text?.replace(/\{([\ue000-\ue0ff])\}|([\ue000-\ue0ff])/g, (_, braced?: string, bare?: string) => {
    return values[(braced ?? bare)!.charCodeAt(0) - firstHole]!;
  });
  return filled !== undefined && filled.length <= longest ? filled : undefined;
}

/** What two constants with an operator between them are. */
export function folded(operator: string, left: Syntax, right: Syntax, constant: Constant): Scalar | undefined {
  if (!/^([-+*.%/]|\*\*)$/.test(operator)) return undefined;
  const a = constant(left);
  if (typeof a !== "string" && typeof a !== "number") return undefined;
  if (operator === "%" && typeof a === "string") {
    const given = /^(tuple|array)$/.test(right.type) ? parts(right) : [right];
    return withValues(a, given.map(constant), /%(%|[sdv]|.?)/g);
  }
  const b = constant(right);
  if (typeof b !== "string" && typeof b !== "number") return undefined;
  if (typeof a === "string" || typeof b === "string") {
    const joins = (operator === "+" && typeof a === "string") || operator === ".";
    return joins && String(a).length + String(b).length <= longest ? `${a}${b}` : undefined;
  }
  const result =
    operator === "+" ? a + b : operator === "-" ? a - b : operator === "*" ? a * b : operator === "**" ? a ** b : a / b;
  // languages differ in what they make of a remainder
  if ((operator === "/" && !Number.isInteger(result)) || operator === "." || operator === "%") return undefined;
  return Number.isFinite(result) ? result : undefined;
}

/** The text that a call of a formatting function makes of constants. */
export function formatted(name: string, call: Call, constant: Constant): Scalar | undefined {
  if (!/^(String\.format|string\.Format|fmt\.Sprintf|sprintf|format|Kernel\.format)$/.test(name)) return undefined;
  const [pattern, ...given] = call.args.map(constant);
  const holes = name === "string.Format" ? /\{()(\d)\}/g : /%(%|[sdv]|.?)/g;
  return typeof pattern === "string" ? withValues(pattern, given, holes) : undefined;
}

/** A pattern filled in; undefined when it asks for more than texts and whole numbers, or for what is unknown. */
function withValues(pattern: string, given: readonly (Scalar | undefined)[], holes: RegExp): string | undefined {
  if (given.some((value) => typeof value !== "string" && typeof value !== "number")) return undefined;
  let next = 0;
  let whole = true;
  const text = pattern.replace(holes, (_, kind: string, place?: string | number) => {
    if (kind === "%") return "%";
    const value = given[typeof place === "string" && kind === "" ? Number(place) : next];
    next++;
    if (value === undefined || (kind !== "" && !/^[sdv]$/.test(kind))) whole = false;
    return String(value);
  });
  return whole && next >= given.length && text.length <= longest ? text : undefined;
}
