import { Document, type Format, type Problem } from "../../document/document.js";
import { lineEdits } from "../../document/line-edits.js";
import { Node, textValue, unknownValue, type Value } from "../../document/node.js";
import type { Range } from "../../text/range.js";

/** A format whose files are INI: `section` nodes named by their section hold the entries; entries before the first section stand under the root. */
export function iniFormat(id: string, groups: readonly string[]): Format {
  const format: Format = {
    id,
    groups,
    comment: { line: "#" },
    parse(path, text) {
      const { nodes, comments, problems } = readIni(text);
      const root = new Node({ kind: "root", name: "", range: { start: 0, end: text.length }, children: nodes });
      return new Document({ path, text, format, root, comments, problems });
    },
    ...lineEdits,
  };
  return format;
}

/** INI files of programs that have no format of their own. */
export const ini: Format = iniFormat("ini", ["config", "text"]);

interface Entry {
  readonly name: string;
  readonly nameRange: Range;
  readonly lines: Range[];
}

function readIni(text: string): { nodes: Node[]; comments: Range[]; problems: Problem[] } {
  const nodes: Node[] = [];
  const comments: Range[] = [];
  const problems: Problem[] = [];
  let section: { name: string; nameRange: Range; start: number; entries: Entry[] } | undefined;
  let loose: Entry[] = [];
  let entry: Entry | undefined;

  const close = () => {
    if (section) {
      const children = section.entries.map((one) => lower(one, text));
      const end = children.at(-1)?.range.end ?? section.nameRange.end + 1;
      nodes.push(
        new Node({
          kind: "section",
          name: section.name,
          nameRange: section.nameRange,
          range: { start: section.start, end: Math.min(end, text.length) },
          children,
        }),
      );
    } else nodes.push(...loose.map((one) => lower(one, text)));
    loose = [];
  };

  for (const line of lines(text)) {
    const { start, end } = trim(text, line);
    if (start === end) continue;
    const first = text[start]!;
    if (first === ";" || first === "#" || text.startsWith("//", start)) {
      comments.push({ start, end });
      continue;
    }
    if (first === "[") {
      const bracket = text.lastIndexOf("]", end - 1);
      if (bracket <= start) {
        problems.push({ message: "the section's name is not closed", range: { start, end } });
        continue;
      }
      close();
      const nameRange = trim(text, { start: start + 1, end: bracket });
      section = { name: text.slice(nameRange.start, nameRange.end), nameRange, start, entries: [] };
      entry = undefined;
      continue;
    }
    const sign = separator(text, start, end);
    if (start > line.start && entry && sign < 0) {
      entry.lines.push(withoutComment(text, { start, end }, comments));
      continue;
    }
    const nameRange = trim(text, { start, end: sign < 0 ? end : sign });
    const value = sign < 0 ? { start: end, end } : withoutComment(text, trim(text, { start: sign + 1, end }), comments);
    entry = { name: text.slice(nameRange.start, nameRange.end), nameRange, lines: [value] };
    (section?.entries ?? loose).push(entry);
  }
  close();
  return { nodes, comments, problems };
}

function lower({ name, nameRange, lines: parts }: Entry, text: string): Node {
  const first = parts[0]!;
  const last = parts.at(-1)!;
  const whole = { start: first.start, end: Math.max(first.start, last.end) };
  let content = parts.map((part) => text.slice(part.start, part.end)).join("\n");
  let valueRange = whole;
  if (parts.length === 1 && content.length >= 2 && /^(["']).*\1$/.test(content)) {
    content = content.slice(1, -1);
    valueRange = { start: whole.start + 1, end: whole.end - 1 };
  }
  const value: Value = holes.test(content) ? unknownValue(content, valueRange) : textValue(content, valueRange);
  return new Node({
    kind: "entry",
    name,
    nameRange,
    range: { start: nameRange.start, end: Math.max(nameRange.end, whole.end) },
    values: [value],
  });
}

/** References that a program or a template fills in. */
const holes = /\$\{|%\([\w.-]+\)s|\{\{|<%|^@[\w.]+@$/;

function separator(text: string, start: number, end: number): number {
  for (let at = start; at < end; at++) if (text[at] === "=" || text[at] === ":") return at;
  return -1;
}

/** A comment behind a value needs a blank before it and stands outside quotes. */
function withoutComment(text: string, { start, end }: Range, comments: Range[]): Range {
  const quote = text[start] === '"' || text[start] === "'" ? text[start] : undefined;
  let at = start;
  if (quote) {
    const close = text.indexOf(quote, start + 1);
    if (close >= 0 && close < end) at = close + 1;
  }
  for (; at < end; at++) {
    if ((text[at] === ";" || text[at] === "#") && at > start && (text[at - 1] === " " || text[at - 1] === "\t")) {
      comments.push({ start: at, end });
      return trim(text, { start, end: at });
    }
  }
  return { start, end };
}

function trim(text: string, { start, end }: Range): Range {
  let from = start;
  let to = end;
  while (from < to && text.charCodeAt(from) <= 32) from++;
  while (to > from && text.charCodeAt(to - 1) <= 32) to--;
  return { start: from, end: to };
}

function* lines(text: string): Generator<Range> {
  let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (start < text.length) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    yield { start, end };
    start = end + 1;
  }
}
