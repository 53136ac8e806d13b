import type { Node } from "../../document/node.js";
import { isSpelledOut, matchesHost, matchesNewline, readGroups } from "./capture.js";
import type { Level } from "./level.js";
import { locationOf } from "./server.js";

const deepest = 8;

/** The variables of a text, without their `$`. */
function variablesOf(text: string): string[] {
  if (!text.includes("$")) return [];
  return [...text.matchAll(/\$(?:\{(\w+)\}|(\w+))/g)].map((match) => (match[1] ?? match[2])!);
}

/** Where the text between the parentheses of a capture stands, and what it is matched against. */
interface Capture {
  readonly pattern: string;
  readonly subject: string;
}

/**
 * The regular expression that fills a capture at a directive: for numbers the last one that matched before it (an
 * `if`, a `rewrite`, the location), for names any of those around.
 */
function captureOf(name: string, node: Node, level: Level): Capture | undefined {
  for (let each: Level | undefined = level; each; each = each.above) {
    for (const { pattern, subject } of patternsOf(each, node)) {
      const group = readGroups(pattern).get(name);
      if (group !== undefined) return { pattern: group, subject };
      if (/^\d$/.test(name)) return undefined;
    }
  }
  return undefined;
}

/** The regular expressions that were tried when a directive of the level is read, the last one first. */
function* patternsOf(level: Level, node: Node): Generator<Capture> {
  const words = level.node.known;
  if (level.name === "if" && words[1]?.includes("~")) yield { pattern: words[2] ?? "", subject: words[0]! };
  if (level.name === "location" && level.node.values.every((value) => value.known)) {
    const { modifier, path } = locationOf(level);
    if (modifier.startsWith("~")) yield { pattern: path, subject: "$uri" };
  }
  if (level.name === "server") {
    for (const name of level.named("server_name").flatMap((each) => each.known))
      if (name.startsWith("~")) yield { pattern: name.slice(1), subject: "$host" };
  }
  // A rewrite fills captures for what follows in its level only.
  if (level.items.includes(node) || level.node.children.includes(node)) {
    for (const each of level.named("rewrite")) {
      if (each.range.start < node.range.start && each !== node) yield { pattern: each.known[0] ?? "", subject: "$uri" };
    }
  }
}

/** The text that a `set` around gives a variable, nearest first. */
function setTo(name: string, level: Level): { node: Node; level: Level; text: string } | undefined {
  for (let each: Level | undefined = level; each; each = each.above) {
    for (const node of each.named("set")) {
      if (node.known[0] === `$${name}` && node.values[1]?.known)
        return { node, level: each, text: node.values[1].text };
    }
  }
  return undefined;
}

/**
 * The variables of a directive's text that may hold a line break which the client wrote as `%0a`: the decoded path and
 * captures of it, also through `set`.
 */
export function splitting(text: string, node: Node, level: Level, depth = 0): string[] {
  if (depth > deepest) return [];
  return variablesOf(text).filter((name) => {
    if (name === "uri" || name === "document_uri") return true;
    const set = setTo(name, level);
    if (set) return splitting(set.text, set.node, set.level, depth + 1).length > 0;
    const capture = captureOf(name, node, level);
    return capture !== undefined && isDecoded(capture.subject) && matchesNewline(capture.pattern);
  });
}

function isDecoded(subject: string): boolean {
  return /^\$\{?(?:uri|document_uri)\}?$/.test(subject);
}

const claimed = /^(?:arg|http|cookie)_|^(?:args|query_string|request_uri|uri|document_uri|request_body)$/;

/**
 * The variables in the host of a proxied address by which a client chooses where the request goes: arguments, headers,
 * cookies, captures that match any host, also through `set` and `map`.
 */
export function forgeable(text: string, node: Node, level: Level, depth = 0): string[] {
  if (depth > deepest || !text.includes("$")) return [];
  const whole = text.startsWith("$") ? text : text.replace(/^[a-z]+:\/\//, "");
  const scheme = /^(\$\{?\w+\}?):\/\//.exec(whole)?.[0] ?? "";
  const rest = whole.slice(scheme.length);
  // A path begins where nginx would see one: at a slash, or with a variable that always starts with it.
  const authority = /^[^/?#]*/.exec(rest)![0].replace(/(?<=.)\$\{?(?:request_uri|uri|document_uri)\b.*$/s, "");
  return variablesOf(scheme + authority).filter((name) => {
    const alone = authority === `$${name}` || authority === `\${${name}}`;
    if (claimed.test(name)) return true;
    const set = setTo(name, level);
    if (set) {
      const inScheme = scheme.includes(name);
      return (inScheme ? [] : forgeable(set.text, set.node, set.level, depth + 1)).length > 0;
    }
    const mapped = mapOf(name, level);
    if (mapped) return mapped.node.children.some((entry) => passesOn(entry, mapped.node, mapped.level));
    const capture = captureOf(name, node, level);
    if (!capture || isSpelledOut(capture.pattern)) return false;
    return alone || matchesHost(capture.pattern);
  });
}

function mapOf(name: string, level: Level): { node: Node; level: Level } | undefined {
  for (let each: Level | undefined = level; each; each = each.above) {
    const node = each.named("map").find((one) => one.known[one.known.length - 1] === `$${name}`);
    if (node) return { node, level: each };
  }
  return undefined;
}

/** True when an entry of a map hands on what the client sent instead of a text of its own. */
function passesOn(entry: Node, map: Node, level: Level): boolean {
  const value = entry.known[0] ?? "";
  return value.includes("$") && value !== map.known[1] && forgeable(value, entry, level, deepest - 1).length > 0;
}
