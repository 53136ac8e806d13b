import type { Finding } from "../lint/finding.js";
import { type Confidence, confidences, type Severity, severities } from "../rules/rule.js";

/** What the user of an editor may set; everything else stands in `tenet.yaml`, where the command line sees it too. */
export interface EditorSettings {
  readonly enable: boolean;
  /** Wins over `tenet.yaml`; undefined leaves what stands there. */
  readonly minConfidence?: Confidence;
  /** Texts longer than this many characters are not linted. */
  readonly maxFileSize: number;
  /** How findings are shown in this editor, by rule ids in which `*` stands for anything; the last that fits wins. */
  readonly severityOverrides: readonly SeverityOverride[];
  /** What is to be said of whole blocks is shown over them. */
  readonly codeLens: boolean;
  /** Findings that the baseline holds are shown as hints. */
  readonly showBaseline: boolean;
  /** A lint that takes longer, in milliseconds, is told. */
  readonly timeBudget: number;
}

/** A severity for the rules that a pattern names. */
export interface SeverityOverride {
  readonly pattern: string;
  readonly severity: Severity | "off";
}

/** The settings when nothing is set. */
export const defaultEditorSettings: EditorSettings = {
  enable: true,
  maxFileSize: 2 * 1024 * 1024,
  severityOverrides: [],
  codeLens: false,
  showBaseline: false,
  timeBudget: 1000,
};

/** Reads the settings a client sent; what is not of the right kind is left out. */
export function readEditorSettings(given: unknown): EditorSettings {
  if (typeof given !== "object" || given === null) return defaultEditorSettings;
  const { enable, minConfidence, maxFileSize, severityOverrides, codeLens, showBaseline, timeBudget } = given as Record<
    string,
    unknown
  >;
  const positive = (value: unknown, otherwise: number) => (typeof value === "number" && value > 0 ? value : otherwise);
  return {
    enable: enable !== false,
    minConfidence: confidences.find((one) => one === minConfidence),
    maxFileSize: positive(maxFileSize, defaultEditorSettings.maxFileSize),
    severityOverrides: readOverrides(severityOverrides),
    codeLens: codeLens === true,
    showBaseline: showBaseline === true,
    timeBudget: positive(timeBudget, defaultEditorSettings.timeBudget),
  };
}

function readOverrides(given: unknown): SeverityOverride[] {
  if (typeof given !== "object" || given === null) return [];
  return Object.entries(given).flatMap(([pattern, value]) => {
    const severity = value === "off" ? "off" : severities.find((one) => one === value);
    return severity ? [{ pattern, severity }] : [];
  });
}

/** What the overrides say of a rule, by its id; undefined when none fits. */
export function overrideOf(overrides: readonly SeverityOverride[], id: string): Severity | "off" | undefined {
  return overrides.findLast(({ pattern }) => fits(pattern.split("*"), id))?.severity;
}

/** True when the parts of a pattern stand in the id one after the other, the first and last at its ends. */
function fits(parts: readonly string[], id: string): boolean {
  const [first, ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return id === first;
  if (!id.startsWith(first!) || !id.endsWith(last) || id.length < first!.length + last.length) return false;
  let at = first!.length;
  for (const part of rest) {
    at = id.indexOf(part, at);
    if (at < 0) return false;
    at += part.length;
  }
  return at <= id.length - last.length;
}

/** The findings with the severities that the user of the editor wants. */
export function overridden(findings: readonly Finding[], overrides: readonly SeverityOverride[]): readonly Finding[] {
  if (overrides.length === 0) return findings;
  return findings.flatMap((finding) => {
    const severity = overrideOf(overrides, finding.id);
    if (severity === "off") return [];
    return severity === undefined ? finding : { ...finding, severity };
  });
}
