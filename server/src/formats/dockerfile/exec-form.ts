import type { ExecWord } from "../../shell/command-nodes.js";
import type { MappedText } from "../../text/mapped-text.js";

const blank = /[ \t\r\n]*/y;
const plain = /[^"\\]+/y;
const simple: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

/** Reads `["program", "word"]`; undefined when the text is no list of strings, which Docker then gives to a shell. */
export function readExecForm(source: MappedText, start: number, end: number): ExecWord[] | undefined {
  const { text } = source;
  const words: ExecWord[] = [];
  let at = start;
  const skip = (): void => {
    blank.lastIndex = at;
    blank.test(text);
    at = Math.min(blank.lastIndex, end);
  };
  const string = (): ExecWord | undefined => {
    const open = at++;
    const pieces: number[] = [];
    let value = "";
    while (at < end && text[at] !== '"') {
      pieces.push(value.length, source.at(at));
      plain.lastIndex = at;
      if (plain.test(text)) {
        const to = Math.min(plain.lastIndex, end);
        value += text.slice(at, to);
        at = to;
      } else {
        const letter = text[at + 1] ?? "";
        if (letter === "u") {
          value += String.fromCharCode(Number.parseInt(text.slice(at + 2, at + 6), 16) || 0xfffd);
          at += 6;
        } else {
          value += simple[letter] ?? letter;
          at += 2;
        }
      }
    }
    if (at >= end) return undefined;
    at++;
    return { text: value, data: value, known: true, range: source.range(open + 1, at - 1), pieces };
  };
  if (text[at] !== "[") return undefined;
  at++;
  skip();
  if (text[at] === "]" && at < end) return at + 1 === end ? [] : undefined;
  while (at < end && text[at] === '"') {
    const word = string();
    if (!word) return undefined;
    words.push(word);
    skip();
    if (at >= end) return undefined;
    if (text[at] === "]") {
      at++;
      skip();
      return at === end ? words : undefined;
    }
    if (text[at] !== ",") return undefined;
    at++;
    skip();
  }
  return undefined;
}
