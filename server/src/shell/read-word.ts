import type { MappedText } from "../text/mapped-text.js";
import type { Script, ShellContext, ShellProblem, Substitution, Word } from "./command.js";

/** What reading words needs to know of the script around them. */
export interface Reader {
  readonly source: MappedText;
  /** Where the script ends in the source's text. */
  readonly end: number;
  readonly context: ShellContext;
  readonly problems: ShellProblem[];
  /** Reads the commands of a substitution. */
  nested(from: number, to: number): Script;
}

const plain = /[^\s;&|<>()'"\\$`]+/y;
const plainQuoted = /[^"\\$`]+/y;
const name = /[A-Za-z_]\w*/y;
const special = /[@*#?$!0-9-]/;
/** Values longer than this stay unknown, so that variables made of variables cannot grow without bound. */
const longestValue = 1024;
const longestWord = 65536;

/** Reads the word that begins at `start`; it may be empty when none begins there. */
export function readWord(reader: Reader, start: number): Word {
  return new WordScanner(reader, start).read();
}

class WordScanner {
  readonly #reader: Reader;
  readonly #script: string;
  readonly #start: number;
  readonly #substitutions: Substitution[] = [];
  readonly #pieces: number[] = [];
  #text = "";
  #known = true;
  #quoted = false;
  #at: number;
  #next = -1;

  constructor(reader: Reader, start: number) {
    this.#reader = reader;
    this.#script = reader.source.text;
    this.#start = start;
    this.#at = start;
  }

  read(): Word {
    const script = this.#script;
    const { end } = this.#reader;
    while (this.#at < end) {
      plain.lastIndex = this.#at;
      if (plain.test(script)) {
        this.#raw(Math.min(plain.lastIndex, end));
        continue;
      }
      const c = script[this.#at]!;
      const after = script[this.#at + 1];
      if (c === '"') this.#doubleQuoted();
      else if (c === "'") this.#singleQuoted();
      else if (c === "\\") this.#escape();
      else if (c === "$" && after === "'") this.#ansiQuoted();
      else if (c === "$" && after === '"') {
        this.#at++;
        this.#doubleQuoted();
      } else if (c === "$" || c === "`") this.#expand();
      else if ((c === "<" || c === ">") && after === "(") this.#process();
      else break;
    }
    const text = this.#text;
    // A template hole is filled in before the shell sees the text.
    const known = this.#known && (this.#quoted || !text.includes("{{"));
    this.#pieces.push(text.length, this.#at);
    return {
      text,
      known,
      quoted: this.#quoted,
      start: this.#start,
      end: this.#at,
      pieces: this.#pieces,
      substitutions: this.#substitutions,
    };
  }

  #add(piece: string, from: number): void {
    if (from !== this.#next) this.#pieces.push(this.#text.length, from);
    this.#text += piece;
    this.#next = from + piece.length;
  }

  #raw(to: number): void {
    this.#add(this.#script.slice(this.#at, to), this.#at);
    this.#at = to;
  }

  #escape(): void {
    const at = this.#at;
    const script = this.#script;
    if (at + 1 >= this.#reader.end) this.#raw(at + 1);
    else if (script[at + 1] === "\n") this.#at += 2;
    else if (script.startsWith("\r\n", at + 1)) this.#at += 3;
    else {
      this.#quoted = true;
      this.#add(script[at + 1]!, at + 1);
      this.#at += 2;
    }
  }

  #expand(): void {
    const found = expansion(this.#reader, this.#at, this.#substitutions);
    if (found.value !== undefined && this.#text.length < longestWord) {
      this.#add(found.value, this.#at);
      this.#next = -1;
      this.#at = found.end;
    } else {
      if (found.end > this.#at + 1) this.#known = false;
      this.#raw(found.end);
    }
  }

  #doubleQuoted(): void {
    const script = this.#script;
    const { end } = this.#reader;
    this.#quoted = true;
    const open = this.#at++;
    while (this.#at < end) {
      const c = script[this.#at];
      if (c === '"') {
        this.#at++;
        return;
      }
      if (c === "\\" && this.#at + 1 < end) {
        const escaped = script[this.#at + 1]!;
        if (escaped === "\n") this.#at += 2;
        else if ('"\\$`'.includes(escaped)) {
          this.#add(escaped, this.#at + 1);
          this.#at += 2;
        } else this.#raw(this.#at + 2);
      } else if (c === "$" || c === "`") this.#expand();
      else {
        plainQuoted.lastIndex = this.#at;
        this.#raw(plainQuoted.test(script) ? Math.min(plainQuoted.lastIndex, end) : this.#at + 1);
      }
    }
    this.#unclosed(open);
  }

  #singleQuoted(): void {
    const { end } = this.#reader;
    this.#quoted = true;
    const open = this.#at;
    let close = this.#script.indexOf("'", open + 1);
    if (close < 0 || close >= end) {
      this.#unclosed(open);
      close = end;
    }
    this.#add(this.#script.slice(open + 1, close), open + 1);
    this.#at = Math.min(close + 1, end);
  }

  #ansiQuoted(): void {
    const script = this.#script;
    const { end } = this.#reader;
    this.#quoted = true;
    this.#at += 2;
    while (this.#at < end && script[this.#at] !== "'") {
      if (script[this.#at] === "\\" && this.#at + 1 < end) {
        const escaped = script[this.#at + 1]!;
        this.#add(escapes[escaped] ?? escaped, this.#at + 1);
        this.#at += 2;
      } else this.#raw(this.#at + 1);
    }
    this.#at = Math.min(this.#at + 1, end);
  }

  #process(): void {
    const close = closeParen(this.#script, this.#at + 2, this.#reader.end);
    this.#substitutions.push({ start: this.#at, script: this.#reader.nested(this.#at + 2, close), process: true });
    this.#known = false;
    this.#raw(Math.min(close + 1, this.#reader.end));
  }

  #unclosed(open: number): void {
    this.#reader.problems.push({ message: "this quote is never closed", start: open, end: open + 1 });
  }
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

/** What `$…` or a backquote at `at` stands for: its end, and its value when it is known. A lone `$` ends right after. */
function expansion(reader: Reader, at: number, found: Substitution[]): { end: number; value?: string } {
  const { end } = reader;
  const script = reader.source.text;
  const substitution = (from: number, close: number): { end: number } => {
    if (!reader.context.skip?.has(reader.source.at(at)))
      found.push({ start: at, script: reader.nested(from, close), process: false });
    return { end: Math.min(close + 1, end) };
  };
  if (script[at] === "`") return substitution(at + 1, closeBackquote(script, at + 1, end));
  const c = at + 1 < end ? script[at + 1]! : "";
  if (c === "(") {
    const close = closeParen(script, at + 2, end);
    if (script[at + 2] === "(" && script[close - 1] === ")") return { end: Math.min(close + 1, end) };
    return substitution(at + 2, close);
  }
  if (c === "{") {
    const close = closeBrace(script, at + 2, end);
    return { end: Math.min(close + 1, end), value: lookUp(reader, script.slice(at + 2, close)) };
  }
  name.lastIndex = at + 1;
  if (name.test(script)) {
    const to = Math.min(name.lastIndex, end);
    return { end: to, value: lookUp(reader, script.slice(at + 1, to)) };
  }
  return { end: c !== "" && special.test(c) ? at + 2 : at + 1 };
}

function lookUp(reader: Reader, variable: string): string | undefined {
  const value = reader.context.variable?.(variable);
  return value !== undefined && value.length <= longestValue ? value : undefined;
}

function closeBackquote(script: string, from: number, end: number): number {
  for (let i = from; i < end; i++) {
    if (script[i] === "\\") i++;
    else if (script[i] === "`") return i;
  }
  return end;
}

function closeBrace(script: string, from: number, end: number): number {
  let depth = 1;
  for (let i = from; i < end; i++) {
    const c = script[i];
    if (c === "\\") i++;
    else if (c === "{") depth++;
    else if (c === "}" && --depth === 0) return i;
    else if (c === "\n" && depth === 1) return i;
  }
  return end;
}

/** The offset of the `)` that closes what was opened before `from`; `end` when there is none. */
export function closeParen(script: string, from: number, end: number): number {
  // What is open around the current place: a double quote, or a parenthesis with so many `case`s in it.
  const open: (number | '"')[] = [0];
  for (let i = from; i < end; i++) {
    const c = script[i];
    const top = open[open.length - 1]!;
    if (c === "\\") i++;
    else if (c === "`") i = closeBackquote(script, i + 1, end);
    else if (top === '"') {
      if (c === '"') open.pop();
      else if (c === "$" && script[i + 1] === "(") {
        open.push(0);
        i++;
      }
    } else if (c === '"') open.push('"');
    else if (c === "'") {
      const close = script.indexOf("'", i + 1);
      if (close < 0 || close >= end) return end;
      i = close;
    } else if (c === "(") open.push(0);
    else if (c === ")") {
      if (top > 0) continue;
      open.pop();
      if (open.length === 0) return i;
    } else if (c === "#" && /\s/.test(script[i - 1] ?? " ")) {
      const line = script.indexOf("\n", i);
      if (line < 0 || line >= end) return end;
      i = line;
    } else if (c === "c" && /\s/.test(script[i - 1] ?? " ") && /^case\s/.test(script.slice(i, i + 5))) {
      open[open.length - 1] = top + 1;
    } else if (c === "e" && top > 0 && /[\s;]/.test(script[i - 1] ?? " ") && script.startsWith("esac", i)) {
      open[open.length - 1] = top - 1;
    }
  }
  return end;
}
