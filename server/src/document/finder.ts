import type { Document } from "./document.js";
import type { Fact } from "./fact.js";
import type { Node } from "./node.js";

/** A detector that yields nodes of its own: what a rule names with `find:`. */
export interface Finder {
  /** The name after `find:`. */
  readonly name: string;
  /** Words of which one must stand in a text for the finder to find anything; ASCII case does not count. */
  readonly keywords: readonly string[];
  /** What it finds, in order of the text. Never throws. */
  find(document: Document): Node[];
  /** Why it does not look into a document at all, to be told to who asks what was not decided. */
  skipped?(document: Document): string | undefined;
  /** What rules can ask of its nodes. */
  readonly facts: readonly Fact[];
}
