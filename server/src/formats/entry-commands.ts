import { removeYaml, removeYamlItem } from "../data/edit-yaml.js";
import { scalarPieces, scalarSource } from "../data/scalar-pieces.js";
import type { Document } from "../document/document.js";
import type { Fact } from "../document/fact.js";
import { Node, type Value } from "../document/node.js";
import type { Script, ShellContext } from "../shell/command.js";
import { commandNodes, execNodes } from "../shell/command-nodes.js";
import { readShell } from "../shell/read-shell.js";
import { shellEdits } from "../shell/shell-edits.js";
import { shellFacts } from "../shell/shell-facts.js";
import { verifiedAfter } from "../shell/verification.js";
import type { Edit } from "../text/edit.js";

/** Commands in the scalars of a data file. */
export interface EntryCommands {
  readonly nodes: readonly Node[];
  readonly script: Script;
}

/** A scalar read as shell text; `shown` stands in for its text when parts of it are filled in by another tool. */
export function shellEntry(source: string, value: Value, shown?: string, context: ShellContext = {}): EntryCommands {
  const script = readShell(scalarSource(source, value, shown), context);
  return { nodes: commandNodes(script, context), script };
}

/** The command that a list of scalars starts without a shell. */
export function execEntry(source: string, values: readonly Value[]): Node[] {
  return execNodes(values.map((value) => ({ ...value, pieces: scalarPieces(source, value) })));
}

/** The node with other values or more children. */
export function remake(node: Node, values: readonly Value[], children: readonly Node[]): Node {
  const { kind, name, range, nameRange, open, source } = node;
  return new Node({ kind, name, range, nameRange, values, children, open, source });
}

/** What rules can ask of commands in data files. */
export const entryCommandFacts: readonly Fact[] = [
  ...shellFacts,
  {
    signature: "Node.verified(): bool",
    description: "True when a later command of the same script checks a checksum or a signature.",
    example: "!node.verified()",
    handler: (node: Node) => {
      let top = node;
      while (top.above && top.kind !== "entry") top = top.above;
      return verifiedAfter(top, node);
    },
  },
];

/** The edit that takes away an entry, an item of a list, or a part of a command. */
export function removeEntry(document: Document, node: Node): Edit {
  if (node.kind === "entry") return removeYaml(document, node);
  if (node.kind === "word" && node.above?.kind === "entry") return removeYamlItem(document, node);
  return shellEdits.remove(document, node);
}
