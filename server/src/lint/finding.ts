import type { Confidence, Severity, Tag } from "../rules/rule.js";
import type { Rule } from "../rules/rule-set.js";
import type { Edit } from "../text/edit.js";
import type { Range } from "../text/range.js";

/** Another place that makes a finding true. */
export interface Related {
  /** The finding's own path, or that of another file. */
  readonly path: string;
  readonly range: Range;
  readonly message: string;
  /** The text in which the range counts, when it is another file's. */
  readonly text?: string;
}

/** A line that a fix adds to a file beside the document or above it: which settings a program reads, for people. */
export interface Note {
  /** The file's name, without folders. */
  readonly file: string;
  readonly line: string;
}

/** A change that takes the finding away. Safe ones keep what the file does for its honest users. */
export interface Fix {
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly Edit[];
  readonly note?: Note;
}

/** One place where a file breaks a rule. */
export interface Finding {
  /** The rule's id; findings about suppressions have ids of their own. */
  readonly id: string;
  /** The rule, undefined for findings about suppressions. */
  readonly rule?: Rule;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** What the place is in itself: outdated, or not needed. */
  readonly tag?: Tag;
  readonly path: string;
  readonly range: Range;
  readonly message: string;
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
  /** Where the team explains the rule, when its configuration says so. */
  readonly documentation?: string;
}
