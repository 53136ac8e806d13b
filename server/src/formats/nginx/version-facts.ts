import type { Fact } from "../../document/fact.js";
import { type Node, Unknown } from "../../document/node.js";
import { defaultOf, isBelow, versionOf } from "./defaults.js";
import { fileOf } from "./file-of.js";
import type { Level } from "./level.js";
import { overruledBy, tlsProfile } from "./tls.js";

/** What rules can ask of what holds without being written, and of TLS. */
export const versionFacts: readonly Fact[] = [
  {
    signature: "Node.settingOrDefault(string): string",
    description:
      "The values of the directive that holds at this level, joined by blanks, else nginx's own default for the version that `tenet.yaml` says under `defaults`. Unknown when the version decides and nobody says it, when the default is not known, and as `effective` is.",
    example: 'node.settingOrDefault("ssl_protocols").contains("TLSv1.1")',
    handler: (node: Node, name: string) => {
      const level = levelOf(node);
      const { nodes } = level.nearest([name]);
      return nodes.length > 0 ? level.setting(name, "") : defaultOf(name, level.configuration);
    },
  },
  {
    signature: "Node.nginxVersion(): string",
    description: "The version of nginx that `tenet.yaml` says under `defaults`. Unknown when it says none.",
    example: 'versionBelow(node.nginxVersion(), "1.25.1")',
    handler: (node: Node) => versionOf(fileOf(node).configuration),
  },
  {
    signature: "versionBelow(string, string): bool",
    description: "True when a version comes before another.",
    example: 'versionBelow("1.9.15", "1.22")',
    handler: (version: string, other: string) => isBelow(version, other),
  },
  {
    signature: "Node.tlsProfile(): string",
    description:
      "The profile of Mozilla's Server Side TLS that the server this belongs to reaches: `modern`, `intermediate`, or `below intermediate` with what is too much. Unknown when a file not in view or the version of nginx decides.",
    example: 'node.tls() && !(node.tlsProfile() in ["modern", "intermediate"])',
    handler: (node: Node) => {
      const server = levelOf(node).up("server");
      if (!server) throw new Unknown("the server is not in view");
      return tlsProfile(server);
    },
  },
  {
    signature: "Node.overruledBy(): list<Node>",
    description:
      "For the `ssl_protocols` of a server that is not the default server of its sockets: what holds instead, since nginx before 1.29.2 asks only the default server.",
    example: "node.overruledBy().size() > 0",
    handler: (node: Node) => overruledBy(node),
  },
];

function levelOf(node: Node): Level {
  return fileOf(node).configuration.levelOf(node);
}
