import { table } from "../document/tables.js";

/** The scanner's scoring as the table `observatory` has it. */
export interface Scoring {
  readonly grades: Readonly<Record<string, string>>;
  /** The version of the algorithm that the public scanner runs. */
  readonly current: string;
  readonly "extra-credit-from": number;
  readonly "hsts-long": number;
  readonly preloaded: readonly string[];
  readonly algorithms: Readonly<Record<string, Algorithm>>;
  readonly tests: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** What is special to a version of the algorithm. */
export interface Algorithm {
  /** A comma ends a policy. */
  readonly "split-policies": boolean;
  /** Tests that the version does not have. */
  readonly without: readonly string[];
  /** What results of this version add where it differs from the table. */
  readonly modifiers?: Readonly<Record<string, number>>;
}

/** The table. Throws a RangeError when it was not loaded. */
export function scoring(): Scoring {
  return table<Scoring>("observatory");
}

/** What a result adds to the score in a version. */
export function modifierOf(test: string, result: string, algorithm: Algorithm): number {
  return algorithm.modifiers?.[result] ?? scoring().tests[test]?.[result] ?? 0;
}
