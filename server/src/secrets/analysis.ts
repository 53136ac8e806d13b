import type { Document } from "../document/document.js";
import { detectorTable, tableIfAny } from "../document/tables.js";
import { type Automaton, buildAutomaton, eachWord, unpackAutomaton } from "../text/automaton.js";
import type { Range } from "../text/range.js";
import { credentialArguments } from "./arguments.js";
import { type Candidate, lower } from "./candidate.js";
import { commandLines, pgpass } from "./command-line.js";
import { literalBefore } from "./compared.js";
import { isServerSetting, withoutUnseenProduct } from "./default-password.js";
import { type FileClass, fileClass } from "./file-class.js";
import { type Judgement, judgeLiteral } from "./judge.js";
import { identifierAt, type Literal, literalAfter, longestName } from "./literal.js";
import { classifyName, isAdministrator, isUserName } from "./name.js";
import { type TokenFormat, tokenFormats } from "./provider.js";
import { serverLines } from "./server-lines.js";
import { sqlStatements } from "./sql.js";
import { holds, type Lexed, lex } from "./strings.js";
import { type Structure, structures } from "./structural.js";
import { surprise } from "./surprise.js";
import { urlPassword } from "./url.js";
import { isOrdinary, isPlaceholder } from "./value.js";
import { lineStart } from "./value-span.js";

/** What was found in one text. */
export interface Analysis {
  readonly credentials: readonly Candidate[];
  /** Guessable passwords: never also among the credentials. */
  readonly defaults: readonly Candidate[];
  /** Why the file was not searched. */
  readonly skipped?: string;
}

/** Words that secret names are made of; the name is then read whole. */
const names =
  "pass pwd psw secret token key auth credential creds senha kennwort wort dsn mdp pw haslo wachtwoord parola requirepass connectionstring connstr _api".split(
    " ",
  );

interface Detector {
  readonly automaton: Automaton;
  readonly keywords: readonly string[];
  /** What to try at each keyword, by its number. */
  readonly formats: readonly (readonly TokenFormat[])[];
  readonly structures: readonly (readonly Structure[])[];
  readonly isName: readonly boolean[];
  readonly isUrl: readonly boolean[];
}

/**
 * How often one line is looked at closely: a line with more words of this kind is data, and the rest of it is only
 * read for more tokens of providers. Keeps the time for any text in proportion to its length.
 */
const mostTries = 1000;
const mostTokenTries = 4000;

let detector: Detector | undefined;

function build(): Detector {
  const formats = tokenFormats();
  const structural = [...structures, ...sqlStatements, ...serverLines, ...commandLines, ...credentialArguments()];
  const rows = new Map<string, { formats: TokenFormat[]; structures: Structure[] }>();
  const at = (word: string) => {
    const key = word.toLowerCase();
    const known = rows.get(key) ?? { formats: [], structures: [] };
    rows.set(key, known);
    return known;
  };
  for (const row of formats) at(row.keyword).formats.push(row);
  for (const row of structural) at(row.keyword).structures.push(row);
  for (const name of names) at(name);
  at("://");
  const keywords = [...rows.keys()];
  const packed = tableIfAny<Uint8Array>(detectorTable);
  return {
    keywords,
    automaton: packed ? unpackAutomaton(packed) : buildAutomaton(keywords),
    formats: keywords.map((word) => rows.get(word)!.formats),
    structures: keywords.map((word) => rows.get(word)!.structures),
    isName: keywords.map((word) => names.includes(word)),
    isUrl: keywords.map((word) => word === "://"),
  };
}

/** The words of which one stands in every text in which something can be found. */
export function keywords(): readonly string[] {
  detector ??= build();
  return detector.keywords;
}

const analyses = new WeakMap<Document, Analysis>();

/** All credentials and guessable passwords of a document; computed once. */
export function analyse(document: Document): Analysis {
  let analysis = analyses.get(document);
  if (!analysis) {
    analysis = analyseText(document.path, document.text);
    analyses.set(document, analysis);
  }
  return analysis;
}

/** The same for a text and the path that says what kind of file it is; `always` searches what is otherwise skipped. */
export function analyseText(path: string, text: string, always = false): Analysis {
  const file = fileClass(path, text);
  if (file.skip && !always) return { credentials: [], defaults: [], skipped: file.skip };
  detector ??= build();
  const found: Candidate[] = pgpass(path, text);
  const state = new Map<string, number>();
  let lexed: Lexed | undefined;
  let opening: number | undefined;
  let blocks: Range[] | undefined;
  let nameEnd = -1;
  let lineEnd = -1;
  let tokenTries = 0;
  let tries = 0;
  const { formats, structures: structural, isName, isUrl, keywords } = detector;

  eachWord(detector.automaton, text, (id, end) => {
    const at = end - keywords[id]!.length;
    if (at >= lineEnd) {
      lineEnd = text.indexOf("\n", at);
      if (lineEnd < 0) lineEnd = text.length;
      tokenTries = 0;
      tries = 0;
    }
    for (const format of formats[id]!) {
      if (!format.stands(text, at)) continue;
      if (++tokenTries > mostTokenTries) break;
      const candidate = format.match(text, at);
      if (candidate) found.push(candidate);
    }
    if (tries > mostTries) return;
    for (const structure of structural[id]!) {
      tries++;
      const candidate = structure.match(text, at, state);
      if (Array.isArray(candidate)) found.push(...candidate);
      else if (candidate) found.push(candidate as Candidate);
    }
    if (isUrl[id]) {
      tries++;
      const candidate = urlPassword(text, at);
      if (candidate) found.push(candidate);
    }
    if (isName[id] && end > nameEnd) {
      const span = identifierAt(text, at, end);
      // Too long to be a name: on behind what was looked at.
      nameEnd = span ? span.end : end + longestName;
      if (!span) return;
      tries++;
      const candidate = named(span.start, span.end);
      if (candidate) found.push(candidate);
    }
  });

  function read(): Lexed {
    lexed ??= lex(text, path);
    return lexed;
  }

  /** False when nothing before an offset opens a comment or a string that could reach it: most texts need no reading. */
  function mayBeInside(offset: number): boolean {
    opening ??= Math.min(...openings.map((mark) => text.indexOf(mark)).filter((at) => at >= 0), text.length);
    if (opening < offset) return true;
    blocks ??= blockComments(text);
    if (holds(blocks, offset)) return true;
    return /#|\/\//.test(text.slice(lineStart(text, offset), offset));
  }

  function named(start: number, end: number): Candidate | undefined {
    // Cheap first: what follows must be able to begin a value.
    if (!mayAssign(text, end)) return undefined;
    const name = classifyName(text.slice(start, end));
    if (!name || file.locale) return undefined;
    let literal = literalAfter(text, start, end, file, false) ?? literalBefore(text, start, end, file);
    // In a string that holds a text of its own values need no quotes. To know what is one costs: it is asked last.
    const inString = !literal && (file.kind === "code" || file.expressions) && mayBeInside(start);
    if (inString) literal = literalAfter(text, start, end, { ...file, expressions: false }, true);
    if (!literal) return undefined;
    const value = text.slice(literal.start, literal.end);
    const user = name.family === "password" ? userNear(text, literal, file) : undefined;
    const judged = judgeLiteral(literal, value, name, file, user, isSeed(path) && isAdministrator(user));
    const verdict = literal.fallback && name.strong ? fallback(judged, value) : judged;
    if (!verdict || (inString && !holds(read().strings, start))) return undefined;
    const candidate: Candidate = {
      kind: "named-value",
      name: literal.name.replace(/^[-$.]+/, ""),
      start: literal.start,
      end: literal.end,
      ...(user === undefined ? {} : { user }),
      ...(literal.fallback ? { fallback: true } : {}),
      ...verdict,
    };
    return verdict.weakness ? weak(candidate, literal, file, isSeed(path)) : candidate;
  }

  return sort(
    found.map((one) => withoutUnseenProduct(one, path, text)),
    file,
    (offset) => {
      return (mayBeInside(offset) && holds(read().comments, offset)) || inCommentLine(text, offset, file);
    },
  );
}

/** What opens a comment or a string that goes on over lines, in any language, besides the comments of C. */
const openings = ["<!--", '"""', "'''", "`", "<<"];

/** From each mark that could open a comment of C to the next that closes one: every such comment lies in one of them. */
function blockComments(text: string): Range[] {
  const found: Range[] = [];
  for (let start = text.indexOf("/*"); start >= 0; ) {
    const close = text.indexOf("*/", start + 2);
    const end = close < 0 ? text.length : close + 2;
    found.push({ start, end });
    start = close < 0 ? -1 : text.indexOf("/*", end);
  }
  return found;
}

/** True when the line of an offset begins as comments do, in whatever language, or a comment stands before it. */
function inCommentLine(text: string, offset: number, file: FileClass): boolean {
  const line = text.slice(lineStart(text, offset), offset);
  if (/^[ \t]{0,40}(?:#(?!\{|define\b)|;|\/\/|\/\*|\*[ \t]|--[ \t]|<!--|REM |rem |%)/.test(line)) return true;
  return file.kind !== "code" && /[^\s"'][ \t]#[ \t]/.test(line);
}

/** What stands in for a missing secret is known to every reader: guessable, unless it is a real secret itself. */
function fallback(judged: Judgement | undefined, value: string): Judgement | undefined {
  if (judged?.weakness || (judged?.confidence === "likely" && surprise(value) >= 4.8)) return judged;
  if (value.length < 3 || /^[A-Z][A-Z0-9_]*$/.test(value) || isPlaceholder(value) || isOrdinary(value)) return judged;
  return { confidence: "likely", weakness: "fallback" };
}

/** True for what fills a new database: the accounts in there are real ones. */
function isSeed(path: string): boolean {
  return /(?:^|\/)(?:seeds?|seeders?|migrations?|bootstrap|initdb)(?:\/|\.\w{1,4}$)|seed(?:er)?s?\.\w{1,4}$/i.test(
    path,
  );
}

/** How sure a guessable password is a running service's: by the setting, the pair, the kind of file. */
function weak(candidate: Candidate, literal: Literal, file: FileClass, seed: boolean): Candidate | undefined {
  const settings = file.kind !== "code" && file.kind !== "docs";
  const server = isServerSetting(literal.name);
  const vendor = candidate.weakness === "vendor-default" || candidate.weakness === "same-as-user";
  if (literal.fallback) return candidate;
  if (literal.comparison) return { ...candidate, confidence: "possible" };
  if (seed && isAdministrator(candidate.user)) return candidate;
  if (server || (settings && (vendor || !literal.option))) return candidate;
  return vendor && file.kind === "code" ? candidate : { ...candidate, confidence: "possible" };
}

/** The value of the nearest name for an account within a few lines, the likeliest owner of a password. */
function userNear(text: string, literal: Literal, file: FileClass): string | undefined {
  const from = Math.max(0, literal.nameStart - 240);
  const before = text.slice(from, literal.nameStart);
  const after = text.slice(literal.end, literal.end + 160);
  return lastUser(before, file, true) ?? lastUser(after, file, false);
}

const accountWord = /user|login|name|uid|account|email|admin/gi;
const accountValue =
  /\d{0,2}(?:\\?["'])?\]?[ \t]{0,10}(?:=>|:=|[:=,]|[ \t])[ \t]{0,10}(?:\\?["'`]([^"'`\s\\]{1,40})|([\w.@-]{1,40}))/y;

function lastUser(text: string, file: FileClass, last: boolean): string | undefined {
  let found: string | undefined;
  accountWord.lastIndex = 0;
  for (let word = accountWord.exec(text); word; word = accountWord.exec(text)) {
    const end = word.index + word[0].length;
    accountValue.lastIndex = end;
    const match = accountValue.exec(text);
    const value = match && (match[1] ?? (file.kind === "code" ? undefined : match[2]));
    if (!value) continue;
    const span = identifierAt(text, word.index, end);
    if (!span || !isUserName(text.slice(span.start, end))) continue;
    found = value;
    if (!last) break;
  }
  return found;
}

/** False when what follows a name can never lead to a value; keeps prose and calls cheap. */
function mayAssign(text: string, end: number): boolean {
  let i = end;
  while (text.charCodeAt(i) === 32 || text.charCodeAt(i) === 9) i++;
  switch (text.charCodeAt(i)) {
    case 61: // =
    case 58: // :
    case 34: // "
    case 39: // '
    case 96: // `
    case 92: // \
    case 91: // [
    case 93: // ]
    case 44: // ,
    case 33: // !
    case 45: // -
    case 62: // >
    case 60: // <
    case 63: // ?
    case 124: // |
    case 40: // ( of a call that sets it
    case 41: // )
    case 10: // a name may be the value of `name:`
    case 13:
      return true;
    default:
      return i > end;
  }
}

const order = [
  "private-key",
  "provider-token",
  "json-web-key",
  "url-password",
  "registry-token",
  "netrc",
  "pgpass",
  "authorization",
  "json-web-token",
  "command-line",
  "argument",
  "sql-password",
  "named-value",
];

/** One secret is one finding: of those that overlap the most telling stays; a weak one is a default password. */
function sort(found: Candidate[], file: FileClass, commented: (offset: number) => boolean): Analysis {
  const rank = (candidate: Candidate): number => order.indexOf(candidate.kind);
  const kept: Candidate[] = [];
  found.sort((a, b) => a.start - b.start || rank(a) - rank(b));
  for (const candidate of found) {
    const last = kept.at(-1);
    if (last && candidate.start < last.end) {
      if (rank(candidate) < rank(last)) kept[kept.length - 1] = candidate;
      continue;
    }
    kept.push(candidate);
  }
  const settled = kept.map((candidate) => inContext(candidate, file, commented));
  return {
    credentials: settled.filter((candidate) => !candidate.weakness),
    defaults: settled.filter((candidate) => candidate.weakness),
  };
}

/** Kinds that a comment does not excuse: they are what they are wherever they stand. */
const anywhere = new Set(["private-key", "provider-token", "json-web-key", "registry-token"]);

/**
 * Tests, examples and comments: one level less sure, except where a checksum proves it. So are the guessable passwords
 * of a CI run's own throw-away services.
 */
function inContext(candidate: Candidate, file: FileClass, commented: (offset: number) => boolean): Candidate {
  if (candidate.checksum === "valid") return candidate;
  const excused =
    file.test ||
    (file.ci && candidate.weakness !== undefined) ||
    (file.kind === "docs" && candidate.kind === "argument") ||
    (!anywhere.has(candidate.kind) && file.kind !== "docs" && commented(candidate.start));
  return excused ? { ...candidate, confidence: lower(candidate.confidence) } : candidate;
}
