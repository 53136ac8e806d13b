import type { Block, Body, Expression } from "../../server/src/formats/terraform/expression.js";
import { readHcl } from "../../server/src/formats/terraform/read-hcl.js";

type Json = string | number | boolean | null | readonly Json[] | { [name: string]: Json };

/** The same configuration in Terraform's JSON syntax; comments stay behind. */
export function terraformJson(hcl: string): string {
  return `${JSON.stringify(bodyOf(readHcl(hcl).body), undefined, 2)}\n`;
}

function bodyOf(body: Body): { [name: string]: Json } {
  const object: { [name: string]: Json } = {};
  for (const item of body) {
    if (item.type === "attribute") object[item.name] = jsonOf(item.value);
    else place(object, item);
  }
  return object;
}

/** A block under its name and labels; several with the same name and labels become a list. */
function place(object: { [name: string]: Json }, block: Block): void {
  let parent = object;
  let name = block.name;
  for (const label of block.labels) {
    const inner = parent[name];
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) parent[name] = {};
    parent = parent[name] as { [name: string]: Json };
    name = label.text;
  }
  const body = bodyOf(block.body);
  const before = parent[name];
  if (before === undefined) parent[name] = body;
  else parent[name] = Array.isArray(before) ? [...(before as readonly Json[]), body] : [before, body];
}

function jsonOf(value: Expression): Json {
  switch (value.type) {
    case "string":
      return escaped(value.data);
    case "literal":
      return value.data;
    case "tuple":
      return value.items.map(jsonOf);
    case "object": {
      const object: { [name: string]: Json } = {};
      for (const { key, value: inner } of value.entries) object[keyOf(key)] = jsonOf(inner);
      return object;
    }
    case "template":
      return value.parts.map((part) => (part.type === "string" ? escaped(part.data) : hole(part))).join("");
    default:
      return hole(value);
  }
}

function keyOf(key: Expression): string {
  return key.type === "string" ? escaped(key.data) : key.type === "literal" ? key.text : String(jsonOf(key));
}

function escaped(text: string): string {
  return text.replace(/([$%])\{/g, "$1$1{");
}

function hole(value: Expression): string {
  if (value.type === "tuple" || value.type === "object" || value.type === "string")
    return JSON.stringify(jsonOf(value));
  const text = value.type === "template" ? `"${value.text}"` : value.text;
  return text.startsWith("%{") ? text : `\${${text}}`;
}
