import { type LineStyle, logicalLines } from "../../data/logical-lines.js";
import { Document, type Format } from "../../document/document.js";
import { Node, textValue } from "../../document/node.js";
import type { MappedText } from "../../text/mapped-text.js";
import type { Range } from "../../text/range.js";

/**
 * Who may run what through sudo (sudoers(5)). A user specification is a `grant` named by its user (`alice`, `%wheel`,
 * `ALL`): the value is the host list, its children are `run` nodes, one a command, named by the command: values are
 * the run-as list and the tags (`NOPASSWD`). `Defaults` and aliases are `setting` nodes.
 */
export const sudoers: Format = {
  id: "sudoers",
  groups: ["config", "text"],
  comment: { line: "#" },
  parse(path, text) {
    const comments: Range[] = [];
    const children = logicalLines(text, style, comments).flatMap(lower);
    const root = new Node({ kind: "root", name: "", range: { start: 0, end: text.length }, children });
    return new Document({ path, text, format: sudoers, root, comments });
  },
};

/** `#1000` (a user id) and `#include` are no comments. */
function commentStart(line: string): number {
  for (let at = line.indexOf("#"); at >= 0; at = line.indexOf("#", at + 1)) {
    if (line[at - 1] === "\\") continue;
    const rest = line.slice(at + 1, at + 16);
    if (/^\s*$/.test(line.slice(Math.max(0, at - 1), at)) || at === 0) {
      if (!/^\d|^include(?:dir)?\s/.test(rest)) return at;
    }
  }
  return -1;
}

const style: LineStyle = { comment: [], commentStart, continues: "backslash", glued: true };

function lower(line: MappedText): Node[] {
  const { text } = line;
  const start = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  const first = /^\S+/.exec(text.slice(start))![0];
  const nameRange = line.range(start, start + first.length);
  if (/^(?:Defaults|[#@]include|(?:User|Runas|Host|Cmnd|Cmd)_Alias)/.test(first)) {
    const rest = text.slice(start + first.length, end);
    const at = start + first.length + rest.length - rest.trimStart().length;
    const values = at < end ? [textValue(text.slice(at, end), line.range(at, end))] : [];
    return [new Node({ kind: "setting", name: first, range: line.range(start, end), nameRange, values })];
  }
  const equals = text.indexOf("=", start);
  const before = text.slice(0, Math.max(0, equals)).trimEnd();
  // The first blank that no comma is beside ends the list of users; quotes and escapes hold blanks together.
  const users = /^\s*(?:"[^"]*"|\\.|[^\s,"\\])+(?:\s*,\s*(?:"[^"]*"|\\.|[^\s,"\\])+)*/.exec(before)?.[0] ?? "";
  const hostAt = users.length + (before.length - users.length - before.slice(users.length).trimStart().length);
  if (equals < 0 || users === "" || hostAt >= before.length) return [];
  const user = users.trim();
  const host = before.slice(hostAt);
  return [
    new Node({
      kind: "grant",
      name: user,
      nameRange: line.range(start, start + user.length),
      range: line.range(start, end),
      values: [textValue(host, line.range(hostAt, hostAt + host.length))],
      children: commands(line, equals + 1, end),
    }),
  ];
}

const tag = /^(?:NO)?(?:PASSWD|EXEC|SETENV|LOG_INPUT|LOG_OUTPUT|MAIL|FOLLOW|INTERCEPT)\s*:\s*/;

/** `(root) NOPASSWD: /bin/a, /bin/b`: tags and run-as hold for the commands that follow, too. */
function commands(line: MappedText, from: number, end: number): Node[] {
  const nodes: Node[] = [];
  let runAs = "";
  let tags: string[] = [];
  let at = from;
  while (at < end) {
    const start = at;
    let depth = 0;
    while (at < end && (line.text[at] !== "," || depth > 0)) {
      const c = line.text[at];
      if (c === "\\") at++;
      else if (c === "(") depth++;
      else if (c === ")") depth--;
      at++;
    }
    let piece = line.text.slice(start, Math.min(at, end));
    let offset = start;
    const take = (pattern: RegExp): string | undefined => {
      const match = pattern.exec(piece);
      if (!match) return undefined;
      piece = piece.slice(match[0].length);
      offset += match[0].length;
      return match[0].trim();
    };
    take(/^\s+/);
    const as = take(/^\([^)]*\)\s*/);
    if (as !== undefined) runAs = as.slice(1, -1).trim();
    for (let found = take(tag); found !== undefined; found = take(tag)) {
      const name = found.replace(/\s*:$/, "");
      tags = [...tags.filter((one) => one !== name && one !== `NO${name}` && `NO${one}` !== name), name];
    }
    const command = piece.trim();
    if (command !== "") {
      const place = line.range(offset, offset + command.length);
      const lead = line.text.slice(start, offset);
      const range = line.range(start + lead.length - lead.trimStart().length, offset + command.length);
      const values = [textValue(runAs, place), ...tags.map((one) => textValue(one, place))];
      nodes.push(new Node({ kind: "run", name: command, nameRange: place, range, values }));
    }
    at++;
  }
  return nodes;
}
