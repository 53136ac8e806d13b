import type { Range } from "../text/range.js";

/** How sure the detector is: a proven shape, a secret by name and value, or only one of the two. */
export type Confidence = "certain" | "likely" | "possible";

/** A credential that was found. Its text is read from the document by range and never copied into messages. */
export interface Candidate {
  /** What it is: `provider-token`, `private-key`, `url-password`, `connection-string`, `authorization`, `named-value` … */
  readonly kind: string;
  /** The variable, key or option it stands in, or the provider's name. */
  readonly name: string;
  /** Offsets of exactly the secret. */
  readonly start: number;
  readonly end: number;
  readonly confidence: Confidence;
  readonly provider?: string;
  /** How many leading characters are the same for everybody who has such a token. */
  readonly shown?: number;
  readonly user?: string;
  readonly host?: string;
  readonly checksum?: "valid" | "invalid";
  /** True when it only stands in for a setting that is missing. */
  readonly fallback?: boolean;
  /** Why it is guessable, for those of the finder `default-passwords`. */
  readonly weakness?: Weakness;
  /** The products whose default it is. */
  readonly products?: readonly string[];
  /** The one among them that the file shows. */
  readonly product?: string;
  /** What can be written in its place. */
  readonly reference?: Reference;
}

/** Why a password is guessable. */
export type Weakness = "vendor-default" | "known-pair" | "same-as-user" | "common" | "fallback";

/** The next lower confidence; nothing lies below `possible`. */
export function lower(confidence: Confidence): Confidence {
  return confidence === "certain" ? "likely" : "possible";
}

/** What to write where a secret stands, so that it is read when the program runs. */
export interface Reference {
  /** The secret with its quotes, or the part of a setting around it. */
  readonly range: Range;
  readonly text: string;
  /** How the variable that the text names is called. */
  readonly variable: string;
  /** True when the variable is one of the program's environment. */
  readonly environment: boolean;
}
