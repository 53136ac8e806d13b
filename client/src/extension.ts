import type * as vscode from "vscode";
import { LanguageClient, type ServerOptions, TransportKind } from "vscode-languageclient/node";
import type { Branch } from "./findings-tree.js";
import { clientOptions, start } from "./start.js";

let client: LanguageClient | undefined;

/** What the extension tells others: the tests, which end the server to see it come back. */
export interface Api {
  serverProcess(): number | undefined;
  /** The branches of the findings tree. */
  branches(): Promise<readonly Branch[]>;
}

/** Starts the language server, one for all folders, and adds the commands. */
export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const module = context.asAbsolutePath("dist/server.js");
  const server: ServerOptions = {
    run: { module, transport: TransportKind.stdio },
    debug: { module, transport: TransportKind.stdio, options: { execArgv: ["--nolazy", "--inspect=6019"] } },
  };
  const running = new LanguageClient("tenet", "Tenet", server, clientOptions());
  client = running;
  const branches = await start(context, running);
  return { serverProcess: () => running.serverProcess?.pid, branches };
}

/** Stops the server. */
export async function deactivate(): Promise<void> {
  await client?.dispose();
}
