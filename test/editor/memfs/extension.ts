import * as vscode from "vscode";
import { MemoryFiles } from "./memory-files.js";

declare const FILES: Readonly<Record<string, string>>;

/** Gives the editor on the web a workspace: the examples, in memory. */
export function activate(context: vscode.ExtensionContext): void {
  const files = Object.fromEntries(Object.entries(FILES).map(([path, text]) => [`/shop${path}`, text]));
  context.subscriptions.push(
    vscode.workspace.registerFileSystemProvider("memfs", new MemoryFiles(files), { isCaseSensitive: true }),
  );
}
