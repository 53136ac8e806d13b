import * as vscode from "vscode";
import {
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  TransportKind,
} from "vscode-languageclient/node";
import { Catalogue } from "./catalogue.js";
import { commands } from "./commands.js";
import { exampleTests } from "./examples.js";
import { type Branch, FindingsTree } from "./findings-tree.js";
import { languageStatus } from "./status.js";

let client: LanguageClient | undefined;

/** What the extension tells others: the tests, which end the server to see it come back. */
export interface Api {
  serverProcess(): number | undefined;
  /** The branches of the findings tree. */
  branches(): Promise<readonly Branch[]>;
}

/** Starts the language server, one for all folders, and adds the commands. */
export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const running = createClient(context);
  client = running;
  const catalogue = new Catalogue(running);
  const tree = new FindingsTree(catalogue);
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider("tenet", {
      provideTextDocumentContent: async (uri) => {
        await running.start();
        return running.sendRequest<string>("tenet/rulePage", { uri: `tenet:${uri.path}` });
      },
    }),
    vscode.commands.registerCommand("tenet.restart", () => running.restart()),
    vscode.commands.registerCommand("tenet.showOutput", () => running.outputChannel.show(true)),
    vscode.commands.registerCommand("tenet.showRule", showRule),
    vscode.window.registerTreeDataProvider("tenet.findings", tree),
    vscode.languages.onDidChangeDiagnostics(() => tree.refresh()),
    vscode.workspace.onDidSaveTextDocument(() => catalogue.forget()),
    commands(running, tree),
    languageStatus(running),
    exampleTests(running),
  );
  await running.start();
  tree.refresh();
  return { serverProcess: () => running.serverProcess?.pid, branches: () => tree.roots() };
}

/** Stops the server. */
export async function deactivate(): Promise<void> {
  await client?.dispose();
}

function createClient(context: vscode.ExtensionContext): LanguageClient {
  const module = context.asAbsolutePath("dist/server.js");
  const server: ServerOptions = {
    run: { module, transport: TransportKind.stdio },
    debug: { module, transport: TransportKind.stdio, options: { execArgv: ["--nolazy", "--inspect=6019"] } },
  };
  const options: LanguageClientOptions = {
    // What kind of file a document is, the server decides, as it does for the command line.
    documentSelector: [{ scheme: "file" }, { scheme: "untitled" }, { scheme: "vscode-vfs" }],
    initializationOptions: { rulePages: true },
    outputChannel: vscode.window.createOutputChannel("Tenet", { log: true }),
    markdown: { isTrusted: { enabledCommands: ["tenet.showRule"] } },
    diagnosticCollectionName: "tenet",
    diagnosticPullOptions: { onChange: true, onTabs: true },
  };
  return new LanguageClient("tenet", "Tenet", server, options);
}

/** Shows the page of a rule beside the text; asks for the rule's id when it is not given one. */
async function showRule(id: unknown): Promise<void> {
  const rule = typeof id === "string" ? id : await vscode.window.showInputBox({ prompt: "Rule id" });
  if (!rule || !/^[\w-]+$/.test(rule)) return;
  const page = vscode.Uri.from({ scheme: "tenet", path: `/rules/${rule}.md` });
  try {
    await vscode.commands.executeCommand("markdown.showPreviewToSide", page);
  } catch {
    // An editor without the Markdown preview shows the page as text.
    await vscode.window.showTextDocument(page, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  }
}
