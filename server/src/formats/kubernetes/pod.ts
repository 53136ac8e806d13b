import { type Node, Unknown, type Value } from "../../document/node.js";

const lists: ReadonlySet<string> = new Set(["containers", "initContainers", "ephemeralContainers"]);

/** The value of the child of that name. Throws {@link Unknown} when the node may have one that the file does not show. */
export function child(node: Node, name: string): Node | undefined {
  const found = node.children.find((one) => one.name === name);
  if (!found && node.open) throw new Unknown(name);
  return found;
}

/** The manifest that a node stands in: the nearest node around with `apiVersion` and `kind`. */
export function manifestOf(node: Node): Node {
  for (let up: Node | undefined = node; up; up = up.above) if (isManifest(up)) return up;
  throw new RangeError("not within a manifest");
}

/** Every manifest of the file, those within a `List` included. */
export function manifestsOf(node: Node): Node[] {
  let root = node;
  while (root.above) root = root.above;
  const tops = isManifest(root) ? [root] : root.children.filter(isManifest);
  return tops.flatMap((top) => {
    const items = top.children.find((one) => one.name === "items");
    return items ? [top, ...items.children.filter(isManifest)] : [top];
  });
}

function isManifest(node: Node): boolean {
  let api = false;
  let kind = false;
  for (const one of node.children) {
    if (one.name === "apiVersion") api = true;
    else if (one.name === "kind") kind = true;
  }
  return api && kind;
}

/** The kind of a manifest, empty when it has none that is known. */
export function kindOf(manifest: Node): string {
  const value = manifest.children.find((one) => one.name === "kind")?.values[0];
  return value?.known ? value.text : "";
}

/** The pod's specification around a node: the nearest one that has containers. */
export function podSpecOf(node: Node): Node {
  for (let up: Node | undefined = node; up; up = up.above)
    if (up.children.some((one) => one.name === "containers" && one.children.length > 0)) return up;
  throw new RangeError("not within a pod");
}

/** The container around a node. */
export function containerOf(node: Node): Node {
  for (let up: Node | undefined = node; up; up = up.above) if (up.above && lists.has(up.above.name)) return up;
  throw new RangeError("not within a container");
}

/** The entry of a security context in force for a container: its own, else its pod's; undefined when neither says. */
export function securityNode(node: Node, name: string): Node | undefined {
  const container = containerOf(node);
  const own = child(container, "securityContext");
  const found = own && child(own, name);
  if (found) return found;
  const pod = child(podSpecOf(container.above!.above!), "securityContext");
  return pod && child(pod, name);
}

/** The value that a container's program is given for `--name`, in either spelling; undefined without the option. */
export function flagValue(node: Node, name: string): { node: Node; value: Value; text: string } | undefined {
  const container = containerOf(node);
  for (const list of ["command", "args"]) {
    const entry = container.children.find((one) => one.name === list);
    if (!entry) continue;
    for (let i = 0; i < entry.values.length; i++) {
      const value = entry.values[i]!;
      const inline = new RegExp(`(?:^|\\s)--?${escaped(name)}(?:[= ]["']?([^\\s"']*)|(?=\\s|$))`).exec(value.text);
      if (!inline) continue;
      if (inline[1] !== undefined) return { node: entry, value, text: inline[1] };
      const next = entry.values[i + 1];
      if (next && !next.text.startsWith("-")) {
        if (!next.known) throw new Unknown(next.text);
        return { node: entry, value, text: next.text };
      }
      return { node: entry, value, text: "true" };
    }
  }
  return undefined;
}

/** A name as it stands in a regular expression. */
export function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
