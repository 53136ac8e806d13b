import type * as lsp from "vscode-languageserver";
import { MarkupKind } from "vscode-languageserver";
import { suppressionsOf } from "../lint/suppress.js";
import { documentationOf } from "../project/layers.js";
import type { Rule } from "../rules/rule-set.js";
import type { Range } from "../text/range.js";
import type { ClientFeatures } from "./client-features.js";
import { findingsAt } from "./code-actions.js";
import { offsetOf } from "./from-lsp.js";
import type { Linted } from "./session.js";
import { toRange } from "./to-lsp.js";

/** What is said about the findings at a position, or about the rule that a suppression there names. */
export async function hover(
  linted: Linted,
  position: lsp.Position,
  client: ClientFeatures,
): Promise<lsp.Hover | undefined> {
  const offset = offsetOf(linted.text, position);
  const about = rulesAt(linted, offset);
  if (about.length === 0) return undefined;
  const parts = await Promise.all(about.map(({ rule }) => describeRule(linted, rule, client)));
  return {
    contents: client.markdown
      ? { kind: MarkupKind.Markdown, value: parts.join("\n\n---\n\n") }
      : { kind: MarkupKind.PlainText, value: parts.join("\n\n").replaceAll(/\*\*|`/g, "") },
    range: toRange(linted.text, about[0]!.range),
  };
}

function rulesAt(linted: Linted, offset: number): { rule: Rule; range: Range }[] {
  const found = new Map<Rule, Range>();
  for (const { rule, range } of findingsAt(linted, { start: offset, end: offset }))
    if (rule && !found.has(rule)) found.set(rule, range);
  const { document } = linted.result;
  for (const suppression of document ? suppressionsOf(document) : [])
    for (const { id, range } of suppression.rules) {
      const rule = range.start <= offset && offset <= range.end ? linted.settings.rules.rule(id) : undefined;
      if (rule && !found.has(rule)) found.set(rule, range);
    }
  return [...found].map(([rule, range]) => ({ rule, range }));
}

/** A rule in a few sentences: what, why, what to do. */
export async function describeRule(
  linted: Pick<Linted, "project" | "settings">,
  rule: Rule,
  client: ClientFeatures,
): Promise<string> {
  const { id, title, statements } = rule.data;
  const docs = await linted.project.docs(id, linted.settings);
  const parts = [`**${title}** \`${id}\``];
  if (docs?.why) parts.push(docs.why.trim());
  if (docs?.remedy) parts.push(`**What to do:** ${docs.remedy.trim()}`);
  if (statements.length > 0) parts.push(`Answers ${statements.join(", ")}`);
  const own = documentationOf(linted.settings.pages, rule.data);
  if (own !== undefined) parts.push(client.markdown ? `[Your team's page](<${own}>)` : own);
  if (client.markdown && client.rulePages)
    parts.push(`[Show documentation](command:tenet.showRule?${encodeURIComponent(JSON.stringify([id]))})`);
  return parts.join("\n\n");
}
