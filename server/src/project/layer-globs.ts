import { globMatches } from "../text/glob.js";
import type { Layer } from "./config.js";

/** True when one of the globs of a layer matches the file (absolute). */
export function matchesAny(layer: Layer, globs: readonly string[], path: string): boolean {
  if (!path.startsWith(`${layer.base}/`)) return false;
  const inner = path.slice(layer.base.length + 1);
  return globs.some((glob) => globMatches(glob, inner));
}
