import { noFiles } from "../../server/src/document/document.js";
import { formats } from "../../server/src/formats/index.js";
import { checkText } from "./check-text.js";
import type { Target } from "./formats.js";
import type { FuzzWorld } from "./world.js";

/** The lengths of the texts that are cut: long enough to hold something, short enough to be cut everywhere. */
const shortest = 200;
const longest = 2500;

/**
 * One text of every format, cut off at each of its characters in turn: the n-th input is the text of one format cut at
 * one place, until all have been there; then the next text of every format follows.
 */
export function cutTarget(world: FuzzWorld): Target {
  const lists = formats.flatMap((entry) => {
    const seeds = world.seeds.get(entry.id)?.filter(({ text }) => text.length >= shortest && text.length <= longest);
    return seeds?.length ? [{ entry, seeds }] : [];
  });
  let round = 0;
  let at = { list: 0, length: 0 };
  return {
    name: "cuts",
    async run(_, note, given) {
      const { entry, seeds } = lists[at.list]!;
      const { path, text: whole } = seeds[round % seeds.length]!;
      const text = given ?? whole.slice(0, at.length);
      note(text, path);
      if (given === undefined) {
        at = at.length < whole.length ? { ...at, length: at.length + 1 } : { list: at.list + 1, length: 0 };
        if (at.list === lists.length) {
          at = { list: 0, length: 0 };
          round++;
        }
      }
      await checkText({ entry, path, text, files: noFiles }, world, { again: false, deep: text.length % 7 === 0 });
    },
  };
}
