import { diskHost } from "../../server/src/disk.js";
import { type Files, noFiles } from "../../server/src/document/document.js";
import { setGrammarSource } from "../../server/src/document/grammar-source.js";
import { defaultLintOptions } from "../../server/src/lint/lint.js";
import { builtinPack } from "../../server/src/project/builtin-rules.js";
import { RuleSet } from "../../server/src/rules/rule-set.js";
import type { World } from "./check-text.js";
import type { Material } from "./mutate.js";
import type { Random } from "./random.js";
import { readSeeds, type Seed, type Seeds } from "./seeds.js";

/** What a run of the fuzzer needs: the rules, all of them switched on, and the texts it begins with. */
export interface FuzzWorld extends World {
  readonly seeds: Seeds;
  /** Every seed of every format. */
  readonly all: readonly Seed[];
  readonly words: readonly string[];
}

/** The built-in rules and the seeds below `root`; `further` is a folder of real files to begin with as well. */
export async function openWorld(root: string, further?: string): Promise<FuzzWorld> {
  const host = diskHost();
  setGrammarSource(host.grammar);
  const builtin = await host.builtin();
  const rules = new RuleSet([builtinPack(builtin)]);
  await rules.ready();
  const seeds = readSeeds(root, builtin, await host.docs(), further);
  const keywords = builtin.rules.flatMap((rule) => rule.checks.flatMap((check) => check.keywords ?? []));
  const suppressions = builtin.rules.flatMap(({ id }) => [
    `tenet-ignore ${id}: a test`,
    `tenet-ignore-file ${id}`,
    `tenet-ignore ${id}, ${id} until 2027-01-01: a test`,
  ]);
  return {
    rules,
    options: { ...defaultLintOptions("2026-01-01"), allRules: true, minConfidence: "possible" },
    seeds,
    all: [...seeds.values()].flat(),
    words: [...new Set(keywords), ...suppressions, "tenet-ignore", "{{ x }}", "$x", "true", "false", "null"],
  };
}

/** What a text of a format is changed with. */
export function materialOf(world: FuzzWorld, seeds: readonly Seed[], random: Random): Material {
  const texts = (from: readonly Seed[]): string[] => Array.from({ length: 3 }, () => random.pick(from).text);
  return { same: texts(seeds), others: texts(world.all), words: world.words };
}

/** The files around an input: mostly none, sometimes the text itself under every name, so that it calls in itself. */
export function surroundings(text: string, seeds: readonly Seed[], random: Random): Files {
  if (!random.one(8)) return noFiles;
  const other = random.pick(seeds).text;
  const itself = random.one(2);
  const names = ["a.conf", "a.tf", "compose.yaml", "main.tf", "modules/", "policy.json", "vars.yml"];
  return {
    // The folder that every text is read in has a name of its own, which may not count.
    read: (path) => (path.length > 200 ? undefined : itself || path.split("/").at(-1)!.length % 2 === 0 ? text : other),
    list: (folder) => (folder.split("/").length > 5 ? [] : names),
  };
}
