import * as vscode from "vscode";
import type { BaseLanguageClient, WorkspaceEdit } from "vscode-languageclient";
import { filterNames } from "./findings-filter.js";
import type { FindingsTree } from "./findings-tree.js";
import type { Pages } from "./pages.js";

/** The commands that ask the server. */
export function commands(client: BaseLanguageClient, tree: FindingsTree, pages: Pages): vscode.Disposable {
  const register = vscode.commands.registerCommand;
  let scanned = false;
  return vscode.Disposable.from(
    register("tenet.scanWorkspace", () => {
      scanned = true;
      return scanWorkspace(client);
    }),
    // A server that was started again knows nothing of files that are not open.
    client.onDidChangeState(() => {
      if (scanned && client.isRunning()) client.sendRequest("tenet/scan", {}).catch(() => {});
    }),
    register("tenet.explainFile", () => pages.showOf("configuration")),
    register("tenet.whyNotLinted", () => pages.showOf("why")),
    register("tenet.showPage", (uri) => pages.show(vscode.Uri.parse(String(uri)))),
    register("tenet.exportReport", () => pages.showReport()),
    register("tenet.suppress", (uri, id, line, reason) => suppress(client, { uri, id, line, file: false }, reason)),
    register("tenet.suppressInFile", (uri, id, line, reason) =>
      suppress(client, { uri, id, line, file: true }, reason),
    ),
    register("tenet.setSeverity", (uri, id, severity) => setSeverity(client, uri, id, severity)),
    ...filterNames.flatMap((name) => [
      register(`tenet.${name}`, () => tree.filter(name, true)),
      register(`tenet.${name}.off`, () => tree.filter(name, false)),
    ]),
  );
}

interface ScanResult {
  readonly files: number;
  readonly findings: number;
  readonly cancelled: boolean;
}

/** Lints every file of the workspace with progress; gives what the server counted. */
async function scanWorkspace(client: BaseLanguageClient): Promise<ScanResult | null> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t("Tenet reads the workspace"),
      cancellable: true,
    },
    async (progress, token) => {
      const told = client.onNotification("tenet/scanned", ({ files }: { files: number }) =>
        progress.report({ message: vscode.l10n.t("{0} files", files) }),
      );
      try {
        return await client.sendRequest<ScanResult | null>("tenet/scan", {}, token);
      } catch {
        // Cancelled: what was found so far stays.
        return null;
      } finally {
        told.dispose();
      }
    },
  );
}

/** Asks for a reason where none is given, then writes the comment. */
async function suppress(client: BaseLanguageClient, finding: SuppressedFinding, given: unknown): Promise<void> {
  const reason =
    typeof given === "string"
      ? given
      : await vscode.window.showInputBox({
          prompt: finding.file
            ? vscode.l10n.t("Why is {0} fine in this file?", finding.id)
            : vscode.l10n.t("Why is {0} fine here?", finding.id),
          placeHolder: vscode.l10n.t("the reason, for those who read it later"),
        });
  if (reason === undefined) return;
  const changed = await apply(client, "tenet/suppress", { ...finding, reason });
  // Where the file takes no comments it stands in the configuration, which counts once it is saved.
  for (const document of changed)
    if (document.isDirty && document.uri.toString() !== finding.uri) await document.save();
}

interface SuppressedFinding {
  readonly uri: string;
  readonly id: string;
  readonly line: number;
  /** In the whole file. */
  readonly file: boolean;
}

/** Asks for a severity where none is given, then writes it to `tenet.yaml`. */
async function setSeverity(client: BaseLanguageClient, uri: string, id: string, given: unknown): Promise<void> {
  const severity =
    typeof given === "string"
      ? given
      : await vscode.window.showQuickPick(["error", "warning", "info", "hint", "off"], {
          placeHolder: vscode.l10n.t("How bad are findings of {0}?", id),
        });
  if (severity === undefined) return;
  const changed = await apply(client, "tenet/setSeverity", { uri, id, severity });
  // The configuration counts once it is saved.
  for (const document of changed) if (document.isDirty) await document.save();
}

async function apply(client: BaseLanguageClient, request: string, params: object): Promise<vscode.TextDocument[]> {
  const answer = await client.sendRequest<WorkspaceEdit | null>(request, params);
  const edit = answer && isCurrent(answer) && (await client.protocol2CodeConverter.asWorkspaceEdit(answer));
  if (!edit || !(await vscode.workspace.applyEdit(edit))) return [];
  return Promise.all(edit.entries().map(([uri]) => vscode.workspace.openTextDocument(uri)));
}

/** False for an edit that was made for another version of a text than the one that is open. */
function isCurrent(edit: WorkspaceEdit): boolean {
  return (edit.documentChanges ?? []).every((change) => {
    if (!("textDocument" in change) || change.textDocument.version === null) return true;
    const uri = vscode.Uri.parse(change.textDocument.uri).toString();
    const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri);
    return open?.version === change.textDocument.version;
  });
}
