import type { Fact } from "../../document/fact.js";
import type { Node } from "../../document/node.js";

/** What rules can ask of Terraform's nodes. */
export const terraformFacts: readonly Fact[] = [
  {
    signature: "Node.label(): string",
    description: "The name that was given to the resource, data source or module in which the node stands.",
    example: 'node.label() == "bastion"',
    handler: (node: Node) => labelOf(blockOf(node)),
  },
  {
    signature: "Node.resource(): Node",
    description:
      "The resource, data source or module in which the node stands; when there is none the check does not match.",
    example: 'node.resource().name == "aws_s3_bucket"',
    handler: (node: Node) => blockOf(node),
  },
  {
    signature: "Node.references(): list<string>",
    description: "The addresses that the node's values name (`aws_vpc.main`), in order.",
    example: 'node.references().exists(r, r == "aws_vpc.main")',
    handler: (node: Node) => referencesOf(node),
  },
  {
    signature: "Node.referrers(string): list<Node>",
    description: "The resources of that type in this file whose attributes name the resource in which the node stands.",
    example: 'node.referrers("aws_flow_log").size() == 0',
    handler: (node: Node, type: string) => {
      const block = blockOf(node);
      const address = `${block.name}.${labelOf(block)}`;
      let root = block;
      while (root.above) root = root.above;
      const found: Node[] = [];
      for (const kind of root.children) {
        for (const resource of kind.children) {
          if (resource.name === type && resource !== block && mentions(resource, address)) found.push(resource);
        }
      }
      return found;
    },
  },
];

const outer = new Set(["resource", "data", "ephemeral"]);
const alone = new Set(["module", "provider", "variable", "output"]);

function blockOf(node: Node): Node {
  for (let up: Node | undefined = node; up?.above; up = up.above) {
    const { above } = up;
    if (!above.above && alone.has(up.name)) return up;
    if (outer.has(above.name) && above.above && !above.above.above) return up;
  }
  throw new RangeError("not inside a resource");
}

function labelOf(block: Node): string {
  return block.values[0]?.text ?? "";
}

/** `data.` and the names of a provider's types, followed by a label. */
const address = /\b((?:data\.|module\.)?[a-z][\w-]*\.[A-Za-z_][\w-]*)/g;
const scopes = new Set(["var", "local", "each", "count", "self", "path", "terraform"]);

function referencesOf(node: Node): string[] {
  const found: string[] = [];
  for (const value of node.values) {
    if (value.known) continue;
    for (const [, name] of value.text.matchAll(address)) {
      const parts = name!.split(".");
      if (parts[0] !== "data") {
        if (!scopes.has(parts[0]!)) found.push(name!);
        continue;
      }
      const more = value.text.slice(value.text.indexOf(name!) + name!.length).match(/^\.([\w-]+)/);
      if (more) found.push(`${name}.${more[1]}`);
    }
  }
  return found;
}

function mentions(node: Node, wanted: string): boolean {
  const pending = [node];
  while (pending.length > 0) {
    const next = pending.pop()!;
    if (next.values.some((value) => !value.known && hasAddress(value.text, wanted))) return true;
    pending.push(...next.children);
  }
  return false;
}

function hasAddress(text: string, wanted: string): boolean {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (!/[\w.-]/.test(text[at - 1] ?? " ") && !/[\w-]/.test(text[at + wanted.length] ?? " ")) return true;
  }
  return false;
}
