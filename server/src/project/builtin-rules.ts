import type { Finder } from "../document/finder.js";
import { setTable } from "../document/tables.js";
import { createEngine, type Engine } from "../rules/compile.js";
import { openings } from "../rules/domain/openings.js";
import { nativePatterns } from "../rules/pattern.js";
import { RulePack } from "../rules/rule-set.js";
import { finders } from "../secrets/index.js";
import { unpackAutomaton } from "../text/automaton.js";
import type { Builtin } from "./host.js";

/** The finders that rules can name with `find:`. */
export const allFinders: readonly Finder[] = [...finders, openings];

/** The built-in rules as a pack, their tables stored. */
export function builtinPack(builtin: Builtin): RulePack {
  for (const [name, data] of Object.entries(builtin.tables)) setTable(name, data);
  const automaton = builtin.automaton === undefined ? undefined : unpackAutomaton(builtin.automaton);
  return new RulePack(builtin.rules, builtinEngine(), automaton);
}

/** The engine of the built-in rules: their patterns are proven linear and run natively. */
export function builtinEngine(): Engine {
  engine ??= createEngine(nativePatterns, allFinders);
  return engine;
}

let engine: Engine | undefined;
