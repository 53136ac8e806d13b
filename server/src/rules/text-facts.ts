import type { Fact } from "../document/fact.js";
import { table } from "../document/tables.js";
import type { PatternEngine } from "./pattern.js";

const on = new Set(["true", "on", "yes", "1", "enabled", "enable"]);
const off = new Set(["false", "off", "no", "0", "disabled", "disable", "none"]);

/** Facts about texts and values, with the pattern engine of the rule pack. */
export function textFacts(patterns: PatternEngine): readonly Fact[] {
  return [
    {
      signature: "string.matches(string): bool",
      description: "True when the pattern (RE2 syntax) matches anywhere in the text.",
      example: 'node.text.matches("^https?://")',
      handler: (text: string, pattern: string) => patterns(pattern).test(text),
    },
    {
      signature: "isOn(dyn): bool",
      description: "True for the ways configuration files say yes: true, on, yes, 1, enabled.",
      example: 'isOn(node.get("publicly_accessible"))',
      handler: (value: unknown) => typeof value !== "object" && on.has(String(value).toLowerCase()),
    },
    {
      signature: "isOff(dyn): bool",
      description: "True for the ways configuration files say no: false, off, no, 0, disabled, none. null is not off.",
      example: 'isOff(node.get("encrypted"))',
      handler: (value: unknown) => typeof value !== "object" && off.has(String(value).toLowerCase()),
    },
    {
      signature: "words(string): list<string>",
      description: "A list of words from a data table of that name.",
      example: 'node.name in words("database-ports")',
      handler: (name: string) => table<readonly unknown[]>(name).map(String),
    },
    {
      signature: "table(string): list<dyn>",
      description: "The rows of the data table of that name (`rules/data/`).",
      example: 'table("default-passwords").exists(row, row.password == node.text)',
      handler: (name: string) => table(name),
    },
  ];
}
