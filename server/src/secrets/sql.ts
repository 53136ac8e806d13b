import type { Candidate } from "./candidate.js";
import { weaknessOf } from "./default-password.js";
import { classifyName, isAdministrator, isUserName } from "./name.js";
import type { Structure } from "./structural.js";
import { surprise } from "./surprise.js";
import { isOrdinary, isPlaceholder } from "./value.js";

/** Passwords in statements that make accounts, or rows of them. */
export const sqlStatements: readonly Structure[] = [
  { keyword: "identified ", match: sqlPassword },
  { keyword: "with password", match: sqlPassword },
  { keyword: "create role ", match: rolePassword },
  { keyword: "alter role ", match: rolePassword },
  { keyword: "create user ", match: rolePassword },
  { keyword: "alter user ", match: rolePassword },
  { keyword: "insert into", match: insertedPasswords },
];

/** `CREATE USER x WITH PASSWORD 'secret'`, `IDENTIFIED BY 'secret'`. */
function sqlPassword(text: string, at: number): Candidate | undefined {
  const shape =
    /(?:identified (?:with \w{1,40} )?by|with (?:encrypted )?password)\s{1,4}(?:password\s{1,3})?(?:(['"])((?:(?!\1)[^\n\\]){1,100})\1|([\w#$@!%^&*+-]{4,60}))/iy;
  shape.lastIndex = at;
  const match = shape.exec(text);
  const value = match?.[2] ?? match?.[3];
  if (!match || !value || isPlaceholder(value) || isOrdinary(value) || /^\s|\s$/.test(value)) return undefined;
  const quoted = match[3] === undefined;
  // Prose says "log in with password" too.
  const before = text.slice(Math.max(0, at - 120), at);
  const statement = quoted ? /\b(?:role|alter|create|grant)\b/i : /\b(?:user|login|role|alter|create|grant)\b/i;
  if ((!quoted || /^with/i.test(match[0])) && !statement.test(before)) return undefined;
  // Unquoted: prose goes on in words, SQL ends.
  if (!quoted && surprise(value) < (/\d/.test(value) ? 4.8 : 6)) return undefined;
  const start = at + match[0].lastIndexOf(value);
  return { kind: "sql-password", name: "password", start, end: start + value.length, confidence: "likely" };
}

/** `CREATE ROLE shop LOGIN PASSWORD 'secret'` of PostgreSQL, where the password is one option of many. */
function rolePassword(text: string, at: number): Candidate | undefined {
  const shape =
    /(?:create|alter) (?:role|user) ["']?\w{1,63}["']?\s(?:[\s\w]{0,200}\s)?(?:encrypted )?password\s{1,4}'([^'\n\\]{3,100})'/iy;
  shape.lastIndex = at;
  const match = shape.exec(text);
  if (!match || isPlaceholder(match[1]!) || surprise(match[1]!) < 4.6) return undefined;
  const end = at + match[0].length - 1;
  return { kind: "sql-password", name: "password", start: end - match[1]!.length, end, confidence: "likely" };
}

/** How far the rows of a statement are read. */
const mostRows = 8000;

/** `INSERT INTO users (name, password) VALUES ('admin', 'secret')`: the literal in the password's column. */
function insertedPasswords(text: string, at: number, state: Map<string, number>): Candidate[] {
  // What was read as a statement is not looked at again.
  if (at < (state.get("insert") ?? 0)) return [];
  const head = /insert into\s{1,4}([\w.`"[\]]{1,100})\s{0,4}\(([\w\s,`"[\]]{1,1000})\)\s{0,20}values\s{0,20}(?=\()/iy;
  head.lastIndex = at;
  const match = head.exec(text);
  if (!match) return [];
  const columns = match[2]!.split(",").map((one) => one.replace(/[^\w]/g, ""));
  const password = columns.findIndex((one) => {
    const name = classifyName(one);
    return name?.family === "password" && name.strong;
  });
  if (password < 0) return [];
  const user = columns.findIndex((one) => isUserName(one) || /^name$/i.test(one));
  const found: Candidate[] = [];
  let from = at + match[0].length;
  const stop = Math.min(text.length, from + mostRows);
  while (text[from] === "(" && from < stop) {
    const row = literalsOf(text, from + 1, stop);
    const secret = row.literals[password];
    const candidate = secret && inserted(secret.text, secret.start, row.literals[user]?.text);
    if (candidate) found.push(candidate);
    const gap = /\s{0,20},\s{0,20}(?=\()/y;
    gap.lastIndex = row.end;
    const next = gap.exec(text);
    from = row.end + (next?.[0].length ?? 0);
    if (!next) break;
  }
  state.set("insert", from);
  return found;
}

function inserted(value: string, start: number, user: string | undefined): Candidate | undefined {
  const weakness = weaknessOf(value, user);
  // Digests are what belongs there.
  if (value.length < 3 || /^(?:0x)?[0-9a-f]{32,}$|^\*[0-9A-F]{40}$/i.test(value)) return undefined;
  if (!weakness && (isPlaceholder(value) || isOrdinary(value) || /\s/.test(value))) return undefined;
  const sure = weakness ? isAdministrator(user) : surprise(value) >= 4.6 && value.length <= 40;
  return {
    kind: "sql-password",
    name: "password",
    start,
    end: start + value.length,
    confidence: sure ? "likely" : "possible",
    ...(user === undefined ? {} : { user }),
    ...weakness,
  };
}

/** The strings of one row by their column, what is computed left out; `end` lies behind its bracket. */
function literalsOf(
  text: string,
  from: number,
  stop: number,
): {
  readonly literals: readonly ({ readonly text: string; readonly start: number } | undefined)[];
  readonly end: number;
} {
  const literals: ({ text: string; start: number } | undefined)[] = [];
  let depth = 0;
  let literal: { text: string; start: number } | undefined;
  for (let i = from; i < stop; i++) {
    const char = text[i]!;
    if (char === "'") {
      let end = i + 1;
      while (end < stop && (text[end] !== "'" || text[end + 1] === "'"))
        end += text[end] === "'" || text[end] === "\\" ? 2 : 1;
      if (depth === 0) literal = { text: text.slice(i + 1, end), start: i + 1 };
      i = end;
    } else if (char === "(") {
      // What a function makes of a string is not the string.
      depth++;
      literal = undefined;
    } else if (char === ")" && depth > 0) {
      depth--;
      literal = undefined;
    } else if (depth === 0 && (char === "," || char === ")")) {
      literals.push(literal);
      literal = undefined;
      if (char === ")") return { literals, end: i + 1 };
    }
  }
  return { literals: [], end: stop };
}
