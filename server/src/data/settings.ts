import type { Fact } from "../document/fact.js";
import { type Node, Unknown } from "../document/node.js";

/** What a daemon's configuration knows of its own precedence; the format keeps it as the `source` of its root. */
export interface Settings {
  /**
   * The definition of `name` that holds at the place of `node` (its block, then those around), undefined when there is
   * none in view. Nodes of included files count.
   */
  holding(node: Node, name: string): Node | undefined;
  /** The text of that definition with references filled in. Throws {@link Unknown} when one is not known. */
  text(definition: Node): string;
  /** True when what is absent here is absent in what the daemon reads: the whole configuration is in view. */
  readonly whole: boolean;
  /** True for a fragment that the whole configuration, which is in view, does not include. */
  readonly isLeftOut?: boolean;
}

/** What rules can ask of the configuration of a daemon in which settings override one another. */
export const settingFacts: readonly Fact[] = [
  {
    signature: "Node.inForce(string, string): string",
    description:
      "The value that the daemon takes for that setting at this place, by its own order of precedence and through includes; the second text when nothing sets it. Unknown when it is computed, or absent from a file that is not the whole configuration.",
    example: 'node.inForce("smtpd_tls_security_level", "") == "encrypt"',
    handler: (node: Node, name: string, absent: string) => {
      const settings = settingsOf(node);
      const definition = settings.holding(node, name);
      if (definition) return settings.text(definition);
      if (!settings.whole) throw new Unknown(name);
      return absent;
    },
  },
  {
    signature: "Node.isWritten(string): bool",
    description: "True when a definition of that setting in view holds at this place.",
    example: 'node.isWritten("ssl_min_protocol")',
    handler: (node: Node, name: string) => settingsOf(node).holding(node, name) !== undefined,
  },
  {
    signature: "Node.holds(): bool",
    description:
      "True for the definition of a setting that the daemon takes; false for those that another one overrides, and in a fragment that is not included.",
    example: "node.holds() && isOff(node.value)",
    handler: (node: Node) => {
      const above = node.above;
      const settings = settingsOf(node);
      return above !== undefined && !settings.isLeftOut && settings.holding(above, node.name) === node;
    },
  },
  {
    signature: "Node.complete(): bool",
    description: "True when the whole configuration of the daemon is in view, so that what is absent has its default.",
    example: "node.complete()",
    handler: (node: Node) => {
      const settings = settingsOf(node);
      settings.holding(node, "");
      return settings.whole;
    },
  },
];

function settingsOf(node: Node): Settings {
  let up = node;
  while (up.above) up = up.above;
  const settings = up.source as Settings | undefined;
  if (typeof settings?.holding !== "function") throw new RangeError("the format has no order of precedence");
  return settings;
}
