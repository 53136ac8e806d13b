import type { Document } from "../document/document.js";
import { defaultOptions, type OptionValues } from "../rules/options.js";
import { type Confidence, confidences, type Severity, severities } from "../rules/rule.js";
import type { Gate, Rule, RuleSet } from "../rules/rule-set.js";
import { nearest } from "../text/nearest.js";
import { overlaps, type Range } from "../text/range.js";
import { RangeIndex } from "../text/range-index.js";
import type { Finding } from "./finding.js";
import type { LintMemory } from "./lint-memory.js";
import { type CheckBounds, defaultBounds, runCheck, type Undecided } from "./run-check.js";
import { type SuppressionPolicy, suppress } from "./suppress.js";

/** How a lint is run. */
export interface LintOptions {
  /** Findings less sure than this are left out. */
  readonly minConfidence: Confidence;
  /** The severity a rule has for this file, `off` when it does not run; undefined leaves what its check says. */
  readonly severityOf: (rule: Rule) => Severity | "off" | undefined;
  /** What a rule's options are for this file; undefined, or absent, for what the rule itself says. */
  readonly optionsOf?: (rule: Rule) => OptionValues | undefined;
  /** Rules that are off by default run as well, as warnings. */
  readonly allRules: boolean;
  /** Today as YYYY-MM-DD, for suppressions with an end and rules that ask for the day. */
  readonly today: string;
  /** What suppressions must have. */
  readonly policy?: SuppressionPolicy;
  /** The time of each rule is taken. */
  readonly timed?: boolean;
  /** How much each check may do; what it does by default when absent. */
  readonly bounds?: CheckBounds;
}

/** What a lint gives. */
export interface LintResult {
  readonly findings: readonly Finding[];
  /** Findings that a suppression took away. */
  readonly suppressed: readonly Finding[];
  /** Places where a rule could not decide. */
  readonly undecided: readonly Undecided[];
  /** What each rule that ran took, in milliseconds by its id; absent unless asked for. */
  readonly spent?: ReadonlyMap<string, number>;
  /** Rules that a bound stopped, with the reason; absent when none was. */
  readonly stopped?: readonly { readonly id: string; readonly message: string }[];
}

/** The options when nothing is configured. */
export function defaultLintOptions(today: string): LintOptions {
  return { minConfidence: "likely", severityOf: () => undefined, allRules: false, today };
}

/**
 * The findings of the rules on a document: `run → severity → give way → dedupe → suppress → order`.
 * Does no input or output and never throws. `gate` may be given when it was asked for already. With a memory of the
 * file's last lint only what an edit may concern is judged anew; what comes out is the same.
 */
export function lint(
  document: Document,
  rules: RuleSet,
  options: LintOptions,
  gate: Gate = rules.checksFor(document),
  memory?: LintMemory,
): LintResult {
  const again = memory?.begin(document, rules, options, gate);
  const ran = new Set<string>();
  const undecided: Undecided[] = [];
  const spent = options.timed ? new Map<string, number>() : undefined;
  let findings: Finding[] = [];
  const stopped: { id: string; message: string }[] = [];
  for (const check of gate.checks) {
    const configured = options.severityOf(check.rule);
    if (!runs(check.rule, configured, options)) continue;
    if (tooUnsure(check.confidence, options)) continue;
    const compiled = check.compiled(document.format);
    if (compiled instanceof Error) continue;
    const began = spent && performance.now();
    const said = runCheck(
      check,
      compiled,
      document,
      options.today,
      optionsOf(check.rule, options),
      options.bounds,
      again,
    );
    const outcome = again ? again.whole(check, said) : said;
    if (spent && began !== undefined) {
      const { id } = check.rule.data;
      spent.set(id, (spent.get(id) ?? 0) + performance.now() - began);
    }
    for (const { what } of outcome.undecided) undecided.push(what);
    if (outcome.stopped !== undefined) {
      const one = { id: check.rule.data.id, message: outcome.stopped };
      if (!stopped.some((other) => other.id === one.id && other.message === one.message)) stopped.push(one);
    }
    const skipped = compiled.finder?.skipped?.(document);
    const { id } = check.rule.data;
    if (skipped !== undefined && !undecided.some((one) => one.id === id && one.unknown === skipped))
      undecided.push({ id, path: document.path, range: { start: 0, end: 0 }, unknown: skipped });
    const severity = mildIn(document, severityHere(check.severity, check.rule.data.severity, configured));
    for (const { what } of outcome.findings) findings.push({ ...what, severity });
  }
  // A bound is met where a whole run meets it.
  if (again && !again.finish(options.bounds ?? defaultBounds)) return lint(document, rules, options, gate);
  for (const rule of rules.rules) if (runs(rule, options.severityOf(rule), options)) ran.add(rule.data.id);
  findings = dedupe(giveWay(findings));
  if (!gate.suppressions)
    return { findings: order(findings), suppressed: [], undecided, spent, ...(stopped.length > 0 ? { stopped } : {}) };
  const { kept, suppressed, about } = suppress(document, findings, {
    today: options.today,
    policy: options.policy,
    rule: (id) => {
      const rule = rules.rule(id);
      return rule && { id: rule.data.id, run: ran.has(rule.data.id) };
    },
    nearest: (id) =>
      nearest(
        id,
        rules.rules.map((rule) => rule.data.id),
      ),
  });
  return {
    findings: order([...kept, ...about]),
    suppressed: order(suppressed),
    undecided,
    spent,
    ...(stopped.length > 0 ? { stopped } : {}),
  };
}

/** True when a rule runs at all, given its configured severity. */
export function runs(rule: Rule, configured: Severity | "off" | undefined, options: LintOptions): boolean {
  const severity = configured ?? (rule.data.severity === "off" && options.allRules ? "warning" : rule.data.severity);
  return severity !== "off";
}

function optionsOf(rule: Rule, options: LintOptions): OptionValues {
  return (rule.data.options && options.optionsOf?.(rule)) ?? defaultOptions(rule.data);
}

function tooUnsure(confidence: Confidence, options: LintOptions): boolean {
  return confidences.indexOf(confidence) > confidences.indexOf(options.minConfidence);
}

/** A configured severity replaces the rule's own; a check that is milder than its rule stays milder by as much. */
function severityHere(
  check: Severity | "off",
  rule: Severity | "off",
  configured: Severity | "off" | undefined,
): Severity {
  const own: Severity = check === "off" ? "warning" : check;
  if (configured === undefined || configured === "off") return own;
  const base: Severity = rule === "off" ? "warning" : rule;
  const milder = Math.max(0, severities.indexOf(own) - severities.indexOf(base));
  return severities[Math.min(severities.length - 1, severities.indexOf(configured) + milder)]!;
}

/** Tests and examples harm nobody by themselves. */
function mildIn(document: Document, severity: Severity): Severity {
  return document.test && severities.indexOf(severity) < severities.indexOf("info") ? "info" : severity;
}

/** The findings without those that overlap a finding of a rule that supersedes theirs. */
function giveWay(findings: readonly Finding[]): readonly Finding[] {
  const telling = new Map<string, Range[]>();
  for (const { rule, range } of findings)
    for (const id of rule?.data.supersedes ?? []) {
      const ranges = telling.get(id);
      if (ranges) ranges.push(range);
      else telling.set(id, [range]);
    }
  if (telling.size === 0) return findings;
  const indexes = new Map([...telling].map(([id, ranges]) => [id, new RangeIndex(ranges)]));
  return findings.filter((finding) => !indexes.get(finding.id)?.overlaps(finding.range));
}

/** One finding a rule and place: of those that overlap, the surer, then the more severe, then the first one stays. */
function dedupe(findings: readonly Finding[]): Finding[] {
  const byRule = new Map<string, Finding[]>();
  for (const finding of findings) {
    const same = byRule.get(finding.id);
    if (!same) byRule.set(finding.id, [finding]);
    else same.push(finding);
  }
  const kept: Finding[] = [];
  for (const same of byRule.values()) {
    same.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
    let last: Finding | undefined;
    for (const finding of same) {
      if (last && overlaps(last.range, finding.range) && sameSpot(last, finding)) {
        if (rank(finding) < rank(last)) {
          kept[kept.length - 1] = finding;
          last = finding;
        }
      } else {
        kept.push(finding);
        last = finding;
      }
    }
  }
  return kept;
}

/** Two findings of one rule say the same when one's place begins where the other's does or they are equally long. */
function sameSpot(a: Finding, b: Finding): boolean {
  return a.range.start === b.range.start || a.range.end === b.range.end;
}

function rank(finding: Finding): number {
  return confidences.indexOf(finding.confidence) * severities.length + severities.indexOf(finding.severity);
}

/** By place, then by rule. */
function order(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) => a.range.start - b.range.start || a.range.end - b.range.end || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}
