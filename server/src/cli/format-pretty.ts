import { masked } from "../secrets/index.js";
import { codeFrame } from "./code-frame.js";
import { oneLine } from "./format-concise.js";
import type { OutputFormat } from "./output-format.js";
import { type Paint, paint } from "./paint.js";
import { countBySeverity, gathered } from "./report.js";

/** For people: where, the code with carets under the exact range, why, and how to fix. */
export const pretty: OutputFormat = async (report, options) => {
  const colour = paint(options.colour);
  const blocks: string[] = [];
  for (const problem of gathered(report.problems)) {
    const place = problem.start ? `:${problem.start.line}:${problem.start.column}` : "";
    blocks.push(
      `${colour.bold(`${oneLine(problem.path)}${place}`)} ${colour.yellow("problem")}: ${oneLine(problem.message)}\n`,
    );
  }
  // Findings come file by file. No line of code is printed with a secret in it, whatever rule it is shown for.
  let shown = { of: "", text: "" };
  for (const reported of report.findings) {
    const { finding, path, start, text, lines, title } = reported;
    const docs = await report.docs(finding.id);
    const tint = severityTint(colour, finding.severity);
    let block = `${tint(finding.severity)}${colour.bold(`[${finding.id}]`)} ${colour.bold(oneLine(title))}\n`;
    block += `  ${colour.dim("at")} ${oneLine(path)}:${start.line}:${start.column}\n`;
    if (shown.of !== text) shown = { of: text, text: masked(finding.path, text) };
    block += codeFrame(shown.text, lines, finding.range, oneLine(finding.message), tint, colour);
    for (const { path, start, message } of reported.related)
      block += `  ${colour.dim("see")} ${oneLine(path)}:${start.line}:${start.column}: ${oneLine(message)}\n`;
    if (docs) {
      block += wrapped("why", docs.why, colour);
      block += wrapped("do ", docs.remedy, colour);
    }
    if (finding.documentation !== undefined) block += `  ${colour.dim("see")} ${oneLine(finding.documentation)}\n`;
    for (const fix of finding.fixes)
      block += `  ${colour.dim("fix")} ${oneLine(fix.title)}${fix.safe ? " (tenet fix)" : ""}\n`;
    blocks.push(block);
  }
  if (options.undecided)
    for (const one of report.undecided)
      blocks.push(
        `${colour.dim("undecided")} ${one.rule} at ${oneLine(one.path)}:${one.start.line}:${one.start.column}: unknown ${oneLine(one.unknown)}\n`,
      );
  if (!options.quiet) blocks.push(summary(report, colour));
  return blocks.join("\n");
};

function summary(report: Parameters<OutputFormat>[0], colour: Paint): string {
  const counts = countBySeverity(report.findings);
  const parts = (Object.keys(counts) as (keyof typeof counts)[])
    .filter((severity) => counts[severity] > 0)
    .map((severity) =>
      severityTint(
        colour,
        severity,
      )(`${counts[severity]} ${severity}${counts[severity] > 1 && severity !== "info" ? "s" : ""}`),
    );
  const files = `${report.files} file${report.files === 1 ? "" : "s"}`;
  const held =
    (report.suppressed.length > 0 ? `, ${report.suppressed.length} suppressed` : "") +
    (report.baselined > 0 ? `, ${report.baselined} in the baseline` : "");
  if (parts.length === 0) return `${colour.green("clean")}: nothing found in ${files}${held}\n`;
  const fixable = report.findings.filter(({ finding }) => finding.fixes.some((fix) => fix.safe)).length;
  return `${parts.join(", ")} in ${files}${held}${fixable > 0 ? `; ${fixable} can be fixed with \`tenet fix\`` : ""}\n`;
}

function severityTint(colour: Paint, severity: string): (text: string) => string {
  return severity === "error" ? colour.red : severity === "warning" ? colour.yellow : colour.blue;
}

/** A paragraph behind a word, wrapped at 100 columns. */
function wrapped(word: string, text: string, colour: Paint): string {
  if (text === "") return "";
  const rows: string[] = [];
  let row = "";
  for (const part of oneLine(text).split(/\s+/)) {
    if (row !== "" && row.length + part.length + 1 > 94) {
      rows.push(row);
      row = part;
    } else row = row === "" ? part : `${row} ${part}`;
  }
  rows.push(row);
  return rows.map((line, index) => `  ${index === 0 ? colour.dim(word) : "   "} ${line}\n`).join("");
}
