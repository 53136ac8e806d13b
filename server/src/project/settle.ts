import type { Document } from "../document/document.js";
import type { Finding } from "../lint/finding.js";
import type { LintResult } from "../lint/lint.js";
import type { ReadBaseline } from "./baseline.js";
import type { ConfigSuppression, Layer } from "./config.js";
import { matchesAny } from "./layer-globs.js";
import { documentationOf } from "./layers.js";
import type { Project, Settings } from "./project.js";
import { redact } from "./redact.js";

/** The baseline that was read last, so that a run reads it once. */
let last: { readonly text: string; readonly read: ReadBaseline } | undefined;

/** The baseline that holds for files of these settings, or what is wrong with it; undefined when there is none. */
export async function baselineOf(project: Project, settings: Settings): Promise<ReadBaseline | undefined> {
  const text = project.baselineText(settings);
  if (text === undefined) return undefined;
  if (text !== last?.text) last = { text, read: (await import("./baseline.js")).readBaseline(text) };
  return last.read;
}

/**
 * What becomes of findings after the rules: secrets are taken out of their words, suppressions of the configuration
 * and the baseline take theirs away.
 */
export async function settle(
  project: Project,
  settings: Settings,
  path: string,
  document: Document,
  result: LintResult,
): Promise<{ findings: readonly Finding[]; suppressed: readonly Finding[]; baselined: readonly Finding[] }> {
  const today = project.host.today();
  const accepted = (finding: Finding): boolean =>
    settings.layers.some((layer) =>
      layer.config.suppress.some(
        (one) => (one.until === undefined || one.until >= today) && accepts(layer, one, finding, path),
      ),
    );
  const kept = result.findings.filter((finding) => !accepted(finding));
  const suppressed = [...result.suppressed, ...result.findings.filter(accepted)];
  const { fresh, known } = await split(project, settings, path, document, kept);
  const ready = (found: readonly Finding[]): readonly Finding[] =>
    redact(found, document).map((finding) => {
      const documentation = finding.rule && documentationOf(settings.pages, finding.rule.data);
      return documentation === undefined ? finding : { ...finding, documentation };
    });
  return { findings: ready(fresh), suppressed: ready(suppressed), baselined: ready(known) };
}

/** True when an entry of a configuration is about a finding in a file (absolute), whenever it ends. */
export function accepts(layer: Layer, one: ConfigSuppression, finding: Finding, path: string): boolean {
  const named = one.rule === finding.id || (finding.rule?.data.aliases.includes(one.rule) ?? false);
  return named && matchesAny(layer, one.files, path);
}

/** The findings that are new since the baseline, and those that it holds. */
async function split(
  project: Project,
  settings: Settings,
  path: string,
  document: Document,
  findings: readonly Finding[],
): Promise<{ fresh: readonly Finding[]; known: readonly Finding[] }> {
  // What is wrong with a baseline is told by whoever runs the project; nothing is left out because of it.
  const baseline = (await baselineOf(project, settings))?.baseline;
  if (!baseline) return { fresh: findings, known: [] };
  const { applyBaseline } = await import("./baseline.js");
  return applyBaseline(baseline, project.relative(path, settings), findings, document);
}
