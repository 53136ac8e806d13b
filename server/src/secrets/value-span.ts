import type { FileClass } from "./file-class.js";

/** How far a literal is read. */
export const longestValue = 512;

const blanks = /[ \t]{0,60}/y;
const lines = /\s{0,80}/y;
const wrapper =
  /(?:(?:new )?[\w.]{0,24}(?:String|Bytes?|bytes|str|Str|Secret|Ptr|ptr|Buffer\.from|decode|SecureString|Password|Pointer|byte)|new [A-Z]\w{0,40}|\[\]byte|\[\]rune|&)\(\s{0,4}/y;
const open = /([bBuUrRfFLs@$]{0,3})("""|'''|\\?["'`])/y;

/** Where a literal stands, without its quotes. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
  /** True when the string is one in which `{x}` or `$x` is replaced. */
  readonly interpolated: boolean;
}

/** The text of an element, without blanks around it and the marks of character data, up to its closing tag. */
export function elementAt(text: string, start: number): Span | undefined {
  const from = start + at(/\s{0,60}(?:<!\[CDATA\[)?/y, text, start)![0].length;
  const length = text.slice(from, from + longestValue).search(/\s{0,60}(?:\]\]>\s{0,60})?<|\n/);
  if (length < 1 || !at(/\s{0,60}(?:\]\]>\s{0,60})?<\//y, text, from + length)) return undefined;
  return { start: from, end: from + length, quoted: true, interpolated: false };
}

/**
 * The literal that begins at `from` or after blanks (and line ends when it `mayBreak`); without quotes only when it may
 * be `bare`. What is `compared` is no key, whatever follows it. Undefined when there is none, or when it is part of
 * something computed.
 */
export function valueAt(
  text: string,
  from: number,
  file: FileClass,
  bare: boolean,
  mayBreak: boolean,
  compared = false,
): Span | undefined {
  let start = from + at(mayBreak ? lines : blanks, text, from)![0].length;
  if (file.kind === "config") {
    // YAML: `!!str literal`, `&anchor literal`, a block of one line.
    const lead = at(
      /(?:(?:!!str|&[\w-]{1,40})[ \t]{1,4}){0,2}(?:[|>][+-]?\d?[ \t]{0,4}\r?\n[ \t]{1,60})?/y,
      text,
      start,
    )!;
    start += lead[0].length;
  }
  const call = at(wrapper, text, start);
  if (call) start += call[0].length;
  const quote = at(open, text, start);
  // Backticks run a command in shells, and mark words in prose.
  if (quote?.[2] === "`" && file.kind !== "code" && file.kind !== "docs") return undefined;
  if (quote?.[2] === "'" && file.characters && !insideString(text, start)) return undefined;
  if (quote) return quotedValue(text, start + quote[0].length, quote[1]!, quote[2]!, file, compared);
  if (file.expressions && !insideString(text, start)) return undefined;
  if (!bare || call) return undefined;
  // Within a connection string the next `;` ends it.
  const part =
    file.kind === "env" && /;[ \t]{0,3}[\w ]{1,40}=[ \t]{0,3}$/.test(text.slice(Math.max(0, start - 60), start));
  return bareValue(text, start, part ? { ...file, kind: "config" } : file);
}

function quotedValue(
  text: string,
  from: number,
  prefix: string,
  quote: string,
  file: FileClass,
  compared: boolean,
): Span | undefined {
  // The first line of a text of several is often only its quotes.
  const start = quote.length === 3 ? from + at(/(?:\r?\n[ \t]{0,40})?/y, text, from)![0].length : from;
  const many = quote.length === 3 || quote === "`";
  const limit = Math.min(text.length, start + longestValue);
  let end = -1;
  for (let i = start; i < limit; i++) {
    if (text[i] === "\n" && !many) break;
    if (text.startsWith(quote, i)) {
      end = i;
      break;
    }
    if (text[i] === "\\" && quote.length !== 2 && quote !== "`") i++;
  }
  if (end <= start) return undefined;
  const after = text.slice(end + quote.length, end + quote.length + 40);
  // Joined with something computed, or itself a key.
  if (
    file.kind === "code" &&
    /^\s{0,20}(?:\+(?!=)|\.(?:concat|join|format|replace|repeat|sub|gsub)\b|%\s?[\w(]|\.\s?\$|\.\s{1,3}["'$\w]|\.\w{1,40}\(\$)/.test(
      after,
    )
  )
    return undefined;
  // What is compared is no key: `if password == "literal":`.
  if (
    !compared &&
    (/^\s{0,4}(?:=>|:=)/.test(after) ||
      (quote !== "`" && /^[ \t]{0,3}:[ \t"'{[]/.test(after) && !/^[ \t]{0,3}:[ \t]{0,3}["']?$/.test(after)))
  )
    return undefined;
  return {
    start,
    end,
    quoted: true,
    interpolated:
      /[fF$]/.test(prefix) ||
      (quote === '"' && file.dollars) ||
      (quote === "`" && file.kind === "code" && !file.characters),
  };
}

/** A value without quotes: to the end of the word, and in settings files to the end of the line. */
function bareValue(text: string, start: number, file: FileClass): Span | undefined {
  const first = text[start] ?? "\n";
  if (/[\s|>&*!{[(,;#=<?]/.test(first)) return undefined;
  const limit = Math.min(text.length, start + longestValue);
  const stops =
    file.kind === "env"
      ? /[\r\n]|\\n|[ \t]+[#;]|[ \t]/
      : file.kind === "config"
        ? /[\s"'<>,;]|[}\]](?=[\s,;\]}"']|$)|&(?=\w)|\\[nrt"]/
        : /[\s"'`,;|<>\\]|[)}\]](?=[\s,;)\]}"'.`]|$)|&/;
  const length = text.slice(start, limit).search(stops);
  const end = length < 0 ? limit : start + length;
  if (end <= start) return undefined;
  // More words on the line: prose, not a value. Other settings (`k=v`, a flow map) and comments may follow.
  const rest = text.slice(end, end + 60);
  if (/^[ \t]+(?![#;&|\\\-"'`)}\]]|\/\/|\w{1,30}\s?[=:]|[<>]|\$|@|$)\S/.test(rest) && file.kind !== "shell")
    return undefined;
  if (text[end] === "(" || text[end] === "[") return undefined;
  if (text[end] === "]" && text.slice(start, end).includes("[")) return undefined;
  return { start, end, quoted: false, interpolated: file.kind === "shell" };
}

/** Where the line of an offset begins, or 400 characters before it: lines may be very long. */
export function lineStart(text: string, offset: number): number {
  const from = Math.max(0, offset - 400);
  return from + text.slice(from, offset).lastIndexOf("\n") + 1;
}

/** True when the quotes before an offset on its line are odd in number: it stands inside a string. */
export function insideString(text: string, offset: number): boolean {
  const from = lineStart(text, offset);
  let quote = "";
  for (let i = from; i < offset; i++) {
    const char = text[i]!;
    if (char === "\\") i++;
    else if (quote) {
      if (char === quote) quote = "";
    } else if (char === '"' || char === "'" || char === "`") quote = char;
  }
  return quote !== "";
}

/** A sticky pattern tried at an offset. */
export function at(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}
