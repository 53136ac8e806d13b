import * as vscode from "vscode";
import type { BaseLanguageClient, WorkspaceEdit } from "vscode-languageclient";
import type { FindingsTree } from "./findings-tree.js";
import { report } from "./report.js";

/** The commands that ask the server. */
export function commands(client: BaseLanguageClient, tree: FindingsTree): vscode.Disposable {
  const register = vscode.commands.registerCommand;
  return vscode.Disposable.from(
    register("tenet.scanWorkspace", () => scanWorkspace(client)),
    register("tenet.explainFile", () => explainFile(client)),
    register("tenet.exportReport", async () => showText(report(await tree.roots()))),
    register("tenet.suppress", (uri, id, line, reason) => suppress(client, uri, id, line, reason)),
    register("tenet.setSeverity", (uri, id, severity) => setSeverity(client, uri, id, severity)),
    register("tenet.showOpenOnly", () => tree.filter(true)),
    register("tenet.showAll", () => tree.filter(false)),
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

async function explainFile(client: BaseLanguageClient): Promise<void> {
  const uri = vscode.window.activeTextEditor?.document.uri;
  if (uri) await showText(await client.sendRequest<string>("tenet/explainFile", { uri: uri.toString() }));
}

async function showText(content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: "markdown", content });
  await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Beside });
}

/** Asks for a reason where none is given, then writes the comment. */
async function suppress(
  client: BaseLanguageClient,
  uri: string,
  id: string,
  line: number,
  given: unknown,
): Promise<void> {
  const reason =
    typeof given === "string"
      ? given
      : await vscode.window.showInputBox({
          prompt: vscode.l10n.t("Why is {0} fine here?", id),
          placeHolder: vscode.l10n.t("the reason, for those who read it later"),
        });
  if (reason === undefined) return;
  await apply(client, "tenet/suppress", { uri, id, line, file: false, reason });
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
  const edit = answer && (await client.protocol2CodeConverter.asWorkspaceEdit(answer));
  if (!edit || !(await vscode.workspace.applyEdit(edit))) return [];
  return Promise.all(edit.entries().map(([uri]) => vscode.workspace.openTextDocument(uri)));
}
