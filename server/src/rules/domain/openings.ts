import type { Document } from "../../document/document.js";
import type { Fact } from "../../document/fact.js";
import type { Finder } from "../../document/finder.js";
import { type Node, Unknown, type Value } from "../../document/node.js";
import { isAnywhere, readNetwork } from "./networks.js";
import { readPorts } from "./ports.js";

/**
 * What a network admits, told by the format: one node `opening` for each range of ports, its values the sources, with
 * children `ports` (`22`, `20-25`, `*`) and `protocol` (a name, a number, `-1` for all).
 */
export const openings: Finder = {
  name: "openings",
  keywords: ["ingress", "inbound", "firewall", "security_group", "network_acl", "port"],
  find(document) {
    let nodes = found.get(document);
    if (!nodes) {
      nodes = document.format.openings?.(document) ?? [];
      found.set(document, nodes);
    }
    return nodes;
  },
  facts: [
    {
      signature: "Node.fromAnywhere(): bool",
      description:
        "True when an opening's sources hold every address. Unknown when none of the known ones does and others are unknown.",
      example: "node.fromAnywhere()",
      handler: (node: Node) => sources(node, isAnywhere),
    },
    {
      signature: "Node.fromNetwork(): bool",
      description: "True when one of an opening's sources is a network of more than one host, everything among them.",
      example: "node.fromNetwork()",
      handler: (node: Node) => sources(node, isWide),
    },
    {
      signature: "Node.admits(int): bool",
      description:
        "True when an opening admits TCP connections to the port. Unknown when its ports or its protocol are.",
      example: "node.admits(22)",
      handler: (node: Node, port: bigint) => admits(node, Number(port), "tcp"),
    },
    {
      signature: "Node.admits(int, string): bool",
      description:
        "True when an opening admits that protocol (`tcp`, `udp`) to the port. Unknown when its ports or its protocol are.",
      example: 'node.admits(3389, "udp")',
      handler: (node: Node, port: bigint, protocol: string) => admits(node, Number(port), protocol),
    },
    {
      signature: "Node.openPorts(): int",
      description: "How many ports an opening admits.",
      example: "node.openPorts() > 100",
      handler: (node: Node) => BigInt(rangesOf(node).reduce((sum, [from, to]) => sum + to - from + 1, 0)),
    },
    {
      signature: "Node.portText(): string",
      description: "An opening's ports in words: `port 22`, `ports 20-25`, `every port`.",
      example: "node.portText()",
      handler: (node: Node) => portText(node),
    },
  ] satisfies Fact[],
};

/** Several rules ask for the openings of the same document. */
const found = new WeakMap<Document, Node[]>();

const allProtocols = new Set(["-1", "all", "any", "*"]);
/** Protocol numbers of IANA's registry that have ports. */
const numbers: Readonly<Record<string, string>> = { "6": "tcp", "17": "udp", "132": "sctp" };

function sources(node: Node, test: (source: string) => boolean): boolean {
  if (node.known.some(test)) return true;
  const hidden = node.values.find((value) => !value.known);
  if (hidden) throw new Unknown(hidden.text);
  return false;
}

function isWide(source: string): boolean {
  if (isAnywhere(source)) return true;
  const network = readNetwork(source);
  return network !== undefined && network.prefix < (network.version === 4 ? 32 : 128);
}

function part(node: Node, name: string): Value {
  const value = node.children.find((child) => child.name === name)?.values[0];
  if (!value) throw new RangeError(`the opening has no ${name}`);
  if (!value.known) throw new Unknown(value.text);
  return value;
}

function protocolOf(node: Node): string {
  const text = part(node, "protocol").text.toLowerCase();
  return numbers[text] ?? text;
}

function rangesOf(node: Node): [number, number][] {
  return readPorts(part(node, "ports").text);
}

function admits(node: Node, port: number, protocol: string): boolean {
  const own = protocolOf(node);
  return (allProtocols.has(own) || own === protocol) && rangesOf(node).some(([from, to]) => from <= port && port <= to);
}

function portText(node: Node): string {
  const { text } = part(node, "ports");
  if (text === "*" || text === "0-65535" || text === "1-65535") return "every port";
  const tidy = text
    .replace(/\s*([,-])\s*/g, "$1")
    .replaceAll(",", ", ")
    .trim();
  return /^\d+$/.test(tidy) ? `port ${tidy}` : `ports ${tidy}`;
}
