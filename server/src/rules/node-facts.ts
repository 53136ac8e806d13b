import type { Fact } from "../document/fact.js";
import { type Node, toCel, Unknown } from "../document/node.js";
import { parsePath, select } from "../document/path.js";

/** What rules can ask of any node, whatever its format. */
export const nodeFacts: readonly Fact[] = [
  {
    signature: "Node.has(string): bool",
    description:
      "True when a node stands at the path below this one. Unknown when there is none but the node may hold more than the file shows.",
    example: 'node.has("metadata_options/http_tokens")',
    handler: (node: Node, path: string) => find(node, path).length > 0,
  },
  {
    signature: "Node.get(string): dyn",
    description:
      "The value of the first node at the path: text, number, true/false or null. null when there is no such node.",
    example: 'node.get("encrypted") == true',
    handler: (node: Node, path: string) => {
      const found = find(node, path)[0];
      if (!found || found.values.length === 0) return null;
      return toCel(found.values[0]!);
    },
  },
  {
    signature: "Node.at(string): Node",
    description: "The first node at the path; when there is none the check does not match.",
    example: 'node.at("versioning").has("mfa_delete")',
    handler: (node: Node, path: string) => {
      const found = find(node, path)[0];
      if (!found) throw new RangeError(`nothing at ${path}`);
      return found;
    },
  },
  {
    signature: "Node.all(string): list<Node>",
    description: "All nodes at the path below this one, in order of the text.",
    example: 'node.all("ingress").exists(i, isAnywhere(i.text))',
    handler: (node: Node, path: string) => select(node, parsePath(path)),
  },
  {
    signature: "Node.up(string): Node",
    description: "The nearest node above with that name; when there is none the check does not match.",
    example: 'node.up("server").has("listen")',
    handler: (node: Node, name: string) => {
      for (let up = node.above; up; up = up.above) if (up.name === name) return up;
      throw new RangeError(`not inside ${name}`);
    },
  },
  {
    signature: "Node.inside(string): bool",
    description: "True when a node above has that name.",
    example: 'node.inside("mail")',
    handler: (node: Node, name: string) => {
      for (let up = node.above; up; up = up.above) if (up.name === name) return true;
      return false;
    },
  },
  {
    signature: "Node.root(): Node",
    description: "The root of the document.",
    example: 'node.root().has("http")',
    handler: (node: Node) => {
      let up = node;
      while (up.above) up = up.above;
      return up;
    },
  },
  {
    signature: "Node.next(): Node",
    description: "The next sibling; when there is none the check does not match.",
    example: 'node.next().name == "USER"',
    handler: (node: Node) => sibling(node, 1),
  },
  {
    signature: "Node.previous(): Node",
    description: "The sibling before; when there is none the check does not match.",
    example: 'node.previous().name == "FROM"',
    handler: (node: Node) => sibling(node, -1),
  },
  {
    signature: "Node.same(Node): bool",
    description: "True when both are the same place of the document.",
    example: "node.same(node.parent.children[0])",
    handler: (node: Node, other: Node) => node === other,
  },
];

function find(node: Node, path: string): Node[] {
  const found = select(node, parsePath(path));
  if (found.length === 0 && mayHoldMore(node, path)) throw new Unknown(path);
  return found;
}

/** True when the node, or one on the way that the path takes, may have children that the file does not show. */
function mayHoldMore(node: Node, path: string): boolean {
  if (node.open) return true;
  const { rooted, segments } = parsePath(path);
  for (let length = 1; length < segments.length; length++) {
    if (select(node, { rooted, segments: segments.slice(0, length) }).some((found) => found.open)) return true;
  }
  return false;
}

function sibling(node: Node, step: number): Node {
  const siblings = node.parent.children;
  const found = siblings[siblings.indexOf(node) + step];
  if (!found) throw new RangeError("no sibling there");
  return found;
}
