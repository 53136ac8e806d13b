import { isMap, parseDocument, type Node as YamlNode } from "yaml";
import { type Confidence, confidences, type Severity, severities } from "../rules/rule.js";
import { checkShape, type Shape, type ShapeProblem } from "../rules/shape.js";
import { type Config, noConfig } from "./config.js";

/** The shape of `tenet.yaml`. */
export const configShape: Shape = {
  type: "object",
  about: "tenet's configuration",
  keys: {
    rules: {
      type: "map",
      about: "severity by rule id: error, warning, info, hint or off",
      of: { type: "text", about: "how bad findings of the rule are, or off", oneOf: [...severities, "off"] },
    },
    ignore: {
      type: "list",
      about: "globs of files that are not linted",
      of: { type: "text", about: "a glob: test/fixtures/**" },
    },
    rulePaths: {
      type: "list",
      about: "files or folders with rules of your own",
      of: { type: "text", about: "a path" },
    },
    minConfidence: { type: "text", about: "leave out findings less sure than this", oneOf: confidences },
  },
};

/** Reads a `tenet.yaml`. Never throws; what cannot be used is a problem and is left out. */
export function readConfig(text: string): { config: Config; problems: readonly ShapeProblem[] } {
  const problems: ShapeProblem[] = [];
  const yaml = parseDocument(text, { prettyErrors: false });
  for (const error of yaml.errors)
    problems.push({ message: error.message, range: { start: error.pos[0], end: error.pos[1] } });
  if (problems.length > 0 || yaml.contents === null) return { config: noConfig, problems };
  checkShape(yaml.contents as YamlNode, configShape, (problem) => problems.push(problem), {
    start: 0,
    end: text.length,
  });
  if (!isMap(yaml.contents)) return { config: noConfig, problems };
  const raw = yaml.toJS({ maxAliasCount: 50 }) as Record<string, unknown>;
  const texts = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
  const rules: Record<string, Severity | "off"> = {};
  if (raw.rules && typeof raw.rules === "object")
    for (const [id, value] of Object.entries(raw.rules)) {
      // YAML 1.1 readers would call `off` false; this one keeps it a text.
      if (value === "off" || severities.includes(value as Severity)) rules[id] = value as Severity | "off";
    }
  return {
    config: {
      rules,
      ignore: texts(raw.ignore),
      rulePaths: texts(raw.rulePaths),
      minConfidence: confidences.includes(raw.minConfidence as Confidence)
        ? (raw.minConfidence as Confidence)
        : undefined,
    },
    problems,
  };
}
