import type { OutputFormat } from "./output-format.js";
import type { ReportedFinding } from "./report.js";

/**
 * JUnit XML as Jenkins' schema junit-10 has it: a suite a file, a failed case a finding. A run without findings has one
 * passed case.
 */
export const junit: OutputFormat = async (report) => {
  const files = byPath(report.findings);
  let text = `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="tenet" tests="${Math.max(1, report.findings.length)}" failures="${report.findings.length}" errors="0">\n`;
  if (files.size === 0)
    text +=
      '  <testsuite name="tenet" tests="1" failures="0" errors="0">\n    <testcase name="tenet" classname="tenet"/>\n  </testsuite>\n';
  for (const [path, findings] of files) {
    text += `  <testsuite name="${xml(path)}" tests="${findings.length}" failures="${findings.length}" errors="0" file="${xml(path)}">\n`;
    for (const { finding, start } of findings) {
      const name = `${finding.id} (${start.line}:${start.column})`;
      text += `    <testcase name="${xml(name)}" classname="${xml(path)}">\n`;
      text += `      <failure type="${finding.severity}" message="${xml(finding.message)}">${xml(`${path}:${start.line}:${start.column}: ${finding.message}`)}</failure>\n`;
      text += "    </testcase>\n";
    }
    text += "  </testsuite>\n";
  }
  return `${text}</testsuites>\n`;
};

/** Checkstyle XML. */
export const checkstyle: OutputFormat = async (report) => {
  let text = '<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n';
  for (const [path, findings] of byPath(report.findings)) {
    text += `  <file name="${xml(path)}">\n`;
    for (const { finding, start } of findings) {
      const severity = finding.severity === "hint" ? "info" : finding.severity;
      text += `    <error line="${start.line}" column="${start.column}" severity="${severity}" message="${xml(finding.message)}" source="tenet.${finding.id}"/>\n`;
    }
    text += "  </file>\n";
  }
  return `${text}</checkstyle>\n`;
};

function byPath(findings: readonly ReportedFinding[]): Map<string, ReportedFinding[]> {
  const files = new Map<string, ReportedFinding[]>();
  for (const reported of findings) {
    const same = files.get(reported.path);
    if (same) same.push(reported);
    else files.set(reported.path, [reported]);
  }
  return files;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** A text for XML; characters that XML 1.0 does not know become U+FFFD. */
function xml(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
    .replace(/[&<>"']/g, (char) => entities[char]!)
    .replaceAll("\n", "&#10;");
}
