import type { FileClass } from "./file-class.js";
import { at, elementAt, insideString, lineStart, longestValue, type Span, valueAt } from "./value-span.js";

/** `name = "literal"` in any of its spellings. */
export interface Literal {
  readonly name: string;
  readonly nameStart: number;
  /** The literal without quotes. */
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
  /** True when the literal only stands in when a setting is missing: `getenv("X", "literal")`, `${X:-literal}`. */
  readonly fallback: boolean;
  /** True for `==` and its kin. */
  readonly comparison: boolean;
  /** True when the string is one in which `{x}` or `$x` is replaced. */
  readonly interpolated: boolean;
  /** True for `--password X`, `-p X`: an option of a command. */
  readonly option: boolean;
  /** True when only blanks stand between name and literal. */
  readonly spaced: boolean;
}

/** Characters that an identifier may have on either side of a keyword. */
export const longestName = 80;

/** Where an identifier that holds the offset begins and ends; undefined when it is too long to be one. */
export function identifierAt(text: string, at: number, end: number): { start: number; end: number } | undefined {
  let start = at;
  while (start > 0 && isNamePart(text.charCodeAt(start - 1))) {
    start--;
    if (at - start > longestName) return undefined;
  }
  let stop = end;
  while (stop < text.length && isNamePart(text.charCodeAt(stop))) {
    stop++;
    if (stop - end > longestName) return undefined;
  }
  while (stop > end && /[.-]/.test(text[stop - 1]!)) stop--;
  // An escape before the name: `\npassword=`.
  if (start > 0 && text[start - 1] === "\\" && /[nrt]/.test(text[start]!) && start < at) start++;
  return { start, end: stop };
}

const assign =
  /(\\?["'`])?(?:\[\d{0,4}\])?\]?\)?[ \t]{0,40}(:=|\?\?=|\|\|=|\?=|=>|={1,3}|!={1,2}|->|<-|:(?!:)|\|\||\?\?|\?:|or (?=["']))/y;
const annotation =
  /[ \t]{0,3}(?:&(?:'static )?(?:mut )?)?[A-Za-z_][\w.]{0,30}(?:<[\w, |]{0,40}>)?(?:\[[\w, |.]{0,40}\])?[?!]?(?: \| \w{1,20})?[ \t]{0,3}=(?![=>])/y;
/** `Dim password As String = "literal"` of Basic, `var password string = "literal"` of Go. */
const typeBehind = /[ \t]{1,4}(?:(?:As[ \t]{1,4})?String[ \t]{1,4}(?:\*[ \t]{0,2}\d{1,3}[ \t]{0,2})?)=(?!=)/iy;
/** `[db.password]` and further down in the section `value = literal`. */
const inSection =
  /["']?\][ \t]{0,8}\r?\n(?:(?!value\b)[^\n[]{0,200}\n){0,5}[ \t]{0,8}(?:value|default)[ \t]{0,8}[=:][ \t]{0,8}/iy;
const defaulted = /(?::-|:=|-|:(?![/?+]))/y;
const pairComma = /\\?["'][ \t]{0,3},\s{0,40}/y;
const valueAttribute =
  /(?:\\?["']?[ \t]{0,4}[,;]?[ \t]{0,4}(?:\s{1,60}#[^\n]{0,200}){0,3}\s{1,60}\\?["']?(?![vV]alue\b)\w{1,30}\\?["']?[ \t]{0,4}[=:][ \t]{0,4}(?:\\?"[^"\n\\{}]{0,200}\\?(?=")|[\w./-]{1,60}(?=[\s,;]))){0,4}\\?["']?[ \t]{0,4}[,;]?(?:\s{1,60}#[^\n]{0,200}){0,3}\s{0,60}(?:- )?\\?["']?(?:value|Value|VALUE|v|defaultValue|val)\\?["']?[ \t]{0,4}[=:][ \t]{0,4}/y;
/** `value: literal` right before `name: NAME`, in the same item. */
const valueBefore =
  /(?:^|[\s{,-])\\?["']?(?:value|Value)\\?["']?[ \t]{0,4}[=:][ \t]{0,4}(?:(\\?["'])([^"'\\\n]{1,200})\1|([^\s"'`{}[\],]{1,200}))[ \t]{0,4}[,;]?(?:[ \t]{0,4}|\s{1,60})\\?["']?(?:name|key|Name|Key)\\?["']?[ \t]{0,4}[=:][ \t]{0,4}\\?["']?$/;
/** `<entry key="NAME">literal</entry>`, `<property name="NAME"><value>literal</value>`. */
const elementHead = /<(?:property|entry|prop|param|parameter|setting|item)\s[^<>]{0,60}(?:name|key)=["']$/i;
const elementText = /["'](?:\s[^<>]{0,60})?>\s{0,60}(?:<value>\s{0,60})?/y;
const nameAttribute = /(?:name|key|Name|Key|id|NAME|KEY|header|Header)\\?["']?[ \t]{0,4}[=:][ \t]{0,4}\\?["']?$/;
/** `variable "NAME" { default = literal }`, `"NAME": { "value": literal }`. */
const inBraces =
  /\\?["']?[ \t]{0,4}[:=]?[ \t]{0,4}\{(?:(?:[^{}"]|"[^"\n]{0,200}"){0,400}?[\s,;])?\\?["']?(default|value|Default|defaultValue|DefaultValue)\\?["']?[ \t]{0,8}[:=][ \t]{0,8}/y;
/** `NAME:` and further in on one of the next lines `default: literal`. */
const furtherIn =
  /["']?:[ \t]{0,4}\r?\n(?:[ \t]{1,40}(?!value|[dD]efault)[A-Za-z]\w{0,30}:[^\n]{0,200}\n){0,5}([ \t]{1,40})(default|Default|value)["']?:[ \t]{0,4}/y;
/** `{{ db_password | default("literal") }}` of Jinja, `{{ .Values.password | default "literal" }}` of Helm. */
const filtered =
  /[ \t]{0,4}(?:\|[ \t]{0,4}\w{1,20}[ \t]{0,4}){0,2}\|[ \t]{0,4}(?:default|d)[ \t]{0,3}\(?[ \t]{0,3}(?=\\?["'])/y;
const lookup =
  /(?:getenv|GetEnv|Getenv|environ\.get|environ\.setdefault|ENV\.fetch|\benv|\bEnv|EnvOr\w*|getEnv\w*|getProperty|get_env|config\.get|conf\.get|GetEnvironmentVariable|config|os\.Getenv|env\.str|env\.get|LookupEnv\w*|String\w*|fetch|setting|Setting)\s?[([]\s{0,40}\\?["']$/;

/** `require_setting("cookie_secret", "what for")`, `getPropertyValue("password", "field")`: nothing is given here. */
const requires = /(?:require|check|assert|ensure|PropertyValue)\w{0,20}\(\s{0,40}\\?["']$/i;

/**
 * Reads the literal that belongs to the name at `start … end`, if there is one right after it. `inString` tells that
 * the name stands inside a string that holds a text of its own (a raw string, a heredoc), where values need no quotes.
 */
export function literalAfter(
  text: string,
  start: number,
  end: number,
  file: FileClass,
  inString: boolean,
): Literal | undefined {
  const name = text.slice(start, end);
  const before = text.slice(Math.max(0, start - 48), start);
  const quotedName = /\\?["'`]$/.test(before);
  const make = (value: Span | undefined, more: Partial<Literal> = {}): Literal | undefined =>
    value && {
      name,
      nameStart: start,
      quoted: value.quoted,
      start: value.start,
      end: value.end,
      interpolated: value.interpolated,
      fallback: false,
      comparison: false,
      option: false,
      spaced: false,
      ...more,
    };
  // A path: /etc/passwd:ro
  if (/[/\\]$/.test(before) && !/\\["'`]?$/.test(before)) return undefined;
  // The working directory of every shell.
  if (file.kind === "shell" && /^(?:OLD)?PWD$/.test(name)) return undefined;
  const loose = file.kind !== "code" || inString;

  // ${NAME:-literal}, @Value("${name:literal}")
  if (/\$\{$/.test(before)) {
    const op = at(defaulted, text, end);
    // ${NAME:0:10} is a part of the value in a shell
    if (!op || (file.kind === "shell" && /^:[ \t]*$/.test(op[0]))) return undefined;
    const from = end + op[0].length;
    const close = text.slice(from, from + longestValue).search(/[}\n]/);
    if (close < 1 || text[from + close] !== "}") return undefined;
    let value: Span = { start: from, end: from + close, quoted: false, interpolated: false };
    const first = text[from];
    if ((first === '"' || first === "'") && text[value.end - 1] === first)
      value = { ...value, start: from + 1, end: value.end - 1, quoted: true };
    return make(value, { fallback: true });
  }
  // name="X" value="literal", - name: X, value: literal
  if (nameAttribute.test(before)) {
    const op = at(valueAttribute, text, end);
    if (op) return make(valueAt(text, end + op[0].length, file, true, false));
    const long = text.slice(Math.max(0, start - 320), start);
    const earlier = file.kind === "config" ? valueBefore.exec(long) : null;
    if (earlier) {
      const value = earlier[2] ?? earlier[3]!;
      const from = start - long.length + earlier.index + earlier[0].lastIndexOf(value, earlier[0].length - 5);
      return make({ start: from, end: from + value.length, quoted: earlier[1] !== undefined, interpolated: false });
    }
    if (elementHead.test(long)) {
      const head = at(elementText, text, end);
      return head ? make(elementAt(text, end + head[0].length)) : undefined;
    }
    if (!quotedName) return undefined;
  }
  // <name>literal</name>
  if (/<[\w:.-]{0,40}$/.test(before) && text[end] === ">") return make(elementAt(text, end + 1));
  // <key>name</key><string>literal</string> of property lists
  if (before.endsWith("<key>")) {
    const head = at(/<\/key>\s{0,60}<string>/y, text, end);
    return head ? make(elementAt(text, end + head[0].length)) : undefined;
  }
  // --password literal, -password=literal
  if (/(?:^|[\s"'`[,(=])--?$/.test(before) || (name.startsWith("-") && /(?:^|[\s"'`[,(])$/.test(before))) {
    const op = at(/(?:=|[ \t]{1,4}|\\?["'][ \t]{0,3},\s{0,30})/y, text, end);
    if (!op) return undefined;
    const words = op[0].includes(",");
    return make(valueAt(text, end + op[0].length, { ...file, kind: "shell" }, !words, false), { option: true });
  }
  // ("name", "literal"), getenv("NAME", "literal")
  if (quotedName) {
    const op = at(pairComma, text, end);
    if (op) {
      if (requires.test(before)) return undefined;
      const isLookup = lookup.test(before);
      if (!isLookup && !/[([]\s{0,10}\\?["']$/.test(before)) return undefined;
      const value = valueAt(text, end + op[0].length, file, false, true);
      // One of many arguments is not the value of another: scrypt("password", "salt", 64).
      if (!isLookup && value && !/^\\?["'`]\s{0,20}[)\]]/.test(text.slice(value.end, value.end + 24))) return undefined;
      return make(value, { fallback: isLookup });
    }
  }
  if (file.kind !== "code" && /\{\{-?[ \t(]{0,8}(?:\w{1,20}[ \t]{1,4}\(?)?[$.\w]{0,40}$/.test(before)) {
    const filter = at(filtered, text, end);
    if (filter) return make(valueAt(text, end + filter[0].length, file, false, false), { fallback: true });
  }
  if (file.kind === "config") {
    const block = at(inBraces, text, end);
    if (block)
      return make(valueAt(text, end + block[0].length, file, true, false), { fallback: /default/i.test(block[1]!) });
    const nested = at(furtherIn, text, end);
    const first = lineStart(text, start);
    if (nested && nested[1]!.length > /^[ \t]*/.exec(text.slice(first, start))![0].length)
      return make(valueAt(text, end + nested[0].length, file, true, false), { fallback: /default/i.test(nested[2]!) });
  }
  const typed = at(typeBehind, text, end);
  if (typed) return make(valueAt(text, end + typed[0].length, file, false, false));
  if (file.kind === "env" && /(?:^|\n)[ \t]{0,8}\[[^\][\n]{0,40}$/.test(before)) {
    const section = at(inSection, text, end);
    return section ? make(valueAt(text, end + section[0].length, file, true, false)) : undefined;
  }
  if (text[end] === "(" && file.kind === "code") return make(callArgument(text, name, before, end, file));
  const op = at(assign, text, end);
  if (!op) {
    // password "literal"; requirepass literal
    const gap = at(/[ \t]{1,30}/y, text, end);
    if (!gap) return undefined;
    const from = end + gap[0].length;
    if (/\\?["'`]/.test(text[from] ?? ""))
      return quotedName || file.kind === "docs"
        ? undefined
        : make(valueAt(text, from, file, false, false), { spaced: true });
    if (
      !loose ||
      end - start < 4 ||
      !/(?:^|\n|\\n)[ \t]{0,24}(?:ENV[ \t]{1,4}|set[ \t]{1,4})?$/i.test(before) ||
      file.kind === "docs"
    )
      return undefined;
    const value = valueAt(text, from, file, true, false);
    return value && /^[ \t]{0,20};?[ \t]{0,20}(?:[#\r\n]|$|\\n)/.test(text.slice(value.end, value.end + 42))
      ? make(value, { spaced: true })
      : undefined;
  }
  // "NAME=value": a string that holds a whole setting.
  if (quotedName && !op[1] && op[0] !== "=") {
    // "X-Api-Key: value": a string that holds a header.
    const header = name.includes("-") ? at(/: ?([^\s"'`\\]{8,400})(?=\\?["'`])/y, text, end) : null;
    const stop = header && end + header[0].length;
    return stop ? make({ start: stop - header[1]!.length, end: stop, quoted: true, interpolated: true }) : undefined;
  }
  let from = end + op[0].length;
  const optional = op[2] === "?:" && file.kind === "code" ? at(annotation, text, from) : null;
  const operator = optional ? ":" : op[2]!;
  const comparison = /^(?:===?|!==?)$/.test(operator);
  const or = /^(?:\|\||\?\?|\?:|or )$/.test(operator);
  // Between commands of a shell: `pwd || exit`.
  if (or && file.kind === "shell") return undefined;
  const given = or && /env|conf|opt|setting|param|arg/i.test(text.slice(Math.max(0, start - 24), end));
  if (operator === ":" && !op[1]) {
    const type = at(annotation, text, from);
    if (type && file.kind === "code") from += type[0].length;
  }
  const nextLine = quotedName && file.kind === "config" && at(/[ \t]{0,8}\r?\n\s{1,80}(?=")/y, text, from);
  if (nextLine) from += nextLine[0].length;
  const mayBreak = file.kind === "code" && operator !== ":" && !comparison;
  const tight = operator === "=" || loose;
  const bare = !or && (loose || (tight && insideString(text, start)));
  const value = valueAt(text, from, file, bare, mayBreak, comparison);
  return make(value, {
    comparison,
    fallback: given,
  });
}

/** `.setPassword("literal")`, `.password("literal")`: the one argument of what sets a value. */
function callArgument(text: string, name: string, before: string, end: number, file: FileClass): Span | undefined {
  const last = name.slice(name.lastIndexOf(".") + 1);
  const sets = /^(?:set|with)_?[A-Z_]/.test(last);
  const member =
    name.includes(".") &&
    /^[a-z]\w{0,30}$/.test(last) &&
    !/^(?:get|is|has|find|check|new|create|hash|encode|reset|verify|generate|read|parse|make|to|from)_?[A-Z_]/.test(
      last,
    );
  // `password.strip("*")` asks something of a password, `x.password("…")` sets one.
  if (member && !/pass|pw|secret|token|key|cred|auth/i.test(last)) return undefined;
  if (
    !sets &&
    !member &&
    !(/^[ \t]{0,24}$|\.$/.test(before.slice(before.lastIndexOf("\n") + 1)) && /^[a-z]+$/.test(name))
  )
    return undefined;
  const value = valueAt(text, end + 1, file, false, false);
  return value?.quoted && /^(?:"""|[\\"'`]{1,2})[ \t]{0,3}\)/.test(text.slice(value.end, value.end + 8))
    ? value
    : undefined;
}

/** Letters, digits, `_`, `.`, `-`, `$` and letters beyond ASCII. */
function isNamePart(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 46 ||
    code === 45 ||
    code === 36 ||
    (code >= 0xc0 && code < 0x2000) ||
    (code >= 0x3040 && code < 0xd7a4)
  );
}
