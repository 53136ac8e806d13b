import type { Fact } from "../../document/fact.js";
import type { Node } from "../../document/node.js";
import { entryCommandFacts } from "../entry-commands.js";
import { imageFacts } from "../image-facts.js";

/** What rules can ask of the nodes of pipelines. */
export const workflowFacts: readonly Fact[] = [
  ...entryCommandFacts,
  ...imageFacts,
  {
    signature: "Node.triggers(): list<string>",
    description: "The events that start the workflow, from any of the forms of `on`.",
    example: 'node.triggers() == ["workflow_call"]',
    handler: (node: Node) => {
      let root = node;
      while (root.above) root = root.above;
      const on = root.children.find((child) => child.name === "on" || child.name === "true");
      return on ? [...on.known, ...on.children.map((child) => child.name)] : [];
    },
  },
  {
    signature: "Node.mentions(string): bool",
    description: "True when a value anywhere below the node holds the text.",
    example: 'node.mentions("secrets.AWS_")',
    handler: (node: Node, text: string) => {
      const pending: Node[] = [node];
      while (pending.length > 0) {
        const next = pending.pop()!;
        if (next.values.some((value) => value.text.includes(text))) return true;
        pending.push(...next.children);
      }
      return false;
    },
  },
];
