import type { Confidence, Weakness } from "./candidate.js";
import { isRun } from "./checksum.js";
import { weaknessOf } from "./default-password.js";
import type { FileClass } from "./file-class.js";
import type { Literal } from "./literal.js";
import { type NameClass, segments } from "./name.js";
import { surprise } from "./surprise.js";
import { isNameLike, isOrdinary, isPlaceholder } from "./value.js";

/** What the judge says of a literal in a secret's place. */
export interface Judgement {
  readonly confidence: Confidence;
  readonly weakness?: Weakness;
  readonly products?: readonly string[];
}

/**
 * Weighs name, value and spelling. Nothing is certain here: a name and a value may always mean something else.
 * Undefined when the value is a template, a placeholder, a reference or ordinary text.
 */
export function judgeLiteral(
  literal: Literal,
  value: string,
  name: NameClass,
  file: FileClass,
  user: string | undefined,
  administrator = false,
): Judgement | undefined {
  if (value.length < 3 || value.length > 400) return undefined;
  if (literal.interpolated && /\{|\$[A-Za-z_]/.test(value)) return undefined;
  if (file.kind === "code" && namesNoValue(literal, value)) return undefined;
  const weak =
    (name.family === "password" && name.strong) || literal.fallback
      ? (weaknessOf(value, user) ?? weaknessOf(unwrapped(value) ?? "", user))
      : undefined;
  // `PASSWORD = "password"` in a program names a field.
  if (weak && file.kind === "code" && !literal.fallback && !administrator) {
    if (isOwnName(value, literal.name)) return undefined;
    // So does `pass => "password"` in a map of names, where the account beside it is the name of a field too.
    if (namesPassword(value) && (user === undefined || isUserField(user))) return undefined;
  }
  if (weak) return { confidence: "likely", ...weak };
  if (isPlaceholder(value) || isOrdinary(value) || echoesName(value, literal.name)) return undefined;
  if (/^\s|\s$/.test(value)) return undefined;
  const confidence =
    name.family === "password" ? password(value, literal, name, file) : secret(value, literal, name, file);
  return confidence && { confidence };
}

function password(value: string, literal: Literal, name: NameClass, file: FileClass): Confidence | undefined {
  const score = surprise(value);
  const kinds = characterKinds(value);
  if (/\s/.test(value))
    return literal.quoted && value.length <= 40 && score >= 5 && kinds >= 2 ? "possible" : undefined;
  if (/^\d+$/.test(value)) return value.length >= 6 && value.length <= 16 ? "possible" : undefined;
  if (value.length < 4) return undefined;
  if (!name.strong) return value.length >= 8 && kinds >= 2 && score >= (kinds > 2 ? 4.2 : 5.2) ? "likely" : undefined;
  if (kinds <= 2 && isNameLike(value) && score < 5.2) return undefined;
  const bar = file.kind === "docs" ? 5.2 : file.kind === "code" ? 4.8 : 4.6;
  if (score >= bar && value.length >= 5) return "likely";
  if (score >= 6.5) return "likely";
  if (kinds >= 3 && value.length >= 8 && score >= 3.8) return "likely";
  if (kinds >= 2 && value.length >= 8 && score >= 4) return file.kind === "code" ? "possible" : "likely";
  if (file.kind === "code" || file.kind === "docs") return score >= 4 ? "possible" : undefined;
  // In settings a word beside a password's name is a password.
  const setting = (file.kind === "config" || file.kind === "env") && !literal.spaced && !literal.option;
  return setting && value.length >= 5 && /^[a-z\d][a-z\d!@#$%&*._-]+$/i.test(value) ? "likely" : "possible";
}

function secret(value: string, literal: Literal, name: NameClass, file: FileClass): Confidence | undefined {
  if (/\s/.test(value)) return undefined;
  const strong = name.strong;
  if (value.length < (strong ? 8 : 16)) return undefined;
  if (/^\d+$/.test(value)) return undefined;
  const score = surprise(value);
  const digits = /\d/.test(value);
  if (isNameLike(value) && score < 6) return undefined;
  if (isRun(value, 9)) return strong ? "possible" : undefined;
  const hex = /^[0-9a-fA-F]+$/.test(value);
  const uuid = /^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/.test(value);
  if (uuid) return strong ? (name.family === "key" ? "likely" : "possible") : undefined;
  if (!strong) {
    if (file.kind === "docs") return undefined;
    // Signs of all kinds make up for digits.
    if (!digits) return value.length >= 16 && score >= 6.2 && characterKinds(value) >= 2 ? "possible" : undefined;
    if (score < 5.2) return undefined;
    if (literal.comparison) return "possible";
    if (name.family === "token" && value.length >= 16 && score >= 5.5) return "likely";
    const long = value.length >= 20;
    return (hex && value.length >= 24) || (long && characterKinds(value) >= 2) ? "likely" : "possible";
  }
  if (hex && value.length >= 16 && digits) return "likely";
  const bar = file.kind === "docs" ? 5.4 : 5;
  if (score >= bar && value.length >= 10) return "likely";
  if (score >= bar + 0.8) return "likely";
  return score >= 4.2 ? "possible" : undefined;
}

/** How many of lower case, upper case, digits and signs stand in a text. */
function characterKinds(value: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length;
}

/**
 * Kinds of fields in a validator's table, stand-ins of forms, the country PW, and what stands between two strings that
 * PHP joins (`'?pass='.$pass.'…'`).
 */
function namesNoValue({ name, fallback }: Literal, value: string): boolean {
  if (/^\s?\.\s?\$/.test(value) || /dummy|placeholder/i.test(name)) return true;
  if (!fallback && /^(?:string|text|array|int|bool|not_?blank|not_?empty|required|redacted|masked)$/i.test(value))
    return true;
  if (/dsn$/i.test(name) && !/[:=@]/.test(value)) return true;
  return name === "PW" && /^[A-Z][a-z]+$/.test(value);
}

/** The text in padded base64, as Kubernetes secrets hold it; undefined when it is none. */
function unwrapped(value: string): string | undefined {
  if (!/^[A-Za-z0-9+/]{3,60}={1,2}$/.test(value) || value.length % 4 !== 0) return undefined;
  const text = atob(value).replace(/\n$/, "");
  return /^[\x20-\x7e]{3,}$/.test(text) ? text : undefined;
}

function namesPassword(value: string): boolean {
  return /^(?:(?:user|db|my|login)?_?(?:pass(?:word|wd|phrase)?|pwd|pw))$/i.test(value);
}

function isUserField(value: string): boolean {
  return /^(?:(?:user|login|account|db)?_?-?(?:name|id)|user|login|usr|uid|account|e?mail)$/i.test(value);
}

function isOwnName(value: string, name: string): boolean {
  return plain(name).endsWith(plain(value));
}

/** `password = "db_password"`: the value is a name of the same thing. */
function echoesName(value: string, name: string): boolean {
  const own = plain(value);
  if (own === "" || own === plain(name)) return true;
  if (!/^[A-Za-z_.\- ]+$/.test(value)) return false;
  const words = new Set(segments(name));
  return segments(value).some((word) => words.has(word)) && surprise(value) < 5;
}

/** Letters and digits alone, in lower case. */
function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9\u00c0-\uffff]/g, "");
}
