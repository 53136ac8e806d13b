import type { Node } from "./node.js";

/** The file that a tree was read from when it is not the document's own. */
export interface Origin {
  /** As documents have it: relative to the project. */
  readonly path: string;
  readonly text: string;
}

/** Kept beside the trees: few of them have one. */
const origins = new WeakMap<Node, Origin>();

/** Notes which file the tree below `root` was read from. */
export function setOrigin(root: Node, origin: Origin): void {
  origins.set(root, origin);
}

/** The other file in which a node stands; undefined for nodes of the document itself, and where a format does not tell. */
export function originOf(node: Node): Origin | undefined {
  let root = node;
  while (root.above) root = root.above;
  return origins.get(root);
}
