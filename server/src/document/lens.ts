import type { Edit } from "../text/edit.js";
import type { Range } from "../text/range.js";

/** What is to be said of a whole block, and the change that would better it. */
export interface Lens {
  /** The block's head. */
  readonly range: Range;
  /** One line. */
  readonly title: string;
  /** The same at length, in Markdown. */
  readonly detail: string;
  /** Works out the change; undefined when none helps. Costs more than the rest, so it is asked for one block at a time. */
  readonly improvement?: () => Promise<Improvement | undefined>;
}

/** A change that betters a block. */
export interface Improvement {
  /** What it does and what comes of it, in one line. */
  readonly title: string;
  /** Edits of the document; they do not overlap. */
  readonly edits: readonly Edit[];
}
