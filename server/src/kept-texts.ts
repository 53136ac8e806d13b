import { createHash } from "node:crypto";
import { join } from "node:path";
import { cacheFolder, keep, readKept } from "./kept-files.js";
import type { KeptTexts } from "./project/host.js";

/**
 * Texts kept between runs in the user's cache folder, for the build of tenet that `build` names; undefined where nothing
 * is kept. Each stands behind its own hash, so that a damaged one is none.
 */
export function keptTexts(build: string): KeptTexts | undefined {
  const folder = cacheFolder("rules");
  if (folder === undefined) return undefined;
  const hash = (text: string): string => createHash("sha256").update(`${build}\n${text}`).digest("hex");
  return {
    nameOf: hash,
    read(name) {
      const [digest, text] = readKept(join(folder, name))?.toString().split("\n", 2) ?? [];
      return text !== undefined && digest === hash(text) ? text : undefined;
    },
    keep(name, text) {
      keep(folder, [{ name, content: () => `${hash(text)}\n${text}` }]);
    },
  };
}
