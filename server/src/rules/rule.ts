import type { Range } from "../text/range.js";

/** How bad a finding is, the worst first. */
export const severities = ["error", "warning", "info", "hint"] as const;
export type Severity = (typeof severities)[number];

/** How sure a finding is, the surest first. */
export const confidences = ["certain", "likely", "possible"] as const;
export type Confidence = (typeof confidences)[number];

/** What editors do with the underlined text besides: strike it through, or fade it. */
export const tags = ["deprecated", "unnecessary"] as const;
export type Tag = (typeof tags)[number];

/** What a fix does, as written; texts hold CEL in braces. */
export interface EditData {
  readonly replace?: string;
  readonly with?: string;
  readonly delete?: string;
  readonly append?: string;
  readonly to?: string;
  readonly after?: string;
  readonly insert?: string;
  readonly prefix?: string;
}

/** A fix as written: a title, whether it is safe, and its edits. */
export interface FixData {
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly EditData[];
  /** A line that the file named by `in` gets; the file stands in the document's folder or above. */
  readonly line?: string;
  readonly in?: string;
}

/** What an option can be set to. */
export type OptionValue = string | number | boolean | readonly string[];

/** Something that a team may set for a rule. */
export interface OptionData {
  readonly about: string;
  /** What it is when nobody sets it; what is set is of the same kind. */
  readonly default: OptionValue;
  /** The texts it can be, or that its list can hold; any when absent. */
  readonly oneOf?: readonly string[];
}

/** An example of a check: a text with or without lines of carets. */
export interface ExampleData {
  readonly kind: "bad" | "good";
  readonly text: string;
  readonly fixed?: string;
  readonly path?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Versions of programs, as `defaults` of `tenet.yaml` says them. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** What the rule's options are set to. */
  readonly options?: Readonly<Record<string, OptionValue>>;
}

/** One check as written, its locator being exactly one of `on`, `query`, `pattern`, `find`. */
export interface CheckData {
  /** The format or group under which it stands. */
  readonly key: string;
  readonly on?: readonly string[];
  readonly query?: string;
  readonly pattern?: string;
  readonly find?: string;
  readonly where?: string;
  readonly let?: Readonly<Record<string, string>>;
  readonly message: string;
  readonly at?: string;
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  /** What the underlined text is in itself. */
  readonly tag?: Tag;
  readonly related?: readonly { readonly node: string; readonly message: string }[];
  readonly fixes?: readonly FixData[];
  /** Words of which one must occur in the file; absent for a check that always runs. */
  readonly keywords?: readonly string[];
}

/** A rule as plain data: what a rule file says once it is read, or what the build stored. */
export interface RuleData {
  readonly id: string;
  readonly aliases: readonly string[];
  /** Rules whose findings give way where they overlap one of this rule: the more telling one speaks. */
  readonly supersedes: readonly string[];
  readonly title: string;
  readonly statements: readonly string[];
  readonly severity: Severity | "off";
  readonly confidence: Confidence;
  /** What teams may set, by name; absent when there is nothing. */
  readonly options?: Readonly<Record<string, OptionData>>;
  readonly checks: readonly CheckData[];
}

/** What people read about a rule. Kept apart so that matching does not load it. */
export interface RuleDocs {
  readonly id: string;
  readonly why: string;
  readonly remedy: string;
  readonly references: readonly string[];
  /** The examples of each check, in the order of `checks`. */
  readonly examples: readonly (readonly ExampleData[])[];
}

/** Something wrong with a rule file. */
export interface RuleProblem {
  readonly message: string;
  readonly range: Range;
}
