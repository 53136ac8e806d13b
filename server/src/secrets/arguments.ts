import { table } from "../document/tables.js";
import type { Candidate } from "./candidate.js";
import { weaknessOf } from "./default-password.js";
import type { Structure } from "./structural.js";
import { surprise } from "./surprise.js";
import { isNameLike, isOrdinary, isPlaceholder } from "./value.js";
import { insideString } from "./value-span.js";

/** A row of `rules/data/credential-arguments.yaml`; its head says what the keys mean. */
interface Row {
  readonly call: string;
  readonly secret: number;
  readonly user?: number;
  readonly family?: "password" | "key";
}

/** A string among the arguments of a call, or something that is computed. */
interface Argument {
  readonly start: number;
  readonly text?: string;
}

/** Calls with a credential at a place of its own: `HTTPBasicAuth("shop", "…")`, `jwt.sign(claims, "…")`. */
export function credentialArguments(): Structure[] {
  return table<readonly Row[]>("credential-arguments").map((row) => ({
    keyword: row.call,
    match: (text, at) => credentialOf(row, text, at),
  }));
}

function credentialOf(row: Row, text: string, at: number): Candidate | undefined {
  if (!text.startsWith(row.call, at)) return undefined;
  if (/\w/.test(row.call[0]!) && /[\w$]/.test(text[at - 1] ?? "")) return undefined;
  // Error('cookieParser("secret") required'): words about a call.
  if (insideString(text, at)) return undefined;
  const found = callArguments(text, at + row.call.length, Math.max(row.secret, row.user ?? 0) + 1);
  const { start, text: value } = found[row.secret] ?? {};
  if (start === undefined || value === undefined || value.length < 3) return undefined;
  const user = row.user === undefined ? undefined : found[row.user]?.text;
  const weakness = weaknessOf(value, user);
  if (!weakness && (isPlaceholder(value) || isOrdinary(value) || /\s/.test(value))) return undefined;
  const confidence = weakness ? weakConfidence(row, user) : strength(row, value);
  return (
    confidence && {
      kind: "argument",
      name: row.call.replace(/^(?:new )?\.?/, "").slice(0, -1),
      start,
      end: start + value.length,
      confidence,
      ...(user === undefined ? {} : { user }),
      ...weakness,
    }
  );
}

/** A guessable key protects nothing wherever it stands; a guessable password may be one of the reader's own machine. */
function weakConfidence(row: Row, user: string | undefined): Candidate["confidence"] {
  return row.family === "key" || user !== undefined ? "likely" : "possible";
}

function strength(row: Row, value: string): Candidate["confidence"] | undefined {
  const score = surprise(value);
  if (row.family === "key")
    return value.length >= 8 && score >= 5 ? "likely" : value.length >= 4 ? "possible" : undefined;
  if (isNameLike(value) && score < 5.2) return "possible";
  return score >= 4.6 || (/\d/.test(value) && score >= 4) ? "likely" : "possible";
}

/** The first arguments after an opening bracket, as far as they can be read in 400 characters. */
function callArguments(text: string, from: number, count: number): Argument[] {
  const found: Argument[] = [];
  const stop = Math.min(text.length, from + 400);
  let depth = 0;
  let words = 0;
  let literal: Argument | undefined;
  for (let i = from; i < stop; i++) {
    const char = text[i]!;
    if (char === '"' || char === "'" || char === "`") {
      let end = i + 1;
      while (end < stop && text[end] !== char && text[end] !== "\n") end += text[end] === "\\" ? 2 : 1;
      if (text[end] !== char) break;
      if (depth === 0) {
        words++;
        literal = { start: i + 1, text: text.slice(i + 1, end) };
      }
      i = end;
    } else if (char === "(" || char === "[" || char === "{") {
      depth++;
      words++;
    } else if (depth > 0 && (char === ")" || char === "]" || char === "}")) {
      depth--;
    } else if (depth === 0 && (char === "," || char === ")")) {
      // More than the one string makes it computed.
      found.push(literal && words === 1 ? literal : { start: i });
      if (char === ")" || found.length === count) break;
      literal = undefined;
      words = 0;
    } else if (depth === 0 && !/[\sbrLu@]/.test(char)) {
      words++;
    }
  }
  return found;
}
