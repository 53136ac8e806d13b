import type { RuleData, RuleDocs } from "../rules/rule.js";
import type { Principle } from "./statements.js";

/** What the build made of `rules/`: rules to match with, the data tables, the automaton, and what people read. */
export interface Builtin {
  readonly rules: readonly RuleData[];
  readonly tables: Readonly<Record<string, unknown>>;
  /** The packed automata of the rules' keywords and of the detector's; absent when rules were read from their sources. */
  readonly automaton?: Uint8Array;
  readonly detector?: Uint8Array;
}

/** One entry of a folder. Links are followed by nobody: they are `other`. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: "file" | "folder" | "other";
}

/**
 * The world outside the engine: a disk, a browser's virtual file system. Paths are absolute, with forward slashes.
 * Nothing throws; what cannot be read is undefined.
 */
export interface Host {
  /**
   * The bytes of a file; undefined when there is none or it may not be read. Of a file over 64 MB only the beginning
   * need be there, with zeros for the rest, unless `most` asks for files of up to so many bytes.
   */
  read(path: string, most?: number): Uint8Array | undefined;
  /** What stands in a folder, in order of names; undefined when it cannot be listed. */
  list(path: string): readonly FolderEntry[] | undefined;
  /** The path with every link on the way followed; undefined when there is no such file. */
  real(path: string): string | undefined;
  /** The built-in rules. */
  builtin(): Promise<Builtin>;
  /** What people read about the built-in rules, by id. */
  docs(): Promise<Readonly<Record<string, RuleDocs>>>;
  /** The security principles and their statements. */
  statements(): Promise<readonly Principle[]>;
  /** The bytes of a grammar or of the parser runtime, by file name. Rejects when it is not there. */
  grammar(file: string): Promise<Uint8Array>;
  /** Today as YYYY-MM-DD. */
  today(): string;
  /** What is kept between runs for this user alone; absent or undefined where nothing is. */
  kept?(): Promise<KeptTexts | undefined>;
}

/** Texts of one line that are kept between runs. Nothing throws: what cannot be kept is made again. */
export interface KeptTexts {
  /** A name that stands for a text and this build of tenet: another text or another build has another name. */
  nameOf(text: string): string;
  /** The text that was kept by that name; undefined when there is none, or it is damaged or somebody else's. */
  read(name: string): string | undefined;
  keep(name: string, text: string): void;
}
