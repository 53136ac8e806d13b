import { Node, type NodeInit } from "./node.js";
import { readPart } from "./reads.js";

/** A node that is a part of its document ({@link Parts}): asking for its children is reading the part. */
export class PartNode extends Node {
  /** Its index among the document's parts. */
  readonly part: number;

  constructor(init: NodeInit, part: number) {
    super(init);
    this.part = part;
  }

  override get children(): readonly Node[] {
    readPart(this.part);
    return super.children;
  }
}
