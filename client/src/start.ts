import * as vscode from "vscode";
import { type BaseLanguageClient, type LanguageClientOptions, RevealOutputChannelOn } from "vscode-languageclient";
import { Catalogue } from "./catalogue.js";
import { commands } from "./commands.js";
import { exampleTests } from "./examples.js";
import { type Branch, FindingsTree } from "./findings-tree.js";
import { Pages } from "./pages.js";
import { report } from "./report.js";
import { LanguageStatus, type StatusText } from "./status.js";

/** The texts that are linted; what kind of file one is, the server decides, as it does for the command line. */
const schemes = ["file", "untitled", "vscode-vfs", "memfs", "vscode-test-web", "tmp"];

/** How the client behaves, in the desktop editor and on the web alike. */
export function clientOptions(): LanguageClientOptions {
  return {
    documentSelector: schemes.map((scheme) => ({ scheme })),
    initializationOptions: { rulePages: true },
    outputChannel: vscode.window.createOutputChannel("Tenet", { log: true }),
    // A request that failed is told in the log; a message over the text would help nobody.
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    markdown: { isTrusted: { enabledCommands: ["tenet.showRule"] } },
    diagnosticCollectionName: "tenet",
    diagnosticPullOptions: { onChange: true, onTabs: true },
  };
}

/** What the extension tells others of what it shows: the tests. */
export interface Shown {
  /** The branches of the findings tree. */
  branches(): Promise<readonly Branch[]>;
  /** What stands above the findings tree when filters are on. */
  filtered(): string | undefined;
  /** What the language status says of the document in front. */
  status(): StatusText | undefined;
}

/** Adds views and commands and starts the server. Gives what they show. */
export async function start(
  context: vscode.ExtensionContext,
  client: BaseLanguageClient & { restart?(): Promise<void> },
): Promise<Shown> {
  const catalogue = new Catalogue(client);
  const tree = new FindingsTree(catalogue);
  const view = vscode.window.createTreeView("tenet.findings", { treeDataProvider: tree, showCollapseAll: true });
  const status = new LanguageStatus(client, schemes);
  const pages = new Pages(client, async () => report(await tree.roots()));
  const restart = async () => {
    if (client.restart) return client.restart();
    await client.stop();
    await client.start();
  };
  context.subscriptions.push(
    view,
    vscode.workspace.registerTextDocumentContentProvider("tenet", pages),
    vscode.commands.registerCommand("tenet.restart", restart),
    vscode.commands.registerCommand("tenet.showOutput", () => client.outputChannel.show(true)),
    vscode.commands.registerCommand("tenet.showRule", (id) => showRule(pages, id)),
    tree.onDidChangeTreeData(() => {
      view.message = tree.filtered && vscode.l10n.t("Only {0}", tree.filtered);
    }),
    vscode.languages.onDidChangeDiagnostics(() => tree.refresh()),
    vscode.window.tabGroups.onDidChangeTabs(() => tree.tabsChanged()),
    vscode.workspace.onDidSaveTextDocument(() => catalogue.forget()),
    commands(client, tree, pages),
    status,
    exampleTests(client),
  );
  await client.start();
  tree.refresh();
  return { branches: () => tree.roots(), filtered: () => view.message, status: () => status.shown };
}

/** Shows the page of a rule beside the text; asks for the rule's id when it is not given one. */
async function showRule(pages: Pages, id: unknown): Promise<void> {
  const rule = typeof id === "string" ? id : await vscode.window.showInputBox({ prompt: vscode.l10n.t("Rule id") });
  if (!rule || !/^[\w-]+$/.test(rule)) return;
  await pages.show(vscode.Uri.from({ scheme: "tenet", path: `/rules/${rule}.md` }));
}
