import { locate } from "../disk.js";
import { UsageError } from "./usage.js";

/**
 * A folder of tenet's own below a project, absolute, before something is written or taken away in it. Throws a
 * {@link UsageError} when the project's author made it a link to another place.
 */
export function ownFolder(base: string, folder: string): string {
  const path = `${base}/${folder}`;
  for (let end = path.indexOf("/", base.length + 1); ; end = path.indexOf("/", end + 1)) {
    const part = end < 0 ? path : path.slice(0, end);
    const found = locate(part)?.path;
    if (found !== undefined && found !== part)
      throw new UsageError(`${part.slice(base.length + 1)} is a link to another place; nothing is written there`);
    if (end < 0) return path;
  }
}
