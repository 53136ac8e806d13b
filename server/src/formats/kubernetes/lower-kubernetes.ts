import type { Node, Value } from "../../document/node.js";
import { execEntry, remake } from "../entry-commands.js";

const containers: ReadonlySet<string> = new Set(["containers", "initContainers", "ephemeralContainers"]);

/**
 * The tree of manifests: what the file says, with the command of a container (its `args` behind it) and of the
 * probes and hooks that run one below their `command`.
 */
export function lowerKubernetes(source: string, nodes: readonly Node[]): Node[] {
  return nodes.map((node) => lower(source, node, "", []));
}

function lower(source: string, node: Node, parent: string, args: readonly Value[]): Node {
  const isContainer = node.name === "-" && containers.has(parent);
  const behind = isContainer ? (node.children.find((child) => child.name === "args")?.values ?? []) : [];
  const children = node.children.map((child) => lower(source, child, node.name, behind));
  const starts =
    node.name === "command" && node.values.length > 0 && (args.length > 0 || parent === "exec" || parent === "-");
  if (starts) children.push(...execEntry(source, [...node.values, ...args]));
  return remake(node, node.values, children);
}
