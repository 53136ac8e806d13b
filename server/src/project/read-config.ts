import { isMap, isScalar, isSeq, type Node as YamlNode } from "yaml";
import { versioned } from "../formats/index.js";
import { readOwnYaml } from "../rules/own-yaml.js";
import { type Confidence, confidences, type OptionValue, severities } from "../rules/rule.js";
import { checkShape, nodeRange, type Shape, type ShapeProblem } from "../rules/shape.js";
import { wrongGlob } from "../text/glob.js";
import type { Range } from "../text/range.js";
import { type Config, noConfig, presets, type RuleOptions, type RuleSetting } from "./config.js";

const glob: Shape = { type: "text", about: "a glob: test/fixtures/**", wrong: wrongGlob };

const setting: Shape = {
  type: "text",
  about: "how bad findings of the rule are, or off",
  oneOf: [...severities, "off"],
};

/** What holds for a rule: its severity alone, or a map that says more. */
function ruleSetting(more: Readonly<Record<string, Shape>>): Shape {
  return {
    type: "either",
    about: "how bad findings of the rule are, or a map with severity and options",
    text: setting,
    object: {
      type: "object",
      about: "what holds for a rule",
      keys: {
        severity: setting,
        options: {
          type: "map",
          about: "what the rule's options are set to (tenet explain RULE lists them)",
          of: { type: "value", about: "a text, a number, true or false, or a list of texts" },
        },
        ...more,
      },
    },
  };
}

const address: Shape & { type: "text" } = {
  type: "text",
  about: "an address: https://wiki.example.com/tls",
  pattern: "^https?://[^\\s]+$",
};

/** What options of these names are, whichever rule has them. */
const shared: Readonly<Record<string, Shape>> = {
  owner: {
    type: "list",
    orOne: true,
    about: "the keys of tags and labels that name who owns a thing, in small letters",
    of: { type: "text", about: "a key: cost-center" },
  },
  aws: {
    type: "list",
    orOne: true,
    about: "what your AWS accounts do by default, so that files need not say it",
    of: {
      type: "text",
      about: "a default of the account",
      oneOf: ["ebs-encryption", "imds-v2"],
    },
  },
};

const version: Shape = {
  type: "text",
  about: "a version (1.24.0) or a distribution whose version it is (debian-12)",
  pattern: "^(\\d+(\\.\\d+)+|[a-z]+-\\d+(\\.\\d+)?)$",
};

/** The shape of `tenet.yaml`. */
export const configShape: Shape = {
  type: "object",
  about: "tenet's configuration",
  keys: {
    root: { type: "flag", about: "true when configurations of the folders above do not count" },
    extends: {
      type: "list",
      orOne: true,
      about: `what this configuration builds on: ${Object.keys(presets).join(", ")}, a path, an npm package with a tenet.yaml, or an address that tenet vendor fetches: git+https://HOST/REPOSITORY#TAG, https://HOST/tenet.yaml`,
      of: { type: "text", about: "a preset, a path, a package or an address" },
    },
    rules: {
      type: "map",
      about:
        "severity by rule id: error, warning, info, hint or off; or a map with severity, options and documentation",
      of: ruleSetting({ documentation: address }),
    },
    documentation: {
      type: "map",
      about: "where your team explains a rule, by rule id",
      of: address,
    },
    linkBase: {
      ...address,
      about: "where the rules beside this file are explained: an address that the rule's id is put behind",
    },
    overrides: {
      type: "list",
      about: "settings for some files only; the last that matches wins",
      of: {
        type: "object",
        about: "settings for some files",
        keys: {
          files: { type: "list", orOne: true, about: "globs relative to this file", of: glob },
          rules: {
            type: "map",
            about: "severity by rule id for these files, or a map with severity and options",
            of: ruleSetting({}),
          },
        },
        required: ["files", "rules"],
      },
    },
    ignore: { type: "list", orOne: true, about: "globs of files that are not linted", of: glob },
    rulePaths: {
      type: "list",
      orOne: true,
      about: "files or folders with rules of your own; .tenet/rules is read by itself",
      of: { type: "text", about: "a path" },
    },
    defaults: {
      type: "object",
      about:
        "what runs where the files go, so that what is not written is known: a version or a distribution by program, what the cloud does by default, which tags name an owner",
      keys: { ...Object.fromEntries(versioned().map((program) => [program, version])), ...shared },
    },
    minConfidence: { type: "text", about: "leave out findings less sure than this", oneOf: confidences },
    suppressions: {
      type: "object",
      about: "what suppressions in files must have",
      keys: {
        requireReason: { type: "flag", about: "true when each needs a reason" },
        maxDays: { type: "number", least: 1, about: "each must end at most so many days from today" },
      },
    },
    limits: {
      type: "object",
      about: "how much is done with one file before it is left; what is left is told",
      keys: {
        findings: { type: "number", least: 1, about: "findings of one check in one file; 1000 when nothing is said" },
        steps: {
          type: "number",
          least: 1,
          about: "steps of a check's expressions on one file; 10000000 when nothing is said",
        },
        fileSize: { type: "number", least: 1, about: "bytes of a file; 20971520 when nothing is said" },
      },
    },
    suppress: {
      type: "list",
      about: "suppressions for files whose format has no comments",
      of: {
        type: "object",
        about: "findings that are accepted",
        keys: {
          rule: { type: "text", about: "the rule's id" },
          files: { type: "list", orOne: true, about: "globs of the files", of: glob },
          until: { type: "text", about: "the day it ends: YYYY-MM-DD", pattern: "^\\d{4}-\\d{2}-\\d{2}$" },
          reason: { type: "text", about: "why" },
        },
        required: ["rule", "files", "reason"],
      },
    },
  },
};

/** A configuration as it was read, with the place of each rule it names. */
export interface ReadConfig {
  readonly config: Config;
  readonly places: ReadonlyMap<string, Range>;
  readonly problems: readonly ShapeProblem[];
}

/** Reads a `tenet.yaml`. Never throws; what cannot be used is a problem and is left out. */
export function readConfig(text: string): ReadConfig {
  const places = new Map<string, Range>();
  // YAML 1.2 keeps `off` a text, as it is meant here.
  const { yaml, data, problems: wrong } = readOwnYaml(text);
  const problems: ShapeProblem[] = [...wrong];
  if (problems.length > 0 || yaml.contents === null) return { config: noConfig, places, problems };
  const whole = { start: 0, end: text.length };
  checkShape(yaml.contents as YamlNode, configShape, (problem) => problems.push(problem), whole);
  if (!isMap(yaml.contents)) return { config: noConfig, places, problems };
  notePlaces(yaml.contents as YamlNode, "", places);
  const raw = data as Record<string, unknown>;
  const policy = record(raw.suppressions);
  return {
    places,
    problems,
    config: {
      root: raw.root === true,
      extends: texts(raw.extends),
      rules: settings(raw.rules),
      options: options(raw.rules),
      linkBase: text1(raw.linkBase),
      documentation: Object.fromEntries(
        [
          ...Object.entries(record(raw.documentation)),
          ...Object.entries(record(raw.rules)).map(([id, one]) => [id, record(one).documentation]),
        ].filter((entry): entry is [string, string] => typeof entry[1] === "string"),
      ),
      overrides: records(raw.overrides).map((one) => ({
        files: texts(one.files),
        rules: settings(one.rules),
        options: options(one.rules),
      })),
      ignore: texts(raw.ignore),
      rulePaths: texts(raw.rulePaths),
      limits: {
        findings: wholeNumber(record(raw.limits).findings),
        steps: wholeNumber(record(raw.limits).steps),
        fileSize: wholeNumber(record(raw.limits).fileSize),
      },
      defaults: written(yaml.get("defaults")),
      shared: Object.fromEntries(
        Object.keys(shared).flatMap((name) => {
          const value = texts(record(raw.defaults)[name]);
          return value.length > 0 ? [[name, value]] : [];
        }),
      ),
      minConfidence: confidences.find((one): one is Confidence => one === raw.minConfidence),
      suppressions:
        raw.suppressions === undefined
          ? undefined
          : {
              requireReason: policy.requireReason === true,
              maxDays: typeof policy.maxDays === "number" ? policy.maxDays : undefined,
            },
      suppress: records(raw.suppress).flatMap((one) =>
        typeof one.rule === "string"
          ? [{ rule: one.rule, files: texts(one.files), until: text1(one.until), reason: text1(one.reason) }]
          : [],
      ),
    },
  };
}

function notePlaces(node: YamlNode, prefix: string, places: Map<string, Range>): void {
  if (isMap(node)) {
    for (const pair of node.items) {
      if (!isScalar(pair.key)) continue;
      const name = `${prefix}${String(pair.key.value)}`;
      places.set(name, nodeRange(pair.key as YamlNode, { start: 0, end: 0 }));
      // One text may stand for a list of it.
      if (isScalar(pair.value)) places.set(`${name}.0`, nodeRange(pair.value as YamlNode, { start: 0, end: 0 }));
      else if (pair.value) notePlaces(pair.value as YamlNode, `${name}.`, places);
    }
  } else if (isSeq(node)) {
    node.items.forEach((item, index) => {
      places.set(`${prefix}${index}`, nodeRange(item as YamlNode, { start: 0, end: 0 }));
      notePlaces(item as YamlNode, `${prefix}${index}.`, places);
    });
  }
}

/** A map of texts as they are written: the version 1.20 is no number. */
function written(value: unknown): Record<string, string> {
  if (!isMap(value)) return {};
  return Object.fromEntries(
    value.items.flatMap(({ key, value: one }) =>
      isScalar(key) && isScalar(one) && one.value !== null && !Object.hasOwn(shared, String(key.value))
        ? [[String(key.value), typeof one.value === "string" ? one.value : (one.source ?? String(one.value))]]
        : [],
    ),
  );
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === "string");
}

function text1(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function record(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function records(value: unknown): Record<string, unknown>[] {
  return (Array.isArray(value) ? value : []).map(record);
}

function settings(value: unknown): Record<string, RuleSetting> {
  const found: Record<string, RuleSetting> = {};
  for (const [id, given] of Object.entries(record(value))) {
    const one = typeof given === "string" ? given : record(given).severity;
    if (one === "off" || (severities as readonly unknown[]).includes(one)) found[id] = one as RuleSetting;
  }
  return found;
}

/** What the options of rules are set to, where rules are maps that set some. */
function options(value: unknown): RuleOptions {
  return Object.fromEntries(
    Object.entries(record(value)).flatMap(([id, one]) => {
      const set = Object.entries(record(record(one).options)).filter((entry): entry is [string, OptionValue] =>
        Array.isArray(entry[1])
          ? entry[1].every((item) => typeof item === "string")
          : ["string", "number", "boolean"].includes(typeof entry[1]),
      );
      return set.length > 0 ? [[id, Object.fromEntries(set)]] : [];
    }),
  );
}

/** A bound; undefined for what is none, which the shape tells or which would switch everything off. */
function wholeNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value > 0 ? value : undefined;
}
