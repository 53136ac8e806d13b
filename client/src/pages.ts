import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";

/** Where the report of all findings is shown. */
const reportUri = vscode.Uri.from({ scheme: "tenet", path: "/findings.md" });

/** The `tenet:` documents: pages that the server writes, and the report of the findings. They are read only and never asked to be saved. */
export class Pages implements vscode.TextDocumentContentProvider {
  readonly #client: BaseLanguageClient;
  readonly #report: () => Promise<string>;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  /** `report` writes the report of the findings. */
  constructor(client: BaseLanguageClient, report: () => Promise<string>) {
    this.#client = client;
    this.#report = report;
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    if (uri.path === reportUri.path) return this.#report();
    await this.#client.start();
    return this.#client.sendRequest<string>("tenet/page", { uri: uri.toString() });
  }

  /** Shows a page beside the text, written anew. */
  async show(uri: vscode.Uri): Promise<void> {
    this.#changed.fire(uri);
    try {
      await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
    } catch {
      // An editor without the Markdown preview shows the page as text.
      await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preview: true });
    }
  }

  /** Shows the report as text, so that it can be copied or saved elsewhere. */
  async showReport(): Promise<void> {
    this.#changed.fire(reportUri);
    await vscode.window.showTextDocument(reportUri, { viewColumn: vscode.ViewColumn.Beside, preview: false });
  }

  /** Shows what the server writes in a folder of pages about the document in front. */
  async showOf(folder: "configuration" | "why"): Promise<void> {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const name = uri?.path.split("/").at(-1) ?? "no file";
    await this.show(vscode.Uri.from({ scheme: "tenet", path: `/${folder}/${name}.md`, query: uri?.toString() ?? "" }));
  }
}
