import { textValue, unknownValue, type Value } from "../../document/node.js";
import type { MappedText } from "../../text/mapped-text.js";
import type { Variables } from "./variables.js";

/** How words of instructions are read: the file's escape character and the variables in force. */
export interface WordContext {
  readonly escape: string;
  readonly variables: Variables;
}

/** A word of an instruction after quotes, escapes and variables. Offsets are those of the instruction's text. */
export interface DockerWord {
  readonly text: string;
  readonly known: boolean;
  readonly start: number;
  readonly end: number;
}

const expansion = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+])([^{}$]{0,1000}))?\})/y;
const longest = 65536;
const longestHole = 1024;

/** Reads the word at `start`, up to a blank outside of quotes; `whole` reads on to `end`, blanks included. */
export function readDockerWord(
  source: MappedText,
  start: number,
  end: number,
  context: WordContext,
  whole = false,
): DockerWord {
  const { escape: escapeCharacter, variables } = context;
  const script = source.text;
  let text = "";
  let known = true;
  let quote = "";
  let at = start;
  while (at < end) {
    const c = script[at]!;
    if (quote === "" && !whole && (c === " " || c === "\t")) break;
    if (c === quote) {
      quote = "";
      at++;
    } else if (quote === "" && (c === '"' || c === "'")) {
      quote = c;
      at++;
    } else if (c === escapeCharacter && quote !== "'" && at + 1 < end) {
      const next = script[at + 1]!;
      text += quote === '"' && !`"$${escapeCharacter}`.includes(next) ? c + next : next;
      at += 2;
    } else if (c === "$" && quote !== "'") {
      expansion.lastIndex = at;
      const match = expansion.exec(script);
      const to = match && expansion.lastIndex <= end ? expansion.lastIndex : holeEnd(script, at, end);
      const value = match ? expanded(match, variables) : undefined;
      if (value !== undefined && text.length < longest) text += value;
      else {
        text += script.slice(at, to);
        if (to > at + 1) known = false;
      }
      at = to;
    } else {
      text += c;
      at++;
    }
  }
  if (text.includes("{{")) known = false;
  return { text, known, start, end: at };
}

/** The end of an expansion that is not understood: `${X#y}`; a lone `$` stands for itself. */
function holeEnd(script: string, at: number, end: number): number {
  if (script[at + 1] !== "{") return at + 1;
  const close = script.slice(at, Math.min(end, at + longestHole)).indexOf("}");
  return close < 0 ? at + 2 : at + close + 1;
}

function expanded(match: RegExpExecArray, variables: Variables): string | undefined {
  const name = match[1] ?? match[2]!;
  const operator = match[3];
  const value = variables.get(name);
  if (operator === undefined) return value?.known ? value.text : undefined;
  if (operator.endsWith("+")) return value?.known && value.text !== "" ? match[4]! : undefined;
  if (!value) return variables.declared(name) ? undefined : match[4]!;
  if (!value.known) return undefined;
  return value.text === "" && operator === ":-" ? match[4]! : value.text;
}

/** Reads the words between two offsets. */
export function readDockerWords(source: MappedText, start: number, end: number, context: WordContext): DockerWord[] {
  const words: DockerWord[] = [];
  let at = skipBlank(source.text, start, end);
  while (at < end) {
    const word = readDockerWord(source, at, end, context);
    words.push(word);
    at = skipBlank(source.text, word.end, end);
  }
  return words;
}

/** The first offset from `at` on that holds no blank. */
export function skipBlank(text: string, at: number, end: number): number {
  let to = at;
  while (to < end && (text[to] === " " || text[to] === "\t")) to++;
  return to;
}

/** The word as a value; its range leaves out quotes around all of it. */
export function wordValue(word: DockerWord, source: MappedText): Value {
  const raw = source.text.slice(word.start, word.end);
  const whole = /^["']/.test(raw) && raw.length > 1 && raw.indexOf(raw[0]!, 1) === raw.length - 1;
  const range = whole ? source.range(word.start + 1, word.end - 1) : source.range(word.start, word.end);
  return word.known ? textValue(word.text, range) : unknownValue(word.text, range);
}
