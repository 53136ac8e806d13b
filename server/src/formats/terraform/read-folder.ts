import type { Files } from "../../document/document.js";
import { Node } from "../../document/node.js";
import { setOrigin } from "../../document/origin.js";
import { evaluate, type Result, type Scope } from "./evaluate.js";
import type { Block, Body, Expression } from "./expression.js";
import { lowerBody } from "./lower-body.js";
import { lowerJsonBody } from "./lower-json-body.js";
import { readHcl } from "./read-hcl.js";
import { filledTemplate, resolvePath, textFunction } from "./text-function.js";

/** A folder of Terraform files, as one of its files sees it. */
export interface Folder {
  /** What names mean there. */
  readonly scope: Scope;
  /** What an `output` of the folder comes to; undefined when there is none or it is not known. */
  output(name: string): Result | undefined;
  /** The resources of that type, data sources (`data.TYPE`), or blocks of that name, in other files of the folder; they stand in a tree of their own. */
  others(name: string): readonly Node[];
}

/** A Terraform file of a folder. */
interface FolderFile {
  readonly name: string;
  readonly text: string;
  readonly body: Body;
}

/** What a file or a folder declares by name. */
interface Declarations {
  /** Defaults of variables; undefined for one without a default. */
  readonly variables: Map<string, Expression | undefined>;
  readonly locals: Map<string, Expression>;
  /** Resources, data sources (`data.aws_vpc.main`) and calls of modules (`module.shop`) by address. */
  readonly blocks: Map<string, Block>;
  readonly outputs: Map<string, Expression>;
}

const noRange = { start: 0, end: 0 };
const maxDepth = 20;
/** Modules that call modules are followed so deep. */
const maxModules = 5;
/** Attributes that give back another one. */
const exported: Readonly<Record<string, string>> = {
  "terraform_data.output": "input",
  "null_data_source.outputs": "inputs",
};
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
  depth = 0,
): Folder {
  let bodies: readonly FolderFile[] | undefined;
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
  const modules = new Map<string, Folder | undefined>();
  const moduleOf = (call: Block) => {
    const [label] = call.labels;
    if (!label || depth >= maxModules) return undefined;
    if (!modules.has(label.text)) {
      modules.set(label.text, undefined);
      modules.set(label.text, openCall(path, call, scope, files, depth + 1)?.folder);
    }
    return modules.get(label.text);
  };
  const declared = () => {
    all ??= declarations(body, others(), given !== undefined);
    return all;
  };
  const scope: Scope = {
    isCalled: given !== undefined,
    lookup(root, name, depth) {
      if (root === "path" && name === "module") return { type: "scalar", data: ".", text: ".", range: noRange };
      if (root !== "var" && root !== "local") return undefined;
      const argument = root === "var" ? given?.get(name) : undefined;
      if (argument) return argument;
      const { variables, locals } = declared();
      const found = lookup(`${root}.${name}`, (root === "var" ? variables : locals).get(name), depth);
      // An empty default waits for what the caller gives.
      return root === "var" && !given && found?.type === "object" && found.entries.length === 0
        ? { ...found, open: true }
        : found;
    },
    attribute(address, name, depth) {
      const block = declared().blocks.get(address);
      if (!block) return undefined;
      if (block.name === "module") return depth > maxDepth * 4 ? undefined : moduleOf(block)?.output(name);
      if (address.startsWith("data.template_file.") && name === "rendered") {
        const [template, vars] = ["template", "vars"].map((part) => scope.attribute?.(address, part, depth + 1));
        return template?.type === "scalar" ? filledTemplate(template.text, vars, template.range) : undefined;
      }
      const from = exported[`${block.labels[0]!.text}.${name}`] ?? name;
      const found = block.body.find((item) => item.type === "attribute" && item.name === from);
      return found?.type === "attribute" ? lookup(`${address}.${from}`, found.value, depth) : undefined;
    },
    call: (name, args, range) => textFunction(path, files, name, args, range),
  };
  const lowered = new Map<string, readonly Node[]>();
  return {
    scope,
    output(name) {
      return lookup(`output.${name}`, declared().outputs.get(name), 0);
    },
    others(name) {
      let nodes = lowered.get(name);
      if (!nodes) {
        nodes = others().flatMap((other) => (isValues(other.name) ? [] : declaredIn(other, path, name, scope)));
        lowered.set(name, nodes);
      }
      return nodes;
    },
  };
}

/** A module of the workspace, as one call of it sees it. */
export interface CalledModule {
  /** The folder of the module, with the `/` behind it. */
  readonly inside: string;
  readonly bodies: readonly FolderFile[];
  readonly given: ReadonlyMap<string, Result>;
  readonly folder: Folder;
}

/**
 * The module that a call in the file at `path` names by a path of the workspace, with the call's arguments; undefined
 * when it stands elsewhere or is empty. `move` changes the arguments' results, for their places.
 */
export function openCall(
  path: string,
  call: Block,
  scope: Scope,
  files: Files,
  depth: number,
  move: (result: Result) => Result = (result) => result,
): CalledModule | undefined {
  const source = call.body.find((item) => item.type === "attribute" && item.name === "source");
  if (source?.type !== "attribute" || source.value.type !== "string") return undefined;
  const relative = source.value.data;
  const folder = /^\.\.?\//.test(relative) ? resolvePath(path, relative) : undefined;
  if (folder === undefined) return undefined;
  const inside = folder === "" ? "" : `${folder}/`;
  const bodies = siblingBodies(inside, files).filter(({ name }) => !name.includes("tfvars"));
  if (bodies.length === 0) return undefined;
  if (!mayOpen(files, bodies)) return undefined;
  const given = new Map<string, Result>();
  for (const item of call.body) {
    if (item.type !== "attribute" || ofTheCall.has(item.name)) continue;
    given.set(item.name, move(evaluate(item.value, scope)));
  }
  return { inside, bodies, given, folder: readFolder(inside, [], files, given, () => bodies, depth) };
}

/**
 * What is opened for one document, those calls in called modules included: modules that call two each would double with
 * every step. Calls, and characters of the modules' files.
 */
const mostOpened = 500;
const mostText = 1_500_000;

const opened = new WeakMap<Files, { calls: number; text: number }>();

function mayOpen(files: Files, bodies: readonly FolderFile[]): boolean {
  const { calls, text } = opened.get(files) ?? { calls: 0, text: 0 };
  const now = { calls: calls + 1, text: bodies.reduce((sum, file) => sum + file.text.length, text) };
  opened.set(files, now);
  if (now.calls <= mostOpened && now.text <= mostText) return true;
  const bound =
    now.calls > mostOpened ? `more than ${mostOpened} times` : `for more than ${mostText / 1e6} MB of files`;
  files.tell?.(`modules and those that they call are called ${bound}; what the others declare is not known`);
  return false;
}

const ofTheCall = new Set(["source", "version", "providers", "count", "for_each", "depends_on"]);

function declaredIn(other: FolderFile, path: string, name: string, scope: Scope): readonly Node[] {
  const blocks = other.body.filter(
    (item) =>
      item.type === "block" &&
      (item.name === name ||
        (item.name === "resource" && item.labels[0]?.text === name) ||
        (item.name === "data" && `data.${item.labels[0]?.text}` === name)),
  );
  if (blocks.length === 0) return [];
  const root = new Node({ kind: "root", name: "", range: { start: 0, end: 0 }, children: lowerBody(blocks, scope) });
  setOrigin(root, { path: path.slice(0, path.lastIndexOf("/") + 1) + other.name, text: other.text });
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
export function siblingBodies(path: string, files: Files): readonly FolderFile[] {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const own = path.slice(folder.length);
  const found: FolderFile[] = [];
  for (const name of files.list(folder)) {
    if (name === own || !(isValues(name) || /\.(?:tf|tofu)(?:\.json)?$/.test(name))) continue;
    const text = files.read(folder + name);
    if (text !== undefined) found.push({ name, text, body: bodyOf(name, text) });
    if (found.length >= maxSiblings) break;
  }
  return found;
}

function declarations(body: Body, siblings: readonly FolderFile[], called: boolean): Declarations {
  const all: Declarations = { variables: new Map(), locals: new Map(), blocks: new Map(), outputs: new Map() };
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
    } else if (item.name === "output" && item.labels[0]) {
      const found = item.body.find((inner) => inner.type === "attribute" && inner.name === "value");
      if (found?.type === "attribute") all.outputs.set(item.labels[0].text, found.value);
    } else if (item.name === "module" && item.labels[0]) {
      all.blocks.set(`module.${item.labels[0].text}`, item);
    } else if ((item.name === "resource" || item.name === "data") && item.labels[1]) {
      const address = `${item.labels[0]!.text}.${item.labels[1].text}`;
      all.blocks.set(item.name === "data" ? `data.${address}` : address, item);
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
