import type { Fact } from "../../document/fact.js";
import { type Node, Unknown } from "../../document/node.js";

/**
 * Facts about a statement of an access policy (IAM): a `Statement` of a JSON document, or a `statement` block of the
 * data source that writes one.
 */
export const iamFacts: readonly Fact[] = [
  {
    signature: "Node.isAllow(): bool",
    description: "True when a policy statement allows. A `statement` block without `effect` does.",
    example: "node.isAllow()",
    handler: (node: Node) => {
      const effect = childOf(node, ["Effect", "effect"]);
      return effect ? effect.text === "Allow" : node.name === "statement";
    },
  },
  {
    signature: "Node.actions(): list<string>",
    description: "The known actions of a policy statement, in lower case.",
    example: 'node.actions().exists(a, a == "*")',
    handler: (node: Node) => listOf(node, ["Action", "actions"]).map((action) => action.toLowerCase()),
  },
  {
    signature: "Node.resources(): list<string>",
    description: "The known resources of a policy statement.",
    example: 'node.resources().exists(r, r == "*")',
    handler: (node: Node) => listOf(node, ["Resource", "resources"]),
  },
  {
    signature: "Node.hasNotAction(): bool",
    description: "True when a policy statement speaks of all actions but some.",
    example: "node.isAllow() && node.hasNotAction()",
    handler: (node: Node) => childOf(node, ["NotAction", "not_actions"]) !== undefined,
  },
  {
    signature: "Node.hasCondition(): bool",
    description: "True when a policy statement holds only under a condition.",
    example: "!node.hasCondition()",
    handler: (node: Node) => childOf(node, ["Condition", "condition"]) !== undefined,
  },
  {
    signature: "Node.conditionKeys(): list<string>",
    description: "The keys that a policy statement's conditions ask, in lower case (`aws:sourceip`).",
    example: 'node.conditionKeys().all(k, k == "aws:sourceip")',
    handler: (node: Node) => conditionKeys(node),
  },
  {
    signature: "Node.principals(): list<string>",
    description: "The known principals of a policy statement, whatever their type.",
    example: 'node.principals().exists(p, p == "*")',
    handler: (node: Node) => {
      const found: string[] = [];
      for (const child of node.children) {
        if (child.name === "Principal") found.push(...child.known, ...child.children.flatMap((kind) => kind.known));
        else if (child.name === "principals") found.push(...listOf(child, ["identifiers"]));
      }
      return found;
    },
  },
  {
    signature: "allActions(string): bool",
    description:
      "True for an action of a policy that stands for all of them: `*`, `*:*`, or all of one service (`s3:*`).",
    example: "node.actions().exists(a, allActions(a))",
    handler: (action: string) => /^(?:\*|[\w*-]+:\*)$/.test(action),
  },
];

function childOf(node: Node, names: readonly string[]): Node | undefined {
  return node.children.find((child) => names.includes(child.name));
}

function listOf(node: Node, names: readonly string[]): string[] {
  return node.children.filter((child) => names.includes(child.name)).flatMap((child) => child.known);
}

function conditionKeys(node: Node): string[] {
  const keys: string[] = [];
  for (const child of node.children) {
    if (child.name === "Condition" && child.open) throw new Unknown("Condition");
    if (child.name === "Condition")
      keys.push(...child.children.flatMap((operator) => operator.children.map((key) => key.name)));
    else if (child.name === "condition") keys.push(...listOf(child, ["variable"]));
  }
  return keys.map((key) => key.toLowerCase());
}
