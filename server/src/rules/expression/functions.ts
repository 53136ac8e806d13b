import type { Fact } from "../../document/fact.js";
import { Node } from "../../document/node.js";

/** One way to call a function: what its arguments must be (the receiver first) and what computes it. */
export interface Overload {
  readonly accepts: readonly ((value: unknown) => boolean)[];
  readonly handler: Fact["handler"];
}

/** The functions of a scope, by name. */
export interface Functions {
  /** The ways to call `name` with that many arguments, on a receiver or not. */
  find(name: string, receiver: boolean, args: number): readonly Overload[];
  /** True when there is a function of that name, however it is called. */
  has(name: string): boolean;
}

/** Reads `Node.has(string): bool` into its parts. Throws SyntaxError for what is no signature. */
export function readSignature(signature: string): { receiver?: string; name: string; args: string[]; result: string } {
  const match = /^(?:([A-Za-z]\w*(?:<.+?>)?)\.)?([A-Za-z_]\w*)\((.*)\): (.+)$/.exec(signature);
  if (!match) throw new SyntaxError(`not a signature: ${signature}`);
  const [, receiver, name, args, result] = match;
  return { receiver, name: name!, args: splitArguments(args!), result: result! };
}

/** The functions that facts describe. Signatures are read when a function of their name is first looked for. */
export function functionsOf(facts: readonly Fact[]): Functions {
  let names: Map<string, Fact[]> | undefined;
  const found = new Map<string, readonly Overload[]>();
  const named = (name: string): readonly Fact[] => {
    if (!names) {
      names = new Map();
      for (const fact of facts) {
        const open = fact.signature.indexOf("(");
        const key = fact.signature.slice(fact.signature.lastIndexOf(".", open) + 1, open);
        const same = names.get(key);
        if (!same) names.set(key, [fact]);
        else if (!same.includes(fact)) same.push(fact);
      }
    }
    return names.get(name) ?? [];
  };
  return {
    has: (name) => named(name).length > 0,
    find(name, receiver, args) {
      const key = `${receiver ? "." : ""}${name}/${args}`;
      let overloads = found.get(key);
      if (!overloads) {
        overloads = named(name).flatMap((fact) => {
          const signature = readSignature(fact.signature);
          if ((signature.receiver !== undefined) !== receiver || signature.args.length !== args) return [];
          const types = receiver ? [signature.receiver!, ...signature.args] : signature.args;
          return [{ accepts: types.map(accepting), handler: fact.handler }];
        });
        found.set(key, overloads);
      }
      return overloads;
    },
  };
}

/** The test for values of a type. Of a list only the first item is looked at: lists hold items of one type. */
function accepting(type: string): (value: unknown) => boolean {
  switch (type) {
    case "dyn":
      return (value) => value !== undefined;
    case "string":
      return (value) => typeof value === "string";
    case "int":
      return (value) => typeof value === "bigint";
    case "double":
      return (value) => typeof value === "number";
    case "bool":
      return (value) => typeof value === "boolean";
    case "Node":
      return (value) => value instanceof Node;
    case "list":
      return Array.isArray;
    case "map":
      return isMap;
  }
  const list = /^list<(.+)>$/.exec(type);
  if (list) {
    const item = accepting(list[1]!);
    return (value) => Array.isArray(value) && (value.length === 0 || item(value[0]));
  }
  if (type.startsWith("map<")) return isMap;
  throw new SyntaxError(`rules know no type "${type}"`);
}

/** True for maps: plain objects, which is what tables and map literals are. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Node);
}

function splitArguments(text: string): string[] {
  const args: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "<") depth++;
    else if (text[i] === ">") depth--;
    else if (text[i] === "," && depth === 0) {
      args.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  if (text.trim() !== "") args.push(text.slice(from).trim());
  return args;
}
