import type * as lsp from "vscode-languageserver";
import { DiagnosticSeverity, DiagnosticTag } from "vscode-languageserver";
import { URI } from "vscode-uri";
import type { Finding, Related } from "../lint/finding.js";
import type { NotedLine } from "../project/noted-line.js";
import type { FileProblem } from "../project/project.js";
import type { Severity, Tag } from "../rules/rule.js";
import type { Edit } from "../text/edit.js";
import type { Range } from "../text/range.js";
import type { ClientFeatures } from "./client-features.js";
import { unitsOf } from "./from-lsp.js";
import { OpenText } from "./open-text.js";

/** The URI of a path on the disk. */
export function uriOf(path: string): string {
  return URI.file(path).toString();
}

/** Where the page of a rule is shown by tenet's own extension. */
export function rulePageUri(id: string): string {
  return `tenet:/rules/${id}.md`;
}

/** The folder of the `tenet:` documents that say more of a block. */
export const blockPageFolder = "blocks";

/** Where tenet's own extension shows what is said of a document's block, by its place among the lenses. */
export function blockPageUri(uri: string, index: number): string {
  const name = URI.parse(uri).path.split("/").at(-1);
  return URI.from({ scheme: "tenet", path: `/${blockPageFolder}/${index}/${name}.md`, query: uri }).toString();
}

/** An offset as the client counts. */
export function positionOf(text: OpenText, offset: number): lsp.Position {
  const { line, column } = text.lines.position(offset);
  if (text.encoding === "utf-16") return { line, character: column };
  let character = 0;
  const { start } = text.lines.line(line);
  for (let at = start; at < start + column; ) {
    const code = text.text.codePointAt(at)!;
    character += unitsOf(code, text.encoding);
    at += code > 0xffff ? 2 : 1;
  }
  return { line, character };
}

/** A range as the client counts. */
export function toRange(text: OpenText, range: Range): lsp.Range {
  return { start: positionOf(text, range.start), end: positionOf(text, range.end) };
}

/** A finding as a diagnostic. `open` gives the text of another file by the path findings have, undefined when it cannot be read. */
export function toDiagnostic(
  text: OpenText,
  finding: Finding,
  client: ClientFeatures,
  open: (path: string) => OpenText | undefined,
): lsp.Diagnostic {
  const diagnostic: lsp.Diagnostic = {
    range: toRange(text, finding.range),
    severity: toSeverity[finding.severity],
    code: finding.id,
    source: "tenet",
    message: finding.message,
  };
  if (client.codeDescription && finding.documentation !== undefined)
    diagnostic.codeDescription = { href: finding.documentation };
  else if (client.codeDescription && client.rulePages && finding.rule)
    diagnostic.codeDescription = { href: rulePageUri(finding.id) };
  if (client.tags && finding.tag) diagnostic.tags = [toTag[finding.tag]];
  if (client.relatedInformation && finding.related.length > 0) {
    const related = finding.related.flatMap((one) => toRelated(finding, one, text, open));
    if (related.length > 0) diagnostic.relatedInformation = related;
  }
  return diagnostic;
}

function toRelated(
  finding: Finding,
  related: Related,
  text: OpenText,
  open: (path: string) => OpenText | undefined,
): lsp.DiagnosticRelatedInformation[] {
  const target = related.path === finding.path ? text : open(related.path);
  if (!target) return [];
  return [{ location: { uri: target.uri, range: toRange(target, related.range) }, message: related.message }];
}

/** A problem of a file as a diagnostic: an error in tenet's own files (`tenet.yaml`, a rule), else information. */
export function problemToDiagnostic(text: OpenText, problem: FileProblem, own: boolean): lsp.Diagnostic {
  return {
    range: toRange(text, problem.range ?? { start: 0, end: 0 }),
    severity: own ? DiagnosticSeverity.Error : DiagnosticSeverity.Information,
    source: "tenet",
    message: problem.message,
  };
}

const toTag: Readonly<Record<Tag, DiagnosticTag>> = {
  deprecated: DiagnosticTag.Deprecated,
  unnecessary: DiagnosticTag.Unnecessary,
};

const toSeverity: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Edits of one text, bound to its version where the client can check it, and what other files get with them. */
export function toWorkspaceEdit(
  text: OpenText,
  edits: readonly Edit[],
  client: ClientFeatures,
  notes: readonly NotedLine[] = [],
): lsp.WorkspaceEdit {
  const textEdits = (of: OpenText, some: readonly Edit[]): lsp.TextEdit[] =>
    some.map((edit) => ({ range: toRange(of, edit.range), newText: edit.text }));
  const files = [...new Set(notes.map(({ path }) => path))].map((path) => {
    const lines = notes.filter((note) => note.path === path);
    const other = new OpenText(uriOf(path), null, lines[0]!.decoded?.text ?? "", client.encoding);
    const isNew = lines[0]!.decoded === undefined;
    return {
      uri: other.uri,
      isNew,
      edits: textEdits(
        other,
        lines.map(({ edit }) => edit),
      ),
    };
  });
  if (!client.documentChanges) {
    const there = files.filter(({ isNew }) => !isNew).map(({ uri, edits: changes }) => [uri, changes] as const);
    return { changes: { [text.uri]: textEdits(text, edits), ...Object.fromEntries(there) } };
  }
  return {
    documentChanges: [
      { textDocument: { uri: text.uri, version: text.version }, edits: textEdits(text, edits) },
      ...files.flatMap(({ uri, isNew, edits: changes }): (lsp.CreateFile | lsp.TextDocumentEdit)[] => {
        if (isNew && !client.createFiles) return [];
        const change = { textDocument: { uri, version: null }, edits: changes };
        return isNew ? [{ kind: "create", uri, options: { ignoreIfExists: true } }, change] : [change];
      }),
    ],
  };
}
