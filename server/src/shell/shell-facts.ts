import type { Fact } from "../document/fact.js";
import { Node, textValue, Unknown } from "../document/node.js";
import type { Stage, Word } from "./command.js";
import { downstream, type Invocation, invocation, nodesOfCommand, upstream } from "./command-nodes.js";
import { type Arguments, type Option, readArguments } from "./options.js";
import { installedPackages } from "./packages.js";
import { shells } from "./wrappers.js";

/** How many commands of a pipeline a fact looks at. */
const farthest = 64;

const read = new WeakMap<Node, Arguments>();

/** The command behind a node; an error for any other node, which then does not match. */
function command(node: Node): Invocation {
  const found = invocation(node);
  if (!found) throw new RangeError(`${node.name} is no command`);
  return found;
}

/** The options and operands of a command node. */
export function argumentsOf(node: Node): Arguments {
  let found = read.get(node);
  if (!found) {
    const { program, words } = command(node);
    found = readArguments(program, words);
    read.set(node, found);
  }
  return found;
}

function find(node: Node, names: readonly string[]): Option | undefined {
  const { options, open } = argumentsOf(node);
  const found = options.find((option) => names.includes(option.name));
  if (!found && open) throw new Unknown(node.name);
  return found;
}

function optionValue(node: Node, names: readonly string[]): string {
  const found = find(node, names);
  if (!found?.value) throw new RangeError(`${node.name} has no value for ${names.join(" or ")}`);
  if (!found.value.known) throw new Unknown(found.value.text);
  return found.value.text;
}

function optionValues(node: Node, names: readonly string[]): string[] {
  return argumentsOf(node).options.flatMap((option) =>
    names.includes(option.name) && option.value?.known ? [option.value.text] : [],
  );
}

function optionNode(node: Node, names: readonly string[]): Node {
  const found = find(node, names);
  if (!found) throw new RangeError(`${node.name} has no option ${names.join(" or ")}`);
  const { source } = command(node).command.script;
  const { word, name, value } = found;
  const values = value?.known ? [textValue(value.text, source.range(word.start, word.end))] : [];
  // A letter of a bundle is taken away alone; the first letter of `-ofile` is not one.
  const bundled = /^-[A-Za-z0-9#]{2,}$/.test(word.text) && name.length === 1 && !value;
  if (!bundled) {
    return new Node({ kind: "option", name, range: source.range(word.start, word.end), values, parent: node });
  }
  const at = word.start + word.text.indexOf(name, 1);
  return new Node({ kind: "letter", name, range: source.range(at, at + 1), parent: node });
}

function wrapperNode(node: Node): Node {
  const { command: own } = command(node);
  const inner = node.children.find((child) => invocation(child)?.command === own);
  if (!inner) throw new RangeError(`${node.name} runs no other command`);
  const { source } = own.script;
  const words = own.words.filter((word) => source.at(word.start) < inner.nameRange.start);
  const from = words.find((word) => source.at(word.start) >= node.nameRange.start) ?? words[0]!;
  const range = source.range(from.start, words.at(-1)!.end);
  return new Node({ kind: "wrapper", name: node.name, range, parent: node });
}

function knownTexts(words: readonly Word[]): string[] {
  return words.filter((word) => word.known).map((word) => word.text);
}

/** The commands that read the output of a command, nearest first. */
function pipedInto(node: Node): Node[] {
  const { command: from, host, feedsHost } = command(node);
  const found = downstream(from, farthest).flatMap(nodesOfCommand);
  if (host && feedsHost) found.push(host);
  return found;
}

function pipedFrom(node: Node): Node[] {
  const found = upstream(command(node).command, farthest).flatMap(nodesOfCommand);
  for (const child of node.children) if (invocation(child)?.feedsHost) found.push(child);
  return found;
}

const outputs: ReadonlySet<string> = new Set([">", ">>", ">|", ">&"]);

/** The files a command's output goes to, by redirection or through `tee`. */
function writes(node: Node): string[] {
  const { command: from } = command(node);
  const files: string[] = [];
  const add = (redirects: Stage["redirects"]): void => {
    for (const { operator, target } of redirects)
      if (outputs.has(operator) && target.known && !/^(?:\d+|-)$/.test(target.text)) files.push(target.text);
  };
  add(from.redirects);
  for (let stage: Stage | undefined = from.stage; stage; stage = stage.pipeline.within) add(stage.redirects);
  for (const reader of downstream(from, farthest).flatMap(nodesOfCommand)) {
    if (reader.name !== "tee") continue;
    files.push(...knownTexts(argumentsOf(reader).operands));
  }
  if (node.name === "tee") files.push(...knownTexts(argumentsOf(node).operands));
  return files;
}

/** The text of here-documents and here-strings. */
function input(node: Node): string {
  const { command: from } = command(node);
  const parts: string[] = [];
  for (const { operator, target, body } of from.redirects) {
    if (body) {
      const text = from.script.source.text.slice(body.start, body.end);
      if (!body.literal) throw new Unknown(text);
      parts.push(text);
    } else if (operator === "<<<") {
      if (!target.known) throw new Unknown(target.text);
      parts.push(target.text);
    }
  }
  return parts.join("\n");
}

/** All the text given to a command: its words and here-documents, expansions as they stand. */
function literal(node: Node): string {
  const { command: from, words } = command(node);
  const parts = [words.map((word) => word.text).join(" ")];
  for (const { operator, target, body } of from.redirects) {
    if (body) parts.push(from.script.source.text.slice(body.start, body.end));
    else if (operator === "<<<") parts.push(target.text);
  }
  return parts.filter((part) => part !== "").join("\n");
}

const interpreters = /^(?:python[\d.]*|perl|ruby|node|nodejs|php|lua|Rscript|pwsh)$/;

/** The commands that execute what a command prints. */
function runBy(node: Node): Node[] {
  const { host, feedsHost, command: from } = command(node);
  const found = downstream(from, farthest).flatMap(nodesOfCommand).filter(readsProgram);
  if (host && feedsHost && executes(host)) found.push(host);
  return found;
}

/** True for a shell or interpreter that takes its program from standard input. */
function readsProgram(node: Node): boolean {
  const shell = shells.has(node.name);
  if (!shell && !interpreters.test(node.name)) return false;
  const { options, operands } = argumentsOf(node);
  const names = options.map((option) => option.name);
  if (shell && names.includes("s")) return true;
  if (names.some((name) => (shell ? name === "c" : ["c", "m", "e", "n", "r", "p"].includes(name)))) return false;
  return (operands[0]?.text ?? "-") === "-" || operands[0]!.text === "/dev/stdin";
}

/** True for a command whose substitutions are run: `sh -c "$(…)"`, `bash <(…)`, `eval`, `source`, `$(…)` as the program. */
function executes(node: Node): boolean {
  const { name } = node;
  return shells.has(name) || name === "eval" || name === "source" || name === "." || interpreters.test(name);
}

/** The file a download is saved to, by its options or by the last part of the address. */
function savedTo(node: Node): string | undefined {
  const { options, operands } = argumentsOf(node);
  const names = node.name === "wget" ? ["O", "output-document"] : ["o", "output"];
  const file = options.find((option) => names.includes(option.name))?.value;
  if (file) return file.known ? file.text : undefined;
  const toName = node.name === "wget" || options.some(({ name }) => name === "O" || name === "remote-name");
  const redirect = command(node).command.redirects.find(({ operator }) => outputs.has(operator));
  if (redirect) return redirect.target.known ? redirect.target.text : undefined;
  const address = operands.find((word) => /^https?:\/\//.test(word.text))?.text.split(/[?#]/, 1)[0];
  return toName && address ? /[^/$]+$/.exec(address.replace(/^https?:\/\/[^/]+/, ""))?.[0] : undefined;
}

/** The later commands of the script that run the file a download is saved to. */
function runLater(node: Node): Node[] {
  const file = savedTo(node);
  if (!file || file === "-" || file.startsWith("/dev/")) return [];
  const base = file.slice(file.lastIndexOf("/") + 1);
  const { command: own } = command(node);
  const { commands } = own.script;
  const from = own.index + 1;
  return commands
    .slice(from, from + farthest)
    .flatMap(nodesOfCommand)
    .filter((later) => {
      const { command: at } = command(later);
      const shell = shells.has(later.name) || later.name === "source" || later.name === ".";
      const program = shell
        ? argumentsOf(later).operands[0]
        : at.words.find((word) => word.text.endsWith(later.name) && word.text.includes("/"));
      return program?.text === file || program?.text === `./${base}`;
    });
}

/** What rules can ask of shell commands, in every format that holds some. */
export const shellFacts: readonly Fact[] = [
  {
    signature: "Node.option(string): bool",
    description:
      "True when the command has the option, named without dashes, also within a bundle (`-fsSLk`). Unknown when an unquoted variable may bring it.",
    example: 'node.option("insecure")',
    handler: (node: Node, name: string) => find(node, [name]) !== undefined,
  },
  {
    signature: "Node.option(list<string>): bool",
    description: "True when the command has one of the options: a short and a long name of the same one.",
    example: 'node.option(["k", "insecure"])',
    handler: (node: Node, names: string[]) => find(node, names) !== undefined,
  },
  {
    signature: "Node.optionValue(string): string",
    description:
      "The value of an option: `--name=v`, `-nv`, or the next word for options known to take one. Does not match when there is none.",
    example: 'node.optionValue("chmod") == "777"',
    handler: (node: Node, name: string) => optionValue(node, [name]),
  },
  {
    signature: "Node.optionValue(list<string>): string",
    description: "The value of the first of these options that the command has.",
    example: 'node.optionValue(["u", "user"])',
    handler: (node: Node, names: string[]) => optionValue(node, names),
  },
  {
    signature: "Node.optionValues(list<string>): list<string>",
    description: "The known values of every use of these options.",
    example: 'node.optionValues(["H", "header"]).exists(h, h.startsWith("Authorization:"))',
    handler: (node: Node, names: string[]) => optionValues(node, names),
  },
  {
    signature: "Node.optionValues(string): list<string>",
    description: "The known values of every use of the option.",
    example: 'node.optionValues("trusted-host").size() > 0',
    handler: (node: Node, name: string) => optionValues(node, [name]),
  },
  {
    signature: "Node.optionNode(string): Node",
    description:
      "The place where the option stands, for `at` and `delete`: its word, or its letter within a bundle. Does not match when the command does not have it.",
    example: 'node.optionNode("insecure")',
    handler: (node: Node, name: string) => optionNode(node, [name]),
  },
  {
    signature: "Node.optionNode(list<string>): Node",
    description: "The place where the first of these options stands.",
    example: 'node.optionNode(["k", "insecure"])',
    handler: optionNode,
  },
  {
    signature: "Node.wrapperNode(): Node",
    description:
      "The words of a command before the one it runs (`sudo -E` of `sudo -E pip`), for `at` and `delete`. Does not match when it runs none.",
    example: "node.wrapperNode()",
    handler: wrapperNode,
  },
  {
    signature: "Node.operands(): list<string>",
    description:
      "The known words of a command that are neither options nor their values: subcommand, files, addresses.",
    example: 'node.operands().exists(o, o.startsWith("http://"))',
    handler: (node: Node) => knownTexts(argumentsOf(node).operands),
  },
  {
    signature: "Node.words(string): bool",
    description: "True when the operands begin with these words: the subcommand of `git config`, `apt-get install`.",
    example: 'node.words("config set")',
    handler: (node: Node, begin: string) => {
      const { operands } = argumentsOf(node);
      return begin.split(" ").every((word, i) => operands[i]?.known && operands[i]!.text === word);
    },
  },
  {
    signature: "Node.pipedInto(): list<Node>",
    description:
      'The commands that read this one\'s output, nearest first: down the pipe, behind `sudo`, and those that run it (`sh -c "$(curl …)"`, `bash <(curl …)`).',
    example: 'node.pipedInto().exists(c, c.name in ["sh", "bash"])',
    handler: pipedInto,
  },
  {
    signature: "Node.pipedFrom(): list<Node>",
    description: "The commands whose output this one reads through pipes, nearest first.",
    example: 'node.pipedFrom().exists(c, c.name == "curl")',
    handler: pipedFrom,
  },
  {
    signature: "Node.runBy(): list<Node>",
    description:
      'The commands that execute what this one prints: `| sh`, `| sudo bash -s`, `| python -`, `sh -c "$(…)"`, `bash <(…)`, `eval "$(…)"`.',
    example: "node.runBy().size() > 0",
    handler: runBy,
  },
  {
    signature: "Node.runLater(): list<Node>",
    description: "The next commands of the script that run the file which this `curl` or `wget` saves.",
    example: "node.runLater().size() > 0",
    handler: runLater,
  },
  {
    signature: "Node.literal(): string",
    description: "All the text given to the command, words and here-documents, with expansions left as they stand.",
    example: 'node.literal().contains("NOPASSWD")',
    handler: literal,
  },
  {
    signature: "Node.wordNodes(): list<Node>",
    description:
      "Each known value of the node as a node of its own, for `at`, `delete` and `filter`; its name is its text.",
    example: 'node.wordNodes().filter(w, w.name.endsWith(".pem"))[0]',
    handler: (node: Node) =>
      node.values
        .filter((value) => value.known)
        .map(
          (value) => new Node({ kind: "word", name: value.text, range: value.range, values: [value], parent: node }),
        ),
  },
  {
    signature: "Node.packageNodes(): list<Node>",
    description: "The packages that `installs()` names, as nodes, for `at` and `delete`.",
    example: 'node.packageNodes().filter(p, p.name == "telnetd")[0]',
    handler: (node: Node) => {
      const { source } = command(node).command.script;
      return installedPackages(node.name, argumentsOf(node)).map(
        ({ name, word }) => new Node({ kind: "word", name, range: source.range(word.start, word.end), parent: node }),
      );
    },
  },
  {
    signature: "Node.writes(): list<string>",
    description: "The known files that the command's output goes to: `>`, `>>`, or `tee` down the pipe.",
    example: 'node.writes().exists(f, f.startsWith("/etc/sudoers"))',
    handler: writes,
  },
  {
    signature: "Node.input(): string",
    description:
      "The text of the command's here-documents and here-strings, empty without one. Unknown when it has variables.",
    example: 'node.input().contains("NOPASSWD")',
    handler: input,
  },
  {
    signature: "Node.installs(): list<string>",
    description:
      "The packages that a package manager's command installs, without versions: apt, apk, yum, dnf, zypper, pacman, brew, pip, npm, gem. Empty for other commands.",
    example: 'node.installs().exists(p, p == "openssh-server")',
    handler: (node: Node) => installedPackages(node.name, argumentsOf(node)).map((one) => one.name),
  },
];
