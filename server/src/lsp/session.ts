import type * as lsp from "vscode-languageserver";
import type { Finding } from "../lint/finding.js";
import { LintMemory } from "../lint/lint-memory.js";
import { baselinePath } from "../project/config.js";
import { linearEngine } from "../project/engines.js";
import type { Host } from "../project/host.js";
import { type FileProblem, type FileResult, folderOf, Project, type Settings } from "../project/project.js";
import { readRuleFile } from "../project/rule-files.js";
import { isWalked, walk } from "../project/walk.js";
import { decodeText } from "../text/decode.js";
import { baselineProblems, withBaseline } from "./baseline-problems.js";
import type { PositionEncoding } from "./client-features.js";
import type { OwnText } from "./complete.js";
import { EditorHost, isConfiguration, onDisk, withoutDisk } from "./editor-host.js";
import { type EditorSettings, overridden } from "./editor-settings.js";
import { barePath, changedText, pathOf } from "./from-lsp.js";
import { untitledName } from "./language-ids.js";
import { OpenText } from "./open-text.js";
import { ownKind } from "./own-file.js";
import { statementProblems } from "./statement-problems.js";
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
  readonly failed: (doing: string, error?: unknown) => void;
  /** Told of every lint of an open document. */
  readonly linted?: (linted: Linted) => void;
  /** Told when a document's findings hang on other files than configuration. */
  readonly readsOthers?: () => void;
}

/** What linting one version of a document gave. */
export interface Linted {
  readonly text: OpenText;
  readonly project: Project;
  readonly path: string;
  readonly languageId: string;
  readonly settings: Settings;
  readonly editor: EditorSettings;
  /** The findings have the severities that the editor's settings give them. */
  readonly result: FileResult;
  /** Findings that the baseline holds, where they are to be shown. */
  readonly known: readonly Finding[];
  /** What is wrong with the document as a file of tenet's own. */
  readonly problems: readonly FileProblem[];
  /** How long it took, in milliseconds. */
  readonly took: number;
}

/** How a document stands: what holds for it, and why it is not linted when it is not. */
export interface Standing {
  readonly path: string;
  readonly project: Project;
  readonly settings: Settings;
  readonly editor: EditorSettings;
  readonly linted?: Linted;
  /** A sentence, when it is not linted. */
  readonly why?: string;
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
  /** Why the last lint left it out, when it could not be read. */
  skipped?: FileResult["skipped"];
  /** Other files that its last lint read. */
  reads: ReadonlySet<string>;
  /** What its lints leave for the next one. */
  readonly memory: LintMemory;
}

/** Among so many files, what a configuration's globs match is looked up while it is written. */
const mostFiles = 20_000;

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
  /** The files below the folders of configurations, undefined where there are too many. */
  readonly #filesOf = new Map<string, readonly string[] | undefined>();
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
      memory: new LintMemory(),
    };
    this.#open.set(item.uri, open);
    if (path !== undefined) this.#byPath.set(path, open);
    if (open.file && ownKind(open.path, open.text.text)) this.#filesOf.clear();
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
    this.#filesOf.clear();
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
    this.#filesOf.clear();
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

  /** A file that a finding names, by its absolute path. */
  related(project: Project, path: string): OpenText | undefined {
    const open = this.#byPath.get(path);
    if (open) return open.text;
    const bytes = project.host.read(path);
    const text = bytes && decodeText(bytes)?.text;
    return text === undefined ? undefined : new OpenText(uriOf(path), null, text, this.#options.encoding);
  }

  /** Every configuration that is in use: those of the open documents and of the first workspace folder. */
  async inUse(): Promise<{ readonly project: Project; readonly settings: Settings }[]> {
    const folder = this.#folders[0] === undefined ? undefined : pathOf(this.#folders[0]);
    const { project } = await this.#projectAt(folder, this.#folders[0]);
    const linted = [...this.#open.values()].flatMap((open) => open.linted?.value ?? []);
    return [...linted, { project, settings: await project.settings(folder ?? "") }];
  }

  /** How an open document stands; undefined for one that is not open. */
  async standing(uri: string): Promise<Standing | undefined> {
    const linted = await this.lint(uri);
    const open = this.#open.get(uri);
    if (!open) return undefined;
    const { project, settings: editor } = await this.#project(open);
    const settings = await project.settings(folderOf(open.path));
    const standing = { path: open.path, project, settings, editor };
    if (linted) return { ...standing, linted };
    return { ...standing, why: await this.#why(open, project, settings, editor) };
  }

  /** An open file of tenet's own, with the configuration that holds there; undefined for any other. */
  async own(uri: string): Promise<OwnText | undefined> {
    const open = this.#open.get(uri);
    const kind = open?.file ? ownKind(open.path, open.text.text) : undefined;
    if (!open || !kind) return undefined;
    const { project } = await this.#project(open);
    return { text: open.text, kind, project, settings: await project.settings(folderOf(open.path)) };
  }

  /** The files of the workspace folders that git does not ignore, each once. */
  *files(): Generator<string> {
    const seen = new Set<string>();
    for (const folder of this.#folders) {
      const path = pathOf(folder)?.replace(/\/$/, "");
      if (path === undefined) continue;
      for (const file of walk(this.#host, path, () => {}))
        if (!seen.has(file)) {
          seen.add(file);
          yield file;
        }
    }
  }

  /** True for a file that a scan of the workspace reads. */
  isScanned(path: string): boolean {
    return this.#folders.some((uri) => {
      const folder = pathOf(uri)?.replace(/\/$/, "");
      return folder !== undefined && path.startsWith(`${folder}/`) && isWalked(this.#host, folder, path);
    });
  }

  /** The files of a folder in a workspace folder, as a scan reads them; undefined for what is no such folder. */
  filesBelow(path: string): readonly string[] | undefined {
    if (this.#host.list(path) === undefined) return undefined;
    return [...this.files()].filter((file) => file.startsWith(`${path}/`));
  }

  /** The findings of a file that is not open; undefined when it is open, has none or is not linted. */
  async lintClosed(path: string): Promise<Linted | undefined> {
    if (this.#byPath.has(path)) return undefined;
    const turn = this.#turn.then(() => this.#lintFile(path));
    this.#turn = turn.then(
      () => {},
      () => {},
    );
    return turn;
  }

  async #lintFile(path: string): Promise<Linted | undefined> {
    if (this.#byPath.has(path)) return undefined;
    const began = Date.now();
    const { project, settings: editor } = await this.#project({ path, file: true });
    if (!editor.enable || (await project.ignores(path))) return undefined;
    const settings = await project.settings(folderOf(path));
    const { result, known } = shown(await withBaseline(project, settings, await project.lintFile(path)), editor);
    const own = ownKind(path, "") && decodeText(this.#host.read(path) ?? new Uint8Array())?.text;
    const problems = settings.problems.filter((one) => one.path === path && one.text === own);
    const source = result.decoded?.text ?? own;
    const count = result.findings.length + result.problems.length + known.length + problems.length;
    if (source === undefined || count === 0) return undefined;
    const text = new OpenText(uriOf(path), null, source, this.#options.encoding);
    const took = Date.now() - began;
    return { text, project, path, languageId: "", settings, editor, result, known, problems, took };
  }

  async #why(open: Open, project: Project, settings: Settings, editor: EditorSettings): Promise<string> {
    if (!editor.enable) return "The setting `tenet.enable` is off here.";
    if (open.text.text.length > editor.maxFileSize)
      return "The text is longer than the setting `tenet.maxFileSize` allows.";
    if (await project.ignores(open.path)) return `\`ignore\` in \`${settings.folder}/tenet.yaml\` leaves it out.`;
    if (open.skipped === "binary") return "It is binary.";
    if (open.skipped === "failed") return "tenet failed on it; the output channel says where.";
    return "It is of no kind that tenet reads: its name, its folder and its first lines tell of none.";
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
      if (value) this.#options.linted?.(value);
    } catch (error) {
      this.#options.failed("linting", error);
    }
    open.running = undefined;
    if (open.stamp === stamp) open.linted = { stamp, value };
  }

  async #lintNow(open: Open): Promise<Linted | undefined> {
    const { text, path } = open;
    const began = Date.now();
    this.#host.takeReads();
    const { project, settings: editor } = await this.#project(open);
    if (!editor.enable || text.text.length > editor.maxFileSize || (await project.ignores(path))) return undefined;
    const settings = await project.settings(folderOf(path));
    const problems = await this.#ownProblems(open, project);
    for (const read of this.#host.takeReads()) this.#configuration.add(read);
    const linted = await project.lintText(path, text.text, open.memory);
    const { result, known } = shown(await withBaseline(project, settings, linted), editor);
    open.reads = this.#host.takeReads();
    if ([...open.reads].some((read) => !this.configures(read))) this.#options.readsOthers?.();
    open.skipped = result.skipped;
    // Its message tells where in tenet it happened, and nothing of the text.
    if (result.skipped === "failed") this.#options.failed(result.problems[0]?.message ?? "linting");
    if (result.skipped !== undefined && problems.length === 0) return undefined;
    const took = Date.now() - began;
    const { languageId } = open;
    return { text, project, path, languageId, settings, editor, result, known, problems, took };
  }

  /** What is wrong with a file of tenet's own as it is being written; how others are linted the saved one decides. */
  async #ownProblems(open: Open, project: Project): Promise<readonly FileProblem[]> {
    const { path, text } = open;
    const kind = open.file ? ownKind(path, text.text) : undefined;
    if (!kind) return path.endsWith(`/${baselinePath}`) ? baselineProblems(path, text.text) : [];
    const read = (wanted: string) => (wanted === path ? new TextEncoder().encode(text.text) : this.#host.read(wanted));
    const overlaid = await Project.open({ ...withoutDisk(this.#host), ...onDisk(this.#host), read }, project.options);
    const settings = await overlaid.settings(folderOf(path));
    const { problems, folder } = settings;
    const files = folder === undefined ? undefined : this.#filesIn(folder);
    const idle = folder === undefined || !files ? [] : await overlaid.idle(folder, files);
    const found = [...problems, ...idle].filter((one) => one.path === path);
    if (kind === "configuration") return found;
    const statements = await statementProblems(project, settings, path, text.text);
    if (found.length > 0) return [...found, ...statements];
    const rule = await readRuleFile(path, text.text, await linearEngine());
    const own = rule.problems.map((one) => ({ path, message: one.message, range: one.range, text: text.text }));
    return [...own, ...statements];
  }

  /**
   * The files that a configuration's globs can mean, as they were when it was opened or saved last; undefined where
   * there are too many to look at while somebody types, or no disk to look on.
   */
  #filesIn(folder: string): readonly string[] | undefined {
    if (this.#host.list(folder) === undefined) return undefined;
    if (!this.#filesOf.has(folder)) {
      const paths: string[] = [];
      for (const path of walk(this.#host, folder, () => {})) if (paths.push(path) > mostFiles) break;
      this.#filesOf.set(folder, paths.length > mostFiles ? undefined : paths);
    }
    return this.#filesOf.get(folder);
  }

  #project(open: Pick<Open, "path" | "file">) {
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
    return { project: await Project.open(host, { root: root ?? "", minConfidence, timed: true }), settings };
  }
}

/** What a lint found as the editor's settings want it shown. */
function shown(result: FileResult, editor: EditorSettings): { result: FileResult; known: readonly Finding[] } {
  const { severityOverrides, showBaseline } = editor;
  const known = showBaseline ? overridden(result.baselined, severityOverrides) : [];
  return {
    result: { ...result, findings: overridden(result.findings, severityOverrides) },
    known: known.map((finding) => ({ ...finding, severity: "hint" })),
  };
}
