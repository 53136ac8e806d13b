import { setTable } from "../document/tables.js";
import { RulePack } from "../rules/rule-set.js";
import { unpackAutomaton } from "../text/automaton.js";
import type { Builtin } from "./host.js";

/** The built-in rules as a pack, their tables stored. What runs them is loaded when a check could match. */
export function builtinPack(builtin: Builtin): RulePack {
  for (const [name, data] of Object.entries(builtin.tables)) setTable(name, data);
  const automaton = builtin.automaton && unpackAutomaton(builtin.automaton);
  return new RulePack(builtin.rules, async () => (await import("./engines.js")).builtinEngine(), automaton);
}
