import { readFile, replaceFile, writeOut } from "../disk.js";
import { comparePaths, compareProblems } from "./path-order.js";
import type { ReportedProblem } from "./report.js";
import { readOptions, UsageError } from "./usage.js";

interface JsonReport {
  version: number;
  tool?: unknown;
  files: number;
  findings: { path: string }[];
  suppressed: { path: string }[];
  problems: ReportedProblem[];
  baselined: number;
}

interface SarifRun {
  tool: { driver: { rules: { id: string }[] } };
  results: {
    ruleId: string;
    ruleIndex: number;
    suppressions?: unknown;
    locations: { physicalLocation: { artifactLocation: { uri: string } } }[];
  }[];
  invocations: { executionSuccessful: boolean; toolExecutionNotifications: Notification[] }[];
}

interface Notification {
  message: { text: string };
  locations: {
    physicalLocation: { artifactLocation: { uri: string }; region?: { startLine: number; startColumn: number } };
  }[];
}

/** `tenet merge`: joins the JSON or SARIF reports of shards into the report of the whole. */
export async function merge(args: string[]): Promise<number> {
  const { values, positionals } = readOptions(args, { output: { type: "string" }, "exit-zero": { type: "boolean" } });
  if (positionals.length === 0) throw new UsageError("merge which reports?");
  const reports = positionals.map((path) => {
    try {
      return JSON.parse(readFile(path)) as JsonReport | { runs: SarifRun[] };
    } catch (error) {
      throw new UsageError(`"${path}" is no report: ${(error as Error).message.split(" in JSON")[0]}`);
    }
  });
  const isSarif = (report: JsonReport | { runs: SarifRun[] }): report is { runs: SarifRun[] } => "runs" in report;
  let merged: unknown;
  let findings: number;
  if (reports.every(isSarif)) {
    const run = mergeSarif(reports.map((report) => report.runs[0]!));
    merged = { ...reports[0], runs: [run] };
    findings = run.results.filter((result) => result.suppressions === undefined).length;
  } else if (reports.every((report): report is JsonReport => !isSarif(report) && report.version === 1)) {
    const all = reports;
    merged = {
      version: 1,
      tool: all[0]!.tool,
      files: all.reduce((sum, report) => sum + report.files, 0),
      findings: all.flatMap((report) => report.findings).sort(byPath),
      suppressed: all.flatMap((report) => report.suppressed).sort(byPath),
      problems: unique(all.flatMap((report) => report.problems)).sort(compareProblems),
      baselined: all.reduce((sum, report) => sum + report.baselined, 0),
    };
    findings = all.reduce((sum, report) => sum + report.findings.length, 0);
  } else throw new UsageError("merge takes JSON reports of version 1, or SARIF reports, not both");
  const text = `${JSON.stringify(merged, undefined, 2)}\n`;
  if (values.output === undefined) writeOut(text);
  else replaceFile(values.output, text);
  return findings > 0 && !values["exit-zero"] ? 1 : 0;
}

function mergeSarif(runs: readonly SarifRun[]): SarifRun {
  const rules = new Map(runs.flatMap((run) => run.tool.driver.rules).map((rule) => [rule.id, rule]));
  const ids = [...rules.keys()].sort();
  const uri = (result: SarifRun["results"][number]): string =>
    result.locations[0]!.physicalLocation.artifactLocation.uri;
  const results = runs
    .flatMap((run) => run.results)
    .map((result) => ({ ...result, ruleIndex: ids.indexOf(result.ruleId) }))
    .sort(
      (a, b) =>
        Number(a.suppressions !== undefined) - Number(b.suppressions !== undefined) ||
        comparePaths(decodeURIComponent(uri(a)), decodeURIComponent(uri(b))),
    );
  const first = runs[0]!;
  return {
    ...first,
    tool: { ...first.tool, driver: { ...first.tool.driver, rules: ids.map((id) => rules.get(id)!) } },
    results,
    invocations: [
      {
        executionSuccessful: runs.every((run) => run.invocations.every((one) => one.executionSuccessful)),
        toolExecutionNotifications: unique(
          runs.flatMap((run) => run.invocations.flatMap((one) => one.toolExecutionNotifications)),
        ).sort((a, b) => compareProblems(problemOf(a), problemOf(b))),
      },
    ],
  };
}

function problemOf({ message, locations }: Notification): ReportedProblem {
  const { artifactLocation, region } = locations[0]!.physicalLocation;
  return {
    path: decodeURIComponent(artifactLocation.uri),
    message: message.text,
    ...(region && { start: { line: region.startLine, column: region.startColumn } }),
  };
}

function byPath(a: { path: string }, b: { path: string }): number {
  return comparePaths(a.path, b.path);
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
