import { Node, type Value } from "../../document/node.js";
import { execEntry, remake } from "../entry-commands.js";

const containers: ReadonlySet<string> = new Set(["containers", "initContainers", "ephemeralContainers"]);

/**
 * The tree of manifests: what the file says, with the command of a container (its `args` behind it) and of the
 * probes and hooks that run one below their `command`, and with each variable of an `env` below its item as a node of
 * kind `variable` that has the variable's name.
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
  if (node.name === "-" && parent === "env") children.push(...variable(node));
  if (starts) children.push(...execEntry(source, [...node.values, ...args]));
  return remake(node, node.values, children);
}

/** `{ name: X, value: y }` as an entry X is written elsewhere. */
function variable(item: Node): Node[] {
  const part = (name: string) => item.children.find((child) => child.name === name)?.values[0];
  const [name, value] = [part("name"), part("value")];
  if (!name?.known || !value) return [];
  const nameRange = name.range;
  return [new Node({ kind: "variable", name: name.text, range: item.range, nameRange, values: [value] })];
}
