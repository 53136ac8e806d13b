import { type Node, Unknown } from "../../document/node.js";
import { fileOf } from "./file-of.js";
import type { Level } from "./level.js";
import { contentLevels, returned } from "./server.js";

/**
 * The `add_header`s that hold at a level: the nearest level's whole list, or with `add_header_inherit merge` (nginx
 * 1.29.3) those of the levels above as well. Throws {@link Unknown} when a file not in view may add some.
 */
export function addedHeaders(level: Level): Node[] {
  const mode = inheritMode(level);
  if (mode === "on") return [...level.nearest(["add_header"]).nodes];
  const own = [...level.named("add_header")];
  if (mode === "off" || !level.above) return own;
  return [...addedHeaders(level.above), ...own];
}

function inheritMode(level: Level): string {
  // Hardly anybody writes it, and every header is asked about.
  if (!level.configuration.mentions("add_header_inherit")) return "on";
  return level.setting("add_header_inherit", "on", { blind: ["", "http", "server", "location", "if"] });
}

/**
 * Names, in lower case, of the headers nginx adds to answers at a level: `add_header` by its inheritance,
 * `more_set_headers` of every level. A Content-Security-Policy that restricts framing counts as `frame-ancestors` too.
 */
export function sentHeaders(level: Level): string[] {
  const names = new Set<string>();
  for (const node of addedHeaders(level)) add(names, node);
  for (let each: Level | undefined = level; each; each = each.above) {
    for (const node of each.named("more_set_headers")) {
      for (const text of node.known) {
        const colon = text.indexOf(":");
        if (colon > 0) addNamed(names, text.slice(0, colon).trim(), text.slice(colon + 1).trim());
      }
    }
  }
  return [...names];
}

function add(names: Set<string>, node: Node): void {
  const [name, value] = node.values;
  if (name?.known) addNamed(names, name.text, value?.known ? value.text : undefined);
}

function addNamed(names: Set<string>, name: string, value: string | undefined): void {
  if (value === "") return;
  names.add(name.toLowerCase());
  // A value that is made elsewhere (`$csp`, a template) may hold anything.
  const framing = value === undefined || value.includes("frame-ancestors") || value.includes("$");
  if (framing && name.toLowerCase() === "content-security-policy") names.add("frame-ancestors");
}

/**
 * Every header that some content of a server is sent with, or would be if an inner level did not lose it. Throws
 * {@link Unknown} when a level may send more than is in view.
 */
export function serverHeaders(server: Level): string[] {
  const names = new Set<string>();
  for (let level: Level | undefined = server; level; level = level.above) {
    for (const node of level.named("add_header")) add(names, node);
  }
  for (const level of contentLevels(server)) {
    for (const inner of [level, ...level.blocks().filter((block) => block.name === "if")]) {
      if (inner.mayHold("add_header")) throw new Unknown("add_header");
      for (const name of sentHeaders(inner)) names.add(name);
    }
  }
  return [...names];
}

/**
 * The `add_header`s of the level around that answers at this node's level go without, because the level has
 * `add_header`s of its own. Only for the first of those (or for the include that brings it); otherwise empty.
 */
export function lostHeaders(node: Node, level: Level): Node[] {
  const own = level.named("add_header");
  const document = level.configuration.document;
  const reporter =
    own.find((each) => fileOf(each) === document && !level.via(each)) ?? (own[0] ? level.via(own[0]) : undefined);
  if (reporter !== node || !level.above) return [];
  // Preflight and other empty answers have nothing to protect.
  if (returned(level) === 204) return [];
  if (inheritMode(level) !== "on") return [];
  const repeated = new Set(own.map((each) => each.known[0]?.toLowerCase()));
  const outer = addedHeaders(level.above).filter((each) => {
    const [name, value] = each.values;
    return name?.known && !(value?.known && value.text === "") && !repeated.has(name.text.toLowerCase());
  });
  if (outer.length > 0 && level.mayHold("add_header")) throw new Unknown("add_header");
  return outer;
}
