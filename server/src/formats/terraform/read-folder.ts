import type { Files } from "../../document/document.js";
import { Node } from "../../document/node.js";
import { evaluate, type Result, type Scope } from "./evaluate.js";
import type { Block, Body, Expression } from "./expression.js";
import { lowerBody } from "./lower-body.js";
import { lowerJsonBody } from "./lower-json-body.js";
import { readHcl } from "./read-hcl.js";
import { textFunction } from "./text-function.js";

/** A folder of Terraform files, as one of its files sees it. */
export interface Folder {
  /** What names mean there. */
  readonly scope: Scope;
  /** The resources of that type, or blocks of that name, in other files of the folder; they stand in a tree of their own. */
  others(name: string): readonly Node[];
}

/** What a file or a folder declares by name. */
interface Declarations {
  /** Defaults of variables; undefined for one without a default. */
  readonly variables: Map<string, Expression | undefined>;
  readonly locals: Map<string, Expression>;
  /** Resources by address. */
  readonly resources: Map<string, Block>;
}

const noRange = { start: 0, end: 0 };
const maxDepth = 20;
const maxSiblings = 300;
/** How many values and characters one name may stand for. */
const maxSize = 20_000;

/**
 * The folder of the file at `path` with that body: its own variables, locals and resources, those of the other files
 * of its folder, and the values files beside it. Other files are read when the first name is asked for. `given` are
 * the arguments of a module's call; they go before every default, and values files do not count.
 */
export function readFolder(
  path: string,
  body: Body,
  files: Files,
  given?: ReadonlyMap<string, Result>,
  siblings = () => siblingBodies(path, files),
): Folder {
  let bodies: readonly { name: string; body: Body }[] | undefined;
  let all: Declarations | undefined;
  const others = () => {
    bodies ??= siblings();
    return bodies;
  };
  const known = new Map<string, Result | undefined>();
  const lookup = (key: string, expression: Expression | undefined, depth: number): Result | undefined => {
    if (depth > maxDepth * 4) return undefined;
    if (known.has(key)) return known.get(key);
    // A name that asks for itself finds nothing.
    known.set(key, undefined);
    const full = expression ? evaluate(expression, scope, depth + 1) : undefined;
    // Names that hold each other twice would double with every step.
    const result = full && sizeOf(full, maxSize) <= maxSize ? full : undefined;
    known.set(key, result);
    return result;
  };
  const scope: Scope = {
    lookup(root, name, depth) {
      if (root === "path" && name === "module") return { type: "scalar", data: ".", text: ".", range: noRange };
      if (root !== "var" && root !== "local") return undefined;
      const argument = root === "var" ? given?.get(name) : undefined;
      if (argument) return argument;
      all ??= declarations(body, others(), given !== undefined);
      const found = lookup(`${root}.${name}`, (root === "var" ? all.variables : all.locals).get(name), depth);
      // An empty default waits for what the caller gives.
      return root === "var" && found?.type === "object" && found.entries.length === 0
        ? { ...found, open: true }
        : found;
    },
    attribute(address, name, depth) {
      all ??= declarations(body, others(), given !== undefined);
      const resource = all.resources.get(address);
      const found = resource?.body.find((item) => item.type === "attribute" && item.name === name);
      return found?.type === "attribute" ? lookup(`${address}.${name}`, found.value, depth) : undefined;
    },
    call: (name, args, range) => textFunction(path, files, name, args, range),
  };
  const lowered = new Map<string, readonly Node[]>();
  return {
    scope,
    others(name) {
      let nodes = lowered.get(name);
      if (!nodes) {
        nodes = others().flatMap((other) => (isValues(other.name) ? [] : declaredIn(other.body, name, scope)));
        lowered.set(name, nodes);
      }
      return nodes;
    },
  };
}

function declaredIn(body: Body, name: string, scope: Scope): readonly Node[] {
  const blocks = body.filter(
    (item) =>
      item.type === "block" && (item.name === name || (item.name === "resource" && item.labels[0]?.text === name)),
  );
  if (blocks.length === 0) return [];
  const root = new Node({ kind: "root", name: "", range: { start: 0, end: 0 }, children: lowerBody(blocks, scope) });
  return root.children.flatMap((block) => (block.name === name ? [block] : block.children));
}

function sizeOf(result: Result, most: number): number {
  if (result.type === "scalar" || result.type === "unknown") return 1 + (result.text.length >> 4);
  let size = 1;
  for (const item of result.type === "list" ? result.items : result.entries.map((entry) => entry.value)) {
    size += sizeOf(item, most - size);
    if (size > most) break;
  }
  return size;
}

function isValues(name: string): boolean {
  return /^terraform\.tfvars(?:\.json)?$|\.auto\.tfvars(?:\.json)?$/.test(name);
}

/** The bodies of the other Terraform files in the folder of `path`. */
export function siblingBodies(path: string, files: Files): readonly { name: string; body: Body }[] {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const own = path.slice(folder.length);
  const found: { name: string; body: Body }[] = [];
  for (const name of files.list(folder)) {
    if (name === own || !(isValues(name) || /\.(?:tf|tofu)(?:\.json)?$/.test(name))) continue;
    const text = files.read(folder + name);
    if (text !== undefined) found.push({ name, body: bodyOf(name, text) });
    if (found.length >= maxSiblings) break;
  }
  return found;
}

function declarations(body: Body, siblings: readonly { name: string; body: Body }[], called: boolean): Declarations {
  const all: Declarations = { variables: new Map(), locals: new Map(), resources: new Map() };
  const values: Body[] = [];
  collect(body, all);
  for (const sibling of siblings) {
    if (isValues(sibling.name)) values.push(sibling.body);
    else collect(sibling.body, all);
  }
  // The later file wins, and every file wins over a default.
  if (!called) {
    for (const given of values) {
      for (const item of given) if (item.type === "attribute") all.variables.set(item.name, item.value);
    }
  }
  return all;
}

function collect(body: Body, all: Declarations): void {
  for (const item of body) {
    if (item.type !== "block") continue;
    if (item.name === "locals") {
      for (const local of item.body) if (local.type === "attribute") all.locals.set(local.name, local.value);
    } else if (item.name === "variable" && item.labels[0]) {
      const found = item.body.find((inner) => inner.type === "attribute" && inner.name === "default");
      all.variables.set(item.labels[0].text, found?.type === "attribute" ? found.value : undefined);
    } else if (item.name === "resource" && item.labels[1]) {
      all.resources.set(`${item.labels[0]!.text}.${item.labels[1].text}`, item);
    }
  }
}

/** Bodies of the files read last, so that linting a folder does not read each file once for every other. */
const cache = new Map<string, Body>();

function bodyOf(name: string, text: string): Body {
  const cached = cache.get(text);
  if (cached) return cached;
  const body = name.endsWith(".json") ? lowerJsonBody(text).body : readHcl(text).body;
  if (cache.size > 200) cache.clear();
  cache.set(text, body);
  return body;
}
