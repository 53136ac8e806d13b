import * as vscode from "vscode";

/** A file system that lives in memory, as editors on the web have them: the workspace is no folder of a disk. */
export class MemoryFiles implements vscode.FileSystemProvider {
  readonly #files = new Map<string, Uint8Array>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;

  /** Starts with these texts, by path. */
  constructor(texts: Readonly<Record<string, string>>) {
    for (const [path, text] of Object.entries(texts)) this.#files.set(path, new TextEncoder().encode(text));
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  stat({ path }: vscode.Uri): vscode.FileStat {
    const bytes = this.#files.get(path);
    if (bytes) return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: bytes.length };
    if (this.#below(path).length > 0 || path === "/")
      return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    throw vscode.FileSystemError.FileNotFound(path);
  }

  readDirectory({ path }: vscode.Uri): [string, vscode.FileType][] {
    const { File, Directory } = vscode.FileType;
    const parts = this.#below(path).map((inner) => inner.split("/"));
    return [...new Map(parts.map((one) => [one[0]!, one.length > 1 ? Directory : File]))];
  }

  readFile({ path }: vscode.Uri): Uint8Array {
    const bytes = this.#files.get(path);
    if (!bytes) throw vscode.FileSystemError.FileNotFound(path);
    return bytes;
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    const { Changed, Created } = vscode.FileChangeType;
    const type = this.#files.has(uri.path) ? Changed : Created;
    this.#files.set(uri.path, content);
    this.#changed.fire([{ type, uri }]);
  }

  delete(uri: vscode.Uri): void {
    for (const inner of this.#below(uri.path)) this.#files.delete(`${uri.path}/${inner}`);
    this.#files.delete(uri.path);
    this.#changed.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
  }

  rename(from: vscode.Uri, to: vscode.Uri): void {
    this.writeFile(to, this.readFile(from));
    this.delete(from);
  }

  createDirectory(): void {}

  /** The paths below a folder, relative to it. */
  #below(path: string): string[] {
    const folder = path.endsWith("/") ? path : `${path}/`;
    return [...this.#files.keys()].filter((one) => one.startsWith(folder)).map((one) => one.slice(folder.length));
  }
}
