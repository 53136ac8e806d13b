import type { MappedText } from "../text/mapped-text.js";

/** A word after quotes and escapes. Offsets are those of its script's text. */
export interface Word {
  /** The word without quotes; expansions keep what stands in the script. */
  readonly text: string;
  /** False when the word holds an expansion whose result the script does not tell. */
  readonly known: boolean;
  /** True when a part of the word is quoted, which keeps the shell from splitting it. */
  readonly quoted: boolean;
  readonly start: number;
  readonly end: number;
  /** Where the pieces of `text` come from: offsets in `text` and offsets in the script, by turns. */
  readonly pieces: readonly number[];
  /** The `$(…)`, backquotes and `<(…)` in the word. */
  readonly substitutions: readonly Substitution[];
}

/** Commands whose output becomes (a part of) a word or a file. */
export interface Substitution {
  readonly start: number;
  readonly script: Script;
  /** True for `<(…)` and `>(…)`. */
  readonly process: boolean;
}

/** `NAME=value` before a command, or alone. */
export interface Assignment {
  readonly name: string;
  readonly value: Word;
  readonly start: number;
  readonly end: number;
  /** The end of the name. */
  readonly nameEnd: number;
}

/** `> file`, `<<< text`, `<<EOF` … */
export interface Redirect {
  readonly operator: string;
  readonly target: Word;
  readonly start: number;
  readonly end: number;
  /** The body of a here-document, in the script's text. */
  body?: { readonly start: number; readonly end: number; readonly literal: boolean };
}

/** One part of a pipeline: a command, or a group of commands that share input and output. */
export interface Stage {
  readonly pipeline: Pipeline;
  readonly index: number;
  /** What runs in this stage: one command, or the pipelines of a group. */
  readonly content: (Command | Pipeline)[];
  /** Redirections of the group. */
  readonly redirects: Redirect[];
}

/** Stages joined by `|`. */
export interface Pipeline {
  readonly stages: Stage[];
  /** The stage of the group that the pipeline stands in. */
  readonly within: Stage | undefined;
}

/** A simple command with everything that belongs to it. */
export interface Command {
  readonly script: Script;
  /** Its place among the script's commands. */
  readonly index: number;
  readonly stage: Stage;
  readonly assignments: Assignment[];
  /** The program and its arguments; empty for assignments or redirections alone. */
  readonly words: Word[];
  readonly redirects: Redirect[];
  start: number;
  end: number;
}

/** Something the shell would refuse. */
export interface ShellProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** Shell text, read. */
export interface Script {
  readonly source: MappedText;
  /** All simple commands in order, out of every group, loop and condition. */
  readonly commands: readonly Command[];
  readonly comments: readonly { readonly start: number; readonly end: number }[];
  readonly problems: readonly ShellProblem[];
}

/** What is known about the surroundings of a script. */
export interface ShellContext {
  /** The value of a variable, undefined when the files do not tell. */
  readonly variable?: (name: string) => string | undefined;
  /** Offsets in the file where substitutions begin that were read already. */
  readonly skip?: ReadonlySet<number>;
  /** How many scripts hold this one. */
  readonly depth?: number;
}
