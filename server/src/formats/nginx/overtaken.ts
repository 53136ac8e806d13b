import { type Node, Unknown } from "../../document/node.js";
import { type Remembered, remember } from "../../document/reads.js";
import { accessOf } from "./access.js";
import type { Level } from "./level.js";
import { tryPattern } from "./observatory/try-pattern.js";
import { answersContent, locationOf } from "./server.js";
import { targetOf } from "./upstream.js";

/** Files that pages are made of; that they are open even where pages are not is what people mean. */
const assets = /^(?:css|js|mjs|map|jpe?g|png|gif|ico|svgz?|webp|avif|bmp|woff2?|ttf|otf|eot|mp[34]|webm|og[gv]|swf)$/;

/**
 * For a location with a plain prefix that keeps strangers out: the locations with a regular expression beside it that
 * answer some of its paths instead (nginx prefers them), from the same application or folder, and let everybody in.
 */
export function overtakenBy(location: Level): readonly Node[] {
  return remember(found, location, () => find(location));
}

const found = new WeakMap<Level, Remembered<readonly Node[]>>();

function find(location: Level): Node[] {
  if (location.name !== "location" || !location.above) return [];
  const { modifier, path } = locationOf(location);
  if (modifier !== "" || !path.startsWith("/") || path === "/" || !keepsOut(location)) return [];
  const inner = location.blocks().filter(isPattern);
  return location.above
    .blocks()
    .filter((other) => {
      if (!isPattern(other) || other === location || !isOpen(other) || !sameContent(location, other)) return false;
      return samples(patternOf(other)).some((end) => {
        const uri = `${path.replace(/\/$/, "")}/index${end}`;
        return matches(other, uri) && !inner.some((each) => matches(each, uri));
      });
    })
    .map((each) => each.node);
}

/** True when two locations answer from the same place: files below one folder, or one application. */
function sameContent(one: Level, other: Level): boolean {
  try {
    return sourceOf(one) === sourceOf(other);
  } catch (error) {
    if (error instanceof Unknown) return false;
    throw error;
  }
}

/** Where a location's answers come from: where it passes requests to, or the folder below which scripts and files lie. */
function sourceOf(level: Level): string {
  for (const name of ["proxy_pass", "grpc_pass", "uwsgi_pass"]) {
    const [node] = level.named(name);
    if (node) return targetOf(node, level).hosts.join(" ");
  }
  const [alias] = level.named("alias");
  return alias ? `alias ${alias.text}` : `root ${level.setting("root", "html")}`;
}

function isPattern(level: Level): boolean {
  return level.name === "location" && level.node.values.length === 2 && /^~\*?$/.test(level.node.known[0] ?? "");
}

function patternOf(level: Level): string {
  return level.node.known[1] ?? "";
}

function matches(level: Level, uri: string): boolean {
  const pattern = patternOf(level);
  return pattern !== "" && Boolean(tryPattern(pattern, uri, level.node.known[0] === "~*"));
}

function keepsOut(level: Level): boolean {
  return ["address", "authenticated", "both", "denied"].includes(decision(level));
}

function isOpen(level: Level): boolean {
  return decision(level) === "open" && answersContent(level);
}

function decision(level: Level): string {
  try {
    return accessOf(level);
  } catch (error) {
    if (error instanceof Unknown) return "unknown";
    throw error;
  }
}

/** Ends of paths that the pattern may be for: the extensions it names, but for those of assets. */
function samples(pattern: string): string[] {
  const found = [...pattern.matchAll(/\\\.\(?(?:\?:)?([\w|?]+)\)?/g)].flatMap((match) => match[1]!.split("|"));
  return found
    .map((word) => word.replace(/\w\?/g, "").replace(/\?/g, ""))
    .filter((word) => word !== "" && !assets.test(word.toLowerCase()))
    .map((word) => `.${word}`);
}
