import type { Severity } from "../rules/rule.js";
import { fingerprints } from "./fingerprint.js";
import type { OutputFormat } from "./output-format.js";
import type { Report, ReportedFinding } from "./report.js";

/**
 * SARIF 2.1.0 (OASIS) with what GitHub code scanning reads: relative URIs, `security-severity`, `precision`, help in
 * Markdown, line hashes as partial fingerprints, suppressed findings as such, fixes.
 */
export const sarif: OutputFormat = async (report) => {
  const all = [...report.findings, ...report.suppressed];
  const ids = [...new Set(all.map(({ finding }) => finding.id))].sort();
  const rules = await Promise.all(ids.map((id) => ruleObject(id, report)));
  const prints = fingerprints(all);
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "tenet", semanticVersion: report.version, version: report.version, rules } },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { "%SRCROOT%": { description: { text: "The folder that tenet was run in." } } },
        results: all.map((reported, index) => resultObject(reported, ids.indexOf(reported.finding.id), prints[index]!)),
        invocations: [
          {
            executionSuccessful: report.unreadable === 0 && !report.broken,
            toolExecutionNotifications: report.problems.map((problem) => ({
              level: "warning",
              message: { text: problem.message },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: location(problem.path),
                    ...(problem.start && {
                      region: { startLine: problem.start.line, startColumn: problem.start.column },
                    }),
                  },
                },
              ],
            })),
          },
        ],
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
};

const levels: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note", hint: "note" };
/** Scores in the bands that code scanning names high (7 to 8.9), medium (4 to 6.9) and low. */
const scores: Readonly<Record<Severity, string>> = { error: "8.0", warning: "5.5", info: "3.0", hint: "1.0" };
const precisions = { certain: "very-high", likely: "high", possible: "medium" } as const;

async function ruleObject(id: string, report: Report) {
  const docs = await report.docs(id);
  const reported = [...report.findings, ...report.suppressed].filter(({ finding }) => finding.id === id);
  const rule = reported[0]?.finding.rule?.data;
  const title = rule?.title ?? id;
  const documentation = reported[0]?.finding.documentation;
  const severity: Severity = rule === undefined || rule.severity === "off" ? "warning" : rule.severity;
  const why = docs?.why.replace(/\s+/g, " ") ?? title;
  const remedy = docs?.remedy.replace(/\s+/g, " ") ?? "";
  return {
    id,
    name: id.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase()),
    shortDescription: { text: cut(title) },
    fullDescription: { text: cut(why) },
    ...(documentation !== undefined && { helpUri: documentation }),
    help: {
      text: cut(`${why}\n\n${remedy}`),
      markdown: `**${title}**\n\n${why}\n\n${remedy}${docs && docs.references.length > 0 ? `\n\nReferences: ${docs.references.join(", ")}` : ""}`,
    },
    defaultConfiguration: { level: levels[severity] },
    properties: {
      tags: ["security", ...(rule?.statements ?? [])].slice(0, 20),
      precision: precisions[rule?.confidence ?? "certain"],
      "security-severity": scores[severity],
      "problem.severity": severity === "error" ? "error" : severity === "warning" ? "warning" : "recommendation",
    },
  };
}

function resultObject(reported: ReportedFinding, ruleIndex: number, print: string) {
  const { finding, path, lines, text } = reported;
  return {
    ruleId: finding.id,
    ruleIndex,
    level: levels[finding.severity],
    message: { text: finding.message },
    locations: [
      {
        physicalLocation: { artifactLocation: location(path), region: region(finding.range.start, finding.range.end) },
      },
    ],
    ...(reported.related.length > 0 && {
      relatedLocations: reported.related.map(({ path, start, end, message }, index) => ({
        id: index + 1,
        message: { text: message },
        physicalLocation: {
          artifactLocation: location(path),
          region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
        },
      })),
    }),
    partialFingerprints: { "primaryLocationLineHash/v1": print },
    properties: { confidence: finding.confidence },
    ...(reported.suppressed && { suppressions: [{ kind: "inSource" }] }),
    ...(finding.fixes.length > 0 && {
      fixes: finding.fixes.map((fix) => ({
        description: { text: fix.title },
        artifactChanges: [
          {
            artifactLocation: location(path),
            replacements: fix.edits.map((edit) => ({
              deletedRegion: region(edit.range.start, edit.range.end),
              ...(edit.text !== "" && { insertedContent: { text: edit.text } }),
            })),
          },
        ],
      })),
    }),
  };

  function region(start: number, end: number) {
    const from = lines.position(Math.min(start, text.length));
    const to = lines.position(Math.min(end, text.length));
    return { startLine: from.line + 1, startColumn: from.column + 1, endLine: to.line + 1, endColumn: to.column + 1 };
  }
}

function location(path: string) {
  return { uri: path.split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" };
}

/** Code scanning refuses descriptions over 1,024 characters. */
function cut(text: string): string {
  return text.length > 1024 ? `${text.slice(0, 1021)}...` : text;
}
