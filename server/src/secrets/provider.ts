import { table } from "../document/tables.js";
import type { Candidate } from "./candidate.js";
import { checks, isRun } from "./checksum.js";

/** A row of `rules/data/provider-tokens.yaml`; its head says what the keys mean. */
interface Row {
  readonly provider: string;
  readonly keyword: string;
  readonly pattern: string;
  readonly before?: number;
  readonly check?: string;
  readonly near?: readonly string[];
  readonly confidence?: Candidate["confidence"];
  readonly public?: number;
  readonly cased?: boolean;
  readonly joined?: boolean;
}

/** A provider's format, ready to be tried at a keyword. */
export interface TokenFormat {
  readonly keyword: string;
  /** True when the keyword stands at `at` as tokens write it: the automaton folds case, tokens do not. */
  stands(text: string, at: number): boolean;
  /** The token at the keyword that begins at `at`, undefined when there is none. */
  match(text: string, at: number): Candidate | undefined;
}

/** All provider formats of the data table. */
export function tokenFormats(): TokenFormat[] {
  return table<readonly Row[]>("provider-tokens").map(format);
}

function format(row: Row): TokenFormat {
  const before = row.before ?? 0;
  const flags = row.pattern.startsWith("(?i)") ? "i" : "";
  // Most rows are never needed in a session: each is compiled when its keyword first stands somewhere.
  let pattern: RegExp | undefined;
  return {
    keyword: row.keyword,
    stands: (text, at) => flags !== "" || text.startsWith(row.keyword, at),
    match(text, at) {
      pattern ??= new RegExp(row.pattern.replaceAll("(?P<", "(?<").replace("(?i)", ""), `y${flags}`);
      let start = at;
      let match: RegExpExecArray | null = null;
      if (before === 0 && !row.joined && !startsToken(text, at)) return undefined;
      for (start = Math.max(0, at - before); start <= at; start++) {
        if (before > 0 && !startsToken(text, start) && !startsNumber(text, start)) continue;
        pattern.lastIndex = start;
        match = pattern.exec(text);
        if (match && start + match[0].length > at) break;
        match = null;
      }
      if (!match) return undefined;
      const end = start + match[0].length;
      if (isWord(text.charCodeAt(end))) return undefined;
      if (row.near && !stands(text, start, row.near)) return undefined;
      return judge(row, start, match);
    },
  };
}

function judge(row: Row, start: number, match: RegExpExecArray): Candidate | undefined {
  const token = match[0];
  const secret = match.groups?.secret ?? token;
  if (/EXAMPLE|example|X{8,}|x{8,}|0{12,}|\*{4,}/.test(secret)) return undefined;
  const verdict = row.check ? checks[row.check]!(secret) : "unknown";
  let confidence = row.confidence ?? "certain";
  if (verdict === "valid") confidence = "certain";
  else if (verdict === "invalid" || isRun(secret, 8)) confidence = "possible";
  const at = start + token.lastIndexOf(secret);
  return {
    kind: "provider-token",
    name: row.provider,
    provider: row.provider,
    start: at,
    end: at + secret.length,
    confidence,
    shown: row.public ?? row.keyword.length,
    ...(verdict === "unknown" ? {} : { checksum: verdict }),
  };
}

/** True when no letter or digit stands before, or one that belongs to an escape: `\n`, `%20`. */
function startsToken(text: string, at: number): boolean {
  const code = text.charCodeAt(at - 1);
  if (!isWord(code) || code === 95) return true;
  const mark = text.charCodeAt(at - 2);
  return mark === 92 || (text[at - 3] === "%" && /[0-9A-Fa-f]{2}/.test(text.slice(at - 2, at)));
}

/** True where digits follow letters: `bot123456:…`. */
function startsNumber(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  const previous = text.charCodeAt(at - 1);
  return code >= 48 && code <= 57 && !(previous >= 48 && previous <= 57);
}

function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
}

function stands(text: string, at: number, words: readonly string[]): boolean {
  const around = text.slice(Math.max(0, at - 200), at + 100).toLowerCase();
  return words.some((word) => around.includes(word.toLowerCase()));
}
