import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/browser";
import { clientOptions, type Shown, start } from "./start.js";

/** The one thing of a browser that is needed here. */
declare const Worker: new (url: string) => ConstructorParameters<typeof LanguageClient>[2];

let client: LanguageClient | undefined;

/** Starts the same server in a worker: in a browser there is neither a disk nor a process. */
export async function activate(context: vscode.ExtensionContext): Promise<Shown> {
  const place = (name: string) => vscode.Uri.joinPath(context.extensionUri, "dist", name);
  const worker = new Worker(place("server-web.js").toString(true));
  const running = new LanguageClient("tenet", "Tenet", worker, clientOptions());
  client = running;
  running.onRequest("tenet/installed", ({ name }: { name: string }) => {
    if (!/^(?:grammars\/)?[\w.-]+$/.test(name)) throw new Error("no such file");
    return vscode.workspace.fs.readFile(place(name));
  });
  return start(context, running);
}

/** Stops the server. */
export async function deactivate(): Promise<void> {
  await client?.dispose();
}
