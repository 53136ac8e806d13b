import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { samplePath } from "../../server/src/cli/test.js";
import { detect } from "../../server/src/formats/index.js";
import { readMarks } from "../../server/src/lint/example.js";
import type { Builtin } from "../../server/src/project/host.js";
import type { RuleDocs } from "../../server/src/rules/rule.js";

/** A text to begin with. */
export interface Seed {
  readonly path: string;
  readonly text: string;
}

/** Texts by the id of their format. */
export type Seeds = ReadonlyMap<string, readonly Seed[]>;

/** Longer texts are left out: small ones are changed in more places in the same time. */
const longest = 6000;

/**
 * The rules' examples, the tests' fixtures and `examples/`, by their format; `further` is a folder of real files whose
 * texts are taken too.
 */
export function readSeeds(
  root: string,
  builtin: Builtin,
  docs: Readonly<Record<string, RuleDocs>>,
  further?: string,
): Seeds {
  const seeds = new Map<string, Seed[]>();
  const take = (path: string, text: string): void => {
    const entry = text.length <= longest ? detect(path, () => text.slice(0, 4096)) : undefined;
    if (!entry) return;
    const list = seeds.get(entry.id);
    if (list) list.push({ path, text });
    else seeds.set(entry.id, [{ path, text }]);
  };
  for (const rule of builtin.rules)
    rule.checks.forEach((check, index) => {
      for (const example of docs[rule.id]?.examples[index] ?? []) {
        take(example.path ?? samplePath(check.key), readMarks(example.text).text);
        for (const [path, text] of Object.entries(example.files ?? {})) take(path, text);
      }
    });
  for (const folder of ["test/formats", "test/daemons", "examples"]) takeFolder(join(root, folder), take);
  if (further !== undefined) takeFolder(further, take);
  return seeds;
}

function takeFolder(folder: string, take: (path: string, text: string) => void): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    const full = join(folder, name);
    if (/\.(?:tree|test\.ts)$/.test(name) || !statSync(full, { throwIfNoEntry: false })?.isFile()) continue;
    if (statSync(full).size <= longest) take(relative(folder, full).replaceAll("\\", "/"), readFileSync(full, "utf8"));
  }
}
