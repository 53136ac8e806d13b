/** One word of a directive as it was read. */
export interface Word {
  /** The word without quotes and escapes. */
  readonly text: string;
  /** Where it stands, with its quotes. */
  readonly start: number;
  readonly end: number;
  /** False when part of it is filled in before nginx reads the file (a template hole, `envsubst`). */
  readonly known: boolean;
  readonly quoted: boolean;
}

/** The end of the template hole that begins at `at`, 0 when none begins there. */
export function holeEnd(text: string, at: number): number {
  const first = text.charCodeAt(at);
  const second = text.charCodeAt(at + 1);
  if (first === 123 && second === 123) return closing(text, at, "}}");
  if (first === 123 && second === 37) return closing(text, at, "%}");
  if (first === 60 && second === 37) return closing(text, at, "%>");
  // `location / {# note` is good nginx, so a Jinja comment must end on its line.
  if (first === 123 && second === 35) {
    const end = closing(text, at, "#}");
    return end > 0 && !text.slice(at, end).includes("\n") ? end : 0;
  }
  return 0;
}

/** True when the hole at `at` is a statement or a comment (`{% %}`, `<% %>`, `{# #}`), not a value. */
export function isStatementHole(text: string, at: number): boolean {
  const second = text.charCodeAt(at + 1);
  if (text.charCodeAt(at) === 60) return text.charCodeAt(at + 2) !== 61;
  if (second === 123) {
    statement.lastIndex = at + 2;
    return statement.test(text);
  }
  return second === 37 || second === 35;
}

/** What begins a statement of Handlebars (`{{#if x}}`) or of Go's templates (`{{- range .Servers }}`). */
const statement = /(?:[#/^]|-?\s*(?:if|else|end|range|with|define|block|template)\b)/y;

/** A hole that is never closed must not cost more than this to find out. */
const longestHole = 600;

function closing(text: string, at: number, end: string): number {
  const limit = Math.min(text.length, at + longestHole);
  for (let i = at + 2; i < limit; i++) {
    if (text.charCodeAt(i) === end.charCodeAt(0) && text.charCodeAt(i + 1) === end.charCodeAt(1)) return i + 2;
  }
  return 0;
}

/** True for blank, tab and line ends: what separates words. */
export function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

/** Variables in capitals are no nginx variables: the container's start script fills them in. */
const environment = /\$(?:\{[A-Z][A-Z0-9_]+\}|[A-Z][A-Z0-9_]+(?![a-z]))/;

/** Reads the bare word that begins at `start`. It ends where nginx ends it, or before a `}` that closes the block. */
export function readBare(text: string, start: number): Word {
  let i = start;
  let known = true;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (isBlank(code) || code === 59) break;
    if (code === 92) {
      i += 2;
      continue;
    }
    if (code === 123 || (code === 60 && text.charCodeAt(i + 1) === 37)) {
      if (code === 123 && i > start && text.charCodeAt(i - 1) === 36) {
        i++;
        while (i < text.length && isName(text.charCodeAt(i))) i++;
        if (text.charCodeAt(i) === 125) i++;
        continue;
      }
      const end = holeEnd(text, i);
      if (end > 0) {
        known = false;
        i = end;
        continue;
      }
      if (code === 123) break;
    }
    // nginx reads `404}` as one word; whoever wrote it forgot the semicolon.
    if (code === 125 && (i + 1 >= text.length || isBlank(text.charCodeAt(i + 1)) || text.charCodeAt(i + 1) === 125))
      break;
    i++;
  }
  const end = Math.min(i, text.length);
  return word(text, start, end, start, end, known, false);
}

/** A quoted word, and what follows from a quote that does not end where it should. */
export interface Quoted {
  readonly word: Word;
  readonly unterminated: boolean;
}

/**
 * Reads the quoted word that begins at `start`. A quote that is never closed, or whose end is followed by more text
 * on a later line, ends with its first line: then the next line is read as if nothing had happened.
 */
export function readQuoted(text: string, start: number): Quoted {
  const quote = text.charCodeAt(start);
  let i = start + 1;
  let lineEnd = -1;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === quote) break;
    if (code === 10 && lineEnd < 0) lineEnd = i;
    i += code === 92 ? 2 : 1;
  }
  const closed = i < text.length;
  const next = text.charCodeAt(i + 1);
  const separated = i + 1 >= text.length || isBlank(next) || next === 59 || next === 123 || next === 41 || next === 125;
  if (closed && (separated || lineEnd < 0)) {
    return { word: word(text, start, i + 1, start + 1, i, true, true), unterminated: false };
  }
  let end = lineEnd >= 0 ? lineEnd : text.length;
  while (end > start + 1 && isBlank(text.charCodeAt(end - 1))) end--;
  if (end > start + 1 && text.charCodeAt(end - 1) === 59) end--;
  return { word: word(text, start, end, start + 1, end, true, true), unterminated: true };
}

function word(
  text: string,
  start: number,
  end: number,
  from: number,
  to: number,
  known: boolean,
  quoted: boolean,
): Word {
  const raw = text.slice(from, to);
  const holes = quoted && (hasHole(raw, "{{", "}}") || hasHole(raw, "{%", "%}") || hasHole(raw, "<%", "%>"));
  const filled = raw.includes("$") && environment.test(raw);
  return { text: withoutEscapes(raw), start, end, known: known && !holes && !filled, quoted };
}

function hasHole(raw: string, open: string, close: string): boolean {
  const at = raw.indexOf(open);
  return at >= 0 && raw.indexOf(close, at) >= 0;
}

/** nginx takes the backslash away before quotes, itself and `t r n`, and keeps it elsewhere (regular expressions). */
function withoutEscapes(raw: string): string {
  if (!raw.includes("\\")) return raw;
  return raw.replace(/\\(["'\\trn])/g, (_, code: string) => escapes[code] ?? code);
}

const escapes: Record<string, string> = { t: "\t", r: "\r", n: "\n" };

function isName(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}

/**
 * The offset of the `}` that ends the Lua code beginning at `start`, or -1. Braces in Lua strings, long brackets and
 * comments do not count.
 */
export function luaEnd(text: string, start: number): number {
  let depth = 1;
  let i = start;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === 123) depth++;
    else if (code === 125 && --depth === 0) return i;
    else if (code === 34 || code === 39) {
      i = luaString(text, i);
      continue;
    } else if (code === 45 && text.charCodeAt(i + 1) === 45) {
      const end = longBracket(text, i + 2);
      if (end > 0) i = end;
      else while (i < text.length && text.charCodeAt(i) !== 10) i++;
      continue;
    } else if (code === 91) {
      const end = longBracket(text, i);
      if (end > 0) {
        i = end;
        continue;
      }
    }
    i++;
  }
  return -1;
}

function luaString(text: string, start: number): number {
  const quote = text.charCodeAt(start);
  let i = start + 1;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === quote) return i + 1;
    if (code === 10) return i;
    i += code === 92 ? 2 : 1;
  }
  return i;
}

/** The end of the long bracket (`[[ ]]`, `[==[ ]==]`) that begins at `start`, 0 when none does. */
function longBracket(text: string, start: number): number {
  if (text.charCodeAt(start) !== 91) return 0;
  let level = start + 1;
  while (text.charCodeAt(level) === 61) level++;
  if (text.charCodeAt(level) !== 91) return 0;
  const end = text.indexOf(`]${"=".repeat(level - start - 1)}]`, level);
  return end < 0 ? text.length : end + level - start + 1;
}
