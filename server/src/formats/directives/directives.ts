import { isTemplateControl, lineWords, logicalLines, templateHole } from "../../data/logical-lines.js";
import { settingFacts } from "../../data/settings.js";
import { Document, type Files, type Format, type Problem } from "../../document/document.js";
import { lineEdits } from "../../document/line-edits.js";
import { Node, textValue, unknownValue, type Value } from "../../document/node.js";
import type { MappedText } from "../../text/mapped-text.js";
import type { Range } from "../../text/range.js";
import { DirectiveSettings } from "./directive-settings.js";
import { type Reading, type Style, styles } from "./style.js";

/**
 * A daemon's configuration of named lines. A line is a `setting` named by its first word, its values behind it; what
 * holds further lines is a `block` named by its first word (`service`, `Match`, `VirtualHost`) with its arguments as
 * values. Names that the daemon reads in any case are in lower case.
 */
export function directivesFormat(id: string): Format {
  const style = styles[id]!;
  const format: Format = {
    id,
    groups: ["config", "text"],
    comment: { line: style.comment[0]! },
    parse(path, text, files) {
      return readDocument(format, style, path, text, files);
    },
    facts: settingFacts,
    ...lineEdits,
  };
  return format;
}

function readDocument(format: Format, style: Style, path: string, text: string, files: Files): Document {
  const { nodes, comments, problems, templated } = readDirectives(text, style);
  const settings = new DirectiveSettings(style, path, files, templated);
  const range = { start: 0, end: text.length };
  const root = new Node({ kind: "root", name: "", range, children: nodes, source: settings, open: templated });
  return new Document({ path, text, format, root, comments, problems });
}

interface Open {
  readonly name: string;
  readonly nameRange: Range;
  readonly values: readonly Value[];
  readonly range: Range;
  readonly children: Node[];
  /** True for a block that ends where the next one begins. */
  readonly headed: boolean;
  /** True for one that a line of `subheads` begins. */
  readonly nested?: boolean;
}

const deepest = 100;

/** The lines of a text as nodes. Broken lines are problems; what is never closed is closed at the end. */
export function readDirectives(text: string, style: Style): Reading {
  if (style.read) return style.read(text);
  const comments: Range[] = [];
  const problems: Problem[] = [];
  const top: Node[] = [];
  const open: Open[] = [];
  let templated = false;
  // Blocks below the deepest one are not opened, their ends close nothing.
  let tooDeep = 0;
  const add = (node: Node): void => {
    (open.at(-1)?.children ?? top).push(node);
  };
  const close = (end: number): void => {
    const block = open.pop()!;
    const { name, nameRange, values, children } = block;
    const last = children.at(-1)?.range.end ?? block.range.end;
    add(
      new Node({
        kind: "block",
        name,
        nameRange,
        values,
        range: { start: block.range.start, end: Math.max(end, last) },
        children,
      }),
    );
  };
  for (const line of logicalLines(text, style, comments)) {
    const start = line.text.length - line.text.trimStart().length;
    let end = line.text.trimEnd().length;
    if (isTemplateControl(line.text) || style.condition?.test(line.text)) {
      templated = true;
      continue;
    }
    const cut = style.tail?.exec(line.text.slice(start, end));
    if (cut) end = start + line.text.slice(start, start + cut.index).trimEnd().length;
    if (end <= start) continue;
    const content = line.text.slice(start, end);
    if (style.blocks === "braces" && content === "}") {
      if (tooDeep > 0) tooDeep--;
      else if (open.length > 0) close(line.range(start, end).end);
      else problems.push({ message: "this } closes nothing", range: line.range(start, end) });
      continue;
    }
    if (style.blocks === "tags" && content.startsWith("</")) {
      if (tooDeep > 0) tooDeep--;
      else if (open.length > 0) close(line.range(start, end).end);
      else problems.push({ message: "this tag closes nothing", range: line.range(start, end) });
      continue;
    }
    const opens =
      (style.blocks === "braces" && content.endsWith("{")) || (style.blocks === "tags" && content.startsWith("<"));
    if (opens) {
      const from = style.blocks === "tags" ? start + 1 : start;
      const to = style.blocks === "tags" ? (content.endsWith(">") ? end - 1 : end) : end - 1;
      const words = lineWords(line.text, from, to);
      const [name, ...rest] = words;
      if (!name || open.length >= deepest) {
        problems.push({ message: name ? "too deep" : "a block without a name", range: line.range(start, end) });
        if (name) tooDeep++;
        continue;
      }
      open.push({
        name: style.ignoreCase ? name.text.toLowerCase() : name.text,
        nameRange: line.range(name.start, name.end),
        values: rest.map((word) => value(word.text, line.range(word.start, word.end))),
        range: line.range(start, end),
        children: [],
        headed: false,
      });
      continue;
    }
    const read = readLine(line, start, end, style);
    if (style.heads?.test(read.name)) {
      while (open.at(-1)?.headed) close(0);
      open.push({ ...read, children: [], headed: true });
      continue;
    }
    if (style.subheads?.test(content)) {
      if (open.at(-1)?.nested) close(0);
      open.push({
        name: content.slice(0, -1),
        nameRange: line.range(start, end - 1),
        values: [],
        range: line.range(start, end),
        children: [],
        headed: true,
        nested: true,
      });
      continue;
    }
    add(new Node({ kind: "setting", ...read }));
  }
  while (open.length > 0) close(open.at(-1)!.headed ? 0 : text.length);
  return { nodes: top, comments, problems, templated };
}

function readLine(
  line: MappedText,
  start: number,
  end: number,
  style: Style,
): { name: string; nameRange: Range; range: Range; values: Value[] } {
  const { text } = line;
  const content = text.slice(start, end);
  const sign = style.separator === ":" ? ":" : "=";
  let nameEnd: number;
  let from: number;
  const directive = /^[!@]\w+(?=\s)/.exec(content);
  if (directive || style.separator === "blank") {
    nameEnd = start + (/^\S+/.exec(content)?.[0].length ?? 0);
    from = nameEnd;
    if (style.tail && /^\w+\(/.test(content)) return macroCall(line, start, end);
  } else {
    const separator =
      style.separator === "either" ? (/^[^\s=]+/.exec(content)?.[0].length ?? 0) : content.indexOf(sign);
    nameEnd =
      separator < 0
        ? style.separator === "either"
          ? end
          : start + (/^\S+/.exec(content)?.[0].length ?? 0)
        : start + separator;
    from = nameEnd;
    const gap = /^\s*[=:]?/.exec(text.slice(from, end))?.[0] ?? "";
    if (style.separator !== "either" || gap.includes("=")) from += gap.length;
  }
  const rawName = text.slice(start, nameEnd).trimEnd();
  const name = style.ignoreCase ? rawName.toLowerCase() : rawName;
  const values =
    style.values === "words" && !directive
      ? lineWords(text, from, end).map((word) => value(word.text, line.range(word.start, word.end)))
      : unquoted(line, from, end, style.escapes);
  return { name, nameRange: line.range(start, start + rawName.length), range: line.range(start, end), values };
}

/** A macro of m4: `define(`name', `value')` is named by what it defines, any other call by itself. */
function macroCall(
  line: MappedText,
  start: number,
  end: number,
): { name: string; nameRange: Range; range: Range; values: Value[] } {
  const content = line.text.slice(start, end);
  const definition = /^define\(\s*`?([\w-]+)'?\s*,\s*/.exec(content);
  const head = definition ?? /^(\w+)\(\s*/.exec(content)!;
  const from = start + head[0].length;
  return {
    name: head[1]!,
    nameRange: line.range(start, from),
    range: line.range(start, end),
    values: unquoted(line, from, end),
  };
}

/** The stretch as one value, without the quotes around it; none when it is empty. */
function unquoted(line: MappedText, from: number, to: number, escapes = false): Value[] {
  const raw = line.text.slice(from, to);
  let start = from + raw.length - raw.trimStart().length;
  let end = from + raw.trimEnd().length;
  if (end <= start) return [textValue("", line.range(from, from))];
  const quote = line.text[start]!;
  if (end - start >= 2 && `"'\``.includes(quote) && line.text[end - 1] === (quote === "`" ? "'" : quote)) {
    start++;
    end--;
  } else escapes = false;
  const text = line.text.slice(start, end);
  return [value(escapes && quote === "'" ? unescaped(text) : text, line.range(start, end))];
}

const controls: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

function unescaped(text: string): string {
  return text.replace(/''|\\([0-7]{1,3}|.)/gs, (_all, sign?: string) => {
    if (sign === undefined) return "'";
    return /^[0-7]/.test(sign) ? String.fromCharCode(Number.parseInt(sign, 8) & 0xff) : (controls[sign] ?? sign);
  });
}

function value(text: string, range: Range): Value {
  return templateHole.test(text) ? unknownValue(text, range) : textValue(text, range);
}
