import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";

/** What the server says of a document. */
interface Status {
  readonly rules: number;
  readonly configuration?: string;
  readonly format?: string;
  readonly findings: number;
  readonly took: number;
  readonly why?: string;
}

/** A lint that takes longer, in milliseconds, is shown as a warning. */
const budget = 1000;

/** The language status of the document in front: the rules, the configuration, the time it took, or why it is not linted. */
export function languageStatus(client: BaseLanguageClient): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem("tenet", [{ scheme: "file" }, { scheme: "untitled" }]);
  item.name = "Tenet";
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const update = async (): Promise<void> => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    if (!uri || !client.isRunning()) return;
    const status = await client.sendRequest<Status | null>("tenet/status", { uri: uri.toString() }).catch(() => null);
    if (!status || vscode.window.activeTextEditor?.document.uri !== uri) return;
    const slow = status.took > budget;
    item.severity = slow ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
    item.text = status.why
      ? vscode.l10n.t("Tenet: not linted")
      : vscode.l10n.t("Tenet: {0} findings, {1} ms", status.findings, status.took);
    const configuration = status.configuration
      ? vscode.workspace.asRelativePath(vscode.Uri.parse(status.configuration))
      : vscode.l10n.t("no tenet.yaml");
    item.detail = status.why ?? vscode.l10n.t("{0} rules, {1}", status.rules, configuration);
    item.command = status.configuration
      ? {
          title: vscode.l10n.t("Open configuration"),
          command: "vscode.open",
          arguments: [vscode.Uri.parse(status.configuration)],
        }
      : { title: vscode.l10n.t("Why?"), command: "tenet.explainFile" };
  };
  const soon = (): void => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void update(), 200);
  };
  soon();
  return vscode.Disposable.from(
    item,
    vscode.window.onDidChangeActiveTextEditor(soon),
    vscode.languages.onDidChangeDiagnostics(soon),
    new vscode.Disposable(() => clearTimeout(waiting)),
  );
}
