import { Node, textValue, unknownValue, type Value } from "../document/node.js";
import { MappedText, MappedTextBuilder } from "../text/mapped-text.js";
import type { Range } from "../text/range.js";
import type { Assignment, Command, Pipeline, Script, ShellContext, Stage, Word } from "./command.js";
import { readShell } from "./read-shell.js";
import { innerCommands, shells } from "./wrappers.js";

/** What the shell keeps with the node of a command. */
export interface Invocation {
  readonly command: Command;
  /** The program's name without its folder. */
  readonly program: string;
  /** The words after the program. */
  readonly words: readonly Word[];
  /** The command that reads this one's output through `$(…)` or `<(…)`, or that runs it. */
  readonly host: Node | undefined;
  /** True when the output becomes a script or a file of `host`. */
  readonly feedsHost: boolean;
}

/** The nodes made of a command: the command itself, then what it wraps. */
const nodesOf = new WeakMap<Command, Node[]>();

/** What the shell knows of a node, undefined when it is no command. */
export function invocation(node: Node): Invocation | undefined {
  return node.source instanceof CommandSource ? node.source : undefined;
}

/** The nodes of a simple command: itself and the ones it runs (`sudo curl` has both). */
export function nodesOfCommand(command: Command): readonly Node[] {
  return nodesOf.get(command) ?? [];
}

class CommandSource implements Invocation {
  constructor(
    readonly command: Command,
    readonly program: string,
    readonly words: readonly Word[],
    readonly host: Node | undefined,
    readonly feedsHost: boolean,
  ) {}
}

/** Where a node is made. */
interface Place {
  readonly context: ShellContext;
  /** The substitutions that have nodes already, by their offset in the file. */
  readonly seen: Set<number>;
  /** How many wrappers stand around. */
  readonly wrapped?: number;
  readonly host?: Node;
  readonly feedsHost?: boolean;
}

/**
 * The commands of a script as nodes: kind `command`, named by the program, values the words after it. What a command
 * runs (`sudo X`, `sh -c "X"`, `$(X)`) are its children. `NAME=value` is a node of kind `assign`.
 */
export function commandNodes(script: Script, context: ShellContext = {}): Node[] {
  const seen = new Set<number>();
  return scriptNodes(script, { context: { ...context, skip: seen }, seen });
}

/** A word of an exec form: a list of words that no shell reads. */
export interface ExecWord extends Value {
  /** Where the pieces of `text` stand in the file: offsets in `text` and in the file, by turns; `range.start` when absent. */
  readonly pieces?: readonly number[];
}

/** The command that a list of words starts without a shell: `["curl", "-k"]`. Empty for an empty list. */
export function execNodes(words: readonly ExecWord[], context: ShellContext = {}): Node[] {
  const builder = new MappedTextBuilder();
  const read: Word[] = [];
  let at = 0;
  for (const word of words) {
    const sources = word.pieces ?? [0, word.range.start];
    for (let i = 0; i + 1 < sources.length; i += 2) {
      builder.add(word.text.slice(sources[i], sources[i + 2] ?? word.text.length), sources[i + 1]!);
    }
    const end = at + word.text.length;
    const pieces = [0, at, word.text.length, end];
    read.push({ text: word.text, known: word.known, quoted: true, start: at, end, pieces, substitutions: [] });
    builder.add(" ", word.range.end);
    at = end + 1;
  }
  if (read.length === 0) return [];
  const source = builder.build(0);
  const script: Script = { source, commands: [], comments: [], problems: [] };
  const pipeline: Pipeline = { stages: [], within: undefined };
  const stage: Stage = { pipeline, index: 0, content: [], redirects: [] };
  pipeline.stages.push(stage);
  const end = read.at(-1)!.end;
  const command: Command = { script, index: 0, stage, assignments: [], words: read, redirects: [], start: 0, end };
  stage.content.push(command);
  const seen = new Set<number>();
  return [commandNode(command, read, [], { context: { ...context, skip: seen }, seen })];
}

function scriptNodes(script: Script, place: Place): Node[] {
  const nodes: Node[] = [];
  for (const command of script.commands) {
    if (command.words.length > 0) nodes.push(commandNode(command, command.words, command.assignments, place));
    else {
      for (const assignment of command.assignments) nodes.push(assignNode(assignment, script));
      for (const { value } of command.assignments) addSubstitutions([value], nodes, place);
      for (const { target } of command.redirects) addSubstitutions([target], nodes, place);
    }
  }
  return nodes;
}

/** Builds the node of `words`, which are the words of `command` or those after a wrapper. */
function commandNode(command: Command, words: readonly Word[], assignments: readonly Assignment[], place: Place): Node {
  const { source } = command.script;
  const first = words[0]!;
  const rest = words.slice(1);
  const program = programName(first);
  const info = new CommandSource(command, program, rest, place.host, place.feedsHost ?? false);
  const children: Node[] = assignments.map((assignment) => assignNode(assignment, command.script));
  const whole = words.length === command.words.length;
  const start = whole ? command.start : first.start;
  const node = new Node({
    kind: "command",
    name: program,
    // `find -exec X ;` goes on behind what it runs.
    range: source.range(start, words.at(-1) === command.words.at(-1) ? command.end : words.at(-1)!.end),
    nameRange: source.range(first.start, first.end),
    values: rest.map((word) => wordValue(word, source)),
    children: () => children,
    source: info,
  });
  const made = nodesOf.get(command);
  if (made) made.push(node);
  else nodesOf.set(command, [node]);

  const wrapped = (place.wrapped ?? 0) + 1;
  const inner = wrapped > mostWrappers ? [] : innerCommands(program, rest);
  const nested = new Set(inner.flatMap((one) => (one.kind === "words" ? one.words : [])));
  const own = nested.size === 0 ? words : words.filter((word) => !nested.has(word));
  if (nested.size > 0 || exports.has(program)) {
    for (const word of own.slice(1)) {
      const assignment = assignmentOf(word);
      if (assignment) children.push(assignNode(assignment, command.script));
    }
  }
  const runs = shells.has(program) || program === "eval" || program === "source" || program === ".";
  const mine: Place = { ...place, host: node };
  for (const word of own) {
    const feeds = runs || word === first;
    for (const substitution of word.substitutions) {
      const feedsHost = feeds || substitution.process;
      append(children, scriptNodes(substitution.script, { ...mine, feedsHost }));
    }
  }
  for (const { value } of assignments) addSubstitutions([value], children, mine);
  if (whole) for (const { target } of command.redirects) addSubstitutions([target], children, mine);
  for (const one of inner) {
    // What a wrapper runs reads and writes where the wrapper does.
    if (one.kind === "words") children.push(commandNode(command, one.words, [], { ...place, wrapped }));
    else append(children, quotedScript(one.word, command.script, mine));
  }
  if (whole && runs) append(children, heredocScript(command, mine));
  children.sort((a, b) => a.range.start - b.range.start);
  // Asked for at once, so that every child knows its parent.
  void node.children;
  return node;
}

const mostWrappers = 8;

function append(nodes: Node[], more: readonly Node[]): void {
  for (const node of more) nodes.push(node);
}

const exports: ReadonlySet<string> = new Set(["export", "declare", "local", "readonly", "typeset", "setenv"]);

function addSubstitutions(words: readonly Word[], nodes: Node[], place: Place): void {
  for (const word of words) {
    for (const { script, process } of word.substitutions) {
      append(nodes, scriptNodes(script, { ...place, feedsHost: process }));
    }
  }
}

/** The commands in the text of a word: `sh -c 'X'`. */
function quotedScript(word: Word, around: Script, place: Place): Node[] {
  const depth = (place.context.depth ?? 0) + 1;
  if (depth > 8) return [];
  const starts: number[] = [];
  const sources: number[] = [];
  for (let i = 0; i + 1 < word.pieces.length; i += 2) {
    starts.push(word.pieces[i]!);
    sources.push(word.pieces[i + 1]!);
  }
  for (const { start } of word.substitutions) place.seen.add(around.source.at(start));
  const context: ShellContext = { ...place.context, depth };
  const script = readShell(new MappedText(word.text, starts, sources, around.source), context);
  return scriptNodes(script, { context, seen: place.seen, host: place.host });
}

/** The commands in a here-document that a shell reads: `bash <<EOF`. */
function heredocScript(command: Command, place: Place): Node[] {
  const { source } = command.script;
  const depth = (place.context.depth ?? 0) + 1;
  if (depth > 8) return [];
  const context: ShellContext = { ...place.context, depth };
  return command.redirects.flatMap(({ body }) => {
    if (!body) return [];
    const text = source.text.slice(body.start, body.end);
    const script = readShell(new MappedText(text, [0], [body.start], source), context);
    return scriptNodes(script, { context, seen: place.seen, host: place.host });
  });
}

/** The program a word names: without its folder. */
function programName(word: Word): string {
  const { text } = word;
  if (/[\s$`(]/.test(text)) {
    // `${BIN}/curl` still says which program it is.
    const last = text.slice(text.lastIndexOf("/") + 1);
    return text.includes("/") && /^[\w.+-]+$/.test(last) ? last : text.slice(0, 64);
  }
  const base = text.slice(text.lastIndexOf("/") + 1);
  return base === "" ? text : base;
}

function wordValue(word: Word, source: MappedText): Value {
  const range = source.range(word.start, word.end);
  return word.known ? textValue(word.text, range) : unknownValue(word.text, range);
}

/** `NAME=value` in a word of its own: `export NAME=value`. */
function assignmentOf(word: Word): Assignment | undefined {
  const equals = word.text.indexOf("=");
  if (equals <= 0 || !/^[A-Za-z_]\w*$/.test(word.text.slice(0, equals))) return undefined;
  const [firstText, firstSource] = word.pieces;
  if (firstText !== 0 || firstSource !== word.start) return undefined;
  const start = word.start + equals + 1;
  const value: Word = { ...word, text: word.text.slice(equals + 1), start, pieces: [] };
  return { name: word.text.slice(0, equals), value, start: word.start, end: word.end, nameEnd: word.start + equals };
}

function assignNode(assignment: Assignment, script: Script): Node {
  const { value } = assignment;
  const range = contentRange(value, script.source);
  return new Node({
    kind: "assign",
    name: assignment.name,
    range: script.source.range(assignment.start, assignment.end),
    nameRange: script.source.range(assignment.start, assignment.nameEnd),
    values: [value.known ? textValue(value.text, range) : unknownValue(value.text, range)],
  });
}

/** The range of a word without the quotes around it. */
function contentRange(word: Word, source: MappedText): Range {
  const raw = source.text.slice(word.start, word.end);
  const quote = raw[0];
  const whole = (quote === '"' || quote === "'") && raw.length > 1 && raw.indexOf(quote, 1) === raw.length - 1;
  return whole ? source.range(word.start + 1, word.end - 1) : source.range(word.start, word.end);
}

/** The commands of later stages of the pipelines around a command, nearest first; at most `limit`. */
export function downstream(command: Command, limit: number): Command[] {
  return along(command.stage, limit, 1);
}

/** The commands of earlier stages of the pipelines around a command, nearest first; at most `limit`. */
export function upstream(command: Command, limit: number): Command[] {
  return along(command.stage, limit, -1);
}

function along(from: Stage, limit: number, step: 1 | -1): Command[] {
  const found: Command[] = [];
  for (let stage: Stage | undefined = from; stage && found.length < limit; stage = stage.pipeline.within) {
    const { stages }: Pipeline = stage.pipeline;
    for (let i = stage.index + step; i >= 0 && i < stages.length && found.length < limit; i += step) {
      collect(stages[i]!, found, limit);
    }
  }
  return found;
}

function collect(stage: Stage, found: Command[], limit: number): void {
  for (const one of stage.content) {
    if (found.length >= limit) return;
    if ("words" in one) found.push(one);
    else for (const nested of one.stages) collect(nested, found, limit);
  }
}
