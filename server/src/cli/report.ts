import { posix } from "node:path";
import type { Finding } from "../lint/finding.js";
import type { FileProblem, Project } from "../project/project.js";
import type { Principle } from "../project/statements.js";
import type { RuleDocs, Severity } from "../rules/rule.js";
import { LineIndex } from "../text/line-index.js";

/** A place as people and tools read it: lines and columns from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A finding with its place in lines and its text around it, ready for any output format. */
export interface ReportedFinding {
  readonly finding: Finding;
  /** Relative to the working directory, with forward slashes. */
  readonly path: string;
  readonly start: Place;
  readonly end: Place;
  readonly text: string;
  readonly lines: LineIndex;
  /** The ids of the statements its rule answers. */
  readonly statements: readonly string[];
  readonly title: string;
  readonly suppressed: boolean;
  /** Other places that make it true, in this file and in others. */
  readonly related: readonly ReportedPlace[];
}

/** A place with what is said of it. */
export interface ReportedPlace {
  readonly path: string;
  readonly start: Place;
  readonly end: Place;
  readonly message: string;
}

/** A problem with its place in lines. */
export interface ReportedProblem {
  readonly path: string;
  readonly message: string;
  readonly start?: Place;
}

/** Everything a run found. */
export interface Report {
  readonly findings: readonly ReportedFinding[];
  readonly suppressed: readonly ReportedFinding[];
  readonly problems: readonly ReportedProblem[];
  readonly undecided: readonly {
    readonly rule: string;
    readonly path: string;
    readonly start: Place;
    readonly unknown: string;
  }[];
  /** Files that were looked at, with those that no rule could match. */
  readonly files: number;
  /** How many findings the baseline holds. */
  readonly baselined: number;
  /** Files and folders that could not be read. */
  readonly unreadable: number;
  /** True when a baseline that should hold findings cannot be read. */
  readonly broken: boolean;
  readonly project: Project;
  /** The principles that findings are grouped by, those of teams too. */
  readonly principles: () => Promise<readonly Principle[]>;
  readonly docs: (id: string) => Promise<RuleDocs | undefined>;
  readonly version: string;
}

/** The place of an offset, from 1. */
export function placeOf(lines: LineIndex, offset: number): Place {
  const { line, column } = lines.position(offset);
  return { line: line + 1, column: column + 1 };
}

/** A finding as the formats print it. */
export function reportFinding(
  finding: Finding,
  path: string,
  text: string,
  lines: LineIndex,
  suppressed = false,
): ReportedFinding {
  return {
    finding,
    path,
    start: placeOf(lines, finding.range.start),
    end: placeOf(lines, finding.range.end),
    text,
    lines,
    statements: finding.rule?.data.statements ?? [],
    title: finding.rule?.data.title ?? finding.message,
    suppressed,
    related: finding.related.map((one) => {
      const own = one.path === finding.path || one.text === undefined;
      const index = own ? lines : new LineIndex(one.text);
      return {
        path: own ? path : beside(path, finding.path, one.path),
        start: placeOf(index, one.range.start),
        end: placeOf(index, one.range.end),
        message: one.message,
      };
    }),
  };
}

/** How `other` is shown when `path` is how `own` is shown; both as documents have them. */
function beside(path: string, own: string, other: string): string {
  return posix.join(posix.dirname(path), posix.relative(posix.dirname(own), other));
}

/** A problem as the formats print it. */
export function reportProblem(problem: FileProblem, path: string): ReportedProblem {
  if (!problem.range || problem.text === undefined) return { path, message: problem.message };
  return { path, message: problem.message, start: placeOf(new LineIndex(problem.text), problem.range.start) };
}

/** How many findings there are of each severity. */
export function countBySeverity(findings: readonly ReportedFinding[]): Readonly<Record<Severity, number>> {
  const counts = { error: 0, warning: 0, info: 0, hint: 0 };
  for (const { finding } of findings) counts[finding.severity]++;
  return counts;
}

/** Problems for people: of many that say the same, the first and how many more there are. */
export function gathered(problems: readonly ReportedProblem[]): readonly ReportedProblem[] {
  const byMessage = new Map<string, ReportedProblem[]>();
  for (const problem of problems) {
    const same = byMessage.get(problem.message);
    if (same) same.push(problem);
    else byMessage.set(problem.message, [problem]);
  }
  return [...byMessage.values()].flatMap((same) => {
    const [first] = same;
    return same.length > 3 && first
      ? [{ ...first, message: `${first.message} (and ${same.length - 1} more such files)` }]
      : same;
  });
}
