import type { Fact } from "../../document/fact.js";

/** Facts about ports. */
export const portFacts: readonly Fact[] = [
  {
    signature: "portIn(int, string): bool",
    description:
      "True when the port is in a list of ports and ranges: `22`, `20-25`, `80,8000:8010`, `*`. A protocol behind a slash is left aside.",
    example: "portIn(22, node.args[0])",
    handler: (port: bigint, spec: string) =>
      readPorts(spec).some(([from, to]) => from <= Number(port) && Number(port) <= to),
  },
  {
    signature: "portCount(string): int",
    description: "How many ports a list of ports and ranges holds.",
    example: "portCount(node.args[0]) > 100",
    handler: (spec: string) => BigInt(readPorts(spec).reduce((sum, [from, to]) => sum + to - from + 1, 0)),
  },
];

/** Reads a list of ports and ranges. Throws a RangeError for a text that is none. */
export function readPorts(spec: string): [from: number, to: number][] {
  return spec.split(",").map((part) => {
    const word = part
      .trim()
      .toLowerCase()
      .replace(/\/(?:tcp|udp|sctp)$/, "");
    if (word === "*" || word === "any" || word === "all" || word === "-1") return [0, 65535];
    const match = /^(\d{1,5})(?:\s*[-:]\s*(\d{1,5}))?$/.exec(word);
    if (!match) throw new RangeError(`"${part}" is no port`);
    return [Number(match[1]), Number(match[2] ?? match[1])];
  });
}
