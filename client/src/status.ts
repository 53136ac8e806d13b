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

/** What the item shows. */
export type StatusText = Pick<vscode.LanguageStatusItem, "severity" | "text" | "detail" | "command">;

/**
 * The language status of the document in front: the rules, the configuration (a click opens it), the time the last lint
 * took, or why it is not linted. Over the time that the settings grant it turns yellow and names the file and the rule.
 */
export class LanguageStatus implements vscode.Disposable {
  readonly #client: BaseLanguageClient;
  readonly #item: vscode.LanguageStatusItem;
  readonly #listeners: readonly vscode.Disposable[];
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #shown: StatusText | undefined;

  /** Shows the status of documents with these schemes from now on. */
  constructor(client: BaseLanguageClient, schemes: readonly string[]) {
    this.#client = client;
    this.#item = vscode.languages.createLanguageStatusItem(
      "tenet",
      schemes.map((scheme) => ({ scheme })),
    );
    this.#item.name = "Tenet";
    const soon = (): void => {
      clearTimeout(this.#waiting);
      this.#waiting = setTimeout(() => void this.#update(), 200);
    };
    this.#listeners = [
      vscode.window.onDidChangeActiveTextEditor(soon),
      vscode.languages.onDidChangeDiagnostics(soon),
      vscode.workspace.onDidChangeConfiguration(soon),
    ];
    soon();
  }

  /** What it shows now; undefined before it has shown anything. */
  get shown(): StatusText | undefined {
    return this.#shown;
  }

  dispose(): void {
    clearTimeout(this.#waiting);
    for (const one of [...this.#listeners, this.#item]) one.dispose();
  }

  async #update(): Promise<void> {
    const uri = vscode.window.activeTextEditor?.document.uri;
    if (!uri || !this.#client.isRunning()) return;
    const status = await this.#client
      .sendRequest<Status | null>("tenet/status", { uri: uri.toString() })
      .catch(() => null);
    if (!status || vscode.window.activeTextEditor?.document.uri !== uri) return;
    this.#shown = described(status, uri);
    Object.assign(this.#item, this.#shown);
  }
}

function described(status: Status, uri: vscode.Uri): StatusText {
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
