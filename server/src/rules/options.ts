import { nearest } from "../text/nearest.js";
import type { OptionData, OptionValue, RuleData } from "./rule.js";

/** What a rule's options are, by name: what `option` is in its expressions. */
export type OptionValues = Readonly<Record<string, OptionValue>>;

/** The options of a rule that has none. */
export const noOptions: OptionValues = {};

const defaults = new WeakMap<RuleData, OptionValues>();

/** What a rule's options are when nobody sets them. */
export function defaultOptions(rule: RuleData): OptionValues {
  if (!rule.options) return noOptions;
  let found = defaults.get(rule);
  if (!found) {
    found = Object.fromEntries(Object.entries(rule.options).map(([name, one]) => [name, one.default]));
    defaults.set(rule, found);
  }
  return found;
}

/** What is wrong with setting an option of a rule to a value; undefined when nothing is. */
export function wrongOption(rule: RuleData, name: string, value: OptionValue): string | undefined {
  const known = rule.options ?? {};
  const option = Object.hasOwn(known, name) ? known[name] : undefined;
  if (option) return wrongValue(option, name, value);
  const names = Object.keys(known);
  if (names.length === 0) return `"${rule.id}" has no options`;
  const near = nearest(name, names);
  return `"${rule.id}" has no option "${name}"${near ? `; did you mean "${near}"?` : `: it has ${names.join(", ")}`}`;
}

function wrongValue(option: OptionData, name: string, value: OptionValue): string | undefined {
  const wanted = kindOf(option.default);
  if (kindOf(value) !== wanted) return `"${name}" is ${wanted}: ${option.about}`;
  for (const one of Array.isArray(value) ? value : [value]) {
    if (!option.oneOf || option.oneOf.includes(String(one))) continue;
    const near = nearest(String(one), option.oneOf);
    return `"${one}" is none of ${option.oneOf.join(", ")}${near ? `; did you mean "${near}"?` : ""}`;
  }
  return undefined;
}

function kindOf(value: OptionValue): string {
  if (Array.isArray(value)) return "a list of texts";
  return typeof value === "number" ? "a number" : typeof value === "boolean" ? "true or false" : "a text";
}
