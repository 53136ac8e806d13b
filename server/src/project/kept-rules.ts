import type { LoadedRule } from "../rules/load.js";
import type { KeptTexts } from "./host.js";

/** The rule files of a folder as they were read in former runs. */
export interface KeptRules {
  /** What reading a rule file's text gave; it is read by `load` when its text is new. */
  loaded(text: string, load: () => Promise<LoadedRule>): Promise<LoadedRule>;
  /** Keeps what was asked for, when it is not what was kept. */
  close(): void;
}

/**
 * Opens what is kept of a configuration's rule files. A text stands for what it was read as, whatever its file is called:
 * nothing else decides how it is read but tenet's own build, which is part of every name.
 */
export function openKeptRules(texts: KeptTexts, folder: string): KeptRules {
  const name = texts.nameOf(`the rules of ${folder}`);
  const before = readEntries(texts.read(name));
  const now = new Map<string, LoadedRule>();
  return {
    async loaded(text, load) {
      const key = texts.nameOf(text);
      let found = before.get(key);
      if (!found) {
        const { rule, docs, problems } = await load();
        found = { rule, docs, problems };
      }
      now.set(key, found);
      return found;
    },
    close() {
      if (now.size === before.size && [...now.keys()].every((key) => before.has(key))) return;
      texts.keep(name, JSON.stringify([...now]));
    },
  };
}

function readEntries(text: string | undefined): ReadonlyMap<string, LoadedRule> {
  return new Map(text === undefined ? [] : (JSON.parse(text) as [string, LoadedRule][]));
}
