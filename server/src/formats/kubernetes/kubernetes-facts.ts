import type { Fact } from "../../document/fact.js";
import { Node, toCel, Unknown } from "../../document/node.js";
import { entryCommandFacts } from "../entry-commands.js";
import { imageFacts } from "../image-facts.js";
import { remarkFact } from "../remark.js";
import {
  child,
  containerOf,
  escaped,
  flagValue,
  kindOf,
  manifestOf,
  manifestsOf,
  podSpecOf,
  securityNode,
} from "./pod.js";

/** What rules can ask of the nodes of manifests. */
export const kubernetesFacts: readonly Fact[] = [
  ...entryCommandFacts,
  ...imageFacts,
  remarkFact,
  {
    signature: "Node.manifest(): Node",
    description: "The manifest around the node: the nearest one with `apiVersion` and `kind`, also within a `List`.",
    example: 'node.manifest().has("metadata/labels/owner")',
    handler: manifestOf,
  },
  {
    signature: "Node.manifestKind(): string",
    description: "The kind of the manifest around the node.",
    example: 'node.manifestKind() == "ClusterRole"',
    handler: (node: Node) => kindOf(manifestOf(node)),
  },
  {
    signature: "Node.manifests(string): list<Node>",
    description: "The manifests of that kind in the file.",
    example: 'node.manifests("ServiceAccount").size() > 0',
    handler: (node: Node, kind: string) => manifestsOf(node).filter((one) => kindOf(one) === kind),
  },
  {
    signature: "Node.podSpec(): Node",
    description: "The specification of the pod around the node: the nearest node with containers.",
    example: 'node.podSpec().has("hostNetwork")',
    handler: podSpecOf,
  },
  {
    signature: "Node.container(): Node",
    description: "The container around the node; does not match outside of one.",
    example: 'node.container().get("name")',
    handler: containerOf,
  },
  {
    signature: "Node.security(string): dyn",
    description:
      "The entry of the security context in force for the container around the node: its own, else the pod's; null when neither has it.",
    example: 'node.security("runAsNonRoot") == true',
    handler: (node: Node, name: string) => {
      const value = securityNode(node, name)?.values[0];
      return value ? toCel(value) : null;
    },
  },
  {
    signature: "Node.securityNode(string): Node",
    description: "The entry of the security context in force; does not match when there is none.",
    example: 'node.securityNode("runAsUser")',
    handler: (node: Node, name: string) => {
      const found = securityNode(node, name);
      if (!found) throw new RangeError(`no ${name}`);
      return found;
    },
  },
  {
    signature: "Node.hasFlag(string): bool",
    description: "True when the container's `command` or `args` hold the option `--NAME`, in any spelling.",
    example: 'node.hasFlag("anonymous-auth")',
    handler: (node: Node, name: string) => {
      if (flagValue(node, name)) return true;
      for (const list of ["command", "args"]) {
        const hidden = child(containerOf(node), list)?.values.find((value) => !value.known);
        if (hidden) throw new Unknown(hidden.text);
      }
      return false;
    },
  },
  {
    signature: "Node.flag(string): string",
    description: "The value of the option `--NAME`: `--NAME=v`, or the next word; `true` for an option alone.",
    example: 'node.flag("authorization-mode") == "AlwaysAllow"',
    handler: (node: Node, name: string) => flagOf(node, name).text,
  },
  {
    signature: "Node.flagNode(string): Node",
    description: "The word in which the option `--NAME` stands, for `at`.",
    example: 'node.flagNode("anonymous-auth")',
    handler: (node: Node, name: string) => {
      const { value, node: entry } = flagOf(node, name);
      return new Node({ kind: "word", name: value.text, range: value.range, values: [value], parent: entry });
    },
  },
  {
    signature: "Node.runsProgram(string): bool",
    description:
      "True when the container starts a program of that name, or its image is named so: `kube-apiserver`, `hyperkube` with it as the first argument.",
    example: 'node.runsProgram("kubelet")',
    handler: (node: Node, program: string) => {
      const container = containerOf(node);
      const word = new RegExp(`(?:^|[\\s/])${escaped(program)}(?:$|[\\s:@-])`);
      return ["command", "args", "image"].some((name) =>
        container.children.find((one) => one.name === name)?.values.some((value) => word.test(value.text)),
      );
    },
  },
  {
    signature: "Node.serviceAccount(): string",
    description: "The service account of the pod around the node; `default` when none is named.",
    example: 'node.serviceAccount() == "default"',
    handler: (node: Node) => {
      const pod = podSpecOf(node);
      const named = child(pod, "serviceAccountName") ?? child(pod, "serviceAccount");
      const value = named?.values[0];
      if (value && !value.known) throw new Unknown(value.text);
      return value?.text || "default";
    },
  },
];

function flagOf(node: Node, name: string) {
  const found = flagValue(node, name);
  if (!found) throw new RangeError(`no --${name}`);
  if (!found.value.known) throw new Unknown(found.value.text);
  return found;
}
