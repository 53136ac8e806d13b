import { URI } from "vscode-uri";
import { detect } from "../formats/index.js";
import { configName } from "../project/config.js";
import { rulePage } from "../rules/rule-page.js";
import { overrideOf } from "./editor-settings.js";
import { blockPage } from "./lenses.js";
import type { Session, Standing } from "./session.js";
import { blockPageFolder, rulePageUri } from "./to-lsp.js";

/** The request with which the extension asks for the text of a `tenet:` document. */
export const pageRequest = "tenet/page";

/**
 * The Markdown of a `tenet:` document: `/rules/ID.md`; with a document's URI as the query `/configuration/NAME.md`
 * (what holds for it), `/why/NAME.md` (why it is not linted) and `/blocks/INDEX/NAME.md` (what is said of a block).
 */
export async function page(session: Session, uri: string): Promise<string> {
  const { path, query } = URI.parse(uri);
  const [folder, ...rest] = path.slice(1).split("/");
  if (folder === "rules") return (await ruleText(session, uri)) ?? "There is no such rule.\n";
  if (folder === blockPageFolder)
    return (await blockPage(session, query, Number(rest[0]))) ?? "There is no such block any more.\n";
  const standing = await session.standing(query);
  if (!standing)
    return `# ${rest.at(-1)?.replace(/\.md$/, "")}\n\n**Not linted.** The editor did not open it as a text.\n`;
  return folder === "why" ? whyPage(standing) : configurationPage(standing);
}

async function ruleText(session: Session, uri: string): Promise<string | undefined> {
  for (const { project, settings } of await session.inUse()) {
    const rule = settings.rules.rules.find((one) => rulePageUri(one.data.id) === uri);
    if (rule) return rulePage(rule.data, await project.docs(rule.data.id, settings));
  }
  return undefined;
}

/** Why a document is not linted; of one that is, what keeps findings away. */
function whyPage(standing: Standing): string {
  const { path, settings, linted, why, project } = standing;
  const parts = [`# ${nameOf(path)}`];
  if (why !== undefined || !linted) {
    parts.push(`**Not linted.** ${why}`);
    return `${parts.join("\n\n")}\n`;
  }
  const { result, known } = linted;
  const options = project.lintOptions(settings, path);
  parts.push(`**It is linted**, as \`${formatOf(standing)}\`: ${count(result.findings.length, "finding")}.`);
  const off = settings.rules.rules.filter((rule) => (options.severityOf(rule) ?? rule.data.severity) === "off").length;
  const hidden = standing.editor.severityOverrides.filter((one) => one.severity === "off").map((one) => one.pattern);
  parts.push(
    [
      `- ${count(result.suppressed.length, "finding")} suppressed by comments or the configuration`,
      `- ${count(result.baselined.length, "finding")} held by the baseline${known.length > 0 ? ", shown as hints" : ""}`,
      `- ${count(result.undecided.length, "place")} where a rule could not decide, because the files do not say`,
      `- ${count(off, "rule")} switched off`,
      `- findings less sure than \`${options.minConfidence}\` left out`,
      ...(hidden.length > 0 ? [`- left out by the editor's settings: ${hidden.join(", ")}`] : []),
      ...(result.problems.length > 0
        ? [`- ${count(result.problems.length, "part")} of the text could not be read: ${result.problems[0]!.message}`]
        : []),
    ].join("\n"),
  );
  return `${parts.join("\n\n")}\n`;
}

/** What holds for a document: its configuration, its rules and their severities, and who says so. */
function configurationPage(standing: Standing): string {
  const { path, project, settings, linted, why, editor } = standing;
  const options = project.lintOptions(settings, path);
  const parts = [`# ${nameOf(path)}`];
  if (why !== undefined) parts.push(`**Not linted.** ${why}`);
  else
    parts.push(`Read as \`${formatOf(standing)}\`; ${linted?.result.findings.length} findings in ${linted?.took} ms.`);
  parts.push(
    settings.folder === undefined
      ? "No `tenet.yaml` holds here."
      : `Configuration: \`${settings.folder}/${configName}\``,
    `Findings less sure than \`${options.minConfidence}\` are left out.`,
  );
  const rows = settings.rules.rules
    .map((rule) => {
      const { id, severity } = rule.data;
      const mine = overrideOf(editor.severityOverrides, id);
      const set = options.severityOf(rule);
      const by = mine ? "the editor's settings" : set === undefined ? "the rule" : "the configuration";
      return `| \`${id}\` | ${mine ?? set ?? severity} | ${by} |`;
    })
    .sort();
  parts.push(["| rule | severity | said by |", "|---|---|---|", ...rows].join("\n"));
  return `${parts.join("\n\n")}\n`;
}

function formatOf({ linted, path }: Standing): string | undefined {
  return linted?.result.document?.format.id ?? detect(path, () => linted?.text.text ?? "")?.id;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function count(many: number, what: string): string {
  return `${many === 0 ? "no" : many} ${what}${many === 1 ? "" : "s"}`;
}
