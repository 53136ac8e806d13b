import { detectorTable, setTable } from "../document/tables.js";
import { RulePack } from "../rules/rule-set.js";
import { unpackAutomaton } from "../text/automaton.js";
import type { Builtin } from "./host.js";

const packs = new WeakMap<Builtin, RulePack>();

/**
 * The built-in rules as a pack, their tables stored; the same pack for the same rules. What runs them is loaded when a
 * check could match.
 */
export function builtinPack(builtin: Builtin): RulePack {
  let pack = packs.get(builtin);
  if (!pack) {
    pack = createPack(builtin);
    packs.set(builtin, pack);
  }
  return pack;
}

function createPack(builtin: Builtin): RulePack {
  for (const [name, data] of Object.entries(builtin.tables)) setTable(name, data);
  if (builtin.detector) setTable(detectorTable, builtin.detector);
  const automaton = builtin.automaton && unpackAutomaton(builtin.automaton);
  return new RulePack(builtin.rules, async () => (await import("./engines.js")).builtinEngine(), automaton);
}
