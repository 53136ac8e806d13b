import type { CancellationToken, Connection, WorkspaceEdit } from "vscode-languageserver";
import { detect } from "../formats/index.js";
import { configName } from "../project/config.js";
import type { Project, Settings } from "../project/project.js";
import { statementPlaces } from "../project/statements.js";
import { severities } from "../rules/rule.js";
import { decodeText } from "../text/decode.js";
import type { Edit } from "../text/edit.js";
import type { ClientFeatures } from "./client-features.js";
import { findingsAt } from "./code-actions.js";
import { severityEdit, suppressionEdit } from "./configuration-edit.js";
import { type ExampleResults, exampleResults } from "./example-results.js";
import { offsetOf, pathOf } from "./from-lsp.js";
import { OpenText } from "./open-text.js";
import { page, pageRequest } from "./pages.js";
import type { Scan, ScanResult } from "./scan.js";
import type { Session } from "./session.js";
import { slowestRule } from "./slowest-rule.js";
import { suppressInFile, suppressOnLine } from "./suppress-edit.js";
import { toWorkspaceEdit, uriOf } from "./to-lsp.js";

/** What the extension shows in its status item. */
export interface Status {
  readonly rules: number;
  /** The `tenet.yaml` that holds, as a URI. */
  readonly configuration?: string;
  readonly format?: string;
  readonly findings: number;
  /** How long the last lint took, in milliseconds, and how long it may take before it is told. */
  readonly took: number;
  readonly budget: number;
  /** The rule that took longest, when the time was more than it may be. */
  readonly slowest?: { readonly rule: string; readonly took: number };
  /** Why the document is not linted. */
  readonly why?: string;
}

/** A rule as the findings tree shows it. */
export interface CatalogueRule {
  readonly id: string;
  readonly title: string;
  readonly statements: readonly { readonly id: string; readonly text: string; readonly principle: string }[];
}

interface Serving {
  readonly connection: Connection;
  readonly session: Session;
  readonly scan: Scan;
  readonly client: ClientFeatures;
  /** Runs a request so that an exception of ours is logged and answered with `otherwise`. */
  readonly guarded: <P, R>(
    doing: string,
    otherwise: R,
    handler: (params: P, token: CancellationToken) => Promise<R> | R,
  ) => (given: P, token: CancellationToken) => Promise<R>;
}

/** Answers what only tenet's own extension asks. */
export function serveExtension({ connection, session, scan, client, guarded }: Serving): void {
  connection.onRequest(
    "tenet/scan",
    guarded<unknown, ScanResult | null>("scanning the workspace", null, (_, token) =>
      scan.run({
        cancelled: () => token.isCancellationRequested,
        report: (files, path) => void connection.sendNotification("tenet/scanned", { files, path }),
      }),
    ),
  );
  connection.onRequest(
    "tenet/status",
    guarded<{ uri: string }, Status | null>("telling the status", null, async ({ uri }) => {
      const standing = await session.standing(uri);
      if (!standing) return null;
      const { settings, linted, path, why, editor } = standing;
      return {
        rules: settings.rules.rules.length,
        ...(settings.folder === undefined ? {} : { configuration: uriOf(`${settings.folder}/${configName}`) }),
        format: linted ? (linted.result.document?.format.id ?? detect(path, () => linted.text.text)?.id) : undefined,
        findings: linted?.result.findings.length ?? 0,
        took: linted?.took ?? 0,
        budget: editor.timeBudget,
        slowest: linted && slowestRule(linted),
        why,
      };
    }),
  );
  connection.onRequest(
    pageRequest,
    guarded<{ uri: string }, string>("writing a page", "", ({ uri }) => page(session, uri)),
  );
  connection.onRequest(
    "tenet/catalogue",
    guarded<unknown, CatalogueRule[]>("listing the rules", [], async () => {
      const found = new Map<string, CatalogueRule>();
      for (const { project, settings } of await session.inUse()) await addRules(project, settings, found);
      return [...found.values()];
    }),
  );
  connection.onRequest(
    "tenet/setSeverity",
    guarded<{ uri: string; id: string; severity: string }, WorkspaceEdit | null>(
      "setting a severity",
      null,
      async ({ uri, id, severity }) => {
        const wanted = severity === "off" ? "off" : severities.find((one) => one === severity);
        if (!wanted) return null;
        return (await configurationEdit(session, client, uri, id, (text) => severityEdit(text, id, wanted))) ?? null;
      },
    ),
  );
  connection.onRequest(
    "tenet/suppress",
    guarded<SuppressParams, WorkspaceEdit | null>("suppressing", null, (params) => suppress(session, client, params)),
  );
  connection.onRequest(
    "tenet/runExamples",
    guarded<{ uri: string; text: string }, ExampleResults | null>("running examples", null, ({ uri, text }) =>
      exampleResults(pathOf(uri) ?? uri, text),
    ),
  );
}

async function addRules(project: Project, settings: Settings, found: Map<string, CatalogueRule>): Promise<void> {
  const places = statementPlaces(await project.principles(settings));
  for (const { data } of settings.rules.rules) {
    if (found.has(data.id)) continue;
    const statements = data.statements.flatMap((id) => {
      const place = places.get(id);
      return place ? [{ id, text: place.text, principle: place.principleTitle }] : [];
    });
    found.set(data.id, { id: data.id, title: data.title, statements });
  }
}

/** An edit of the nearest `tenet.yaml`, or of a new one in the workspace folder, for a document and a rule that is known there. */
async function configurationEdit(
  session: Session,
  client: ClientFeatures,
  uri: string,
  id: string,
  change: (text: string, path: string) => Edit | undefined,
): Promise<WorkspaceEdit | undefined> {
  const standing = await session.standing(uri);
  if (!standing?.settings.rules.rule(id)) return undefined;
  const { project, settings, path } = standing;
  const folder = settings.folder ?? project.options.root;
  if (folder === "") return undefined;
  const target = uriOf(`${folder}/${configName}`);
  const bytes = project.host.read(`${folder}/${configName}`);
  const saved = bytes && decodeText(bytes)?.text;
  const text = session.text(target) ?? new OpenText(target, null, saved ?? "", client.encoding);
  const edit = path.startsWith(`${folder}/`) ? change(text.text, path.slice(folder.length + 1)) : undefined;
  if (!edit) return undefined;
  const changes = toWorkspaceEdit(text, [edit], client);
  if (bytes || session.text(target) || !changes.documentChanges) return changes;
  return { documentChanges: [{ kind: "create", uri: target }, ...changes.documentChanges] };
}

interface SuppressParams {
  readonly uri: string;
  readonly id: string;
  readonly line: number;
  readonly file: boolean;
  readonly reason: string;
  readonly until?: string;
}

/** The edit that suppresses a finding with a reason: a comment, or an entry of `tenet.yaml` where the format has none. */
async function suppress(
  session: Session,
  client: ClientFeatures,
  { uri, id, line, file, reason, until }: SuppressParams,
): Promise<WorkspaceEdit | null> {
  const linted = await session.lint(uri);
  const document = linted?.result.document;
  if (!linted || !document) return null;
  const start = offsetOf(linted.text, { line, character: 0 });
  const { end } = linted.text.lines.line(linted.text.lines.position(start).line);
  const finding = findingsAt(linted, { start, end }).find((one) => one.id === id);
  if (!finding) return null;
  const reread = (text: string) => linted.project.parse(linted.path, text);
  // The reason stays on its line and cannot end the comment.
  const words = reason
    .replaceAll(/\s+/g, " ")
    .replaceAll(/\*\/|-->/g, "")
    .trim();
  const more = `${until && isDay(until) ? ` until ${until}` : ""}${words === "" ? "" : `: ${words}`}`;
  if (document.format.comment === undefined) {
    const accepted = { rule: id, until: until && isDay(until) ? until : undefined, reason: words };
    const change = (text: string, path: string) => suppressionEdit(text, { ...accepted, file: path });
    return (await configurationEdit(session, client, uri, id, change)) ?? null;
  }
  const edit = file
    ? await suppressInFile(document, id, reread, more)
    : await suppressOnLine(document, finding, reread, more);
  return edit ? toWorkspaceEdit(linted.text, [edit], client) : null;
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text);
}
