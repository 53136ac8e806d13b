import { withoutControls } from "./format-concise.js";
import type { OutputFormat } from "./output-format.js";
import { countBySeverity } from "./report.js";

/** GitHub shows at most ten annotations of a kind a step; the rest is counted on a line of its own. */
const shown = 10;

/** Configuration, rules and baseline: tenet's own files. */
const own = /(?:^|\/)(?:tenet\.yaml$|\.tenet\/)/;

const commands = { error: "error", warning: "warning", info: "notice", hint: "notice" } as const;

/** Workflow commands that GitHub Actions turns into annotations (GitHub: workflow commands for Actions). */
export const github: OutputFormat = async (report) => {
  let text = "";
  const used = { error: 0, warning: 0, notice: 0 };
  let more = 0;
  // Who changed the configuration is told in the same place as who changed a file.
  for (const { path, start, message } of report.problems.filter((one) => own.test(one.path)).slice(0, shown)) {
    used.warning++;
    const place = start ? `,line=${start.line},col=${start.column}` : "";
    text += `::warning file=${property(path)}${place},title=tenet::${data(message)}\n`;
  }
  for (const { finding, path, start, end } of report.findings) {
    const command = commands[finding.severity];
    if (++used[command] > shown) {
      more++;
      continue;
    }
    const place = `file=${property(path)},line=${start.line},endLine=${end.line},col=${start.column},endColumn=${end.column}`;
    text += `::${command} ${place},title=${property(finding.id)}::${data(finding.message)}\n`;
  }
  if (more > 0) text += `::notice title=tenet::${more} more findings are not shown as annotations\n`;
  const counts = countBySeverity(report.findings);
  return `${text}tenet: ${counts.error} errors, ${counts.warning} warnings, ${counts.info + counts.hint} notes in ${report.files} files\n`;
};

function data(text: string): string {
  return withoutControls(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
