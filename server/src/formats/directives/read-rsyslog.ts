import { isTemplateControl, templateHole } from "../../data/logical-lines.js";
import type { Problem } from "../../document/document.js";
import { Node, textValue, unknownValue, type Value } from "../../document/node.js";
import type { Range } from "../../text/range.js";
import type { Reading } from "./style.js";

interface Open {
  readonly name: string;
  readonly range: Range;
  readonly values: readonly Value[];
  readonly children: Node[];
}

const deepest = 50;

/**
 * rsyslog's configuration in both of its spellings. `action(type="omfwd" …)` is a block named by its object with its
 * parameters as `setting`s, names in lower case; `$WorkDirectory /x` a `setting` named `$workdirectory`; `*.* @@host` a
 * `rule` with the values filter and action; `if … then {` and `ruleset(…) {` are blocks that hold what they run.
 */
export function readRsyslog(text: string): Reading {
  const comments: Range[] = [];
  const problems: Problem[] = [];
  const top: Node[] = [];
  const open: Open[] = [];
  let templated = false;
  let at = 0;
  const add = (node: Node): void => {
    (open.at(-1)?.children ?? top).push(node);
  };
  const close = (end: number): void => {
    const { name, range, values, children } = open.pop()!;
    const whole = { start: range.start, end: Math.max(end, range.end) };
    add(new Node({ kind: "block", name, nameRange: range, range: whole, values, children }));
  };
  const lineEnd = (from: number): number => {
    const end = text.indexOf("\n", from);
    return end < 0 ? text.length : end;
  };
  const blank = /\s*/y;
  const object = /([A-Za-z_]\w*)\s*\(/y;
  const condition = /(?:else\s+)?if\b[\s\S]*?\bthen\b/y;
  const filter =
    /(?::[\w$!.-]+\s*,\s*!?\w+\s*,\s*"(?:[^"\\\n]|\\.)*"|[\w*,]+\.[!=]*[\w*]+(?:[,;][\w*,]+\.[!=]*[\w*]+)*|&)\s+/y;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  while (at < text.length) {
    at += match(blank)![0].length;
    if (at >= text.length) break;
    const rest = lineEnd(at);
    if (text[at] === "#") {
      comments.push({ start: at, end: at + text.slice(at, rest).trimEnd().length });
      at = rest;
    } else if (text.startsWith("/*", at)) {
      const end = text.indexOf("*/", at + 2);
      const stop = end < 0 ? text.length : end + 2;
      comments.push({ start: at, end: stop });
      at = stop;
    } else if (isTemplateControl(text.slice(at, Math.min(rest, at + 3)))) {
      templated = true;
      at = rest;
    } else if (text[at] === "}") {
      if (open.length > 0) close(at + 1);
      else problems.push({ message: "this } closes nothing", range: { start: at, end: at + 1 } });
      at++;
    } else if (text[at] === "{") {
      // What stands before it told what it is; a lone one is a block without a name.
      if (open.length < deepest) open.push({ name: "", range: { start: at, end: at + 1 }, values: [], children: [] });
      at++;
    } else if (text[at] === "$") directive(rest);
    else if (match(condition)) {
      const [head] = match(condition)!;
      const range = { start: at, end: at + head.length };
      at += head.length;
      body("if", range, [textValue(head, range)]);
    } else if (match(object)) call();
    else if (match(filter)) {
      const [head] = match(filter)!;
      const place = { start: at, end: at + head.trimEnd().length };
      at += head.length;
      const what = textValue(head.trimEnd(), place);
      if (match(object)) {
        call();
        continue;
      }
      if (body("rule", place, [what])) continue;
      const end = at + withoutComment(text.slice(at, lineEnd(at)));
      const said = text.slice(at, end);
      const range = { start: place.start, end };
      add(
        new Node({
          kind: "rule",
          name: "rule",
          nameRange: place,
          range,
          values: [what, value(said, { start: at, end })],
        }),
      );
      at = lineEnd(at);
    } else {
      // `stop`, `call x`, `set $.a = 1;`, `else`, `!program`
      const word = /[^\s{}#]+/y;
      at += match(word)?.[0].length ?? 1;
    }
  }
  while (open.length > 0) close(text.length);
  return { nodes: top, comments, problems, templated };

  /** Opens a block when a brace follows; true then. */
  function body(name: string, range: Range, values: readonly Value[]): boolean {
    const brace = /\s*\{/y;
    const found = match(brace);
    if (!found) return false;
    at += found[0].length;
    if (open.length < deepest) open.push({ name, range, values, children: [] });
    return true;
  }

  function directive(rest: number): void {
    const line = text.slice(at, at + withoutComment(text.slice(at, rest)));
    const name = /^\$\w*/.exec(line)![0];
    const raw = line.slice(name.length);
    const from = at + name.length + raw.length - raw.trimStart().length;
    const end = Math.max(at + line.length, at + name.length);
    const values = raw.trim() === "" ? [] : [value(raw.trim(), { start: from, end: from + raw.trim().length })];
    const nameRange = { start: at, end: at + name.length };
    add(new Node({ kind: "setting", name: name.toLowerCase(), nameRange, range: { start: at, end }, values }));
    at = rest;
  }

  function call(): void {
    const head = match(object)!;
    const name = head[1]!.toLowerCase();
    const start = at;
    const nameRange = { start, end: start + head[1]!.length };
    at += head[0].length;
    const parameter = /([\w.]+)\s*=\s*("(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|\[[^\]]*\]|[^\s")]+)/y;
    const children: Node[] = [];
    while (at < text.length && text[at] !== ")") {
      at += match(blank)![0].length;
      if (text[at] === "#") {
        const end = lineEnd(at);
        comments.push({ start: at, end: at + text.slice(at, end).trimEnd().length });
        at = end;
        continue;
      }
      const found = match(parameter);
      if (!found) {
        // The whole word, or its rest would be read again and again.
        if (at < text.length && text[at] !== ")") at += match(/[\w.]+|[^)]/y)?.[0].length ?? 1;
        continue;
      }
      const key = found[1]!;
      const raw = found[2]!;
      const from = at + found[0].length - raw.length;
      const values = raw.startsWith("[")
        ? [...raw.matchAll(/"((?:[^"\\]|\\[\s\S])*)"/g)].map((item) =>
            value(item[1]!, { start: from + item.index + 1, end: from + item.index + 1 + item[1]!.length }),
          )
        : /^(["'])[\s\S]*\1$/.test(raw) && raw.length > 1
          ? [value(raw.slice(1, -1), { start: from + 1, end: from + raw.length - 1 })]
          : [value(raw, { start: from, end: from + raw.length })];
      children.push(
        new Node({
          kind: "setting",
          name: key.toLowerCase(),
          nameRange: { start: at, end: at + key.length },
          range: { start: at, end: at + found[0].length },
          values,
        }),
      );
      at += found[0].length;
    }
    if (text[at] === ")") at++;
    else problems.push({ message: `${name}( is not closed`, range: nameRange });
    const range = { start, end: at };
    if (name === "include") {
      const file = children.find((child) => child.name === "file");
      add(new Node({ kind: "setting", name, nameRange, range, values: file?.values ?? [] }));
      return;
    }
    if ((name === "ruleset" || name === "template") && /^\s*\{/.test(text.slice(at, at + 200))) {
      if (body(name, range, [])) open.at(-1)?.children.push(...children);
      return;
    }
    add(new Node({ kind: "block", name, nameRange, range, children }));
  }
}

/** The length of a line without the comment and the blanks at its end. */
function withoutComment(line: string): number {
  const hash = line.search(/\s#/);
  return (hash < 0 ? line : line.slice(0, hash)).trimEnd().length;
}

function value(text: string, range: Range): Value {
  return templateHole.test(text) || text.includes("`echo ") ? unknownValue(text, range) : textValue(text, range);
}
