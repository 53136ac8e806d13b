import type { Fact } from "../../document/fact.js";
import type { Node } from "../../document/node.js";
import { remarkFact } from "../remark.js";
import type { Body, Expression } from "./expression.js";
import { brought } from "./lower-body.js";
import type { Folder } from "./read-folder.js";
import { addressesIn, referencesOf, referencesOfBody } from "./references.js";

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
    description:
      "The addresses that the node's values name (`aws_vpc.main`), in order; of a block all that stand in it.",
    example: 'node.references().exists(r, r == "aws_vpc.main")',
    handler: (node: Node) => namedBy(node),
  },
  {
    signature: "Node.referrers(string): list<Node>",
    description:
      "The resources of that type in this file's folder whose attributes name the resource in which the node stands.",
    example: 'node.referrers("aws_flow_log").size() == 0',
    handler: (node: Node, type: string) => {
      const block = blockOf(node);
      const address = `${block.above?.name === "data" ? "data." : ""}${block.name}.${labelOf(block)}`;
      return declared(block, type).filter((resource) => resource !== block && mentions(resource, address));
    },
  },
  {
    signature: "Node.declared(string): list<Node>",
    description:
      "The resources of that type, the data sources (`data.aws_vpc`), or the blocks of that name, in the folder of the file; those of the file first.",
    example: 'node.declared("aws_guardduty_detector").size() == 0',
    handler: (node: Node, type: string) => declared(node, type),
  },
  {
    signature: "Node.targets(): list<Node>",
    description: "The resources of the folder that the node's own values name.",
    example: 'node.at("s3_bucket_name").targets().exists(b, b.has("force_destroy"))',
    handler: (node: Node) => targets(node),
  },
  {
    signature: "Node.written(): bool",
    description:
      "False for what a name brings from elsewhere in the folder (`jsonencode(local.policy)`): it is judged where it is written.",
    example: "node.written() && node.isAllow()",
    handler: (node: Node) => node.source !== brought,
  },
  remarkFact,
  {
    signature: "seconds(string): int",
    description:
      "The seconds of a duration as cloud APIs write it: `7776000s`, `2160h`, `90d`, `1h30m`, `P90D`, `PT8H`.",
    example: "seconds(node.text) > 31536000",
    handler: (text: string) => secondsOf(text),
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

/** The addresses that a node names in its own values. */
function namedBy(node: Node): string[] {
  const { source } = node;
  let found: string[] = [];
  if (isExpression(source)) found = referencesOf(source);
  else if (Array.isArray(source)) found = [...referencesOfBody(source as Body)];
  else if (isPlanned(source)) found = [...source.references()];
  // A module's argument is named by the text that stands in its call.
  for (const value of node.values) if (!value.known) found.push(...addressesIn(value.text));
  return [...new Set(found)];
}

function isExpression(source: unknown): source is Expression {
  return typeof source === "object" && source !== null && "type" in source;
}

function mentions(resource: Node, wanted: string): boolean {
  if (Array.isArray(resource.source) && referencesOfBody(resource.source as Body).has(wanted)) return true;
  if (isPlanned(resource.source) && resource.source.references().has(wanted)) return true;
  const pending = [...resource.children];
  while (pending.length > 0) {
    const next = pending.pop()!;
    if (next.values.some((value) => !value.known && addressesIn(value.text).includes(wanted))) return true;
    pending.push(...next.children);
  }
  return false;
}

/** A resource of a plan names what its expressions name. */
function isPlanned(source: unknown): source is { references: () => ReadonlySet<string> } {
  return typeof source === "object" && source !== null && "references" in source;
}

/** The resources of that type in the folder: those of this file first. */
function declared(node: Node, type: string): Node[] {
  let root = node;
  while (root.above) root = root.above;
  const own = root.children.flatMap((block) => {
    if (block.name === type) return [block];
    const of = block.name === "data" ? "data." : block.name === "resource" ? "" : undefined;
    return of === undefined ? [] : block.children.filter((resource) => of + resource.name === type);
  });
  return isFolder(root.source) ? [...own, ...root.source.others(type)] : own;
}

function isFolder(source: unknown): source is Folder {
  return typeof source === "object" && source !== null && "others" in source;
}

function targets(node: Node): Node[] {
  return namedBy(node).flatMap((name) => {
    const dot = name.lastIndexOf(".");
    return declared(node, name.slice(0, dot)).filter((resource) => labelOf(resource) === name.slice(dot + 1));
  });
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 };

function secondsOf(text: string): bigint {
  const iso = /^P(?!$)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text);
  if (iso) {
    const sizes = [31_536_000, 2_592_000, 604_800, 86_400, 3600, 60, 1];
    return BigInt(sizes.reduce((sum, size, i) => sum + size * Number(iso[i + 1] ?? 0), 0));
  }
  if (!/^(?:\d+(?:\.\d+)?[smhdwy])+$/.test(text)) throw new RangeError(`no duration: ${text}`);
  let sum = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)([smhdwy])/g)) sum += Number(count) * units[unit!]!;
  return BigInt(Math.round(sum));
}
