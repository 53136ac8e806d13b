import type * as vscode from "vscode";
import { LanguageClient, type ServerOptions, TransportKind } from "vscode-languageclient/node";
import { clientOptions, type Shown, start } from "./start.js";

let client: LanguageClient | undefined;

/** What the extension tells others: the tests, which end the server to see it come back. */
export interface Api extends Shown {
  serverProcess(): number | undefined;
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
  const shown = await start(context, running);
  return { serverProcess: () => running.serverProcess?.pid, ...shown };
}

/** Stops the server. */
export async function deactivate(): Promise<void> {
  await client?.dispose();
}
