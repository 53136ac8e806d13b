import type { Fact } from "../document/fact.js";
import type { Node } from "../document/node.js";

const texts = new WeakMap<Node, string>();

/** Remembers the text that a tree was read from, for what is asked of its comments. */
export function rememberText(root: Node, text: string): void {
  texts.set(root, text);
}

/** What stands in a `#` or `//` comment behind a node, or in the line above it. */
export const remarkFact: Fact = {
  signature: "Node.remark(): string",
  description: "The comment behind the node on its line, or in the line above; empty when there is none.",
  example: 'node.remark() == ""',
  handler: (node: Node) => {
    let root = node;
    while (root.above) root = root.above;
    const text = texts.get(root) ?? "";
    const { start, end } = node.range;
    const behind = /^[^\n#]{0,200}[ \t](?:#|\/\/)+[ \t]*([^\r\n]*)/.exec(text.slice(end, end + 1000));
    if (behind?.[1]) return behind[1].trim();
    const line = text.lastIndexOf("\n", start - 1);
    const above = line < 0 ? "" : text.slice(text.lastIndexOf("\n", line - 1) + 1, line);
    return /^[ \t]*(?:#|\/\/)+[ \t]*(.*)$/.exec(above)?.[1]?.trim() ?? "";
  },
};
