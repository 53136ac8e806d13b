import type { Grade, TestResult } from "../document/host-grade.js";
import { judged, type Visit } from "./response.js";
import { type Algorithm, modifierOf, scoring } from "./table.js";
import { isRefusedStatus, tests } from "./tests.js";

/** The grades of a host by every version of the algorithm in the table. */
export function gradesOf(visit: Visit): Record<string, Grade> {
  return Object.fromEntries(
    Object.entries(scoring().algorithms).map(([version, algorithm]) => [version, gradeOf(visit, algorithm)]),
  );
}

/** The grade by one version. Throws a RangeError when there is no such version. */
export function gradeBy(visit: Visit, version: string): Grade {
  const algorithm = scoring().algorithms[version];
  if (!algorithm) throw new RangeError(`the Observatory has no algorithm ${version}`);
  return gradeOf(visit, algorithm);
}

function gradeOf(visit: Visit, algorithm: Algorithm): Grade {
  const response = judged(visit);
  if (!response) return { grade: undefined, score: 0, range: [0, 0], tests: {}, undecided: {} };
  const results: Record<string, TestResult> = {};
  const undecided: Record<string, readonly [number, number]> = {};
  const lows: number[] = [];
  const highs: number[] = [];
  for (const test of Object.keys(scoring().tests)) {
    if (algorithm.without.includes(test)) continue;
    const { result, others } = tests[test]!(response, visit, algorithm);
    const own = modifierOf(test, result, algorithm);
    const possible = others === "any" ? Object.keys(scoring().tests[test]!) : others;
    const all = [own, ...possible.map((other) => modifierOf(test, other, algorithm))];
    results[test] = [result, own];
    lows.push(Math.min(...all));
    highs.push(Math.max(...all));
    if (lows[lows.length - 1] !== highs[highs.length - 1])
      undecided[test] = [lows[lows.length - 1]!, highs[highs.length - 1]!];
  }
  const range: [number, number] = [total(lows), total(highs)];
  for (const other of visit.instead ?? []) widen(gradeOf(other, algorithm), results, undecided, range);
  const score = total(Object.values(results).map(([, modifier]) => modifier));
  return {
    grade: isRefusedStatus(visit) ? undefined : letter(score),
    score,
    range,
    tests: results,
    undecided,
  };
}

/** Takes what another visit would give into what is undecided. */
function widen(
  other: Grade,
  results: Readonly<Record<string, TestResult>>,
  undecided: Record<string, readonly [number, number]>,
  range: [number, number],
): void {
  range[0] = Math.min(range[0], other.range[0]);
  range[1] = Math.max(range[1], other.range[1]);
  for (const [test, [, own]] of Object.entries(results)) {
    const theirs = other.tests[test]?.[1];
    if (theirs === undefined) continue;
    const [low, high] = undecided[test] ?? [own, own];
    const [otherLow, otherHigh] = other.undecided[test] ?? [theirs, theirs];
    const both = [Math.min(low, otherLow), Math.max(high, otherHigh)] as const;
    if (both[0] !== both[1]) undecided[test] = both;
  }
}

/** The score: what is lost from 100, and what is earned where enough is left. */
export function total(modifiers: readonly number[]): number {
  const lost = modifiers.filter((each) => each < 0).reduce((sum, each) => sum + each, 100);
  const earned = modifiers.filter((each) => each > 0).reduce((sum, each) => sum + each, 0);
  return Math.max(0, lost >= scoring()["extra-credit-from"] ? lost + earned : lost);
}

/** The grade of a score. */
export function letter(score: number): string {
  const { grades } = scoring();
  const bands = Object.keys(grades)
    .map(Number)
    .sort((a, b) => b - a);
  return grades[String(bands.find((band) => score >= band) ?? 0)]!;
}
