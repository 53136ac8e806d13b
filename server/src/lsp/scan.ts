import { pathOf } from "./from-lsp.js";
import type { Linted, Session } from "./session.js";
import { uriOf } from "./to-lsp.js";

/** What a scan tells of its progress. */
export interface ScanProgress {
  readonly cancelled: () => boolean;
  readonly report: (files: number, path: string) => void;
}

/** What a scan of the workspace found. */
export interface ScanResult {
  readonly files: number;
  readonly findings: number;
  readonly cancelled: boolean;
}

/**
 * Findings of files that are not open. Nothing is scanned before somebody asks; from then on the results follow files
 * that change outside the editor, are closed, or are linted differently.
 */
export class Scan {
  readonly #session: Session;
  readonly #publish: (uri: string, linted: Linted | undefined) => Promise<void>;
  readonly #onFollow: () => void;
  readonly #shown = new Set<string>();
  #following = false;
  #again: ReturnType<typeof setTimeout> | undefined;

  /**
   * `publish` shows the findings of a closed file, none when there are none; `onFollow` is called once, when results begin
   * to follow files.
   */
  constructor(
    session: Session,
    publish: (uri: string, linted: Linted | undefined) => Promise<void>,
    onFollow: () => void = () => {},
  ) {
    this.#session = session;
    this.#publish = publish;
    this.#onFollow = onFollow;
  }

  /** True once the workspace was scanned. */
  get following(): boolean {
    return this.#following;
  }

  /** Lints every file of the workspace that is not open. */
  async run({ cancelled, report }: ScanProgress): Promise<ScanResult> {
    if (!this.#following) this.#onFollow();
    this.#following = true;
    const gone = new Set(this.#shown);
    let files = 0;
    let findings = 0;
    let rested = Date.now();
    for (const path of this.#session.files()) {
      if (cancelled()) return { files, findings, cancelled: true };
      gone.delete(uriOf(path));
      findings += await this.refresh(path);
      files++;
      if (Date.now() - rested < 50) continue;
      report(files, path);
      // Edits and requests that wait in the input come first.
      await new Promise<void>((resolve) => setTimeout(resolve, 0));
      rested = Date.now();
    }
    for (const uri of gone) await this.#show(uri, undefined);
    return { files, findings, cancelled: false };
  }

  /**
   * Looks again at what changed on the disk: a file, or a folder that came or went as a whole, of which the editor tells
   * nothing else.
   */
  async changed(path: string): Promise<void> {
    if (!this.#following) return;
    if (path.endsWith("/.gitignore")) return this.again();
    const below = `${uriOf(path)}/`;
    for (const uri of [...this.#shown]) if (uri.startsWith(below)) await this.refresh(pathOf(uri)!);
    // Most of what changes at a time is what a build makes or an installation brings, and is left out.
    if (!this.#shown.has(uriOf(path)) && !this.#session.isScanned(path)) return;
    const inside = this.#session.filesBelow(path);
    for (const file of inside ?? [path]) await this.refresh(file);
  }

  /** Lints one file again. Gives the number of its findings. */
  async refresh(path: string): Promise<number> {
    if (!this.#following) return 0;
    const linted = await this.#session.lintClosed(path);
    await this.#show(uriOf(path), linted);
    return linted?.result.findings.length ?? 0;
  }

  /** Takes a file's findings away: it was opened, and its own are shown. */
  async opened(uri: string): Promise<void> {
    await this.#show(uri, undefined);
  }

  /** Scans again in a while: what holds for the files has changed. */
  again(): void {
    if (!this.#following) return;
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.run({ cancelled: () => false, report: () => {} }).catch(() => {}), 500);
    this.#again.unref?.();
  }

  async #show(uri: string, linted: Linted | undefined): Promise<void> {
    if (linted) this.#shown.add(uri);
    else if (!this.#shown.delete(uri)) return;
    await this.#publish(uri, linted);
  }
}
