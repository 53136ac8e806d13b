import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";

/** What the server says of a document. */
interface Status {
  readonly rules: number;
  readonly configuration?: string;
  readonly findings: number;
  /** How long the last lint took, in milliseconds. */
  readonly took: number;
  readonly slowest?: { readonly rule: string; readonly took: number };
  readonly why?: string;
}

/**
 * The language status of the document in front: the rules, the configuration (a click opens it), the time the last lint
 * took, or why it is not linted. Over the time that the settings grant it turns yellow and names the file and the rule.
 */
export function languageStatus(client: BaseLanguageClient, schemes: readonly string[]): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem(
    "tenet",
    schemes.map((scheme) => ({ scheme })),
  );
  item.name = "Tenet";
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const update = async (): Promise<void> => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    if (!uri || !client.isRunning()) return;
    const status = await client.sendRequest<Status | null>("tenet/status", { uri: uri.toString() }).catch(() => null);
    if (!status || vscode.window.activeTextEditor?.document.uri !== uri) return;
    Object.assign(item, described(status, uri));
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

/** What the item shows of a status. */
export function described(
  status: Status,
  uri: vscode.Uri,
): Pick<vscode.LanguageStatusItem, "severity" | "text" | "detail" | "command"> {
  const { Information, Warning } = vscode.LanguageStatusSeverity;
  const { rules, findings, took, slowest, why, configuration } = status;
  const holds = configuration ? vscode.Uri.parse(configuration) : undefined;
  const name = holds ? vscode.workspace.asRelativePath(holds) : vscode.l10n.t("no tenet.yaml");
  const command = holds
    ? { title: vscode.l10n.t("Open configuration"), command: "vscode.open", arguments: [holds] }
    : { title: vscode.l10n.t("What holds here"), command: "tenet.explainFile" };
  if (why !== undefined)
    return {
      severity: Information,
      text: vscode.l10n.t("Tenet: not linted"),
      detail: why,
      command: { title: vscode.l10n.t("Why?"), command: "tenet.whyNotLinted" },
    };
  if (slowest)
    return {
      severity: Warning,
      text: vscode.l10n.t("Tenet: {0} took {1} ms", uri.path.split("/").at(-1)!, took),
      detail: vscode.l10n.t("the slowest rule was {0} with {1} ms", slowest.rule, slowest.took),
      command: { title: vscode.l10n.t("Show Output"), command: "tenet.showOutput" },
    };
  return {
    severity: Information,
    text: vscode.l10n.t("Tenet: {0} findings, {1} ms", findings, took),
    detail: vscode.l10n.t("{0} rules, {1}", rules, name),
    command,
  };
}
