import type { Problem } from "../../document/document.js";
import type { MappedText } from "../../text/mapped-text.js";
import type { Range } from "../../text/range.js";
import type { Expression } from "./expression.js";

/** How deep blocks and values may nest before the rest is skipped with a problem. */
export const maxDepth = 300;
const maxProblems = 50;
const identifier = /[\p{L}_][\p{L}\p{N}_-]*/uy;

/** A block that stands at a file's outermost level. */
const topLevel =
  /(?:(?:resource|data)[ \t]+"[^"\n]*"[ \t]+"[^"\n]*"|(?:variable|output|module|provider)[ \t]+"[^"\n]*"|locals|terraform)[ \t]*\{/y;

/** The place in an HCL text: blanks and comments, words, and ways to skip what is not read. */
export class HclScanner {
  readonly comments: Range[] = [];
  readonly problems: Problem[] = [];
  protected readonly mapped: MappedText;
  protected readonly text: string;
  protected at = 0;
  protected depth = 0;
  protected commented = 0;
  /** How many brackets are open around: inside them line ends are blanks. */
  protected brackets = 0;

  constructor(mapped: MappedText) {
    this.mapped = mapped;
    this.text = mapped.text;
  }

  protected range(start: number, end: number): Range {
    return this.mapped.range(start, end);
  }

  protected problem(message: string, start: number, end: number): void {
    if (this.problems.length < maxProblems)
      this.problems.push({ message, range: this.range(start, Math.min(end, this.text.length)) });
  }

  /** Blanks may be read twice, where something was looked for behind them. */
  protected comment(start: number, end: number): void {
    if (start < this.commented) return;
    this.commented = end;
    this.comments.push(this.range(start, end));
  }

  protected blanks(lines: boolean): void {
    const text = this.text;
    for (; this.at < text.length; this.at++) {
      const code = text.charCodeAt(this.at);
      if (code === 10 ? lines : code <= 32 || code === 0xa0 || code === 0xfeff) continue;
      const next = text.charCodeAt(this.at + 1);
      if (code === 35 || (code === 47 && next === 47)) {
        const end = this.lineEnd(this.at);
        this.comment(this.at, end);
        this.at = end - 1;
      } else if (code === 47 && next === 42) {
        const close = text.indexOf("*/", this.at + 2);
        const end = close < 0 ? text.length : close + 2;
        this.comment(this.at, end);
        this.at = end - 1;
      } else return;
    }
  }

  protected skip(): void {
    this.blanks(this.brackets > 0);
  }

  protected lineEnd(at: number): number {
    const newline = this.text.indexOf("\n", at);
    const end = newline < 0 ? this.text.length : newline;
    return end > at && this.text[end - 1] === "\r" ? end - 1 : end;
  }

  protected word(): string | undefined {
    identifier.lastIndex = this.at;
    const word = identifier.exec(this.text)?.[0];
    if (word) this.at += word.length;
    return word;
  }

  /** A block of the file's outermost level in the first column: what is open around it was never closed. */
  protected isTopLevel(): boolean {
    if (this.at > 0 && this.text[this.at - 1] !== "\n") return false;
    topLevel.lastIndex = this.at;
    return topLevel.test(this.text);
  }

  protected isFor(): boolean {
    return /^for[\s"]/.test(this.text.slice(this.at, this.at + 4));
  }

  protected isEnd(): boolean {
    const char = this.text[this.at]!;
    return char === "}" || char === "]" || char === ")" || (char === "\n" && this.brackets === 0);
  }

  /** Skips one character, a whole string, or brackets with what they hold. Does not recurse. */
  protected skipOne(): void {
    let open = 0;
    do {
      const char = this.text[this.at]!;
      if (char === '"') this.skipQuoted();
      else {
        if (char === "{" || char === "[" || char === "(") open++;
        else if (char === "}" || char === "]" || char === ")") open--;
        this.at++;
      }
    } while (open > 0 && this.at < this.text.length);
  }

  protected skipTo(close: string): void {
    while (this.at < this.text.length && !this.isTopLevel()) {
      if (this.text[this.at] === close) {
        this.at++;
        return;
      }
      this.skipOne();
    }
  }

  protected skipQuoted(): void {
    this.at++;
    while (this.at < this.text.length) {
      const char = this.text[this.at]!;
      this.at += char === "\\" ? 2 : 1;
      if (char === '"' || char === "\n") return;
      if (char === "$" && this.text[this.at] === "{") {
        let open = 0;
        do {
          const inner = this.text[this.at];
          if (inner === "{") open++;
          else if (inner === "}") open--;
          this.at++;
        } while (open > 0 && this.at < this.text.length);
      }
    }
  }

  protected indexOfClose(from: number, stop: number): number {
    const close = this.text.slice(from, stop).search(/[}\])]/);
    return close < 0 ? stop : from + close;
  }

  protected close(bracket: string): void {
    this.skip();
    if (this.text[this.at] === bracket) this.at++;
    else if (this.isTopLevel()) this.problem(`a ${bracket} is missing`, this.at, this.at + 1);
    else {
      this.problem(`a ${bracket} is missing`, this.at, this.at + 1);
      const stop = this.lineEnd(this.at);
      while (this.at < stop && this.text[this.at] !== bracket && this.text[this.at] !== "}") this.skipOne();
      if (this.text[this.at] === bracket) this.at++;
    }
    this.brackets--;
  }

  protected opaque(start: number): Expression {
    return { type: "opaque", range: this.range(start, Math.max(this.at, start)), text: this.shown(start) };
  }

  protected shown(start: number): string {
    return this.text.slice(start, this.at);
  }
}
