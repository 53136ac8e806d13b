import type { Document } from "../document/document.js";
import type { Finding } from "../lint/finding.js";
import type { LintResult } from "../lint/lint.js";
import type { Baseline } from "./baseline.js";
import type { ConfigSuppression, Layer } from "./config.js";
import { matchesAny } from "./layer-globs.js";
import type { Project, Settings } from "./project.js";
import { redact } from "./redact.js";

/** The baseline that was read last, so that a run reads it once. */
let last: { readonly text: string; readonly baseline: Baseline | undefined } | undefined;

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
  return {
    findings: redact(fresh, document),
    suppressed: redact(suppressed, document),
    baselined: redact(known, document),
  };
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
  const text = project.baselineText(settings);
  if (text === undefined) return { fresh: findings, known: [] };
  const { applyBaseline, readBaseline } = await import("./baseline.js");
  if (text !== last?.text) last = { text, baseline: readBaseline(text) };
  if (!last.baseline) return { fresh: findings, known: [] };
  return applyBaseline(last.baseline, project.relative(path, settings), findings, document);
}
