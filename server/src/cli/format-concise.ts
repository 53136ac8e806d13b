import type { OutputFormat } from "./output-format.js";

/** One line a finding: `path:line:column: severity rule: message`. */
export const concise: OutputFormat = async (report, options) => {
  let text = "";
  for (const { path, start, finding } of report.findings)
    text += `${oneLine(path)}:${start.line}:${start.column}: ${finding.severity} ${finding.id}: ${oneLine(finding.message)}\n`;
  if (options.undecided)
    for (const one of report.undecided)
      text += `${oneLine(one.path)}:${one.start.line}:${one.start.column}: undecided ${one.rule}: ${oneLine(one.unknown)}\n`;
  return text;
};

/** A text on one line without control characters, so that a file cannot speak to the terminal. */
export function oneLine(text: string): string {
  return withoutControls(text.replace(/\s*[\r\n]+\s*/g, " "));
}

/** A text with its control characters but line breaks replaced, and those that turn the direction of writing. */
export function withoutControls(text: string): string {
  return text.replace(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}
