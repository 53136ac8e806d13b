import { findIncluded } from "../../data/find-included.js";
import type { Files } from "../../document/document.js";
import type { Node } from "../../document/node.js";
import { readFaces, recordReads } from "../../document/reads.js";
import { fileOf } from "./file-of.js";
import { Level } from "./level.js";
import { readTree, type Tree } from "./tree.js";

/** One file of a configuration (or one section of an `nginx -T` dump) and where it is included. */
export class ConfigFile {
  /** Path in the workspace; for a section of a dump, the path that the dump names. */
  readonly path: string;
  readonly text: string;
  readonly configuration: Configuration;
  /** The nodes at the top of the file. */
  top: readonly Node[] = [];
  root: Node | undefined;
  /** The level into which the file's top nodes fall, once known. */
  holder: Level | undefined;

  constructor(path: string, text: string, configuration: Configuration) {
    this.path = path;
    this.text = text;
    this.configuration = configuration;
  }

  /** True when the file is a whole configuration rather than a piece to be included. */
  get isMain(): boolean {
    return this.top.some((node) => node.kind === "block" && mainBlocks.has(node.name));
  }
}

/** Words that a server block shows to the others ({@link faceOf}) when they stand in it. */
export const facialWords = ["add_header_inherit"] as const;
type FacialWord = (typeof facialWords)[number];

const mainBlocks = new Set(["http", "events", "stream", "mail"]);

/** How much text includes may bring in before the rest counts as not found. */
const mostIncluded = 8_000_000;

/** What a document and the files around it say together; built when the first fact asks for it. */
export class Configuration {
  readonly document: ConfigFile;
  readonly files: Files;
  /** Folder of the file that nginx starts from, as far as known: relative includes begin there. */
  base: string;
  readonly #byPath = new Map<string, ConfigFile | undefined>();
  readonly #sections: ConfigFile[] = [];
  readonly #levels = new Map<Node, Level>();
  readonly #words = new Map<string, boolean>();
  #tree: Tree | undefined;
  #included = 0;
  #ready = false;

  constructor(path: string, text: string, files: Files) {
    this.files = files;
    this.document = new ConfigFile(path, text, this);
    this.base = folderOf(path);
    this.#byPath.set(path, this.document);
  }

  /** Reads the document itself. */
  read(): Tree {
    if (this.#tree) return this.#tree;
    const tree = readTree(this.document.text, this.document, true);
    this.#tree = tree;
    this.document.root = tree.root;
    this.document.top = tree.root.children;
    tree.sections.forEach((section, index) => {
      const part = new ConfigFile(section.path, this.document.text, this);
      part.top = tree.root.children.slice(section.from, tree.sections[index + 1]?.from ?? tree.root.children.length);
      this.#sections.push(part);
    });
    const [first] = this.#sections;
    if (first) {
      this.document.top = first.top;
      this.base = folderOf(first.path);
    }
    return tree;
  }

  /** How many includes were put in their place. */
  expanded = 0;

  /** The level inside a block, or the one a directive stands in. */
  levelOf(node: Node): Level {
    this.#prepare();
    if (node.kind === "root") return this.#holder(fileOf(node));
    if (node.kind === "block") return this.#level(node);
    return this.#around(node);
  }

  /** The level that a block stands in; for a directive the same as {@link levelOf}. */
  around(node: Node): Level {
    this.#prepare();
    return this.#around(node);
  }

  /** The level inside a block that stands in `above`; the first includer of a shared file keeps it. */
  enter(node: Node, above: Level): Level {
    const known = this.#levels.get(node);
    if (known && known.above === above) return known;
    const level = new Level(node, above, this);
    if (!known) this.#levels.set(node, level);
    return level;
  }

  /** The files that an include brings in, undefined when none is in the workspace. */
  include(pattern: string, from: ConfigFile): readonly ConfigFile[] | undefined {
    if (this.#sections.length > 0) {
      const found = findIncluded(pattern, from.path, this.base, {
        read: (path) => this.#sections.find((part) => part.path === path)?.path,
        list: (folder) => listOf(folder, this.#sections),
      });
      return found?.map((path) => this.#sections.find((part) => part.path === path)!);
    }
    const found =
      findIncluded(pattern, from.path, this.base, this.files) ??
      // What is enabled is a link made on the server; the repository holds what it leads to.
      (pattern.includes("sites-enabled")
        ? findIncluded(pattern.replace("sites-enabled", "sites-available"), from.path, this.base, this.files)
        : undefined);
    if (!found) return undefined;
    const result: ConfigFile[] = [];
    for (const path of found) {
      const file = this.#open(path);
      if (!file) return undefined;
      result.push(file);
    }
    return result;
  }

  /** True when the document or a file that it includes holds the word, which must be one of the {@link facialWords}. */
  mentions(word: FacialWord): boolean {
    this.#prepare();
    readFaces();
    let found = this.#words.get(word);
    if (found === undefined) {
      found = [...this.#byPath.values()].some((file) => file?.text.includes(word));
      this.#words.set(word, found);
    }
    return found;
  }

  /** The text of a file that a directive names, found as an include is; undefined when it is not in the workspace. */
  readBeside(name: string, from: ConfigFile): string | undefined {
    const found = findIncluded(name, from.path, this.base, this.files);
    return found?.length === 1 ? this.files.read(found[0]!) : undefined;
  }

  #open(path: string): ConfigFile | undefined {
    if (this.#byPath.has(path)) return this.#byPath.get(path);
    const isFull = this.#included > mostIncluded;
    if (isFull)
      this.files.tell?.(`its includes bring in more than ${mostIncluded / 1e6} MB; what the others hold is not known`);
    const text = isFull ? undefined : this.files.read(path);
    let file: ConfigFile | undefined;
    if (text !== undefined) {
      this.#included += text.length;
      file = new ConfigFile(path, text, this);
      file.root = readTree(text, file).root;
      file.top = file.root.children;
    }
    this.#byPath.set(path, file);
    return file;
  }

  /** Finds where the document is included, so that what stands above it is known. */
  #prepare(): void {
    if (this.#ready) return;
    this.#ready = true;
    // Which levels there are is read part by part again when one is asked for; what is included is in the faces.
    recordReads(undefined, () => this.#findHolder());
  }

  #findHolder(): void {
    if (this.document.isMain) this.#spread(this.document);
    else {
      for (const path of mainCandidates(this.document.path)) {
        const main = this.#open(path);
        if (!main?.isMain) continue;
        const base = this.base;
        this.base = folderOf(path);
        this.#spread(main);
        if (this.document.holder) break;
        this.base = base;
        this.#levels.clear();
        for (const file of this.#byPath.values()) if (file) file.holder = undefined;
      }
    }
    if (!this.document.holder) this.#spread(this.document);
    for (const part of this.#sections) if (!part.holder) part.holder = this.document.holder;
  }

  /** Walks a configuration from its main file, so that every block and every included file has its level. */
  #spread(main: ConfigFile): void {
    main.holder = new Level(main.root!, undefined, this);
    const pending: Level[] = [main.holder];
    while (pending.length > 0) {
      const level = pending.pop()!;
      for (const child of level.blocks()) pending.push(child);
    }
  }

  #level(node: Node): Level {
    const known = this.#levels.get(node);
    if (known) return known;
    return this.enter(node, this.#around(node));
  }

  #around(node: Node): Level {
    const above = node.above;
    if (!above || above.kind === "root") return this.#holder(this.#partOf(node));
    return this.#level(above);
  }

  #partOf(node: Node): ConfigFile {
    const file = fileOf(node);
    if (file !== this.document || this.#sections.length === 0) return file;
    return this.#sections.find((part) => part.top.includes(node)) ?? file;
  }

  #holder(file: ConfigFile): Level {
    if (file !== this.document) readFaces();
    file.holder ??= new Level(file.root ?? this.document.root!, undefined, this);
    return file.holder;
  }
}

/** The part of a path before its last slash. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

/** Where the main configuration of a piece may lie: in its own folder or one above. */
function mainCandidates(path: string): string[] {
  const result: string[] = [];
  let folder = folderOf(path);
  for (let i = 0; i < 12; i++) {
    const prefix = folder === "" ? "" : `${folder}/`;
    result.push(`${prefix}nginx.conf`, `${prefix}nginx/nginx.conf`);
    if (folder === "") break;
    folder = folderOf(folder);
  }
  return result.filter((candidate) => candidate !== path);
}

function listOf(folder: string, parts: readonly ConfigFile[]): string[] {
  const names = new Set<string>();
  for (const { path } of parts) {
    if (!path.startsWith(`${folder}/`)) continue;
    const rest = path.slice(folder.length + 1);
    const slash = rest.indexOf("/");
    names.add(slash < 0 ? rest : rest.slice(0, slash + 1));
  }
  return [...names].sort();
}
