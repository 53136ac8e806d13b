import { Document, type Format } from "../../document/document.js";
import { Node } from "../../document/node.js";
import { commandNodes } from "../../shell/command-nodes.js";
import { readShell } from "../../shell/read-shell.js";
import { shellEdits } from "../../shell/shell-edits.js";
import { shellFacts } from "../../shell/shell-facts.js";
import { verifiedAfter } from "../../shell/verification.js";
import { MappedText } from "../../text/mapped-text.js";

/** Shell scripts: their commands in order, and `NAME=value` as `assign`. */
export const shell: Format = {
  id: "shell",
  groups: ["commands", "code", "text"],
  comment: { line: "#" },
  parse(path, text) {
    const bom = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    const script = readShell(MappedText.from(text.slice(bom), bom));
    const { source } = script;
    const root = new Node({
      kind: "root",
      name: "",
      range: { start: 0, end: text.length },
      children: commandNodes(script),
    });
    return new Document({
      path,
      text,
      format: shell,
      root,
      comments: script.comments.map(({ start, end }) => source.range(start, end)),
      problems: script.problems.map(({ message, start, end }) => ({ message, range: source.range(start, end) })),
    });
  },
  facts: [
    ...shellFacts,
    {
      signature: "Node.verified(): bool",
      description:
        "True when a later command of the script checks a checksum or a signature: `sha256sum -c`, `gpg --verify`, `cosign verify` …",
      example: "!node.verified()",
      handler: (node: Node) => {
        let root = node;
        while (root.above) root = root.above;
        return verifiedAfter(root, node);
      },
    },
  ],
  after: (_document, node, text) => ({ range: { start: node.range.end, end: node.range.end }, text: `\n${text}` }),
  append: (_document, parent, text) => ({
    range: { start: parent.range.end, end: parent.range.end },
    text: `\n${text}`,
  }),
  remove: shellEdits.remove,
};
