import { writeOut } from "../disk.js";
import type { Fact } from "../document/fact.js";
import { formats } from "../formats/index.js";
import { linearEngine } from "../project/engines.js";
import { factsOf } from "../rules/compile.js";
import { oneOf, readOptions } from "./usage.js";

/** `tenet facts`: what rules can ask in CEL. */
export async function facts(args: string[]): Promise<number> {
  const { values, positionals } = readOptions(args, { format: { type: "string" } });
  const format = oneOf("format", values.format, ["text", "json"]) ?? "text";
  const { patterns, finders } = await linearEngine();
  const rows = new Map<string, { signature: string; description: string; example: string; formats: string[] }>();
  for (const fact of factsOf(patterns, finders, undefined)) rows.set(fact.signature, { ...row(fact), formats: [] });
  for (const entry of formats) {
    const loaded = await entry.load();
    for (const fact of loaded.facts ?? []) {
      const known = rows.get(fact.signature);
      if (known?.formats.length === 0) continue;
      rows.set(fact.signature, { ...row(fact), formats: [...(known?.formats ?? []), entry.id] });
    }
  }
  const word = positionals[0]?.toLowerCase();
  const found = [...rows.values()].filter(
    (one) => word === undefined || `${one.signature} ${one.description}`.toLowerCase().includes(word),
  );
  if (format === "json") writeOut(`${JSON.stringify({ version: 1, facts: found }, undefined, 2)}\n`);
  else
    for (const one of found) {
      const only = one.formats.length > 0 ? `  (${one.formats.join(", ")})` : "";
      writeOut(`${one.signature}${only}\n    ${one.description}\n    ${one.example}\n`);
    }
  return found.length > 0 ? 0 : 1;
}

function row({ signature, description, example }: Fact) {
  return { signature, description, example };
}
