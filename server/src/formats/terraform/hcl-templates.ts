import { MappedText } from "../../text/mapped-text.js";
import type { Range } from "../../text/range.js";
import type { Expression, StringExpression } from "./expression.js";
import { HclScanner } from "./hcl-scanner.js";

/** Texts with holes: in quotes, in here-documents, in Terraform JSON. */
export abstract class HclTemplates extends HclScanner {
  protected abstract expression(): Expression;

  wholeTemplate(): Expression {
    return this.template(this.text.length, () => false, false, this.mapped.range(0, this.text.length));
  }

  protected quoted(): Expression {
    const start = ++this.at;
    const isEnd = () => this.text[this.at] === '"' || this.text[this.at] === "\n";
    const value = this.template(this.text.length, isEnd, true);
    if (this.text[this.at] === '"') this.at++;
    else this.problem("the string is not closed", start - 1, this.at);
    return value;
  }

  protected heredoc(): Expression {
    const start = this.at;
    const head = /<<(-?)[ \t]*([\p{L}_][\p{L}\p{N}_-]*)[ \t]*\r?\n/uy;
    head.lastIndex = start;
    const match = head.exec(this.text);
    if (!match) {
      this.at += 2;
      return this.opaque(start);
    }
    const from = start + match[0].length;
    const end = /^[ \t]*([\p{L}_][\p{L}\p{N}_-]*)[ \t]*\r?$/gmu;
    end.lastIndex = from;
    let close = end.exec(this.text);
    while (close && close[1] !== match[2]) close = end.exec(this.text);
    if (!close) this.problem(`the text is not closed by ${match[2]}`, start, from - 1);
    const stop = close ? Math.max(from, close.index) : this.text.length;
    this.at = from;
    const indent = match[1] ? this.commonIndent(from, stop) : 0;
    const range = this.range(from, Math.max(from, stop - 1));
    const value = this.template(stop, () => false, false, range, indent);
    this.at = close ? close.index + close[0].replace(/\r$/, "").length : this.text.length;
    return value;
  }

  protected commonIndent(from: number, stop: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (const line of this.text.slice(from, stop).split("\n")) {
      if (line.trim() !== "") least = Math.min(least, line.length - line.trimStart().length);
    }
    return Number.isFinite(least) ? least : 0;
  }

  /** A template up to `stop` or where `isEnd`; texts without holes are a string, a hole alone is its expression. */
  protected template(stop: number, isEnd: () => boolean, escapes: boolean, whole?: Range, indent = 0): Expression {
    const start = this.at;
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
      add(this.text.slice(from, this.at), from);
    };
    const endLiteral = (end: number) => {
      if (pieces.length === 0) return;
      const data = pieces.join("");
      const [ownStarts, ownSources] = [starts, sources];
      const range = this.range(ownSources[0]!, end);
      const mapped = () => new MappedText(data, ownStarts, ownSources, this.mapped);
      parts.push({ type: "string", range, data, mapped });
      starts = [];
      sources = [];
      pieces = [];
      length = 0;
    };
    while (this.at < stop && !isEnd()) {
      const char = this.text[this.at]!;
      if (isLineStart) {
        isLineStart = false;
        let skip = 0;
        while (skip < indent && (this.text[this.at + skip] === " " || this.text[this.at + skip] === "\t")) skip++;
        if (skip > 0) {
          flush();
          this.at += skip;
          from = this.at;
          continue;
        }
      }
      if (char === "\n" && indent > 0) isLineStart = true;
      if (char === "\\" && escapes) {
        flush();
        const { text, length: taken } = unescapeAt(this.text, this.at);
        add(text, this.at);
        this.at += taken;
        from = this.at;
      } else if ((char === "$" || char === "%") && this.text[this.at + 1] === char && this.text[this.at + 2] === "{") {
        flush();
        add(`${char}{`, this.at + 1);
        this.at += 3;
        from = this.at;
      } else if ((char === "$" || char === "%") && this.text[this.at + 1] === "{") {
        flush();
        endLiteral(this.at);
        parts.push(this.hole(char));
        from = this.at;
      } else this.at++;
    }
    flush();
    endLiteral(this.at);
    const range = whole ?? this.range(start, this.at);
    const [first] = parts;
    if (!first) return { type: "string", range, data: "", mapped: () => MappedText.from("", range.start) };
    if (parts.length > 1) return { type: "template", parts, range, text: this.shown(start) };
    return first.type === "string" ? ({ ...first, range } satisfies StringExpression) : first;
  }

  protected hole(kind: string): Expression {
    const start = this.at;
    this.at += 2;
    if (kind === "%") {
      this.skipTo("}");
      return this.opaque(start);
    }
    if (this.text[this.at] === "~") this.at++;
    const around = this.brackets;
    this.brackets = 1;
    this.skip();
    const value = this.expression();
    this.skip();
    if (this.text[this.at] === "~") this.at++;
    if (this.text[this.at] === "}") this.at++;
    else {
      this.problem("the ${ is not closed", start, start + 2);
      const stop = this.lineEnd(this.at);
      while (this.at < stop && this.text[this.at] !== "}" && this.text[this.at] !== '"') this.at++;
      if (this.text[this.at] === "}") this.at++;
    }
    this.brackets = around;
    return value;
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
