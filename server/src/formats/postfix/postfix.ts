import { isTemplateControl, lineWords, logicalLines, templateHole } from "../../data/logical-lines.js";
import { settingFacts } from "../../data/settings.js";
import { Document, type Format, type Problem } from "../../document/document.js";
import { lineEdits } from "../../document/line-edits.js";
import { Node, textValue, unknownValue, type Value } from "../../document/node.js";
import type { MappedText } from "../../text/mapped-text.js";
import type { Range } from "../../text/range.js";
import { postfixFacts } from "./postfix-facts.js";
import { PostfixSettings } from "./postfix-settings.js";

/**
 * Postfix's main.cf and master.cf. In main.cf a parameter is a `setting` with one value. In master.cf a line is a
 * `service` named by its service (`submission`, `[::1]:587`), its values the other columns (type, private, … command);
 * its children are the parameters that `-o` sets for it.
 */
export const postfix: Format = {
  id: "postfix",
  groups: ["config", "text"],
  comment: { line: "#" },
  parse(path, text, files) {
    const comments: Range[] = [];
    const problems: Problem[] = [];
    const isMaster = /(?:^|[/._-])master\.cf/i.test(path);
    const { nodes, templated } = readPostfix(text, isMaster, comments, problems);
    const settings = new PostfixSettings(path, files, templated, isMaster);
    const range = { start: 0, end: text.length };
    const root = new Node({ kind: "root", name: "", range, children: nodes, source: settings, open: templated });
    return new Document({ path, text, format: postfix, root, comments, problems });
  },
  facts: [...settingFacts, ...postfixFacts],
  ...lineEdits,
};

/** The parameters of a main.cf, or the services of a master.cf. */
export function readPostfix(
  text: string,
  isMaster: boolean,
  comments: Range[] = [],
  problems: Problem[] = [],
): { nodes: Node[]; templated: boolean } {
  const nodes: Node[] = [];
  let templated = false;
  for (const line of logicalLines(text, { comment: ["#"], continues: "indent" }, comments)) {
    if (isTemplateControl(line.text)) {
      templated = true;
      continue;
    }
    if (/\{%|<%/.test(line.text)) templated = true;
    const node = isMaster ? service(line) : parameter(line);
    if (node) nodes.push(node);
    else problems.push({ message: isMaster ? "not eight columns" : "no `name = value`", range: whole(line) });
  }
  return { nodes, templated };
}

function parameter(line: MappedText): Node | undefined {
  const { text } = line;
  const sign = text.indexOf("=");
  const name = text.slice(0, Math.max(0, sign)).trim();
  if (!/^[\w.${}/:-]+$/.test(name)) return undefined;
  const start = text.indexOf(name);
  const raw = text.slice(sign + 1);
  const from = sign + 1 + raw.length - raw.trimStart().length;
  const to = Math.max(from, text.trimEnd().length);
  return new Node({
    kind: "setting",
    name,
    nameRange: line.range(start, start + name.length),
    range: line.range(start, Math.max(to, sign + 1)),
    values: [value(text.slice(from, to).replace(/\s+/g, " "), line.range(from, to))],
  });
}

function service(line: MappedText): Node | undefined {
  const words = serviceWords(line.text);
  if (words.length < 8) return undefined;
  const [name, ...rest] = words;
  const options: Node[] = [];
  const args = rest.slice(7);
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!;
    let text: string | undefined;
    let at = 0;
    let end = 0;
    if (word.text === "-o" && args[i + 1]) {
      const next = args[++i]!;
      ({ text, start: at, end } = next);
    } else if (word.text.startsWith("-o") && word.text.includes("=")) {
      text = word.text.slice(2);
      at = word.start + 2;
      end = word.end;
    }
    if (text === undefined) continue;
    const inner = text.startsWith("{") ? text.replace(/^\{\s*|\s*\}$/g, "") : text;
    const offset = at + text.indexOf(inner);
    const sign = inner.indexOf("=");
    if (sign < 0) continue;
    const option = inner.slice(0, sign).trim();
    const raw = inner.slice(sign + 1);
    const from = offset + sign + 1 + raw.length - raw.trimStart().length;
    const to = Math.max(from, offset + inner.trimEnd().length);
    options.push(
      new Node({
        kind: "setting",
        name: option,
        nameRange: line.range(offset, offset + option.length),
        range: line.range(offset, Math.max(to, offset + sign + 1)),
        values: [value(raw.trim(), line.range(from, Math.min(to, end)))],
      }),
    );
  }
  const columns = rest.slice(0, 7);
  return new Node({
    kind: "service",
    name: name!.text,
    nameRange: line.range(name!.start, name!.end),
    range: line.range(name!.start, columns.at(-1)!.end),
    values: columns.map((word) => value(word.text, line.range(word.start, word.end))),
    children: options,
  });
}

/** Words of a master.cf line; `{ … }` holds blanks together. */
function serviceWords(line: string): { text: string; start: number; end: number }[] {
  const found: { text: string; start: number; end: number }[] = [];
  const words = lineWords(line, 0, line.length);
  for (let i = 0; i < words.length; i++) {
    const start = words[i]!.start;
    let end = words[i]!.end;
    if (line[start] === "{") {
      let depth = 0;
      for (let at = start; at < line.length; at++) {
        if (line[at] === "{") depth++;
        else if (line[at] === "}" && --depth === 0) {
          end = at + 1;
          break;
        }
      }
      while (i + 1 < words.length && words[i + 1]!.start < end) i++;
    }
    found.push({ text: line.slice(start, end), start, end });
  }
  return found;
}

function whole(line: MappedText): Range {
  return line.range(0, line.text.trimEnd().length);
}

function value(text: string, range: Range): Value {
  return templateHole.test(text) ? unknownValue(text, range) : textValue(text, range);
}
