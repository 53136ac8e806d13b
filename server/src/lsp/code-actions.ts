import type * as lsp from "vscode-languageserver";
import { CodeActionKind } from "vscode-languageserver";
import type { Finding, Note } from "../lint/finding.js";
import { fixAll, type WantedFixes, wantedFixes } from "../project/fix-all.js";
import { type NotedLine, notedLine } from "../project/noted-line.js";
import { overlaps, type Range } from "../text/range.js";
import type { ClientFeatures } from "./client-features.js";
import { rangeOf } from "./from-lsp.js";
import type { Linted } from "./session.js";
import { suppressInFile, suppressOnLine } from "./suppress-edit.js";
import { toDiagnostic, toWorkspaceEdit } from "./to-lsp.js";

/** The kind of the action that applies every safe fix. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.tenet`;

/** What is kept in an action whose edit is computed when it is chosen. */
export interface LazyAction {
  readonly uri: string;
  readonly version: number | null;
  /** Only this rule's findings; all safe fixes when absent. */
  readonly rule?: string;
}

/** For so many findings at once suppressions are offered; who selects more does not look for one. */
const mostSuppressed = 8;

/** The actions for a range: fixes, fixes of a whole rule or file, suppressions, documentation. */
export async function codeActions(
  linted: Linted,
  params: lsp.CodeActionParams,
  client: ClientFeatures,
): Promise<lsp.CodeAction[]> {
  const { only } = params.context;
  const actions: lsp.CodeAction[] = [];
  if (wants(only, CodeActionKind.QuickFix)) {
    const here = findingsAt(linted, rangeOf(linted.text, params.range));
    const diagnosticOf = matcher(linted, params.context.diagnostics ?? [], client);
    for (const finding of here) actions.push(...(await quickFixes(linted, finding, diagnosticOf(finding), client)));
    for (const id of new Set(here.map((one) => one.id))) actions.push(...(await fixRule(linted, id, client)));
    actions.push(...(await suppressions(linted, here.slice(0, mostSuppressed), diagnosticOf, client)));
    if (client.rulePages) actions.push(...commands(linted, here, diagnosticOf));
  }
  if (wants(only, fixAllKind) && wantedFixes(linted.result, { unsafe: false }).length > 0)
    actions.push(
      await withEdit({ title: "Fix all findings that have a safe fix", kind: fixAllKind }, linted, undefined, client),
    );
  return actions;
}

/** The edit of an action that was chosen. Gives undefined when the document moved on. */
export async function resolveAction(
  action: lsp.CodeAction,
  linted: Linted | undefined,
  client: ClientFeatures,
): Promise<lsp.CodeAction | undefined> {
  const lazy = action.data as LazyAction | undefined;
  if (!lazy || action.edit) return action;
  if (!linted || linted.text.version !== lazy.version) return undefined;
  return { ...action, edit: await fixEdit(linted, lazy.rule, client) };
}

/** True when a client asks for this kind: all kinds, the kind itself or one above it. */
function wants(only: readonly string[] | undefined, kind: string): boolean {
  if (!only || only.length === 0) return true;
  return only.some((one) => one === "" || kind === one || kind.startsWith(`${one}.`));
}

/** The findings that touch a range. */
export function findingsAt(linted: Linted, range: Range): Finding[] {
  return linted.result.findings.filter(
    (one) => overlaps(one.range, range) || one.range.end === range.start || range.end === one.range.start,
  );
}

/** Finds the client's own diagnostic of a finding; makes one where the client sent none. */
function matcher(linted: Linted, sent: readonly lsp.Diagnostic[], client: ClientFeatures) {
  return (finding: Finding): lsp.Diagnostic => {
    const made = toDiagnostic(linted.text, finding, client, () => undefined);
    const same = (one: lsp.Diagnostic) =>
      one.code === made.code &&
      one.range?.start?.line === made.range.start.line &&
      one.range.start.character === made.range.start.character;
    return sent.find(same) ?? made;
  };
}

async function quickFixes(
  linted: Linted,
  finding: Finding,
  diagnostic: lsp.Diagnostic,
  client: ClientFeatures,
): Promise<lsp.CodeAction[]> {
  const preferred = finding.fixes.find((one) => one.safe);
  const actions: lsp.CodeAction[] = [];
  for (const fix of finding.fixes) {
    const notes = await notedLines(linted, fix.note ? [fix.note] : []);
    actions.push({
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      ...(fix === preferred ? { isPreferred: true } : {}),
      edit: toWorkspaceEdit(linted.text, fix.edits, client, notes),
    });
  }
  return actions;
}

async function notedLines(linted: Linted, notes: readonly Note[]): Promise<NotedLine[]> {
  const found = await Promise.all(notes.map((note) => notedLine(linted.project, linted.path, note)));
  return found.filter((one) => one !== undefined);
}

/** Fixes every finding of a rule, where there are several to fix. */
async function fixRule(linted: Linted, id: string, client: ClientFeatures): Promise<lsp.CodeAction[]> {
  if (wantedFixes(linted.result, wantedOf(linted, id)).length < 2) return [];
  return [await withEdit({ title: `Fix all findings of ${id}`, kind: CodeActionKind.QuickFix }, linted, id, client)];
}

/** Of a rule its safe fixes, and the others only when it has no safe one here; of a file the safe ones. */
function wantedOf(linted: Linted, rule: string | undefined): WantedFixes {
  if (rule === undefined) return { unsafe: false };
  const safe = wantedFixes(linted.result, { unsafe: false, rules: [rule] }).length > 0;
  return { unsafe: !safe, rules: [rule] };
}

async function withEdit(
  action: lsp.CodeAction,
  linted: Linted,
  rule: string | undefined,
  client: ClientFeatures,
): Promise<lsp.CodeAction> {
  if (!client.lazyEdits) return { ...action, edit: await fixEdit(linted, rule, client) };
  const { uri, version } = linted.text;
  return { ...action, data: { uri, version, ...(rule === undefined ? {} : { rule }) } satisfies LazyAction };
}

async function fixEdit(linted: Linted, rule: string | undefined, client: ClientFeatures): Promise<lsp.WorkspaceEdit> {
  const fixed = await fixAll(linted.project, linted.path, linted.result, wantedOf(linted, rule));
  return toWorkspaceEdit(linted.text, fixed.edits, client, await notedLines(linted, fixed.notes));
}

async function suppressions(
  linted: Linted,
  findings: readonly Finding[],
  diagnosticOf: (finding: Finding) => lsp.Diagnostic,
  client: ClientFeatures,
): Promise<lsp.CodeAction[]> {
  const { document } = linted.result;
  if (!document) return [];
  const reread = (text: string) => linted.project.parse(linted.path, text);
  const onLine: lsp.CodeAction[] = [];
  const inFile: lsp.CodeAction[] = [];
  const seen = new Set<string>();
  const add = (list: lsp.CodeAction[], title: string, finding: Finding, edit: lsp.WorkspaceEdit) =>
    list.push({ title, kind: CodeActionKind.QuickFix, diagnostics: [diagnosticOf(finding)], edit });
  for (const finding of findings) {
    if (!finding.rule) continue;
    const edit = await suppressOnLine(document, finding, reread);
    if (edit) add(onLine, `Suppress ${finding.id} on this line`, finding, toWorkspaceEdit(linted.text, [edit], client));
    if (seen.has(finding.id)) continue;
    seen.add(finding.id);
    const fileEdit = await suppressInFile(document, finding.id, reread);
    if (fileEdit)
      add(inFile, `Suppress ${finding.id} in this file`, finding, toWorkspaceEdit(linted.text, [fileEdit], client));
  }
  return [...onLine, ...inFile];
}

/** What tenet's own extension does by asking: a suppression with a reason, a severity, a rule's page. */
function commands(
  linted: Linted,
  findings: readonly Finding[],
  diagnosticOf: (finding: Finding) => lsp.Diagnostic,
): lsp.CodeAction[] {
  const { uri } = linted.text;
  const seen = new Set<string>();
  return findings.flatMap((finding) => {
    const { id } = finding;
    if (!finding.rule || seen.has(id)) return [];
    seen.add(id);
    const diagnostic = diagnosticOf(finding);
    const action = (title: string, command: string, ...args: unknown[]): lsp.CodeAction => ({
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      command: { title, command, arguments: args },
    });
    const comments = linted.result.document?.format.comment !== undefined;
    return [
      ...(comments
        ? [
            action(`Suppress ${id} with a reason…`, "tenet.suppress", uri, id, diagnostic.range.start.line),
            action(
              `Suppress ${id} in this file with a reason…`,
              "tenet.suppressInFile",
              uri,
              id,
              diagnostic.range.start.line,
            ),
          ]
        : [
            action(
              `Suppress ${id} in this file in tenet.yaml…`,
              "tenet.suppressInFile",
              uri,
              id,
              diagnostic.range.start.line,
            ),
          ]),
      action(`Set the severity of ${id} in tenet.yaml…`, "tenet.setSeverity", uri, id),
      action(`Show documentation for ${id}`, "tenet.showRule", id),
    ];
  });
}
