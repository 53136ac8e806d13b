import * as vscode from "vscode";

/** The workspace's folder. */
export function folder(): vscode.Uri {
  return vscode.workspace.workspaceFolders![0]!.uri;
}

/** A file of the workspace. */
export function at(path: string): vscode.Uri {
  return vscode.Uri.joinPath(folder(), path);
}

/** Opens a file in an editor. */
export async function show(path: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(at(path)), { preview: false });
}

/** Waits until there is a value that is neither undefined nor false. */
export async function until<T>(what: string, look: () => T | Thenable<T>): Promise<Exclude<T, undefined | false>> {
  for (let tries = 0; tries < 200; tries++) {
    const found = await look();
    if (found !== undefined && found !== false) return found as Exclude<T, undefined | false>;
    await new Promise((done) => setTimeout(done, 75));
  }
  throw new Error(`waited in vain for ${what}`);
}

/** What tenet says of a file now. */
export function diagnostics(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter((one) => one.source === "tenet");
}

/** The id of the rule behind a diagnostic. */
export function idOf(one: vscode.Diagnostic): string {
  return String(typeof one.code === "object" ? one.code.value : one.code);
}

/** Waits until a file has findings. */
export function findings(uri: vscode.Uri): Promise<vscode.Diagnostic[]> {
  return until(`findings in ${uri.path}`, () => {
    const found = diagnostics(uri);
    return found.length > 0 && found;
  }) as Promise<vscode.Diagnostic[]>;
}

/** The code actions for a range. The first answer after a start may be empty, so the one that is wanted is awaited. */
export function action(uri: vscode.Uri, range: vscode.Range, title: RegExp, kind?: string): Promise<vscode.CodeAction> {
  return until(`the action ${title}`, async () => {
    const all = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      uri,
      range,
      kind,
      20,
    );
    return all.find((one) => title.test(one.title));
  }) as Promise<vscode.CodeAction>;
}

/** Replaces the whole text of a document. */
export async function replace(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error("the edit was refused");
}

/** The text of the hovers at a place. */
export async function hoverText(uri: vscode.Uri, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", uri, position);
  return hovers.flatMap((one) => one.contents.map((part) => (typeof part === "string" ? part : part.value))).join("\n");
}

/** Asks the page that shows the workbench; undefined where there is no such page (the desktop editor). */
export async function page<T>(request: Record<string, string>): Promise<T | undefined> {
  const bridge = process.env.TENET_BRIDGE;
  if (!bridge) return undefined;
  const answer = await fetch(bridge, { method: "POST", body: JSON.stringify(request) });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as T;
}

/** Takes a picture of the workbench, when the run was asked for pictures. */
export async function picture(name: string): Promise<void> {
  await new Promise((done) => setTimeout(done, process.env.TENET_BRIDGE ? 800 : 0));
  await page({ op: "picture", name });
}
