import type { OutputFormat } from "./output-format.js";

/** One line a finding: `path:line:column: severity rule: message`. */
export const concise: OutputFormat = async (report, options) => {
  let text = "";
  for (const { path, start, finding } of report.findings)
    text += `${path}:${start.line}:${start.column}: ${finding.severity} ${finding.id}: ${oneLine(finding.message)}\n`;
  if (options.undecided)
    for (const one of report.undecided)
      text += `${one.path}:${one.start.line}:${one.start.column}: undecided ${one.rule}: ${oneLine(one.unknown)}\n`;
  return text;
};

/** A text on one line without control characters, so that a file cannot speak to the terminal. */
export function oneLine(text: string): string {
  return text
    .replace(/\s*[\r\n]+\s*/g, " ")
    .replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}
