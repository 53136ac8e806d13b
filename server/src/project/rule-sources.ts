import { parse } from "yaml";
import { setTable } from "../document/tables.js";
import type { RuleData, RuleDocs } from "../rules/rule.js";
import { decodeText } from "../text/decode.js";
import { builtinEngine } from "./engines.js";
import type { Builtin, Host } from "./host.js";
import { type RuleFile, readRuleFile, ruleFilesBelow } from "./rule-files.js";

/** The built-in rules read from their YAML sources, with everything that is wrong with them. */
export interface RuleSources {
  readonly builtin: Builtin;
  readonly docs: Readonly<Record<string, RuleDocs>>;
  readonly files: readonly RuleFile[];
}

/** Reads `rules/`: data tables first (expressions may use them), then every rule. */
export async function readRuleSources(host: Pick<Host, "read" | "list">, folder: string): Promise<RuleSources> {
  const tables: Record<string, unknown> = {};
  for (const entry of host.list(`${folder}/data`) ?? []) {
    if (entry.kind !== "file" || !/\.ya?ml$/.test(entry.name)) continue;
    const data = parse(textOf(host, `${folder}/data/${entry.name}`)) as { rows?: unknown } | null;
    const name = entry.name.replace(/\.ya?ml$/, "");
    tables[name] = data?.rows ?? data;
    setTable(name, tables[name]);
  }
  const rules: RuleData[] = [];
  const docs: Record<string, RuleDocs> = {};
  const files: RuleFile[] = [];
  const engine = builtinEngine();
  for (const path of ruleFilesBelow(host as Host, folder)) {
    const file = await readRuleFile(path, textOf(host, path), engine);
    files.push(file);
    if (file.rule) rules.push(file.rule);
    if (file.docs) docs[file.docs.id] = file.docs;
  }
  return { builtin: { rules, tables }, docs, files };
}

function textOf(host: Pick<Host, "read">, path: string): string {
  const bytes = host.read(path);
  return (bytes && decodeText(bytes)?.text) ?? "";
}
