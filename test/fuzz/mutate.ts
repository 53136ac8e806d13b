import type { Random } from "./random.js";

/** What a text is changed with: other texts of its format, of other formats, and words that mean something. */
export interface Material {
  readonly same: readonly string[];
  readonly others: readonly string[];
  readonly words: readonly string[];
}

type Mutation = (text: string, random: Random, material: Material) => string;

const openers = [
  "{",
  "[",
  "(",
  "<",
  "${",
  "$(",
  "{{ ",
  "{% if a %}",
  "`",
  '"',
  "'",
  "- ",
  "<a>",
  "a {\n",
  "[[",
  "%{",
  "#{",
  "/*",
  "f(",
  "if [ ",
  "!",
  "&a ",
  "? ",
  "case a in a) ",
];
const odd = [
  "\0",
  "\r",
  "\r\n",
  "\n",
  "\t",
  "\u000b",
  "\u000c",
  "\u0085",
  "\u2028",
  "\u2029",
  "\ufeff",
  "\u200b",
  "\u202e",
  "\u001b[31m",
  "\ud800",
  "\udc00",
  "\ud83d\ude00",
  "e\u0301",
  "\u0130",
  "\u00df",
  "\u212a",
  "\uffff",
  "\ufffd",
  "\\",
  "\\\n",
  "\\u0000",
  "\\x00",
  "#",
  "//",
  "/*",
  "*/",
  "<!--",
  '"',
  "'",
  "`",
  ";",
  ",",
  ":",
  "=",
  "{",
  "}",
  "[",
  "]",
  "(",
  ")",
  "$",
  "%",
  "&",
  "*",
  "!",
  "|",
  ">",
  "<<EOF\n",
  "---\n",
  "...\n",
  "~",
  "@",
  "?",
  "<<: *a",
  "&a",
  "*a",
];
const numbers = [
  "0",
  "-1",
  "65536",
  "1e309",
  "99999999999999999999",
  "0x7fffffff",
  "0777",
  "NaN",
  "1_000",
  ".5",
  "00",
  "255.255.255.255",
  "::",
  "2026-13-45",
];

/** Every way a text is changed; those near the top are the common ones. */
const mutations: readonly Mutation[] = [
  // Structure stays: one word becomes another.
  (text, random, { words }) => swapWord(text, random, random.pick(words)),
  (text, random, { same }) => swapWord(text, random, wordOf(random.pick(same), random)),
  (text, random) => swapWord(text, random, random.pick(numbers)),
  (text, random) => swapWord(text, random, ""),
  // Lines.
  (text, random) => overLines(text, (lines) => lines.splice(random.below(lines.length), 1 + random.below(3))),
  (text, random) => overLines(text, (lines) => lines.splice(random.below(lines.length), 0, random.pick(lines))),
  (text, random, { same }) =>
    overLines(text, (lines) =>
      lines.splice(random.below(lines.length + 1), 0, random.pick(random.pick(same).split("\n"))),
    ),
  (text, random) =>
    overLines(text, (lines) => {
      const [a, b] = [random.below(lines.length), random.below(lines.length)];
      [lines[a], lines[b]] = [lines[b]!, lines[a]!];
    }),
  (text, random) =>
    overLines(text, (lines) => {
      const at = random.below(lines.length);
      lines[at] = random.one(2)
        ? `${" ".repeat(1 + random.below(4))}${lines[at]}`
        : lines[at]!.replace(/^[ \t]{1,2}/, "");
    }),
  (text, random, { words }) =>
    overLines(text, (lines) =>
      lines.splice(
        random.below(lines.length + 1),
        0,
        `${random.pick(["#", "//", ";", "<!--", "/*", "--"])} ${random.pick(words)}`,
      ),
    ),
  // Characters.
  (text, random) => insert(text, random, random.pick(odd)),
  (text, random) =>
    insert(text, random, String.fromCharCode(random.one(4) ? random.below(65536) : 32 + random.below(96))),
  (text, random) => cut(text, random, 1),
  (text, random) => cut(text, random, 1 + random.below(30)),
  (text, random) => {
    const at = random.below(text.length);
    return insert(text, random, text.slice(at, at + 1 + random.below(40)));
  },
  // Cut off, and two texts in one.
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text, random) => text.slice(random.below(text.length)),
  (text, random, { same }) => splice(text, random.pick(same), random),
  (text, random, { others }) => splice(text, random.pick(others), random),
  (text, random, { others }) => insert(text, random, random.pick(others)),
  // Line ends.
  (text) => text.replaceAll("\n", "\r\n"),
  (text, random) => text.replace(/\n/g, () => random.pick(["\n", "\r\n", "\r", "\n\n", "\u2028"])),
  (text) => `\ufeff${text}`,
  (text) => text.trimEnd(),
  // Deep, long, often.
  (text, random) => insert(text, random, random.pick(openers).repeat(1 + random.below(random.one(40) ? 3000 : 20))),
  (text, random) => {
    const opener = random.pick(openers);
    const at = random.below(text.length);
    return random.one(30)
      ? text.slice(0, at) +
          opener.repeat(random.below(600)) +
          text.slice(at) +
          "}])>".charAt(random.below(4)).repeat(600)
      : insert(text, random, opener);
  },
  (text, random) =>
    insert(
      text,
      random,
      random
        .pick(["a", " ", "\\", "a.", "a-", "\u00e9", "0", "ab "])
        .repeat(random.one(30) ? 5000 + random.below(20000) : 80),
    ),
  (text, random) =>
    random.one(20) ? text.repeat(2 + random.below(Math.max(1, Math.min(40, 30_000 / (text.length + 1))))) : text + text,
];

/** A text made of another by one to six changes. */
export function mutate(text: string, random: Random, material: Material): string {
  let changed = text;
  for (let left = 1 + random.below(random.one(4) ? 6 : 3); left > 0; left--) {
    changed = random.pick(mutations)(changed, random, material);
    if (changed.length > longest) changed = changed.slice(0, longest);
  }
  return changed;
}

/** No text grows longer than this many characters. */
const longest = 60_000;

function insert(text: string, random: Random, what: string): string {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + what + text.slice(at);
}

function cut(text: string, random: Random, length: number): string {
  const at = random.below(text.length);
  return text.slice(0, at) + text.slice(at + length);
}

function splice(text: string, other: string, random: Random): string {
  return text.slice(0, random.below(text.length + 1)) + other.slice(random.below(other.length + 1));
}

function overLines(text: string, act: (lines: string[]) => void): string {
  const lines = text.split("\n");
  act(lines);
  return lines.join("\n");
}

/** Where a word near a random place begins and ends. */
function wordAt(text: string, random: Random): [number, number] {
  const part = /[\w.-]/;
  let start = random.below(text.length);
  while (start < text.length && !part.test(text[start]!)) start++;
  while (start > 0 && part.test(text[start - 1]!)) start--;
  let end = start;
  while (end < text.length && part.test(text[end]!)) end++;
  return [start, end];
}

function wordOf(text: string, random: Random): string {
  return text.slice(...wordAt(text, random));
}

function swapWord(text: string, random: Random, word: string): string {
  const [start, end] = wordAt(text, random);
  return text.slice(0, start) + word + text.slice(end);
}
