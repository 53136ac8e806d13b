import { MappedText } from "../text/mapped-text.js";
import type { Command, Pipeline, Redirect, Script, ShellContext, ShellProblem, Stage, Word } from "./command.js";
import { closeParen, type Reader, readWord } from "./read-word.js";

/** A group that is open: `(`, `{`, `if`, `loop`, `case`; the script itself is one too. */
interface Frame {
  readonly kind: string;
  readonly within: Stage | undefined;
  pipeline: Pipeline | undefined;
  stage: Stage | undefined;
  /** True while a `case` expects a pattern. */
  pattern: boolean;
}

const deepestGroup = 500;
const deepestScript = 16;
const assignment = /([A-Za-z_]\w*)(\[[^\]\s]*\])?\+?=/y;
const redirection = /(?:\d+|\{\w+\}|&)?(<<<|<<-|<<|<>|<&|>>|>&|>\||<|>)/y;
const blank = /(?:[ \t\r]|\\\r?\n)+/y;

/** Reads shell text: every simple command with its words, pipes and redirections, however deep it stands. Never throws. */
export function readShell(source: MappedText | string, context: ShellContext = {}): Script {
  const mapped = typeof source === "string" ? MappedText.from(source) : source;
  return readRange(mapped, 0, mapped.text.length, context);
}

function readRange(source: MappedText, from: number, end: number, context: ShellContext): Script {
  return new ShellScanner(source, from, end, context).read();
}

class ShellScanner implements Reader, Script {
  readonly source: MappedText;
  readonly end: number;
  readonly context: ShellContext;
  readonly commands: Command[] = [];
  readonly comments: { start: number; end: number }[] = [];
  readonly problems: ShellProblem[] = [];
  readonly #depth: number;
  readonly #text: string;
  readonly #frames: Frame[] = [
    { kind: "script", within: undefined, pipeline: undefined, stage: undefined, pattern: false },
  ];
  #heredocs: Redirect[] = [];
  #command: Command | undefined;
  #at: number;
  #tooDeep = false;

  constructor(source: MappedText, from: number, end: number, context: ShellContext) {
    this.source = source;
    this.end = end;
    this.context = context;
    this.#text = source.text;
    this.#depth = (context.depth ?? 0) + 1;
    this.#at = from;
  }

  nested(start: number, to: number): Script {
    if (this.#depth >= deepestScript) return { source: this.source, commands: [], comments: [], problems: [] };
    return readRange(this.source, start, to, { ...this.context, depth: this.#depth });
  }

  read(): Script {
    while (this.#at < this.end) {
      this.#skipBlank();
      if (this.#at >= this.end) break;
      if (this.#top().pattern) {
        this.#readPattern();
        continue;
      }
      const c = this.#text[this.#at]!;
      if (operatorStart.has(c) && this.#operator(c)) continue;
      redirection.lastIndex = this.#at;
      const redirect = redirection.exec(this.#text);
      if (
        redirect &&
        redirection.lastIndex <= this.end &&
        !(this.#text[redirection.lastIndex] === "(" && redirect[0].length === 1)
      ) {
        this.#readRedirect(redirect[1]!, this.#at, redirection.lastIndex);
        continue;
      }
      if (!this.#command || this.#command.words.length === 0) {
        assignment.lastIndex = this.#at;
        const match = assignment.exec(this.#text);
        if (match && assignment.lastIndex <= this.end) {
          this.#readAssignment(match);
          continue;
        }
      }
      const word = readWord(this, this.#at);
      if (word.end === this.#at) {
        // A character that no word can begin with here.
        this.#at++;
        continue;
      }
      if (!this.#command && word.known && !word.quoted && this.#reserved(word)) continue;
      this.#addWord(word);
      this.#at = word.end;
    }
    if (this.#heredocs.length > 0) this.#readHeredocs();
    return this;
  }

  #top(): Frame {
    return this.#frames[this.#frames.length - 1]!;
  }

  #openStage(): Stage {
    const frame = this.#top();
    if (!frame.pipeline) {
      frame.pipeline = { stages: [], within: frame.within };
      frame.within?.content.push(frame.pipeline);
      frame.stage = undefined;
    }
    const { stages } = frame.pipeline;
    const stage: Stage = { pipeline: frame.pipeline, index: stages.length, content: [], redirects: [] };
    stages.push(stage);
    frame.stage = stage;
    return stage;
  }

  #openCommand(): Command {
    if (this.#command) return this.#command;
    // What stands right behind a closed group is a syntax error; it begins anew.
    if (this.#top().stage) this.#top().pipeline = undefined;
    const stage = this.#openStage();
    this.#command = {
      script: this,
      index: this.commands.length,
      stage,
      assignments: [],
      words: [],
      redirects: [],
      start: this.#at,
      end: this.#at,
    };
    stage.content.push(this.#command);
    this.commands.push(this.#command);
    return this.#command;
  }

  #addWord(word: Word): void {
    const into = this.#openCommand();
    if (into.words.length === 0 && into.assignments.length === 0 && into.redirects.length === 0)
      into.start = word.start;
    into.words.push(word);
    into.end = word.end;
  }

  #separate(): void {
    this.#command = undefined;
    this.#top().pipeline = undefined;
    this.#top().stage = undefined;
  }

  #push(kind: string): void {
    this.#command = undefined;
    if (this.#frames.length >= deepestGroup) {
      if (!this.#tooDeep)
        this.problems.push({ message: "nested too deeply", start: this.#at, end: Math.min(this.#at + 1, this.end) });
      this.#tooDeep = true;
      return;
    }
    if (this.#top().stage) this.#separate();
    const within = this.#openStage();
    this.#frames.push({ kind, within, pipeline: undefined, stage: undefined, pattern: kind === "case" });
  }

  #pop(kind: string): void {
    for (let i = this.#frames.length - 1; i > 0; i--) {
      if (this.#frames[i]!.kind !== kind) continue;
      this.#frames.length = i;
      break;
    }
    this.#command = undefined;
  }

  #skipBlank(): void {
    blank.lastIndex = this.#at;
    if (blank.test(this.#text)) this.#at = Math.min(blank.lastIndex, this.end);
  }

  #readHeredocs(): void {
    for (const redirect of this.#heredocs.splice(0)) {
      const delimiter = redirect.target.text;
      const start = this.#at;
      let close = this.end;
      while (this.#at < this.end) {
        let line = this.#text.indexOf("\n", this.#at);
        if (line < 0 || line > this.end) line = this.end;
        let content = this.#text.slice(this.#at, line);
        if (content.endsWith("\r")) content = content.slice(0, -1);
        if (redirect.operator === "<<-") content = content.replace(/^\t+/, "");
        const lineStart = this.#at;
        this.#at = Math.min(line + 1, this.end);
        if (content === delimiter) {
          close = lineStart;
          break;
        }
      }
      const literal = redirect.target.quoted || !/[$`\\]/.test(this.#text.slice(start, close));
      redirect.body = { start, end: close, literal };
    }
  }

  #readRedirect(operator: string, start: number, to: number): void {
    this.#at = to;
    this.#skipBlank();
    const target = readWord(this, this.#at);
    this.#at = target.end;
    const redirect: Redirect = { operator, target, start, end: this.#at };
    if (operator === "<<" || operator === "<<-") this.#heredocs.push(redirect);
    const group = this.#command ? undefined : this.#top().stage;
    if (group) {
      group.redirects.push(redirect);
      return;
    }
    const into = this.#openCommand();
    into.redirects.push(redirect);
    if (into.words.length === 0 && into.assignments.length === 0 && into.redirects.length === 1) into.start = start;
    into.end = this.#at;
  }

  #readAssignment(match: RegExpExecArray): void {
    const into = this.#openCommand();
    const start = this.#at;
    this.#at += match[0].length;
    let value: Word;
    if (this.#text[this.#at] === "(" && this.#at < this.end) {
      const close = Math.min(closeParen(this.#text, this.#at + 1, this.end) + 1, this.end);
      const array = this.#text.slice(this.#at, close);
      value = { text: array, known: false, quoted: true, start: this.#at, end: close, pieces: [], substitutions: [] };
    } else value = readWord(this, this.#at);
    this.#at = value.end;
    into.assignments.push({ name: match[1]!, value, start, end: this.#at, nameEnd: start + match[1]!.length });
    into.end = this.#at;
  }

  /** Reads `[[ … ]]` or the head of a loop: words up to `close`, or to the end of the command. */
  #readHead(close: string | undefined): void {
    while (this.#at < this.end) {
      this.#skipBlank();
      const c = this.#text[this.#at];
      if (this.#at >= this.end || (!close && (c === ";" || c === "\n" || c === "&" || c === "|"))) return;
      if (!close && c === "(") {
        this.#at = Math.min(closeParen(this.#text, this.#at + 1, this.end) + 1, this.end);
        continue;
      }
      const word = readWord(this, this.#at);
      if (word.end === this.#at) {
        this.#at++;
        continue;
      }
      this.#at = word.end;
      this.#addWord(word);
      if (close && word.text === close) return;
    }
  }

  /** Acts on a reserved word at the place of a command. */
  #reserved(word: Word): boolean {
    const opens = groups[word.text];
    if (opens) {
      this.#push(opens);
      this.#at = word.end;
    } else if (word.text in closers) {
      this.#pop(closers[word.text]!);
      this.#at = word.end;
    } else if (fillers.has(word.text)) {
      this.#at = word.end;
      if (this.#top().stage) this.#separate();
    } else if (word.text === "for" || word.text === "select") {
      this.#push("loop");
      this.#addWord(word);
      this.#at = word.end;
      this.#readHead(undefined);
      this.#separate();
    } else if (word.text === "case") {
      this.#at = word.end;
      this.#skipBlank();
      this.#at = readWord(this, this.#at).end;
      this.#blankLines();
      const follows = readWord(this, this.#at);
      if (follows.text !== "in") return true;
      this.#at = follows.end;
      this.#push("case");
    } else if (word.text === "[[") {
      this.#addWord(word);
      this.#at = word.end;
      this.#readHead("]]");
    } else if (word.text === "function") {
      this.#at = word.end;
      this.#skipBlank();
      this.#at = readWord(this, this.#at).end;
      this.#skipBlank();
      if (/^\([ \t]*\)/.test(this.#text.slice(this.#at, this.#at + 8)))
        this.#at = Math.min(this.#text.indexOf(")", this.#at) + 1, this.end);
    } else return false;
    return true;
  }

  #blankLines(): void {
    for (;;) {
      this.#skipBlank();
      if (this.#at >= this.end || this.#text[this.#at] !== "\n") return;
      this.#at++;
    }
  }

  #readPattern(): void {
    this.#blankLines();
    if (this.#at < this.end && this.#text[this.#at] === "#") {
      this.#comment();
      return;
    }
    const first = readWord(this, this.#at);
    if (first.text === "esac" && !first.quoted) {
      this.#at = first.end;
      this.#pop("case");
      return;
    }
    while (this.#at < this.end && this.#text[this.#at] !== ")" && this.#text[this.#at] !== "\n") {
      const word = readWord(this, this.#at);
      this.#at = word.end > this.#at ? word.end : this.#at + 1;
    }
    if (this.#at < this.end) this.#at++;
    this.#top().pattern = false;
  }

  #comment(): void {
    const start = this.#at;
    const line = this.#text.indexOf("\n", this.#at);
    this.#at = line < 0 || line > this.end ? this.end : line;
    this.comments.push({ start, end: this.#text[this.#at - 1] === "\r" ? this.#at - 1 : this.#at });
  }

  #operator(c: string): boolean {
    const two = this.#text.slice(this.#at, this.#at + 2);
    if (c === "\n") {
      this.#at++;
      if (this.#heredocs.length > 0) this.#readHeredocs();
      this.#command = undefined;
      // A line may end behind `|`.
      if (!this.#top().pipeline || this.#top().stage) this.#separate();
    } else if (c === "#") this.#comment();
    else if (two === ";;" || two === ";&") {
      this.#at += this.#text[this.#at + 2] === "&" ? 3 : 2;
      this.#separate();
      while (
        this.#frames.length > 1 &&
        this.#top().kind !== "case" &&
        this.#frames.some((frame) => frame.kind === "case")
      )
        this.#frames.pop();
      if (this.#top().kind === "case") this.#top().pattern = true;
    } else if (two === "&&" || two === "||") {
      this.#at += 2;
      this.#separate();
    } else if (c === "|") {
      this.#at += two === "|&" ? 2 : 1;
      this.#command = undefined;
      if (!this.#top().stage) this.#openStage();
      this.#top().stage = undefined;
    } else if (c === ";" || (c === "&" && this.#text[this.#at + 1] !== ">")) {
      this.#at++;
      this.#separate();
    } else if (c === ")") {
      this.#at++;
      this.#pop("(");
    } else if (c === "(") this.#parenthesis(two);
    else return false;
    return true;
  }

  #parenthesis(two: string): void {
    if (this.#command) {
      // `name()` declares a function whose body follows as a group.
      const declared = this.#command.words.length === 1 && /^\(\s*\)/.test(this.#text.slice(this.#at, this.#at + 16));
      if (declared) {
        this.#at = this.#text.indexOf(")", this.#at) + 1;
        this.commands.pop();
        this.#top().pipeline?.stages.pop();
        this.#separate();
      } else this.#at++;
    } else if (two === "((") {
      const close = closeParen(this.#text, this.#at + 1, this.end);
      this.#at = Math.min(close + 1, this.end);
    } else {
      this.#push("(");
      this.#at++;
    }
  }
}

const operatorStart: ReadonlySet<string> = new Set(["\n", "#", ";", "&", "|", "(", ")"]);
const groups: Readonly<Record<string, string>> = {
  __proto__: null as never,
  "{": "{",
  if: "if",
  while: "loop",
  until: "loop",
};
const closers: Readonly<Record<string, string>> = { __proto__: null as never, "}": "{", fi: "if", done: "loop" };
const fillers: ReadonlySet<string> = new Set(["then", "do", "else", "elif", "!", "coproc"]);
