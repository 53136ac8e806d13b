import { detect, type FormatEntry, formats } from "../../server/src/formats/index.js";
import { Broken, checkText, findingsOf, type Input } from "./check-text.js";
import { mutate } from "./mutate.js";
import { type Random, randomFrom } from "./random.js";
import { type FuzzWorld, materialOf, surroundings } from "./world.js";

/** What is fuzzed: a name, and how its n-th input for a seed is made and looked at. */
export interface Target {
  readonly name: string;
  /** True when an input is no text that could be made smaller. */
  readonly whole?: boolean;
  /**
   * Makes an input, tells `note` of it and looks at it; throws when something is wrong. `given` replaces the made text,
   * to make a failure smaller.
   */
  run(random: Random, note: Note, given?: string): Promise<void>;
}

/** Told of an input before it is looked at: its text, and the file that it is read as. */
export type Note = (text: string, path?: string) => void;

/** Every format that has seeds, as a target. */
export function formatTargets(world: FuzzWorld): Target[] {
  return formats.filter((entry) => world.seeds.has(entry.id)).map((entry) => formatTarget(world, entry));
}

function formatTarget(world: FuzzWorld, entry: FormatEntry): Target {
  const seeds = world.seeds.get(entry.id)!;
  const earlier: { input: Input; found: string }[] = [];
  return {
    name: entry.id,
    async run(random, note, given) {
      const seed = random.pick(seeds);
      const changed = mutate(seed.text, random, materialOf(world, seeds, random));
      const thorough = { again: random.one(12), deep: random.one(6) };
      const files = surroundings(given ?? changed, seeds, random);
      const input: Input = { entry, path: seed.path, text: given ?? changed, files };
      note(input.text, input.path);
      if (random.one(4)) detect(seed.path, () => input.text.slice(0, 4096));
      const found = await checkText(input, world, thorough);
      if (given !== undefined) return;
      // What was linted in between changes nothing.
      if (random.one(20)) {
        const before = random.one(2) ? earlier.shift() : undefined;
        if (before) {
          note(before.input.text, before.input.path);
          if ((await findingsOf(before.input, world)) !== before.found)
            throw new Broken("order: another file changed it");
        }
        if (earlier.length < 50) earlier.push({ input, found });
      }
    },
  };
}

/** The numbers for an input, by the run's seed, its target and its number. */
export function randomOf(seed: string, target: string, index: number): Random {
  return randomFrom(`${seed} ${target} ${index}`);
}
