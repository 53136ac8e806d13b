import type { MappedText } from "../text/mapped-text.js";
import { MappedTextBuilder } from "../text/mapped-text.js";
import type { Range } from "../text/range.js";

/** How a line-oriented configuration writes comments and lines that go on. */
export interface LineStyle {
  /** What begins a comment that fills its line, after blanks: `#`, `;`, `--`. */
  readonly comment: readonly string[];
  /** Where outside of quotes a comment may begin behind a value: after a blank, or anywhere. */
  readonly trailing?: "blank" | "anywhere";
  /** Where a comment begins in a line, -1 where none does, for what marks and blanks do not tell. */
  readonly commentStart?: (line: string) => number;
  /** How a line goes on: the next one begins with a blank, or this one ends in a backslash. */
  readonly continues?: "indent" | "backslash";
  /** True where the two parts of a line that a backslash parted make one word. */
  readonly glued?: boolean;
}

/** The logical lines of a text: comments taken out (into `comments`), continued lines joined (by a blank unless glued), none empty. */
export function logicalLines(text: string, style: LineStyle, comments: Range[]): MappedText[] {
  const found: MappedText[] = [];
  let builder = new MappedTextBuilder();
  let begun = false;
  const close = (at: number): void => {
    const line = builder.build(at);
    if (line.text.trim() !== "") found.push(line);
    builder = new MappedTextBuilder();
    begun = false;
  };
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (start < text.length) {
    let end = text.indexOf("\n", start);
    if (end < 0) end = text.length;
    const next = end + 1;
    if (text[end - 1] === "\r" && end > start) end--;
    const line = text.slice(start, end);
    const content = line.trimStart();
    if ((!begun || style.continues === "indent") && style.comment.some((mark) => content.startsWith(mark))) {
      comments.push({ start: start + line.length - content.length, end });
      start = next;
      continue;
    }
    if (content === "" && style.continues === "indent") {
      start = next;
      continue;
    }
    if (style.continues === "indent") {
      if (!/^[ \t]/.test(line) && begun) close(start);
      if (begun) builder.add(" ", Math.max(0, start - 1));
    }
    const cut = style.commentStart
      ? style.commentStart(line)
      : style.trailing
        ? trailingComment(line, style.comment, style.trailing === "anywhere")
        : -1;
    if (cut >= 0) comments.push({ start: start + cut, end });
    const to = cut < 0 ? line.length : cut;
    const goesOn = style.continues === "backslash" && cut < 0 && line.endsWith("\\");
    builder.add(line.slice(0, goesOn ? to - 1 : to), start);
    begun = true;
    if (goesOn) {
      if (!style.glued) builder.add(" ", end - 1);
    } else if (style.continues !== "indent") close(start);
    start = next;
  }
  close(text.length);
  return found;
}

function trailingComment(line: string, marks: readonly string[], anywhere: boolean): number {
  let quote = "";
  for (let at = 0; at < line.length; at++) {
    const c = line[at]!;
    if (quote !== "") {
      if (c === "\\") at++;
      else if (c === quote) quote = "";
    } else if (c === '"' || c === "'") quote = c;
    else if (
      (anywhere || at === 0 || line[at - 1] === " " || line[at - 1] === "\t") &&
      marks.some((m) => line.startsWith(m, at))
    )
      return at;
  }
  return -1;
}

/** One word of a line: its text without quotes, its place in the line with them. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The words of a stretch of a line. Quotes hold blanks together; what `separators` holds parts words as blanks do. */
export function lineWords(line: string, from: number, to: number, separators = ""): Word[] {
  const words: Word[] = [];
  const isGap = (c: string): boolean => c === " " || c === "\t" || separators.includes(c);
  // Where no hole ends any more none is looked for.
  const lastHole = Math.max(line.lastIndexOf("}}"), line.lastIndexOf("%>"));
  let at = from;
  while (at < to) {
    while (at < to && isGap(line[at]!)) at++;
    if (at >= to) break;
    const start = at;
    let text = "";
    let quote = "";
    for (; at < to; at++) {
      const c = line[at]!;
      const hole = at < lastHole && (c === "{" || c === "<") ? holeEnd(line, at, to) : at;
      if (hole > at) {
        text += line.slice(at, hole);
        at = hole - 1;
      } else if (quote !== "") {
        if (c === quote) quote = "";
        else if (c === "\\" && quote === '"' && at + 1 < to) text += line[++at];
        else text += c;
      } else if (c === '"' || c === "'") {
        // A quote that nothing closes is a character like others.
        if (line.indexOf(c, at + 1) >= 0 && line.indexOf(c, at + 1) < to) quote = c;
        else text += c;
      } else if (isGap(c)) break;
      else text += c;
    }
    words.push({ text, start, end: at });
  }
  return words;
}

/** Where the template hole that begins here ends; blanks and quotes in it part no words. */
function holeEnd(line: string, at: number, to: number): number {
  const end = line.startsWith("{{", at) ? "}}" : line.startsWith("<%", at) ? "%>" : undefined;
  const close = end === undefined ? -1 : line.indexOf(end, at + 2);
  return close < 0 || close + 2 > to ? at : close + 2;
}

/** What a template engine or a generator fills in: Jinja, ERB, mustache, `@NAME@`, `%NAME%` of installers, `__NAME__`. */
export const templateHole = /\{\{|\{%|<%|@@\w+@@|^@\w+@$|^%%\w+%%$|^__\w+__$/;

/** True for a line that only steers a template: `{% if x %}`, `<% end %>`, `{{#if x}}`. */
export function isTemplateControl(line: string): boolean {
  return /^\s*(?:\{%|<%|\{\{)/.test(line);
}
