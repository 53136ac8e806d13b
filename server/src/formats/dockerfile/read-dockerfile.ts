import type { Problem } from "../../document/document.js";
import { readShell } from "../../shell/read-shell.js";
import { type MappedText, MappedTextBuilder } from "../../text/mapped-text.js";
import type { Range } from "../../text/range.js";

/** A here-document of an instruction. */
export interface Heredoc {
  readonly name: string;
  readonly body: Range;
  /** False when variables in it are filled in. */
  readonly literal: boolean;
}

/** One instruction as it stands in the file, its continued lines joined. */
export interface Instruction {
  /** In upper case. */
  readonly keyword: string;
  /** The instruction from its keyword on; here-documents follow for `RUN`. */
  readonly text: MappedText;
  /** The end of the keyword and of the logical line, in `text`. */
  readonly keywordEnd: number;
  readonly end: number;
  readonly heredocs: readonly Heredoc[];
  /** The whole instruction in the file, with its here-documents. */
  readonly range: Range;
}

/** A Dockerfile, cut into instructions. */
export interface Instructions {
  readonly instructions: readonly Instruction[];
  readonly comments: readonly Range[];
  readonly problems: readonly Problem[];
  /** Lines of a template language (`{% if … %}`): what stands between them may be left out. */
  readonly templates: readonly Range[];
  /** The escape character: a backslash unless a directive says otherwise. */
  readonly escape: string;
}

const directive = /^#[ \t]*([A-Za-z][\w-]*)[ \t]*=[ \t]*(\S.*?)?[ \t]*$/;
const template = /^(?:\{%|\{\{[-#/]|\{\{ *(?:if|else|end|range|with|define|template|include)\b|<%)/;
const hasHeredoc: ReadonlySet<string> = new Set(["RUN", "COPY", "ADD", "ONBUILD"]);

/** Cuts a Dockerfile into instructions: directives, comments, continued lines, here-documents. Never throws. */
export function readDockerfile(text: string): Instructions {
  return new DockerfileScanner(text).read();
}

class DockerfileScanner {
  readonly #text: string;
  readonly #instructions: Instruction[] = [];
  readonly #comments: Range[] = [];
  readonly #problems: Problem[] = [];
  readonly #templates: Range[] = [];
  #escape = "\\";
  #at: number;
  /** The last line with a text, by its text: tells at once that a here-document is never closed. */
  #lastLine: Map<string, number> | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  read(): Instructions {
    this.#directives();
    while (this.#at < this.#text.length) {
      const line = this.#line();
      const start = this.#indent(line);
      if (start === line.end) continue;
      if (this.#text[start] === "#") this.#comments.push({ start, end: line.end });
      else if (template.test(this.#text.slice(start, Math.min(line.end, start + 40))))
        this.#templates.push({ start, end: line.end });
      else this.#instruction({ start, end: line.end });
    }
    return {
      instructions: this.#instructions,
      comments: this.#comments,
      problems: this.#problems,
      templates: this.#templates,
      escape: this.#escape,
    };
  }

  /** Takes the next line; its range has no line end and no blanks behind. */
  #line(): Range {
    const start = this.#at;
    let end = this.#text.indexOf("\n", start);
    if (end < 0) end = this.#text.length;
    this.#at = Math.min(end + 1, this.#text.length);
    while (end > start && isBlank(this.#text.charCodeAt(end - 1))) end--;
    return { start, end };
  }

  #indent(line: Range): number {
    let start = line.start;
    while (start < line.end && isBlank(this.#text.charCodeAt(start))) start++;
    return start;
  }

  #directives(): void {
    while (this.#at < this.#text.length) {
      const before = this.#at;
      const line = this.#line();
      const match = directive.exec(this.#text.slice(this.#indent(line), line.end));
      if (!match || !["syntax", "escape", "check"].includes(match[1]!.toLowerCase())) {
        this.#at = before;
        return;
      }
      this.#comments.push({ start: this.#indent(line), end: line.end });
      if (match[1]!.toLowerCase() === "escape" && match[2] === "`") this.#escape = "`";
    }
  }

  #continues(line: Range): boolean {
    if (line.end === line.start || this.#text[line.end - 1] !== this.#escape) return false;
    return line.end - 2 < line.start || this.#text[line.end - 2] !== this.#escape;
  }

  #instruction(first: Range): void {
    const builder = new MappedTextBuilder();
    let line = first;
    let end = first.start;
    for (;;) {
      const continues = this.#continues(line);
      const to = continues ? line.end - 1 : line.end;
      builder.add(this.#text.slice(line.start, to), line.start);
      if (line.end > line.start) end = line.end;
      if (!continues) break;
      const next = this.#nextLine();
      if (!next) break;
      line = next;
    }
    const mapped = builder.build(first.start);
    const keywordEnd = /^\S*/.exec(mapped.text)![0].length;
    const keyword = mapped.text.slice(0, keywordEnd).toUpperCase();
    const logicalEnd = mapped.text.length;
    const range = { start: first.start, end };
    const bodyStart = this.#at;
    const heredocs = hasHeredoc.has(keyword) && mapped.text.includes("<<") ? this.#heredocs(mapped, keywordEnd) : [];
    if (heredocs.length === 0) {
      this.#instructions.push({ keyword, text: mapped, keywordEnd, end: logicalEnd, heredocs, range });
      return;
    }
    builder.add(this.#text.slice(bodyStart - 1, this.#at), bodyStart - 1);
    let bodyEnd = this.#at;
    while (bodyEnd > end && /\s/.test(this.#text[bodyEnd - 1]!)) bodyEnd--;
    this.#instructions.push({
      keyword,
      text: builder.build(first.start),
      keywordEnd,
      end: logicalEnd,
      heredocs,
      range: { start: first.start, end: bodyEnd },
    });
  }

  /** The next line that counts within a continued instruction: comments and empty lines do not. */
  #nextLine(): Range | undefined {
    while (this.#at < this.#text.length) {
      const line = this.#line();
      const start = this.#indent(line);
      if (start === line.end) continue;
      if (this.#text[start] !== "#") return line;
      this.#comments.push({ start, end: line.end });
    }
    return undefined;
  }

  /** Reads the bodies of the here-documents that an instruction announces. */
  #heredocs(mapped: MappedText, keywordEnd: number): Heredoc[] {
    const found: Heredoc[] = [];
    const line = mapped.text.slice(keywordEnd);
    for (const command of readShell(line).commands) {
      for (const { operator, target, start, end } of command.redirects) {
        if (!operator.startsWith("<<") || operator === "<<<") continue;
        const heredoc = this.#heredoc(target.text, operator === "<<-", target.quoted);
        if (heredoc) found.push(heredoc);
        else {
          const range = mapped.range(keywordEnd + start, keywordEnd + end);
          this.#problems.push({ message: `the here-document ${target.text} is never closed`, range });
        }
      }
    }
    return found;
  }

  #heredoc(name: string, tabs: boolean, quoted: boolean): Heredoc | undefined {
    const start = this.#at;
    if ((this.#lastLines().get(name) ?? -1) < start) return undefined;
    while (this.#at < this.#text.length) {
      const lineStart = this.#at;
      const line = this.#rawLine();
      if (line === name || (tabs && line.replace(/^\t+/, "") === name)) {
        const body = { start, end: lineStart };
        return { name, body, literal: quoted || !this.#text.slice(start, lineStart).includes("$") };
      }
    }
    return undefined;
  }

  #rawLine(): string {
    const start = this.#at;
    let end = this.#text.indexOf("\n", start);
    if (end < 0) end = this.#text.length;
    this.#at = Math.min(end + 1, this.#text.length);
    return this.#text.slice(start, this.#text[end - 1] === "\r" ? end - 1 : end);
  }

  #lastLines(): Map<string, number> {
    if (!this.#lastLine) {
      this.#lastLine = new Map();
      const back = this.#at;
      this.#at = 0;
      while (this.#at < this.#text.length) {
        const start = this.#at;
        this.#lastLine.set(this.#rawLine().replace(/^\t+/, ""), start);
      }
      this.#at = back;
    }
    return this.#lastLine;
  }
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13;
}
