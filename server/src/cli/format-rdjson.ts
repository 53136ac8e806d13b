import type { OutputFormat } from "./output-format.js";

const severities = { error: "ERROR", warning: "WARNING", info: "INFO", hint: "INFO" } as const;

/** Reviewdog's diagnostic format (rdjson); its columns count UTF-8 bytes from 1. */
export const rdjson: OutputFormat = async (report) => {
  const diagnostics = report.findings.map(({ finding, path, lines, text }) => {
    const at = (offset: number) => {
      const { line } = lines.position(offset);
      const before = text.slice(lines.line(line).start, offset);
      return { line: line + 1, column: new TextEncoder().encode(before).length + 1 };
    };
    const range = ({ start, end }: { start: number; end: number }) => ({ start: at(start), end: at(end) });
    const suggestions = finding.fixes
      .filter((fix) => fix.safe && fix.edits.length === 1)
      .slice(0, 1)
      .flatMap((fix) => fix.edits.map((edit) => ({ range: range(edit.range), text: edit.text })));
    return {
      message: finding.message,
      location: { path, range: range(finding.range) },
      severity: severities[finding.severity],
      code: { value: finding.id },
      ...(suggestions.length > 0 && { suggestions }),
    };
  });
  return `${JSON.stringify({ source: { name: "tenet" }, diagnostics }, undefined, 2)}\n`;
};
