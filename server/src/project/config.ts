import type { Confidence, Severity } from "../rules/rule.js";

/** The name of the configuration file. */
export const configName = "tenet.yaml";

/** What a `tenet.yaml` says. */
export interface Config {
  /** Severity by rule id, `off` to switch it off. */
  readonly rules: Readonly<Record<string, Severity | "off">>;
  /** Globs of files that are not linted, relative to the configuration's folder. */
  readonly ignore: readonly string[];
  /** Files or folders with rules of the team, relative to the configuration's folder. */
  readonly rulePaths: readonly string[];
  readonly minConfidence?: Confidence;
}

/** The configuration when there is no file. */
export const noConfig: Config = { rules: {}, ignore: [], rulePaths: [] };
