import type { Format } from "../document/document.js";
import { formatKeys, formatsOf } from "../formats/index.js";
import type { Engine } from "../rules/compile.js";
import type { LoadedRule } from "../rules/load.js";
import type { Host } from "./host.js";

/** A rule file that was read. */
export interface RuleFile extends LoadedRule {
  readonly path: string;
  readonly text: string;
}

let loadedFormats: Map<string, Promise<readonly Format[]>> | undefined;

/** The formats behind a key, loaded. A group of more than a dozen formats is checked against the common facts only. */
export function loadFormats(key: string): Promise<readonly Format[]> {
  loadedFormats ??= new Map();
  let found = loadedFormats.get(key);
  if (!found) {
    const entries = formatsOf(key);
    found = entries.length > 12 ? Promise.resolve([]) : Promise.all(entries.map((entry) => entry.load()));
    loadedFormats.set(key, found);
  }
  return found;
}

/** Reads one rule file's text. */
export async function readRuleFile(path: string, text: string, engine: Engine): Promise<RuleFile> {
  const { loadRule } = await import("../rules/load.js");
  const loaded = await loadRule(text, { engine, formatKeys: formatKeys(), formatsOf: loadFormats });
  return { ...loaded, path, text };
}

/** The rule files at a path: the file itself, or every `.yaml` and `.yml` below a folder but those in `data` folders. */
export function ruleFilesBelow(host: Host, path: string): string[] {
  const entries = host.list(path);
  if (!entries) return [path];
  const found: string[] = [];
  for (const entry of entries) {
    const inner = `${path.replace(/\/$/, "")}/${entry.name}`;
    if (entry.kind === "folder" && entry.name !== "data" && entry.name !== "node_modules")
      found.push(...ruleFilesBelow(host, inner));
    else if (entry.kind === "file" && /\.ya?ml$/.test(entry.name) && entry.name !== "statements.yaml")
      found.push(inner);
  }
  return found;
}
