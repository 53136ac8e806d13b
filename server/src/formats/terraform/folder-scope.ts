import type { Files } from "../../document/document.js";
import { evaluate, type Result, type Scope } from "./evaluate.js";
import type { Body, Expression } from "./expression.js";
import { lowerJsonBody } from "./lower-json-body.js";
import { readHcl } from "./read-hcl.js";

/** What a file or a folder declares by name. */
interface Declarations {
  /** Defaults of variables; undefined for one without a default. */
  readonly variables: Map<string, Expression | undefined>;
  readonly locals: Map<string, Expression>;
}

const maxDepth = 20;
const maxSiblings = 300;
/** How many values and characters one name may stand for. */
const maxSize = 20_000;

/**
 * The names that hold for the file at `path` with that body: its own variables and locals, those of the other files
 * of its folder, and the values files beside it. Other files are read when the first name is asked for.
 */
export function folderScope(path: string, body: Body, files: Files): Scope {
  let all: Declarations | undefined;
  const known = new Map<string, Result | undefined>();
  const scope: Scope = {
    lookup(root, name, depth) {
      if ((root !== "var" && root !== "local") || depth > maxDepth * 4) return undefined;
      const key = `${root}.${name}`;
      if (known.has(key)) return known.get(key);
      // A name that asks for itself finds nothing.
      known.set(key, undefined);
      all ??= declarations(path, body, files);
      const expression = (root === "var" ? all.variables : all.locals).get(name);
      const full = expression ? evaluate(expression, scope, depth + 1) : undefined;
      // Names that hold each other twice would double with every step.
      const result = full && sizeOf(full, maxSize) <= maxSize ? full : undefined;
      known.set(key, result);
      return result;
    },
  };
  return scope;
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

/** A scope in which one more name means something: the iterator of a dynamic block. */
export function withName(scope: Scope, name: string, members: Readonly<Record<string, Result | undefined>>): Scope {
  return { lookup: (root, member, depth) => (root === name ? members[member] : scope.lookup(root, member, depth)) };
}

function declarations(path: string, body: Body, files: Files): Declarations {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const own = path.slice(folder.length);
  const variables = new Map<string, Expression | undefined>();
  const locals = new Map<string, Expression>();
  const values: [string, Body][] = [];
  collect(body, variables, locals);
  for (const name of files.list(folder).slice(0, maxSiblings)) {
    if (name === own) continue;
    const isValues = /^terraform\.tfvars(?:\.json)?$|\.auto\.tfvars(?:\.json)?$/.test(name);
    if (!isValues && !/\.(?:tf|tofu)(?:\.json)?$/.test(name)) continue;
    const text = files.read(folder + name);
    if (text === undefined) continue;
    const sibling = siblingBody(name, text);
    if (isValues) values.push([name, sibling]);
    else collect(sibling, variables, locals);
  }
  // The later file wins, and every file wins over a default.
  for (const [, given] of values) {
    for (const item of given) if (item.type === "attribute") variables.set(item.name, item.value);
  }
  return { variables, locals };
}

function collect(body: Body, variables: Map<string, Expression | undefined>, locals: Map<string, Expression>): void {
  for (const item of body) {
    if (item.type !== "block") continue;
    if (item.name === "locals") {
      for (const local of item.body) if (local.type === "attribute") locals.set(local.name, local.value);
    } else if (item.name === "variable" && item.labels[0]) {
      const found = item.body.find((inner) => inner.type === "attribute" && inner.name === "default");
      variables.set(item.labels[0].text, found?.type === "attribute" ? found.value : undefined);
    }
  }
}

/** Bodies of the files read last, so that linting a folder does not read each file once for every other. */
const cache = new Map<string, Body>();

function siblingBody(name: string, text: string): Body {
  const cached = cache.get(text);
  if (cached) return cached;
  const body = name.endsWith(".json") ? lowerJsonBody(text).body : readHcl(text).body;
  if (cache.size > 200) cache.clear();
  cache.set(text, body);
  return body;
}
