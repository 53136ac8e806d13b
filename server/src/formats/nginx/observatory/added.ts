import { Unknown } from "../../../document/node.js";
import { addedHeaders } from "../headers.js";
import type { Level } from "../level.js";
import { expand, type Flow } from "./flow.js";

/** Headers by name in lower case; `unseen` when a file that is not in view may add some. */
export interface Headers {
  readonly list: Map<string, string[]>;
  readonly unseen: boolean;
}

/** Codes with which `add_header` adds without `always`. */
const usual = new Set([200, 201, 204, 206, 301, 302, 303, 304, 307, 308]);

const everywhere = ["", "http", "server", "location", "if", "limit_except"];

/** Adds to the headers that came from behind those that nginx sends itself from a level with a status. */
export function addHeaders(
  from: ReadonlyMap<string, readonly string[]>,
  level: Level,
  status: number,
  flow: Flow,
): Headers {
  const list = new Map([...from].map(([name, values]) => [name, [...values]]));
  let unseen = false;
  let nodes: readonly { values: readonly { known: boolean; text: string }[] }[];
  try {
    nodes = addedHeaders(level);
  } catch (error) {
    if (!(error instanceof Unknown)) throw error;
    unseen = true;
    nodes = level.nearest(["add_header"], { blind: everywhere }).nodes;
  }
  for (const { values } of nodes) {
    const [name, value, always] = values;
    if (!name?.known) {
      unseen = true;
      continue;
    }
    if (!usual.has(status) && !(always?.known && always.text === "always")) continue;
    const text = value?.known ? expand(value.text, flow, level) : undefined;
    if (text === undefined) unseen = true;
    else if (text !== "") push(list, name.text, text);
  }
  moreHeaders(list, level, status, flow);
  return { list, unseen };
}

function push(list: Map<string, string[]>, name: string, text: string): void {
  const key = name.toLowerCase();
  const known = list.get(key);
  if (known) known.push(text);
  else list.set(key, [text]);
}

/** What the headers-more module sets and clears: merged over all levels, the innermost last. */
function moreHeaders(list: Map<string, string[]>, level: Level, status: number, flow: Flow): void {
  const levels: Level[] = [];
  for (let each: Level | undefined = level; each; each = each.above) levels.unshift(each);
  for (const each of levels) {
    for (const node of each.all(["more_set_headers", "more_clear_headers"])) {
      const words = [...node.known];
      let fits = true;
      while (words[0]?.startsWith("-")) {
        const option = words.shift();
        const value = words.shift() ?? "";
        if (option === "-s") fits &&= value.split(/\s+/).includes(String(status));
        if (option === "-t") fits &&= value.includes("html");
      }
      if (!fits) continue;
      for (const word of words) {
        const colon = word.indexOf(":");
        const name = (colon < 0 ? word : word.slice(0, colon)).trim().toLowerCase();
        if (node.name === "more_clear_headers" || colon < 0) {
          list.delete(name);
          continue;
        }
        const text = expand(word.slice(colon + 1).trim(), flow, each);
        if (text !== undefined && text !== "") list.set(name, [text]);
      }
    }
  }
}
