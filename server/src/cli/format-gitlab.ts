import { fingerprints } from "./fingerprint.js";
import type { OutputFormat } from "./output-format.js";

const severities = { error: "critical", warning: "major", info: "minor", hint: "info" } as const;

/** GitLab's Code Quality report: an array whose fingerprints are unique and hold no line number. */
export const gitlab: OutputFormat = async (report) => {
  const prints = fingerprints(report.findings);
  const issues = report.findings.map(({ finding, path, start, end }, index) => ({
    description: finding.message,
    check_name: finding.id,
    fingerprint: prints[index],
    severity: severities[finding.severity],
    location: { path, lines: { begin: start.line, end: end.line } },
  }));
  return `${JSON.stringify(issues, undefined, 2)}\n`;
};
