/**
 * Facts that change, by name: the files of `rules/data/` and a team's rows. Set once by whoever loads the rules;
 * rooms read them when first asked, so that none of them stands in code.
 */
const tables = new Map<string, unknown>();

/** Stores a table, replacing one of the same name. */
export function setTable(name: string, data: unknown): void {
  tables.set(name, data);
}

/** The table of that name. Throws a RangeError when it was not loaded. */
export function table<T = unknown>(name: string): T {
  const data = tables.get(name);
  if (data === undefined) throw new RangeError(`no data table "${name}"`);
  return data as T;
}

/** The table of that name, undefined when none was loaded. */
export function tableIfAny<T = unknown>(name: string): T | undefined {
  return tables.get(name) as T | undefined;
}

/** The name under which a build's packed automaton of the detector's keywords is stored, so that it is not built at every start. */
export const detectorTable = "detector automaton";
