import type { SuppressionPolicy } from "../lint/suppress.js";
import type { OptionValues } from "../rules/options.js";
import type { Confidence, Severity } from "../rules/rule.js";
import type { Range } from "../text/range.js";

/** The name of the configuration file. */
export const configName = "tenet.yaml";

/** Where the baseline stands, relative to the folder that paths are relative to. */
export const baselinePath = ".tenet/baseline.json";

/** Where a team's rules stand when nothing else is said, relative to the configuration's folder. */
export const defaultRulePath = ".tenet/rules";

/** Where vendored packs stand, relative to the configuration's folder: one folder a source. */
export const vendorFolder = ".tenet/vendor";

/** How bad findings of a rule are, or that it does not run. */
export type RuleSetting = Severity | "off";

/** What the options of rules are set to, by rule id and option. */
export type RuleOptions = Readonly<Record<string, OptionValues>>;

/** Settings for some files only. */
export interface Override {
  /** Globs relative to the configuration's folder. */
  readonly files: readonly string[];
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly options: RuleOptions;
}

/** A suppression that stands in the configuration, for formats without comments. */
export interface ConfigSuppression {
  readonly rule: string;
  readonly files: readonly string[];
  readonly until?: string;
  readonly reason?: string;
}

/** Bounds that a team moves; what is absent stays as it is by default. */
export interface Limits {
  /** Findings of one rule's check in one file. */
  readonly findings?: number;
  /** Steps of a check's expressions on one file. */
  readonly steps?: number;
  /** Bytes of a file. */
  readonly fileSize?: number;
}

/** What a `tenet.yaml` says. */
export interface Config {
  /** True when configurations of the folders above do not count. */
  readonly root: boolean;
  /** Configurations this one builds on: presets, paths, packages, addresses. */
  readonly extends: readonly string[];
  /** Severity by rule id, `off` to switch it off. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly options: RuleOptions;
  /** The address before the ids of the rules beside the configuration, where they are explained. */
  readonly linkBase?: string;
  /** Where a team explains a rule, by rule id. */
  readonly documentation: Readonly<Record<string, string>>;
  readonly overrides: readonly Override[];
  /** Globs of files that are not linted, relative to the configuration's folder. */
  readonly ignore: readonly string[];
  /** Files or folders with rules of the team, relative to the configuration's folder. */
  readonly rulePaths: readonly string[];
  readonly minConfidence?: Confidence;
  /** True when rules that are off by default run. */
  readonly allRules?: boolean;
  readonly suppressions?: SuppressionPolicy;
  readonly suppress: readonly ConfigSuppression[];
  readonly limits: Limits;
  /** The version (`1.24.0`) or distribution (`debian-12`) of the programs that run, by the format of their configuration. */
  readonly defaults: Readonly<Record<string, string>>;
  /** What options of this name are, whichever rule has them: the tags that name an owner, what a cloud account does. */
  readonly shared: OptionValues;
}

/** The configuration when there is no file. */
export const noConfig: Config = {
  root: false,
  extends: [],
  rules: {},
  options: {},
  documentation: {},
  overrides: [],
  ignore: [],
  rulePaths: [],
  suppress: [],
  limits: {},
  defaults: {},
  shared: {},
};

/** What `extends` names without a file. */
export const presets: Readonly<Record<string, Config>> = {
  recommended: noConfig,
  strict: { ...noConfig, allRules: true, suppressions: { requireReason: true } },
  all: { ...noConfig, allRules: true },
};

/** One configuration that counts for a file, with where it stands. */
export interface Layer {
  readonly config: Config;
  /** The folder its rule paths are relative to, absolute. */
  readonly folder: string;
  /** The folder its globs are relative to: that of the configuration which extends it, else its own. */
  readonly base: string;
  /** Its file, absolute; undefined for a preset. */
  readonly path?: string;
  /** How people call it: its path, or the preset's name. */
  readonly name: string;
  readonly text: string;
  /** Where a key or rule id stands in the text: `rules.ID`, `overrides.N.ID`. */
  readonly places: ReadonlyMap<string, Range>;
}
