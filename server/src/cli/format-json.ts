import { type Profile, slowest } from "../project/profile.js";
import type { OutputFormat } from "./output-format.js";
import type { ReportedFinding } from "./report.js";

/** JSON for programs, version 1: fields are added, never changed or taken away, within a version. */
export const json: OutputFormat = async (report, options) => {
  const { profile } = report.project.options;
  return `${JSON.stringify(
    {
      version: 1,
      tool: { name: "tenet", version: report.version },
      files: report.files,
      findings: report.findings.map(jsonFinding),
      suppressed: report.suppressed.map(jsonFinding),
      problems: report.problems,
      baselined: report.baselined,
      ...(options.undecided && { undecided: report.undecided }),
      ...(profile && { profile: jsonProfile(profile) }),
    },
    undefined,
    2,
  )}\n`;
};

/** Milliseconds by phase, by rule and by file, the slowest first; what writing this report takes is not in it. */
function jsonProfile(profile: Profile) {
  return {
    total: profile.total,
    phases: Object.fromEntries(profile.spent),
    rules: slowest(profile.rules, ({ ms }) => ms).map(([id, { ms, files }]) => ({ id, ms, files })),
    files: slowest(profile.files, (ms) => ms).map(([path, ms]) => ({ path, ms })),
  };
}

/** One JSON object a line and finding, in the shape of {@link json}'s findings. */
export const jsonl: OutputFormat = async (report) =>
  report.findings.map((reported) => `${JSON.stringify(jsonFinding(reported))}\n`).join("");

function jsonFinding({ finding, path, start, end, statements, text, lines, related }: ReportedFinding) {
  return {
    rule: finding.id,
    severity: finding.severity,
    confidence: finding.confidence,
    path,
    range: { start, end },
    message: finding.message,
    statements,
    ...(finding.documentation !== undefined && { documentation: finding.documentation }),
    related: related.map(({ path, message, start, end }) => ({ path, message, range: { start, end } })),
    fixes: finding.fixes.map((fix) => ({
      title: fix.title,
      safe: fix.safe,
      edits: fix.edits.map((edit) => ({
        range: { start: at(edit.range.start), end: at(edit.range.end) },
        text: edit.text,
      })),
    })),
  };

  function at(offset: number) {
    const { line, column } = lines.position(Math.min(offset, text.length));
    return { line: line + 1, column: column + 1 };
  }
}
