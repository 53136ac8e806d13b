import { logicalLines } from "../../data/logical-lines.js";
import { Document, type Format, type Problem } from "../../document/document.js";
import { Node, textValue } from "../../document/node.js";
import type { MappedText } from "../../text/mapped-text.js";
import type { Range } from "../../text/range.js";

/**
 * TCP wrappers' access files (hosts_access(5)). A line is a node of kind `access` named by its daemon list (`sshd`, `ALL`);
 * its values are the clients, one each; what follows the clients are `option` children.
 */
export const hostsAccess: Format = {
  id: "hosts-access",
  groups: ["config", "text"],
  comment: { line: "#" },
  parse(path, text) {
    const comments: Range[] = [];
    const problems: Problem[] = [];
    const children: Node[] = [];
    for (const line of logicalLines(text, { comment: ["#"], continues: "backslash", glued: true }, comments)) {
      const node = lower(line);
      if (node) children.push(node);
      else problems.push({ message: "no `daemons: clients`", range: line.range(0, line.text.length) });
    }
    const root = new Node({ kind: "root", name: "", range: { start: 0, end: text.length }, children });
    return new Document({ path, text, format: hostsAccess, root, comments, problems });
  },
};

function lower(line: MappedText): Node | undefined {
  const { text } = line;
  const parts: { start: number; end: number }[] = [];
  let start = 0;
  // A colon within brackets belongs to an IPv6 address; `\:` to the text.
  for (let at = 0, depth = 0; at <= text.length; at++) {
    const c = text[at];
    if (c === "[") depth++;
    else if (c === "]") depth--;
    else if (c === "\\") at++;
    else if (at >= text.length || (c === ":" && depth <= 0)) {
      parts.push(trimmed(text, start, Math.min(at, text.length)));
      start = at + 1;
    }
  }
  const [daemons, clients, ...options] = parts;
  if (!daemons || !clients || daemons.start === daemons.end) return undefined;
  const values = [...text.slice(clients.start, clients.end).matchAll(/[^\s,]+/g)].map((match) => {
    const from = clients.start + match.index;
    return textValue(match[0], line.range(from, from + match[0].length));
  });
  const whole = trimmed(text, 0, text.length);
  return new Node({
    kind: "access",
    name: text.slice(daemons.start, daemons.end),
    nameRange: line.range(daemons.start, daemons.end),
    range: line.range(whole.start, whole.end),
    values,
    children: options
      .filter((option) => option.end > option.start)
      .map((option) => {
        const range = line.range(option.start, option.end);
        return new Node({ kind: "option", name: text.slice(option.start, option.end), range });
      }),
  });
}

function trimmed(text: string, start: number, end: number): { start: number; end: number } {
  let from = start;
  let to = end;
  while (from < to && /\s/.test(text[from]!)) from++;
  while (to > from && /\s/.test(text[to - 1]!)) to--;
  return { start: from, end: to };
}
