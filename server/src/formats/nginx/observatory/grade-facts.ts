import type { Fact } from "../../../document/fact.js";
import { type Node, Unknown } from "../../../document/node.js";
import { letter } from "../../../observatory/grade.js";
import { fileOf } from "../file-of.js";
import type { Level } from "../level.js";
import { clearHost, seen, serverGrades } from "./host-grades.js";

/** What rules can ask of the grade that the HTTP Observatory would give to a server's hosts. */
export const gradeFacts: readonly Fact[] = [
  {
    signature: "Node.grade(string): string",
    description:
      "The HTTP Observatory's grade, by a version of its algorithm, that nginx alone earns for the hosts whose page this server answers over TLS; the worst of several. Unknown when it answers none.",
    example: 'node.grade("v5") == "F"',
    handler: (node: Node, version: string) => {
      const [low] = need(server(node), version);
      return letter(low!);
    },
  },
  {
    signature: "Node.gradeAtBest(string): int",
    description:
      "The best score that the HTTP Observatory could give to the hosts whose page this server answers over TLS, whatever the application sends; the worst of several. Unknown when it answers none.",
    example: 'node.gradeAtBest("v5") < 80',
    handler: (node: Node, version: string) => {
      const grades = serverGrades(server(node), version);
      if (grades.length === 0) throw new Unknown("the grade");
      return BigInt(Math.min(...grades.map((grade) => grade.range[1])));
    },
  },
  {
    signature: "Node.gradeCosts(string): list<string>",
    description:
      "The tests of the HTTP Observatory in which this server surely loses points, each with what it costs at least, the dearest first.",
    example: 'node.gradeCosts("v5").size() > 2',
    handler: (node: Node, version: string) => {
      const worst = serverGrades(server(node), version).sort((a, b) => a.range[1] - b.range[1])[0];
      return Object.entries(worst?.tests ?? {})
        .map(([test, [, own]]) => [test, worst!.undecided[test]?.[1] ?? own] as const)
        .filter(([, cost]) => cost < 0)
        .sort(([, a], [, b]) => a - b)
        .map(([test, cost]) => `${test} ${cost}`);
    },
  },
  {
    signature: "Node.clearHost(): string",
    description:
      "The first public name whose page (`/`) this server answers with content in clear text instead of sending browsers on to HTTPS; empty when there is none, or when a proxy in front may end TLS.",
    example: 'node.clearHost() != ""',
    handler: (node: Node) => clearHost(server(node)) ?? "",
  },
  {
    signature: "Node.hasTlsTwin(string): bool",
    description: "True when a server of this configuration answers that name over TLS.",
    example: "node.hasTlsTwin(node.clearHost())",
    handler: (node: Node, host: string) => seen(server(node), host)?.visit.https !== undefined,
  },
  {
    signature: "Node.tlsTwin(string): list<Node>",
    description: "The server of this configuration that answers that name over TLS, as a list of none or one.",
    example: 'node.tlsTwin("www.example.com").size() == 1',
    handler: (node: Node, host: string) => {
      const found = seen(server(node), host);
      return found?.visit.https ? [found.server.node] : [];
    },
  },
  {
    signature: "gradeOfScore(int): string",
    description: "The HTTP Observatory's grade for a score.",
    example: 'gradeOfScore(80) == "B+"',
    handler: (score: bigint) => letter(Number(score)),
  },
];

function server(node: Node): Level {
  const found = fileOf(node).configuration.levelOf(node).up("server");
  if (!found) throw new RangeError("not inside a server");
  return found;
}

function need(level: Level, version: string): number[] {
  const grades = serverGrades(level, version);
  if (grades.length === 0) throw new Unknown("the grade");
  return grades.map((grade) => grade.score).sort((a, b) => a - b);
}
