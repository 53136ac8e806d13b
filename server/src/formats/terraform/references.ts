import type { Body, Expression } from "./expression.js";

/** `data.` and the names of a provider's types, followed by a label. */
const address = /\b(data\.[a-z][\w-]*\.[A-Za-z_][\w-]*|[a-z][\w-]*\.[A-Za-z_][\w-]*)/g;
const scopes = new Set(["var", "local", "each", "count", "self", "path", "terraform"]);

/** The addresses that a text of the language names (`aws_vpc.main`, `data.aws_ami.base`), in order. */
export function addressesIn(text: string): string[] {
  const found: string[] = [];
  for (const [, name] of text.matchAll(address)) {
    if (!scopes.has(name!.slice(0, name!.indexOf(".")))) found.push(name!);
  }
  return found;
}

/** The addresses that an expression names, whether or not their values are known. */
export function referencesOf(expression: Expression): string[] {
  const found: string[] = [];
  walk(expression, found, 0);
  return found;
}

/** The addresses that the attributes of a body and of its blocks name. */
export function referencesOfBody(body: Body): ReadonlySet<string> {
  let found = known.get(body);
  if (!found) {
    const names: string[] = [];
    walkBody(body, names, 0);
    found = new Set(names);
    known.set(body, found);
  }
  return found;
}

const known = new WeakMap<Body, ReadonlySet<string>>();
const maxDepth = 200;

function walkBody(body: Body, found: string[], depth: number): void {
  if (depth > maxDepth) return;
  for (const item of body) {
    if (item.type === "attribute") walk(item.value, found, depth + 1);
    else walkBody(item.body, found, depth + 1);
  }
}

function walk(expression: Expression, found: string[], depth: number): void {
  if (depth > maxDepth) return;
  const inner = (part: Expression) => walk(part, found, depth + 1);
  switch (expression.type) {
    case "string":
    case "literal":
      return;
    case "template":
      for (const part of expression.parts) inner(part);
      return;
    case "tuple":
      for (const part of expression.items) inner(part);
      return;
    case "object":
      for (const entry of expression.entries) {
        inner(entry.key);
        inner(entry.value);
      }
      return;
    case "call":
      for (const part of expression.args) inner(part);
      return;
    case "conditional":
      for (const part of [expression.test, expression.yes, expression.no]) inner(part);
      return;
    case "operation":
      for (const part of expression.operands) inner(part);
      return;
    case "access":
      inner(expression.of);
      for (const step of expression.path) if (typeof step !== "string") inner(step);
      return;
    case "for":
      for (const part of [expression.source, expression.resultKey, expression.result, expression.condition])
        if (part) inner(part);
      return;
    case "opaque":
      found.push(...addressesIn(expression.text));
      return;
    case "reference": {
      const names = expression.path.filter((step) => typeof step === "string");
      const [root, name] = names;
      if (root === "data" && names.length > 2) found.push(names.slice(0, 3).join("."));
      else if (root && name && !scopes.has(root)) found.push(`${root}.${name}`);
      for (const step of expression.path) if (typeof step !== "string") inner(step);
    }
  }
}
