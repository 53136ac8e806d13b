import type { Finder } from "../document/finder.js";
import { createEngine, type Engine } from "../rules/compile.js";
import { openings } from "../rules/domain/openings.js";
import { linearPatterns, nativePatterns } from "../rules/pattern.js";
import { finders as secretFinders } from "../secrets/index.js";

/** The finders that rules can name with `find:`. */
const finders: readonly Finder[] = [...secretFinders, openings];

let native: Engine | undefined;

/** The engine of the built-in rules: their patterns are proven linear by a test and run natively. */
export function builtinEngine(): Engine {
  native ??= createEngine(nativePatterns, finders);
  return native;
}

/** The engine for rules that are not built in: their patterns run on an engine that is linear by construction. */
export async function linearEngine(): Promise<Engine> {
  return createEngine(await linearPatterns(), finders);
}
