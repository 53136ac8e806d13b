import type { Problem } from "../../document/document.js";
import { MappedText } from "../../text/mapped-text.js";
import type { Range } from "../../text/range.js";
import type { Attribute, Block, Body, Expression, ObjectEntry, StringExpression } from "./expression.js";

/** What stood in an HCL file. */
export interface HclReading {
  readonly body: Body;
  readonly comments: readonly Range[];
  readonly problems: readonly Problem[];
}

/** Reads HCL. Never throws: what cannot be read becomes a problem and reading goes on at the next line. */
export function readHcl(text: string): HclReading {
  const reader = new HclReader(MappedText.from(text));
  const body = reader.file();
  return { body, comments: reader.comments, problems: reader.problems };
}

/** Reads a text as the template that stands in a Terraform JSON string. */
export function readTemplate(mapped: MappedText): Expression {
  return new HclReader(mapped).wholeTemplate();
}

const maxDepth = 300;
const maxProblems = 50;
const operators: Readonly<Record<string, number>> = {
  "||": 1,
  "&&": 2,
  "==": 3,
  "!=": 3,
  "<": 4,
  ">": 4,
  "<=": 4,
  ">=": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
  "%": 6,
};
const identifier = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

const topLevel =
  /(?:(?:resource|data)[ \t]+"[^"\n]*"[ \t]+"[^"\n]*"|(?:variable|output|module|provider)[ \t]+"[^"\n]*"|locals|terraform)[ \t]*\{/y;

class HclReader {
  readonly comments: Range[] = [];
  readonly problems: Problem[] = [];
  readonly #mapped: MappedText;
  readonly #text: string;
  #at = 0;
  #depth = 0;
  #commented = 0;
  /** How many brackets are open around: inside them line ends are blanks. */
  #brackets = 0;

  constructor(mapped: MappedText) {
    this.#mapped = mapped;
    this.#text = mapped.text;
  }

  file(): Body {
    if (this.#text.charCodeAt(0) === 0xfeff) this.#at = 1;
    const items: (Attribute | Block)[] = [];
    for (;;) {
      items.push(...this.#body());
      if (this.#at >= this.#text.length) return items;
      this.#problem("a } without its block", this.#at, this.#at + 1);
      this.#at++;
    }
  }

  wholeTemplate(): Expression {
    return this.#template(this.#text.length, () => false, false, this.#mapped.range(0, this.#text.length));
  }

  #range(start: number, end: number): Range {
    return this.#mapped.range(start, end);
  }

  #problem(message: string, start: number, end: number): void {
    if (this.problems.length < maxProblems)
      this.problems.push({ message, range: this.#range(start, Math.min(end, this.#text.length)) });
  }

  #blanks(lines: boolean): void {
    const text = this.#text;
    for (; this.#at < text.length; this.#at++) {
      const code = text.charCodeAt(this.#at);
      if (code === 10 ? lines : code <= 32 || code === 0xa0 || code === 0xfeff) continue;
      const next = text.charCodeAt(this.#at + 1);
      if (code === 35 || (code === 47 && next === 47)) {
        const end = this.#lineEnd(this.#at);
        this.#comment(this.#at, end);
        this.#at = end - 1;
      } else if (code === 47 && next === 42) {
        const close = text.indexOf("*/", this.#at + 2);
        const end = close < 0 ? text.length : close + 2;
        this.#comment(this.#at, end);
        this.#at = end - 1;
      } else return;
    }
  }

  /** Blanks may be read twice, where something was looked for behind them. */
  #comment(start: number, end: number): void {
    if (start < this.#commented) return;
    this.#commented = end;
    this.comments.push(this.#range(start, end));
  }

  #skip(): void {
    this.#blanks(this.#brackets > 0);
  }

  #lineEnd(at: number): number {
    const newline = this.#text.indexOf("\n", at);
    const end = newline < 0 ? this.#text.length : newline;
    return end > at && this.#text[end - 1] === "\r" ? end - 1 : end;
  }

  #word(): string | undefined {
    identifier.lastIndex = this.#at;
    const word = identifier.exec(this.#text)?.[0];
    if (word) this.#at += word.length;
    return word;
  }

  #body(): (Attribute | Block)[] {
    const items: (Attribute | Block)[] = [];
    for (;;) {
      this.#blanks(true);
      const char = this.#text[this.#at];
      if (char === undefined || char === "}" || (this.#depth > 0 && this.#isTopLevel())) return items;
      if (char === "," || char === ";") {
        this.#at++;
        continue;
      }
      const item = this.#item();
      if (item) items.push(item);
    }
  }

  #item(): Attribute | Block | undefined {
    const start = this.#at;
    const quoted = this.#text[start] === '"' ? this.#label() : undefined;
    const name = quoted?.text ?? this.#word();
    if (name === undefined) return this.#broken(start, "a name is missing");
    const nameRange = quoted?.range ?? this.#range(start, this.#at);
    this.#blanks(false);
    const sign = this.#text[this.#at];
    if ((sign === "=" && this.#text[this.#at + 1] !== "=") || (sign === ":" && quoted)) {
      this.#at++;
      return this.#attribute(name, nameRange, start);
    }
    const labels: { text: string; range: Range }[] = [];
    while (this.#at < this.#text.length && this.#text[this.#at] !== "{") {
      const from = this.#at;
      if (this.#text[from] === '"') labels.push(this.#label());
      else {
        const text = this.#word();
        if (text === undefined) return this.#broken(start, `no = or { after "${name.slice(0, 40)}"`);
        labels.push({ text, range: this.#range(from, this.#at) });
      }
      this.#blanks(false);
    }
    if (this.#at >= this.#text.length) return this.#broken(start, `no = or { after "${name.slice(0, 40)}"`);
    return this.#block(name, nameRange, labels, start);
  }

  #attribute(name: string, nameRange: Range, start: number): Attribute {
    const around = this.#brackets;
    this.#brackets = 0;
    this.#blanks(false);
    const valueStart = this.#at;
    const value = this.#expression();
    if (this.#at === valueStart) this.#problem("a value is missing", start, valueStart);
    const end = Math.max(this.#range(start, this.#at).end, value.range.end);
    this.#brackets = around;
    const attribute: Attribute = { type: "attribute", name, nameRange, range: { start: nameRange.start, end }, value };
    this.#blanks(false);
    const next = this.#text[this.#at];
    if (next !== undefined && next !== "\n" && next !== "}" && next !== "," && next !== "\r") {
      const stop = this.#lineEnd(this.#at);
      this.#problem("unexpected text after the value", this.#at, stop);
      this.#at = stop;
    }
    return attribute;
  }

  #block(name: string, nameRange: Range, labels: Block["labels"], start: number): Block | undefined {
    const open = this.#at++;
    if (this.#depth >= maxDepth) {
      this.#problem(`nested deeper than ${maxDepth} levels; the rest is not read`, open, open + 1);
      this.#skipTo("}");
      return undefined;
    }
    this.#depth++;
    const body = this.#body();
    this.#depth--;
    if (this.#text[this.#at] === "}") this.#at++;
    else this.#problem("the block is not closed", start, open + 1);
    return { type: "block", name, nameRange, labels, body, range: this.#range(start, this.#at) };
  }

  #broken(start: number, message: string): undefined {
    const end = Math.max(this.#lineEnd(start), start + 1);
    this.#problem(message, start, end);
    this.#at = Math.max(this.#at, end);
    return undefined;
  }

  #label(): { text: string; range: Range } {
    const value = this.#quoted();
    return { text: value.type === "string" ? value.data : "", range: value.range };
  }

  #expression(): Expression {
    if (this.#depth >= maxDepth) {
      const start = this.#at;
      this.#problem(`nested deeper than ${maxDepth} levels; the rest is not read`, start, start + 1);
      // The innermost bracket closes itself; what lies deeper is skipped.
      while (this.#at < this.#text.length && !this.#isEnd()) this.#skipOne();
      return this.#opaque(start);
    }
    this.#depth++;
    const start = this.#at;
    let value = this.#binary(0);
    const end = this.#at;
    this.#skip();
    if (this.#text[this.#at] === "?") {
      this.#at++;
      this.#skip();
      const yes = this.#expression();
      this.#skip();
      if (this.#text[this.#at] === ":") {
        this.#at++;
        this.#skip();
        const no = this.#expression();
        value = {
          type: "conditional",
          test: value,
          yes,
          no,
          range: this.#range(start, this.#at),
          text: this.#shown(start),
        };
      } else value = this.#opaque(start);
    } else this.#at = end;
    this.#depth--;
    return value;
  }

  #binary(least: number): Expression {
    const start = this.#at;
    let left = this.#unary();
    for (;;) {
      const before = this.#at;
      this.#skip();
      const two = this.#text.slice(this.#at, this.#at + 2);
      const operator = operators[two] ? two : (two[0] ?? "");
      const level = operators[operator];
      if (level === undefined || level <= least) {
        this.#at = before;
        return left;
      }
      this.#at += operator.length;
      this.#skip();
      const right = this.#binary(level);
      left = {
        type: "operation",
        operator,
        operands: [left, right],
        range: this.#range(start, this.#at),
        text: this.#shown(start),
      };
    }
  }

  #unary(): Expression {
    const start = this.#at;
    const sign = this.#text[start];
    if (sign !== "-" && sign !== "!") return this.#postfix();
    let count = 0;
    while (this.#text[this.#at] === sign) {
      this.#at++;
      count++;
    }
    const operand = this.#postfix();
    const range = this.#range(start, this.#at);
    if (sign === "-" && count === 1 && operand.type === "literal" && typeof operand.data === "number") {
      return { type: "literal", data: -operand.data, range, text: `-${operand.text}` };
    }
    return {
      type: "operation",
      operator: count % 2 === 1 ? sign : "",
      operands: [operand],
      range,
      text: this.#shown(start),
    };
  }

  #postfix(): Expression {
    const start = this.#at;
    let value = this.#primary();
    const path: (string | Expression)[] | undefined = value.type === "reference" ? [...value.path] : undefined;
    let steps = 0;
    let isOpaque = false;
    for (;;) {
      const char = this.#text[this.#at];
      if (char === "." && this.#text[this.#at + 1] !== ".") {
        this.#at++;
        if (this.#text[this.#at] === "*") {
          this.#at++;
          isOpaque = true;
        } else {
          number.lastIndex = this.#at;
          const digits = /\d+/y;
          digits.lastIndex = this.#at;
          const word = this.#word() ?? digits.exec(this.#text)?.[0];
          if (word === undefined) {
            isOpaque = true;
            break;
          }
          if (/^\d/.test(word)) this.#at += word.length;
          path?.push(word);
        }
      } else if (char === "[") {
        this.#at++;
        this.#brackets++;
        this.#skip();
        if (this.#text[this.#at] === "*") {
          this.#at++;
          isOpaque = true;
        } else path?.push(this.#expression());
        this.#close("]");
      } else break;
      steps++;
    }
    if (steps === 0 && !isOpaque) return value;
    if (isOpaque || !path) return this.#opaque(start);
    value = { type: "reference", path, range: this.#range(start, this.#at), text: this.#shown(start) };
    return value;
  }

  #primary(): Expression {
    const start = this.#at;
    const char = this.#text[start];
    if (char === '"') return this.#quoted();
    if (char === "<" && this.#text[start + 1] === "<") return this.#heredoc();
    if (char === "(") {
      this.#at++;
      this.#brackets++;
      this.#skip();
      const inner = this.#expression();
      this.#close(")");
      return inner;
    }
    if (char === "[") return this.#tuple();
    if (char === "{") return this.#object();
    number.lastIndex = start;
    const digits = number.exec(this.#text)?.[0];
    if (digits) {
      this.#at += digits.length;
      return { type: "literal", data: Number(digits), range: this.#range(start, this.#at), text: digits };
    }
    const word = this.#word();
    if (word === undefined) return this.#opaque(start);
    const range = this.#range(start, this.#at);
    if (word === "true" || word === "false") return { type: "literal", data: word === "true", range, text: word };
    if (word === "null") return { type: "literal", data: null, range, text: word };
    while (this.#text.startsWith("::", this.#at)) {
      this.#at += 2;
      this.#word();
    }
    if (this.#text[this.#at] === "(") return this.#call(this.#text.slice(start, this.#at), start);
    return { type: "reference", path: [word], range, text: word };
  }

  #call(name: string, start: number): Expression {
    this.#at++;
    this.#brackets++;
    const args = this.#list(")");
    this.#close(")");
    return { type: "call", name, args, range: this.#range(start, this.#at), text: this.#shown(start) };
  }

  #tuple(): Expression {
    const start = this.#at++;
    this.#brackets++;
    this.#skip();
    if (this.#isFor()) {
      this.#skipTo("]");
      this.#brackets--;
      return this.#opaque(start);
    }
    const items = this.#list("]");
    this.#close("]");
    return { type: "tuple", items, range: this.#range(start, this.#at) };
  }

  #list(close: string): Expression[] {
    const items: Expression[] = [];
    for (;;) {
      this.#skip();
      const char = this.#text[this.#at];
      if (char === undefined || char === close || char === "}" || char === "]" || char === ")" || this.#isTopLevel())
        return items;
      if (char === ",") {
        this.#at++;
        continue;
      }
      const before = this.#at;
      items.push(this.#expression());
      this.#skip();
      if (this.#text.startsWith("...", this.#at)) this.#at += 3;
      if (this.#at === before) this.#at++;
    }
  }

  #object(): Expression {
    const start = this.#at++;
    this.#brackets++;
    this.#skip();
    if (this.#isFor()) {
      this.#skipTo("}");
      this.#brackets--;
      return this.#opaque(start);
    }
    const entries: ObjectEntry[] = [];
    for (;;) {
      this.#skip();
      const char = this.#text[this.#at];
      if (char === undefined || char === "}" || char === "]" || char === ")" || this.#isTopLevel()) break;
      if (char === ",") {
        this.#at++;
        continue;
      }
      const from = this.#at;
      const key = this.#text[from] === "(" || this.#text[from] === '"' ? this.#primary() : this.#objectKey();
      const nameRange = key.range;
      this.#skip();
      const sign = this.#text[this.#at];
      if (sign !== "=" && sign !== ":") {
        this.#problem("no = after the name", from, Math.max(this.#at, from + 1));
        const stop = this.#lineEnd(from);
        this.#at = Math.max(this.#at, Math.min(stop, this.#indexOfClose(from, stop)), from + 1);
        continue;
      }
      this.#at++;
      this.#skip();
      // A line end closes the entry, so it must not be crossed by an operator.
      const value = this.#objectValue();
      entries.push({
        key,
        nameRange,
        value,
        range: {
          start: this.#range(from, from + 1).start,
          end: Math.max(this.#range(from, this.#at).end, value.range.end),
        },
      });
    }
    this.#close("}");
    return { type: "object", entries, range: this.#range(start, this.#at) };
  }

  #objectKey(): Expression {
    const start = this.#at;
    const word = this.#word();
    const range = this.#range(start, this.#at);
    if (word !== undefined && !/^[.[(]/.test(this.#text[this.#at] ?? "")) {
      return { type: "string", range, data: word, mapped: () => MappedText.from(word, range.start) };
    }
    this.#at = start;
    return this.#expression();
  }

  #objectValue(): Expression {
    const around = this.#brackets;
    this.#brackets = 0;
    const value = this.#expression();
    this.#brackets = around;
    return value;
  }

  #indexOfClose(from: number, stop: number): number {
    const close = this.#text.slice(from, stop).search(/[}\])]/);
    return close < 0 ? stop : from + close;
  }

  /** A block of the file's outermost level in the first column: what is open around it was never closed. */
  #isTopLevel(): boolean {
    if (this.#at > 0 && this.#text[this.#at - 1] !== "\n") return false;
    topLevel.lastIndex = this.#at;
    return topLevel.test(this.#text);
  }

  #isFor(): boolean {
    return /^for[\s"]/.test(this.#text.slice(this.#at, this.#at + 4));
  }

  #close(bracket: string): void {
    this.#skip();
    if (this.#text[this.#at] === bracket) this.#at++;
    else if (this.#isTopLevel()) this.#problem(`a ${bracket} is missing`, this.#at, this.#at + 1);
    else {
      this.#problem(`a ${bracket} is missing`, this.#at, this.#at + 1);
      const stop = this.#lineEnd(this.#at);
      while (this.#at < stop && this.#text[this.#at] !== bracket && this.#text[this.#at] !== "}") this.#skipOne();
      if (this.#text[this.#at] === bracket) this.#at++;
    }
    this.#brackets--;
  }

  #isEnd(): boolean {
    const char = this.#text[this.#at]!;
    return char === "}" || char === "]" || char === ")" || (char === "\n" && this.#brackets === 0);
  }

  /** Skips one character, a whole string, or brackets with what they hold. Does not recurse. */
  #skipOne(): void {
    let open = 0;
    do {
      const char = this.#text[this.#at]!;
      if (char === '"') this.#skipQuoted();
      else {
        if (char === "{" || char === "[" || char === "(") open++;
        else if (char === "}" || char === "]" || char === ")") open--;
        this.#at++;
      }
    } while (open > 0 && this.#at < this.#text.length);
  }

  #skipTo(close: string): void {
    while (this.#at < this.#text.length) {
      if (this.#text[this.#at] === close) {
        this.#at++;
        return;
      }
      this.#skipOne();
    }
  }

  #skipQuoted(): void {
    this.#at++;
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at]!;
      this.#at += char === "\\" ? 2 : 1;
      if (char === '"' || char === "\n") return;
      if (char === "$" && this.#text[this.#at] === "{") {
        let open = 0;
        do {
          const inner = this.#text[this.#at];
          if (inner === "{") open++;
          else if (inner === "}") open--;
          this.#at++;
        } while (open > 0 && this.#at < this.#text.length);
      }
    }
  }

  #quoted(): Expression {
    const start = ++this.#at;
    const isEnd = () => this.#text[this.#at] === '"' || this.#text[this.#at] === "\n";
    const value = this.#template(this.#text.length, isEnd, true);
    if (this.#text[this.#at] === '"') this.#at++;
    else this.#problem("the string is not closed", start - 1, this.#at);
    return value;
  }

  #heredoc(): Expression {
    const start = this.#at;
    const head = /<<(-?)[ \t]*([\p{L}_][\p{L}\p{N}_-]*)[ \t]*\r?\n/uy;
    head.lastIndex = start;
    const match = head.exec(this.#text);
    if (!match) {
      this.#at += 2;
      return this.#opaque(start);
    }
    const from = start + match[0].length;
    const end = /^[ \t]*([\p{L}_][\p{L}\p{N}_-]*)[ \t]*\r?$/gmu;
    end.lastIndex = from;
    let close = end.exec(this.#text);
    while (close && close[1] !== match[2]) close = end.exec(this.#text);
    if (!close) this.#problem(`the text is not closed by ${match[2]}`, start, from - 1);
    const stop = close ? Math.max(from, close.index) : this.#text.length;
    this.#at = from;
    const indent = match[1] ? this.#commonIndent(from, stop) : 0;
    const range = this.#range(from, Math.max(from, stop - 1));
    const value = this.#template(stop, () => false, false, range, indent);
    this.#at = close ? close.index + close[0].replace(/\r$/, "").length : this.#text.length;
    return value;
  }

  #commonIndent(from: number, stop: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (const line of this.#text.slice(from, stop).split("\n")) {
      if (line.trim() !== "") least = Math.min(least, line.length - line.trimStart().length);
    }
    return Number.isFinite(least) ? least : 0;
  }

  /** A template up to `stop` or where `isEnd`; texts without holes are a string, a hole alone is its expression. */
  #template(stop: number, isEnd: () => boolean, escapes: boolean, whole?: Range, indent = 0): Expression {
    const start = this.#at;
    const parts: Expression[] = [];
    let starts: number[] = [];
    let sources: number[] = [];
    let pieces: string[] = [];
    let length = 0;
    let from = start;
    let isLineStart = indent > 0;
    const add = (text: string, source: number) => {
      if (text === "") return;
      starts.push(length);
      sources.push(source);
      pieces.push(text);
      length += text.length;
    };
    const flush = () => {
      add(this.#text.slice(from, this.#at), from);
    };
    const endLiteral = (end: number) => {
      if (pieces.length === 0) return;
      const data = pieces.join("");
      const [ownStarts, ownSources] = [starts, sources];
      const range = this.#range(ownSources[0]!, end);
      const mapped = () => new MappedText(data, ownStarts, ownSources, this.#mapped);
      parts.push({ type: "string", range, data, mapped });
      starts = [];
      sources = [];
      pieces = [];
      length = 0;
    };
    while (this.#at < stop && !isEnd()) {
      const char = this.#text[this.#at]!;
      if (isLineStart) {
        isLineStart = false;
        let skip = 0;
        while (skip < indent && (this.#text[this.#at + skip] === " " || this.#text[this.#at + skip] === "\t")) skip++;
        if (skip > 0) {
          flush();
          this.#at += skip;
          from = this.#at;
          continue;
        }
      }
      if (char === "\n" && indent > 0) isLineStart = true;
      if (char === "\\" && escapes) {
        flush();
        const { text, length: taken } = unescapeAt(this.#text, this.#at);
        add(text, this.#at);
        this.#at += taken;
        from = this.#at;
      } else if (
        (char === "$" || char === "%") &&
        this.#text[this.#at + 1] === char &&
        this.#text[this.#at + 2] === "{"
      ) {
        flush();
        add(`${char}{`, this.#at + 1);
        this.#at += 3;
        from = this.#at;
      } else if ((char === "$" || char === "%") && this.#text[this.#at + 1] === "{") {
        flush();
        endLiteral(this.#at);
        parts.push(this.#hole(char));
        from = this.#at;
      } else this.#at++;
    }
    flush();
    endLiteral(this.#at);
    const range = whole ?? this.#range(start, this.#at);
    const [first] = parts;
    if (!first) return { type: "string", range, data: "", mapped: () => MappedText.from("", range.start) };
    if (parts.length > 1) return { type: "template", parts, range, text: this.#shown(start) };
    return first.type === "string" ? ({ ...first, range } satisfies StringExpression) : first;
  }

  #hole(kind: string): Expression {
    const start = this.#at;
    this.#at += 2;
    if (kind === "%") {
      this.#skipTo("}");
      return this.#opaque(start);
    }
    if (this.#text[this.#at] === "~") this.#at++;
    const around = this.#brackets;
    this.#brackets = 1;
    this.#skip();
    const value = this.#expression();
    this.#skip();
    if (this.#text[this.#at] === "~") this.#at++;
    if (this.#text[this.#at] === "}") this.#at++;
    else {
      this.#problem("the ${ is not closed", start, start + 2);
      const stop = this.#lineEnd(this.#at);
      while (this.#at < stop && this.#text[this.#at] !== "}" && this.#text[this.#at] !== '"') this.#at++;
      if (this.#text[this.#at] === "}") this.#at++;
    }
    this.#brackets = around;
    return value;
  }

  #opaque(start: number): Expression {
    return { type: "opaque", range: this.#range(start, Math.max(this.#at, start)), text: this.#shown(start) };
  }

  #shown(start: number): string {
    return this.#text.slice(start, this.#at);
  }
}

function unescapeAt(text: string, at: number): { text: string; length: number } {
  const letter = text[at + 1] ?? "";
  if (letter === "u" || letter === "U") {
    const size = letter === "u" ? 4 : 8;
    const digits = text.slice(at + 2, at + 2 + size);
    const code = /^[0-9a-fA-F]+$/.test(digits) && digits.length === size ? Number.parseInt(digits, 16) : -1;
    if (code >= 0 && code <= 0x10ffff) return { text: String.fromCodePoint(code), length: 2 + size };
  }
  const simple: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };
  return { text: simple[letter] ?? letter, length: 1 + letter.length };
}
