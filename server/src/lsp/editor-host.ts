import { configName } from "../project/config.js";
import type { Builtin, Host } from "../project/host.js";
import type { RuleDocs } from "../rules/rule.js";

/**
 * A host that gives the text of open documents before what the disk has, remembers which files were read, and loads
 * the built-in rules once for all projects.
 */
export class EditorHost implements Host {
  readonly #disk: Host;
  readonly #openText: (path: string) => string | undefined;
  #reads = new Set<string>();
  #builtin: Promise<Builtin> | undefined;
  #docs: Promise<Readonly<Record<string, RuleDocs>>> | undefined;

  constructor(disk: Host, openText: (path: string) => string | undefined) {
    this.#disk = disk;
    this.#openText = openText;
  }

  read(path: string, most?: number): Uint8Array | undefined {
    this.#reads.add(path);
    // Half-written configuration would change every finding while it is typed: it counts once it is saved.
    const text = isConfiguration(path) ? undefined : this.#openText(path);
    return text === undefined ? this.#disk.read(path, most) : new TextEncoder().encode(text);
  }

  list: Host["list"] = (path) => this.#disk.list(path);
  real: Host["real"] = (path) => this.#disk.real(path);
  grammar: Host["grammar"] = (file) => this.#disk.grammar(file);
  today: Host["today"] = () => this.#disk.today();
  statements: Host["statements"] = () => this.#disk.statements();
  kept: Host["kept"] = async () => this.#disk.kept?.();

  builtin(): Promise<Builtin> {
    this.#builtin ??= this.#disk.builtin();
    this.#builtin.catch(() => {
      this.#builtin = undefined;
    });
    return this.#builtin;
  }

  docs(): Promise<Readonly<Record<string, RuleDocs>>> {
    this.#docs ??= this.#disk.docs();
    return this.#docs;
  }

  /** The files that were asked for since the last call. */
  takeReads(): ReadonlySet<string> {
    const reads = this.#reads;
    this.#reads = new Set();
    return reads;
  }
}

/** The files that hold configuration and rules of a team, as globs to watch. */
export const configurationGlobs: readonly string[] = [`**/${configName}`, "**/.tenet/**"];

/** True for `tenet.yaml` and files below `.tenet/`: they change how other files are linted. */
export function isConfiguration(path: string): boolean {
  return path.endsWith(`/${configName}`) || path.includes("/.tenet/");
}

/** The same host without a disk, for texts that are no files here. */
export function withoutDisk(host: Host): Host {
  return {
    read: () => undefined,
    list: () => undefined,
    real: () => undefined,
    builtin: () => host.builtin(),
    docs: () => host.docs(),
    grammar: (file) => host.grammar(file),
    today: () => host.today(),
    statements: () => host.statements(),
  };
}

/** What reaches the disk of a host, without its way of reading files. */
export function onDisk(host: Host): Pick<Host, "list" | "real"> {
  return { list: (path) => host.list(path), real: (path) => host.real(path) };
}
