import type * as lsp from "vscode-languageserver";
import type { Host } from "../project/host.js";
import { type FileProblem, type FileResult, folderOf, Project, type Settings } from "../project/project.js";
import { decodeText } from "../text/decode.js";
import type { PositionEncoding } from "./client-features.js";
import { EditorHost, isConfiguration, withoutDisk } from "./editor-host.js";
import type { EditorSettings } from "./editor-settings.js";
import { barePath, changedText, pathOf } from "./from-lsp.js";
import { untitledName } from "./language-ids.js";
import { OpenText } from "./open-text.js";
import { uriOf } from "./to-lsp.js";

/** What a session asks of the outside. */
export interface SessionOptions {
  readonly host: Host;
  readonly encoding: PositionEncoding;
  /** The workspace folders' URIs. */
  readonly folders: readonly string[];
  /** The editor's settings for a workspace folder, undefined for what lies in none. */
  readonly settings: (folder: string | undefined) => Promise<EditorSettings>;
  /** Told of an exception of our own; the session goes on. */
  readonly failed: (doing: string, error: unknown) => void;
}

/** What linting one version of a document gave. */
export interface Linted {
  readonly text: OpenText;
  readonly project: Project;
  readonly path: string;
  readonly languageId: string;
  readonly settings: Settings;
  readonly result: FileResult;
  /** What is wrong with the document as a file of tenet's own. */
  readonly problems: readonly FileProblem[];
}

/** An open document. */
interface Open {
  text: OpenText;
  readonly languageId: string;
  /** Absolute for files; what tells the kind of text for others. */
  readonly path: string;
  readonly file: boolean;
  /** Counts everything that could change its findings. */
  stamp: number;
  linted?: { readonly stamp: number; readonly value: Linted | undefined };
  running?: Promise<void>;
  /** Other files that its last lint read. */
  reads: ReadonlySet<string>;
}

/** The open documents, the projects they belong to, and their findings, always those of the newest version. */
export class Session {
  readonly #options: SessionOptions;
  readonly #host: EditorHost;
  readonly #open = new Map<string, Open>();
  readonly #byPath = new Map<string, Open>();
  readonly #projects = new Map<string, Promise<{ project: Project; settings: EditorSettings }>>();
  #folders: readonly string[];
  /** Files that configurations were made of. */
  readonly #configuration = new Set<string>();
  #turn: Promise<void> = Promise.resolve();

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#folders = options.folders;
    this.#host = new EditorHost(options.host, (path) => this.#byPath.get(path)?.text.text);
  }

  /** The URIs of the open documents. */
  get uris(): readonly string[] {
    return [...this.#open.keys()];
  }

  /** Takes a document in. */
  open(item: lsp.TextDocumentItem): void {
    const path = pathOf(item.uri);
    const name = item.uri.startsWith("untitled:") ? untitledName(item.languageId) : undefined;
    const open: Open = {
      text: new OpenText(item.uri, item.version, String(item.text), this.#options.encoding),
      languageId: String(item.languageId),
      path: path ?? (name === undefined ? barePath(item.uri) : `/${name}`),
      file: path !== undefined,
      stamp: 0,
      reads: new Set(),
    };
    this.#open.set(item.uri, open);
    if (path !== undefined) this.#byPath.set(path, open);
  }

  /** Changes a document. Gives the other documents whose findings may change with it. */
  change(uri: string, version: number, changes: readonly lsp.TextDocumentContentChangeEvent[]): readonly string[] {
    const open = this.#open.get(uri);
    if (!open) return [];
    open.text = changedText(open.text, version, changes);
    open.stamp++;
    return this.#touch(open.path, open);
  }

  /** Forgets a document. Gives the others whose findings may change, since the disk's text counts again. */
  close(uri: string): readonly string[] {
    const open = this.#open.get(uri);
    if (!open) return [];
    this.#open.delete(uri);
    if (this.#byPath.get(open.path) === open) this.#byPath.delete(open.path);
    return this.#touch(open.path, open);
  }

  /** Takes note of a file that changed on the disk. Gives the documents whose findings may change. */
  fileChanged(path: string): readonly string[] {
    return this.#touch(path, undefined);
  }

  /** True for a file that, when it changes, changes how others are linted: configuration and rules. */
  configures(path: string): boolean {
    return isConfiguration(path) || this.#configuration.has(path);
  }

  /** Adds and removes workspace folders. */
  changeFolders(added: readonly string[], removed: readonly string[]): void {
    this.#folders = [...this.#folders.filter((one) => !removed.includes(one)), ...added];
    this.reload();
  }

  /** Forgets configuration, rules of the team and the editor's settings: every document is linted again. */
  reload(): void {
    this.#projects.clear();
    this.#configuration.clear();
    for (const open of this.#open.values()) open.stamp++;
  }

  /** The newest text of an open document. */
  text(uri: string): OpenText | undefined {
    return this.#open.get(uri)?.text;
  }

  /**
   * The findings of the newest version of a document; undefined when it is not open, is no file that tenet reads or is
   * not to be linted, or when `cancelled` says so before it is done. While the text goes on changing, a lint that was
   * begun is dropped and the newer text is taken.
   */
  async lint(uri: string, cancelled: () => boolean = () => false): Promise<Linted | undefined> {
    for (;;) {
      const open = this.#open.get(uri);
      if (!open || cancelled()) return undefined;
      if (open.linted?.stamp === open.stamp) return open.linted.value;
      open.running ??= this.#inTurn(open);
      await open.running;
    }
  }

  /** A file by its path relative to a project's root, as findings name related files. */
  related(project: Project, path: string): OpenText | undefined {
    const full = `${project.options.root}/${path}`;
    const open = this.#byPath.get(full);
    if (open) return open.text;
    const bytes = project.host.read(full);
    const text = bytes && decodeText(bytes)?.text;
    return text === undefined ? undefined : new OpenText(uriOf(full), null, text, this.#options.encoding);
  }

  /** Every configuration that is in use: those of the open documents and of the first workspace folder. */
  async inUse(): Promise<{ readonly project: Project; readonly settings: Settings }[]> {
    const folder = this.#folders[0] === undefined ? undefined : pathOf(this.#folders[0]);
    const { project } = await this.#projectAt(folder, this.#folders[0]);
    const linted = [...this.#open.values()].flatMap((open) => open.linted?.value ?? []);
    return [...linted, { project, settings: await project.settings(folder ?? "") }];
  }

  #touch(path: string, itself: Open | undefined): readonly string[] {
    const touched: string[] = [];
    for (const [uri, other] of this.#open) {
      if (other === itself || !other.reads.has(path)) continue;
      other.stamp++;
      touched.push(uri);
    }
    return touched;
  }

  /** One lint at a time: they share one thread, and what each one reads is told apart. */
  #inTurn(open: Open): Promise<void> {
    const turn = this.#turn.then(() => this.#run(open));
    this.#turn = turn;
    return turn;
  }

  async #run(open: Open): Promise<void> {
    // Edits and cancellations that wait in the input come first.
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    const { stamp } = open;
    let value: Linted | undefined;
    try {
      if (this.#open.get(open.text.uri) === open) value = await this.#lintNow(open);
    } catch (error) {
      this.#options.failed("linting", error);
    }
    open.running = undefined;
    if (open.stamp === stamp) open.linted = { stamp, value };
  }

  async #lintNow(open: Open): Promise<Linted | undefined> {
    const { text, path } = open;
    this.#host.takeReads();
    const { project, settings: editor } = await this.#project(open);
    if (!editor.enable || text.text.length > editor.maxFileSize || (await project.ignores(path))) return undefined;
    const settings = await project.settings(folderOf(path));
    const problems = settings.problems.filter((one) => one.path === path && (one.text ?? text.text) === text.text);
    for (const read of this.#host.takeReads()) this.#configuration.add(read);
    const result = await project.lintText(path, text.text);
    open.reads = this.#host.takeReads();
    if (result.skipped !== undefined && problems.length === 0) return undefined;
    return { text, project, path, languageId: open.languageId, settings, result, problems };
  }

  #project(open: Open) {
    if (!open.file) return this.#projectAt(undefined, undefined);
    let root: string | undefined;
    let uri: string | undefined;
    for (const folder of this.#folders) {
      const path = pathOf(folder)?.replace(/\/$/, "");
      if (path === undefined || !open.path.startsWith(`${path}/`)) continue;
      if (root !== undefined && path.length < root.length) continue;
      root = path;
      uri = folder;
    }
    return this.#projectAt(root ?? folderOf(open.path), uri);
  }

  #projectAt(root: string | undefined, folder: string | undefined) {
    const key = `${root ?? ""}\n${folder ?? ""}`;
    let found = this.#projects.get(key);
    if (!found) {
      found = this.#openProject(root, folder);
      this.#projects.set(key, found);
      // A project that could not be opened is tried again with the next document.
      found.catch(() => this.#projects.delete(key));
    }
    return found;
  }

  async #openProject(root: string | undefined, folder: string | undefined) {
    const settings = await this.#options.settings(folder);
    const host = root === undefined ? withoutDisk(this.#host) : this.#host;
    const { minConfidence } = settings;
    return { project: await Project.open(host, { root: root ?? "", minConfidence }), settings };
  }
}
