import type { LineIndex } from "../text/line-index.js";
import type { Range } from "../text/range.js";
import { oneLine } from "./format-concise.js";
import type { Paint } from "./paint.js";

const widest = 160;

/** The lines of a range with carets under it and the message behind the carets; long ranges and long lines are cut. */
export function codeFrame(
  text: string,
  lines: LineIndex,
  range: Range,
  message: string,
  tint: (text: string) => string,
  colour: Paint,
): string {
  const first = lines.position(range.start);
  const last = lines.position(Math.max(range.start, range.end));
  const gutter = String(last.line + 1).length;
  const bar = (number: string) => colour.dim(`  ${number.padStart(gutter)} |`);
  let frame = "";
  for (let line = first.line; line <= last.line; line++) {
    if (line - first.line === 3 && last.line - line > 0) {
      frame += `${bar("...")} ${tint(message)}\n`;
      return frame;
    }
    const { start, end } = lines.line(line);
    const from = line === first.line ? first.column : 0;
    const to = line === last.line ? last.column : end - start;
    const shift = from > widest - 40 ? from - 40 : 0;
    const content = printable(text.slice(start + shift, Math.min(end, start + shift + widest)));
    const before = printable(text.slice(start + shift, start + from));
    const marked = printable(text.slice(start + from, Math.min(start + to, start + shift + widest)));
    frame += `${bar(String(line + 1))} ${content}\n`;
    const carets = tint(width(marked) === 0 ? "^" : "^".repeat(width(marked)));
    frame += `${bar("")} ${" ".repeat(width(before))}${carets}${line === last.line ? ` ${tint(message)}` : ""}\n`;
  }
  return frame;
}

/** Tabs as four blanks, control characters made visible. */
function printable(text: string): string {
  return oneLine(text.replaceAll("\t", "    "));
}

/** How many columns a terminal needs: East Asian wide characters take two. */
function width(text: string): number {
  let columns = 0;
  for (const char of text)
    columns +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]/u.test(
        char,
      )
        ? 2
        : 1;
  return columns;
}
