import { Unknown } from "../../../document/node.js";
import type { Level } from "../level.js";
import { locationOf } from "../server.js";
import type { Flow } from "./flow.js";
import { tryPattern } from "./try-pattern.js";

/** The location that nginx takes for the flow's path; undefined when the server itself answers. */
export function findLocation(flow: Flow): Level | undefined {
  return search(flow.server, flow, 0).found;
}

/** A named location of the server. */
export function namedLocation(server: Level, name: string): Level | undefined {
  return server.blocks().find((level) => level.name === "location" && level.node.known[0] === name);
}

/** `sure`: an exact or a regular location was found, which ends the search on every level. */
function search(level: Level, flow: Flow, depth: number): { found: Level | undefined; sure: boolean } {
  if (depth > 20) return { found: undefined, sure: false };
  const { uri } = flow;
  let best: Level | undefined;
  let length = -1;
  let final = false;
  const regular: { level: Level; pattern: string; insensitive: boolean }[] = [];
  for (const each of level.blocks()) {
    if (each.name !== "location") continue;
    const written = readLocation(each);
    if (!written || written.modifier === "@") continue;
    const { modifier, path } = written;
    if (modifier === "=") {
      if (path === uri) return { found: each, sure: true };
    } else if (modifier === "~" || modifier === "~*") {
      regular.push({ level: each, pattern: path, insensitive: modifier === "~*" });
    } else if (uri.startsWith(path) && path.length > length) {
      best = each;
      length = path.length;
      final = modifier === "^~";
    }
  }
  let found = best;
  if (best) {
    const inner = search(best, flow, depth + 1);
    found = inner.found ?? best;
    if (inner.sure) return { found, sure: true };
  }
  if (final) return { found, sure: false };
  for (const each of regular) {
    const match = tryPattern(each.pattern, uri, each.insensitive);
    if (!match) continue;
    flow.captures = [...match].map((text) => text ?? "");
    for (const [name, text] of Object.entries(match.groups ?? {})) flow.variables.set(name, text ?? "");
    return { found: search(each.level, flow, depth + 1).found ?? each.level, sure: true };
  }
  return { found, sure: false };
}

function readLocation(level: Level): { modifier: string; path: string } | undefined {
  try {
    return locationOf(level);
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
}
