import type { Problem } from "../../document/document.js";
import { Node, textValue, unknownValue, type Value } from "../../document/node.js";
import type { Script, ShellContext } from "../../shell/command.js";
import { commandNodes, execNodes } from "../../shell/command-nodes.js";
import { readShell } from "../../shell/read-shell.js";
import { shells } from "../../shell/wrappers.js";
import { MappedText } from "../../text/mapped-text.js";
import type { Range } from "../../text/range.js";
import {
  type DockerWord,
  readDockerWord,
  readDockerWords,
  skipBlank,
  type WordContext,
  wordValue,
} from "./docker-word.js";
import { readExecForm } from "./exec-form.js";
import type { Instruction, Instructions } from "./read-dockerfile.js";
import { Stage } from "./stage.js";
import { Variables } from "./variables.js";

const known: ReadonlySet<string> = new Set(
  "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR".split(
    " ",
  ),
);
const withFlags: ReadonlySet<string> = new Set(["ADD", "COPY", "FROM", "HEALTHCHECK", "RUN"]);
const key = /^(?:"[^"]*"|'[^']*'|[^\s="'])*/;
const flag = /--([a-z][\w-]*)(?:=(\S*))?/y;

/** What lowering found besides the tree. */
export interface Lowered {
  readonly children: readonly Node[];
  readonly problems: readonly Problem[];
  /** Comments within shell text. */
  readonly comments: readonly Range[];
}

/**
 * Makes the tree of a Dockerfile: what stands before the first `FROM`, then its stages. `targets` tells the stages, in
 * lower case, that builds end with besides the last one; it is asked only when a rule wants to know.
 */
export function lowerDockerfile(file: Instructions, targets: ReadonlySet<string>): Lowered {
  return new Lowering(file, targets).run();
}

class Lowering {
  readonly #file: Instructions;
  readonly #targets: ReadonlySet<string>;
  readonly #children: Node[] = [];
  readonly #problems: Problem[] = [];
  readonly #comments: Range[] = [];
  readonly #global = new Variables();
  readonly #stages = new Map<string, Stage>();
  #variables = this.#global;
  #stage: Stage | undefined;
  #inStage: Node[] = [];
  /** False while `SHELL` names something that is no Unix shell. */
  #unixShell = true;

  constructor(file: Instructions, targets: ReadonlySet<string>) {
    this.#file = file;
    this.#targets = targets;
  }

  run(): Lowered {
    for (const instruction of this.#file.instructions) {
      if (instruction.keyword === "FROM") this.#openStage(instruction);
      else this.#add(this.#instruction(instruction));
    }
    this.#closeStage(true, Number.POSITIVE_INFINITY);
    return { children: this.#children, problems: this.#problems, comments: this.#comments };
  }

  #add(node: Node): void {
    if (this.#stage) this.#inStage.push(node);
    else this.#children.push(node);
  }

  #openStage(instruction: Instruction): void {
    this.#closeStage(false, instruction.range.start);
    this.#unixShell = true;
    const { text, keywordEnd, end } = instruction;
    const context = { escape: this.#file.escape, variables: this.#global };
    const { nodes: flags, at } = this.#flags(instruction, keywordEnd, context);
    const words = readDockerWords(text, at, end, context);
    const image = words[0];
    const alias = words[1]?.text.toUpperCase() === "AS" ? words[2] : undefined;
    const base = image?.known ? this.#stages.get(image.text.toLowerCase()) : undefined;
    this.#variables = new Variables(base?.variables);
    const from = new Node({
      ...this.#place(instruction),
      values: image ? [wordValue(image, text)] : [],
      children: flags,
    });
    this.#stage = new Stage(
      from,
      base,
      alias ? wordValue(alias, text) : undefined,
      this.#variables,
      this.#stages,
      this.#targets,
    );
    this.#inStage = [from];
  }

  #closeStage(last: boolean, until: number): void {
    const stage = this.#stage;
    if (!stage) return;
    stage.last = last;
    stage.lastUser = this.#inStage.findLast((node) => node.name === "USER");
    const { alias, from } = stage;
    stage.templated = this.#file.templates.some(({ start }) => from.range.start < start && start < until);
    this.#children.push(
      new Node({
        kind: "stage",
        name: "stage",
        range: { start: from.range.start, end: this.#inStage.at(-1)!.range.end },
        nameRange: from.nameRange,
        values: alias ? [alias] : [],
        children: this.#inStage,
        source: stage,
      }),
    );
    if (alias) this.#stages.set(alias.text.toLowerCase(), stage);
    this.#stage = undefined;
  }

  #place(instruction: Instruction): { kind: string; name: string; range: Range; nameRange: Range } {
    const { text, keyword, keywordEnd, range } = instruction;
    return { kind: "instruction", name: keyword, range, nameRange: text.range(0, keywordEnd) };
  }

  #instruction(instruction: Instruction): Node {
    const { keyword, text, keywordEnd, end } = instruction;
    const place = this.#place(instruction);
    if (!known.has(keyword)) {
      this.#problems.push({ message: `unknown instruction ${keyword.slice(0, 40)}`, range: place.nameRange });
      return new Node(place);
    }
    const context: WordContext = { escape: this.#file.escape, variables: this.#variables };
    const { nodes, at } = withFlags.has(keyword)
      ? this.#flags(instruction, keywordEnd, context)
      : { nodes: [], at: skipBlank(text.text, keywordEnd, end) };
    switch (keyword) {
      case "ENV":
      case "LABEL":
      case "ARG":
        return new Node({ ...place, children: this.#entries(instruction, at, context) });
      case "RUN":
      case "CMD":
      case "ENTRYPOINT":
        return new Node({ ...place, children: [...nodes, ...this.#commands(instruction, at)] });
      case "HEALTHCHECK":
        return this.#healthcheck(instruction, at, nodes);
      case "ONBUILD":
        return new Node({ ...place, children: this.#onbuild(instruction, at) });
      case "COPY":
      case "ADD":
        return new Node({
          ...place,
          values: this.#list(instruction, at, context),
          children: [...nodes, ...heredocNodes(instruction)],
        });
      case "SHELL": {
        const values = this.#list(instruction, at, context);
        const program = values[0]?.text.split(/[/\\]/).pop() ?? "";
        this.#unixShell = shells.has(program);
        return new Node({ ...place, values });
      }
      case "VOLUME":
      case "EXPOSE":
        return new Node({ ...place, values: this.#list(instruction, at, context) });
      default: {
        const whole = at < end ? readDockerWord(text, at, end, context, true) : undefined;
        return new Node({ ...place, values: whole ? [wordValue(whole, text)] : [] });
      }
    }
  }

  /** Reads `--name=value` before the arguments. */
  #flags({ text, end }: Instruction, from: number, context: WordContext): { nodes: Node[]; at: number } {
    const nodes: Node[] = [];
    let at = skipBlank(text.text, from, end);
    for (;;) {
      flag.lastIndex = at;
      const match = flag.exec(text.text);
      if (!match || flag.lastIndex > end) return { nodes, at };
      const to = flag.lastIndex;
      const values: Value[] = [];
      if (match[2] !== undefined) values.push(wordValue(readDockerWord(text, to - match[2].length, to, context), text));
      const nameRange = text.range(at, at + 2 + match[1]!.length);
      nodes.push(new Node({ kind: "flag", name: `--${match[1]}`, range: text.range(at, to), nameRange, values }));
      at = skipBlank(text.text, to, end);
    }
  }

  /** A list of words or of JSON strings. */
  #list({ text, end }: Instruction, at: number, context: WordContext): Value[] {
    const exec = readExecForm(text, at, end);
    if (exec)
      return exec.map((word) =>
        word.text.includes("$") ? unknownValue(word.text, word.range) : textValue(word.text, word.range),
      );
    return readDockerWords(text, at, end, context).map((word) => wordValue(word, text));
  }

  /** `KEY=value …`, and the old `ENV KEY the rest of the line`. */
  #entries({ keyword, text, end }: Instruction, from: number, context: WordContext): Node[] {
    const first = key.exec(text.text.slice(from, Math.min(end, from + 512)))![0];
    if (keyword !== "ARG" && text.text[from + first.length] !== "=" && first !== "") {
      const at = skipBlank(text.text, from + first.length, end);
      const value = at < end ? readDockerWord(text, at, end, context, true) : undefined;
      return [this.#entry(keyword, text, { start: from, end: from + first.length }, value)];
    }
    const nodes: Node[] = [];
    let at = from;
    while (at < end) {
      const name = key.exec(text.text.slice(at, Math.min(end, at + 512)))![0];
      const nameRange = { start: at, end: at + name.length };
      if (text.text[nameRange.end] === "=" && nameRange.end < end) {
        const value = readDockerWord(text, nameRange.end + 1, end, context);
        nodes.push(this.#entry(keyword, text, nameRange, value));
        at = value.end;
      } else {
        if (name !== "") nodes.push(this.#entry(keyword, text, nameRange, undefined));
        at = Math.max(nameRange.end, at + 1);
      }
      at = skipBlank(text.text, at, end);
    }
    return nodes;
  }

  #entry(keyword: string, text: MappedText, at: Range, value: DockerWord | undefined): Node {
    const name = text.text.slice(at.start, at.end).replace(/["']/g, "");
    this.#declare(keyword, name, value);
    return new Node({
      kind: "entry",
      name,
      range: text.range(at.start, value ? value.end : at.end),
      nameRange: text.range(at.start, at.end),
      values: value ? [wordValue(value, text)] : [],
    });
  }

  #declare(keyword: string, name: string, value: DockerWord | undefined): void {
    if (keyword === "ENV") this.#variables.setEnv(name, value ?? { text: "", known: true });
    if (keyword !== "ARG") return;
    // Within a stage `ARG NAME` alone takes the default given before the first FROM.
    const outer = this.#variables === this.#global ? undefined : this.#global.get(name);
    this.#variables.setArg(name, value ?? outer ?? { text: "", known: false });
  }

  #commands(instruction: Instruction, at: number): Node[] {
    const { text, end, heredocs } = instruction;
    const context = this.#shellContext();
    const exec = readExecForm(text, at, end);
    if (exec) return execNodes(exec, context);
    if (!this.#unixShell || at >= end) return [];
    const script = readShell(slice(text, at), context);
    const [only] = script.commands;
    if (heredocs.length > 0 && script.commands.length === 1 && only!.words.length === 0) {
      return heredocs.flatMap((heredoc) => this.#script(text, heredoc.body, context));
    }
    return this.#keep(script, context);
  }

  /** The commands of a here-document that is a script of its own. */
  #script(text: MappedText, body: Range, context: ShellContext): Node[] {
    const from = text.text.length - (text.range(0, text.text.length).end - body.start);
    const content = text.text.slice(from, from + body.end - body.start);
    const program = /^\s*#![^\n]*?([\w.-]+)[ \t\r]*(?:-\S*)?\r?(?:\n|$)/.exec(content)?.[1];
    if (program && !shells.has(program)) return [];
    return this.#keep(readShell(MappedText.from(content, body.start), context), context);
  }

  #keep(script: Script, context: ShellContext): Node[] {
    for (const { start, end } of script.comments) this.#comments.push(script.source.range(start, end));
    return commandNodes(script, context);
  }

  #shellContext(): ShellContext {
    const variables = this.#variables;
    return {
      variable: (name) => {
        const value = variables.get(name);
        return value?.known ? value.text : undefined;
      },
    };
  }

  #healthcheck(instruction: Instruction, at: number, flags: readonly Node[]): Node {
    const { text, end } = instruction;
    const place = this.#place(instruction);
    const verb = /^\S*/.exec(text.text.slice(at, end))![0];
    const values = verb === "" ? [] : [textValue(verb.toUpperCase(), text.range(at, at + verb.length))];
    const commands =
      verb.toUpperCase() === "CMD" ? this.#commands(instruction, skipBlank(text.text, at + verb.length, end)) : [];
    return new Node({ ...place, values, children: [...flags, ...commands] });
  }

  #onbuild(instruction: Instruction, at: number): Node[] {
    const { text, heredocs, range, end } = instruction;
    const inner = slice(text, at);
    const keywordEnd = /^\S*/.exec(inner.text)![0].length;
    const keyword = inner.text.slice(0, keywordEnd).toUpperCase();
    if (keyword === "" || keyword === "ONBUILD" || keyword === "FROM") return [];
    // What it declares holds in images built on this one, not here.
    const outer = this.#variables;
    this.#variables = new Variables(outer);
    const start = text.at(at);
    const node = this.#instruction({
      keyword,
      text: inner,
      keywordEnd,
      end: end - at,
      heredocs,
      range: { start, end: Math.max(start, range.end) },
    });
    this.#variables = outer;
    return [node];
  }
}

/** The text from `at` on, with its places. */
function slice(text: MappedText, at: number): MappedText {
  return new MappedText(text.text.slice(at), [0], [at], text);
}

function heredocNodes({ heredocs, text }: Instruction): Node[] {
  return heredocs.map(({ name, body, literal }) => {
    const from = text.text.length - (text.range(0, text.text.length).end - body.start);
    const content = text.text.slice(from, from + body.end - body.start);
    const value = literal ? textValue(content, body) : unknownValue(content, body);
    return new Node({ kind: "heredoc", name, range: body, values: [value] });
  });
}
