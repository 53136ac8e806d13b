import { fileOf } from "../file-of.js";
import type { Level } from "../level.js";
import { expand, type Flow } from "./flow.js";

/** What stands under a path of the document root: `undefined` where the root is not in view. */
export interface Found {
  readonly kind: "file" | "folder" | "nothing";
  /** Path of the file in the workspace. */
  readonly path?: string;
}

/** Looks a path up in the document root of a level. */
export function lookUp(uri: string, level: Level, flow: Flow): Found | undefined {
  const location = level.up("location");
  const alias = location?.named("alias")[0];
  const root = level.nearest(["root"], everywhere).nodes[0];
  const word = (alias ?? root)?.values[0];
  if (!word?.known) return undefined;
  const folder = expand(word.text, flow, level);
  if (folder === undefined) return undefined;
  const rest = alias ? uri.slice((location!.node.known[location!.node.known.length - 1] ?? "").length) : uri;
  if (rest.split("/").includes("..")) return undefined;
  const { configuration } = level;
  const path = `${folder}/${rest}`.replace(/\/+/g, "/").replace(/\/$/, "");
  if (!folder.startsWith("/")) {
    const base = join(configuration.base, folder);
    return configuration.files.list(base).length === 0 ? undefined : at(level, join(configuration.base, path), true);
  }
  // A root on the server is the folder of that name in the repository when the file is there.
  const parts = path.split("/").filter((part) => part !== "");
  const own = folder.split("/").filter((part) => part !== "").length;
  for (let skip = 0; skip < own; skip++) {
    const found = at(level, join(configuration.base, parts.slice(skip).join("/")), false);
    if (found?.kind === "file") return found;
  }
  return undefined;
}

const everywhere = { blind: ["", "http", "server", "location", "if", "limit_except"] };

function at(level: Level, path: string, sure: boolean): Found | undefined {
  const { files } = level.configuration;
  const slash = path.lastIndexOf("/");
  const name = path.slice(slash + 1);
  const names = files.list(slash < 0 ? "" : path.slice(0, slash));
  if (names.includes(name)) return { kind: "file", path };
  if (names.includes(`${name}/`)) return { kind: "folder" };
  return sure ? { kind: "nothing" } : undefined;
}

/** The text of a file that was found. */
export function readFound(found: Found | undefined, level: Level): string | undefined {
  return found?.path === undefined ? undefined : fileOf(level.node).configuration.files.read(found.path);
}

function join(folder: string, path: string): string {
  return folder === "" ? path : `${folder}/${path}`;
}
