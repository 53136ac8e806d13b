import type { Node } from "../../document/node.js";
import type { ConfigFile } from "./configuration.js";
import type { Origin } from "./tree.js";

/** The file a node was read from. */
export function fileOf(node: Node): ConfigFile {
  return (node.source as Origin).file as ConfigFile;
}
