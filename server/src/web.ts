import type { Builtin, Host } from "./project/host.js";
import type { Principle } from "./project/statements.js";
import type { RuleDocs } from "./rules/rule.js";

/**
 * A host without a disk, for a browser's worker: texts are linted one by one. `load` gives the files of this
 * installation by name.
 */
export function webHost(load: (name: string) => Promise<Uint8Array>): Host {
  const json = async <T>(name: string): Promise<T> => JSON.parse(new TextDecoder().decode(await load(name))) as T;
  return {
    read: () => undefined,
    list: () => undefined,
    real: () => undefined,
    builtin: async () => {
      const [rules, automaton, detector] = await Promise.all([
        json<Builtin>("rules.json"),
        load("rules.bin"),
        load("detector.bin"),
      ]);
      return { ...rules, automaton, detector };
    },
    docs: () => json<Readonly<Record<string, RuleDocs>>>("rule-docs.json"),
    statements: () => json<readonly Principle[]>("statements.json"),
    grammar: (file) => load(`grammars/${file}`),
    today: () => new Date().toISOString().slice(0, 10),
  };
}
