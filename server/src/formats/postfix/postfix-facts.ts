import type { Fact } from "../../document/fact.js";
import type { Node } from "../../document/node.js";

/** What rules can ask of services in master.cf. */
export const postfixFacts: readonly Fact[] = [
  {
    signature: "Node.takesMail(): bool",
    description:
      "True for a service of master.cf that speaks SMTP with other machines: `smtpd` on an `inet` socket that is not loopback.",
    example: 'node.takesMail() && node.inForce("smtpd_tls_wrappermode", "no") == "no"',
    handler: (node: Node) =>
      node.kind === "service" &&
      node.values[0]?.text === "inet" &&
      node.values[6]?.text === "smtpd" &&
      !/^(?:127\.|localhost:|\[?::1\]?:)/.test(node.name),
  },
  {
    signature: "Node.smtpPort(): string",
    description:
      "The port of a service in master.cf: `25` for `smtp`, `587` for `submission`, `465` for `smtps` and `submissions`.",
    example: 'node.smtpPort() == "587"',
    handler: (node: Node) => {
      const port = node.name.replace(/^.*:(?=[^:\]]*$)/, "");
      return ports[port] ?? port;
    },
  },
];

const ports: Readonly<Record<string, string>> = {
  smtp: "25",
  submission: "587",
  submissions: "465",
  smtps: "465",
  "465": "465",
};
