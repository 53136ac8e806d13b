import { withoutControls } from "./format-concise.js";
import type { OutputFormat } from "./output-format.js";
import { countBySeverity } from "./report.js";

/** At most so many rows: a pull request comment and a job summary have limits of their own. */
const mostRows = 500;

/** A summary and a table, for job summaries and comments. */
export const markdown: OutputFormat = async (report) => {
  const counts = countBySeverity(report.findings);
  let text = `## tenet\n\n${counts.error} errors, ${counts.warning} warnings, ${counts.info + counts.hint} notes in ${report.files} files`;
  text += report.suppressed.length > 0 ? `; ${report.suppressed.length} suppressed.\n` : ".\n";
  if (report.findings.length > 0) text += "\n| | where | what | rule |\n|---|---|---|---|\n";
  for (const { finding, path, start } of report.findings.slice(0, mostRows))
    text += `| ${finding.severity} | \`${cell(path)}:${start.line}\` | ${cell(finding.message)} | ${finding.id} |\n`;
  if (report.findings.length > mostRows) text += `\n${report.findings.length - mostRows} more are not shown.\n`;
  return text;
};

function cell(text: string): string {
  return withoutControls(text.replace(/\s+/g, " ")).replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
