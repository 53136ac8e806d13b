import type { Fact } from "../../document/fact.js";
import { nearest } from "../../text/nearest.js";
import { readSignature } from "./functions.js";

/** What an expression may name. */
export interface Names {
  readonly facts: readonly Fact[];
  readonly variables: readonly string[];
  /** The fields of Node. */
  readonly fields: readonly string[];
}

/** What the type checker says of a wrong name or call, in words that say what was meant: the nearest name, the ways to call. */
export function hinted(message: string, { facts, variables, fields }: Names): string {
  const call = /^found no matching overload for '(?:.+\.)?(\w+)\((.*)\)'/.exec(message);
  if (call) {
    const [, name, given] = call;
    const ways = facts.filter((fact) => readSignature(fact.signature).name === name).map((fact) => fact.signature);
    if (ways.length > 0) return `\`${name}\` does not take (${given}): ${ways.join(" or ")}`;
    const near = nearest(name!, new Set(facts.map((fact) => readSignature(fact.signature).name)));
    return `there is no function "${name}"${meant(near)}`;
  }
  const [, variable] = /^Unknown variable: (\w+)$/.exec(message) ?? [];
  if (variable) return `there is no "${variable}" here${meant(nearest(variable, variables))}`;
  const [, field] = /^No such key: (\w+)$/.exec(message) ?? [];
  if (field) return `there is no field "${field}"${meant(nearest(field, fields))}`;
  return message;
}

function meant(near: string | undefined): string {
  return near === undefined ? "" : `; did you mean "${near}"?`;
}
