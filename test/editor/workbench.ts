import * as vscode from "vscode";

/** How long a thing may take on a busy machine, in milliseconds. Less than a test's own limit, which says less. */
const patience = 40_000;

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

/** Takes back what was changed in a file and not saved. */
export async function revert(path: string): Promise<void> {
  const { document } = await show(path);
  await until(`the saved text of ${path}`, async () => {
    if (document.isDirty) await vscode.commands.executeCommand("workbench.action.files.revert");
    return !document.isDirty;
  });
}

/** The text of a file as it is saved. */
export async function read(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

/** Writes a file as a program outside the editor would. */
export function write(uri: vscode.Uri, text: string): Thenable<void> {
  return vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}

/** What the extension lets tests see. */
export function extension(): vscode.Extension<Api> {
  return vscode.extensions.getExtension<Api>("tenet.tenet")!;
}

/** What the extension exports. */
export interface Api {
  /** The server's process; undefined on the web. */
  serverProcess?(): number | undefined;
  branches(): Promise<readonly Branch[]>;
  /** What stands above the findings tree when filters are on. */
  filtered(): string | undefined;
  /** What the language status says. */
  status(): Pick<vscode.LanguageStatusItem, "severity" | "text" | "detail" | "command"> | undefined;
}

/** A branch of the findings tree. */
export interface Branch {
  readonly label: string;
  readonly children: readonly Branch[];
  readonly finding?: { readonly uri: vscode.Uri; readonly diagnostic: vscode.Diagnostic };
}

/** Says something beside the results of the tests. Only where there is Node. */
export function say(text: string): void {
  void import("node:fs").then(({ appendFileSync }) => appendFileSync(process.env.TENET_OUTPUT!, `    ${text}\n`));
}

/** The findings at the ends of branches. */
export function leaves(branches: readonly Branch[]): Branch[] {
  return branches.flatMap((one) => (one.finding ? [one] : leaves(one.children)));
}

/** The text of a page that is written about a file: `configuration` or `why`. */
export async function pageAbout(uri: vscode.Uri, folder: string): Promise<string> {
  const path = `/${folder}/${uri.path.split("/").at(-1)}.md`;
  const page = vscode.Uri.from({ scheme: "tenet", path, query: uri.toString() });
  return (await vscode.workspace.openTextDocument(page)).getText();
}

/** Opens a file as a user does: what an extension opened stays open after its tab is closed, and is not asked about then. */
export async function openAsUser(uri: vscode.Uri): Promise<vscode.TextDocument> {
  await vscode.commands.executeCommand("vscode.open", uri, { preview: false });
  return until(`an editor of ${uri.path}`, () => {
    const document = vscode.window.activeTextEditor?.document;
    return document?.uri.toString() === uri.toString() && document;
  }) as Promise<vscode.TextDocument>;
}

/** Waits until there is a value that is neither undefined nor false. */
export async function until<T>(what: string, look: () => T | Thenable<T>): Promise<Exclude<T, undefined | false>> {
  const began = Date.now();
  while (Date.now() - began < patience) {
    const found = await look();
    if (found !== undefined && found !== false) return found as Exclude<T, undefined | false>;
    await new Promise((done) => setTimeout(done, 50));
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

/** Where the runner answers: told by the environment, on the web the place that the extension is served from. */
function bridge(): string | undefined {
  const told = globalThis.process?.env?.TENET_BRIDGE;
  if (told) return told;
  const { extensionUri } = extension();
  return extensionUri.scheme === "http" ? extensionUri.with({ path: "/" }).toString(true) : undefined;
}

/** Asks the page that shows the workbench; undefined where there is no such page (the desktop editor). */
export async function page<T>(request: Readonly<Record<string, unknown>>): Promise<T | undefined> {
  const url = bridge();
  if (!url) return undefined;
  const answer = await fetch(url, { method: "POST", body: JSON.stringify(request) });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as T;
}

/** Takes a picture of the workbench, when the run was asked for pictures. */
export async function picture(name: string): Promise<void> {
  await new Promise((done) => setTimeout(done, bridge() ? 800 : 0));
  await page({ op: "picture", name });
}
