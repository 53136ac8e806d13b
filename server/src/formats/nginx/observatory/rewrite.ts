import type { Level } from "../level.js";
import { textOrUndefined } from "../values.js";
import { lookUp } from "./docroot.js";
import { expand, type Flow } from "./flow.js";
import { tryPattern } from "./try-pattern.js";

/** How the rewrite phase of a level ends. */
export type Rewritten =
  /** An answer by `return` or a redirect; `text` is its second word, not known where a variable decides. */
  | { readonly kind: "answer"; readonly level: Level; readonly status: number; readonly text: string | undefined }
  /** The path was changed: the location is looked up again. */
  | { readonly kind: "again" }
  /** The level goes on to answer; `level` is the `if` whose settings hold, or the level itself. */
  | { readonly kind: "go"; readonly level: Level };

/** Runs a level's `if`, `return`, `rewrite`, `set` and `break` in their order. */
export function rewrite(level: Level, flow: Flow): Rewritten {
  let changed = false;
  let effective = level;
  const answer = (at: Level, words: readonly (string | undefined)[]): Rewritten => {
    const [first, second] = words;
    if (first === undefined || /^\d{3}$/.test(first)) {
      const text = second === undefined ? undefined : expand(second, flow, at);
      return { kind: "answer", level: at, status: Number(first ?? 200), text };
    }
    return { kind: "answer", level: at, status: 302, text: expand(first, flow, at) };
  };
  const run = (at: Level): Rewritten | "stop" | undefined => {
    for (const node of at.items) {
      const words = node.values.map(textOrUndefined);
      if (node.name === "break") return "stop";
      if (node.name === "return") return answer(at, words);
      if (node.name === "set" && words[0]) {
        flow.variables.set(words[0].slice(1), words[1] === undefined ? undefined : expand(words[1], flow, at));
      }
      if (node.name === "if" && node.kind === "block") {
        const inner = at.configuration.enter(node, at);
        const { assumed, met } = flow.doubts;
        const held = holds(words, flow, at);
        if (held === undefined) met.add(node);
        if (!(held ?? assumed.has(node))) continue;
        if (level.name !== "server") effective = inner;
        const done = run(inner);
        if (done) return done;
      }
      if (node.name === "rewrite") {
        const done = redirectOrChange(words, at);
        if (done) return done;
      }
    }
    return undefined;
  };
  const redirectOrChange = (words: readonly (string | undefined)[], at: Level): Rewritten | "stop" | undefined => {
    const [pattern, target, flag] = words;
    if (pattern === undefined || target === undefined) return undefined;
    const match = tryPattern(pattern, flow.uri, false);
    if (!match) return undefined;
    flow.captures = [...match].map((text) => text ?? "");
    const made = expand(target, flow, at);
    if (flag === "redirect" || flag === "permanent" || /^(?:https?:\/\/|\$scheme)/.test(target)) {
      return { kind: "answer", level: at, status: flag === "permanent" ? 301 : 302, text: made?.replace(/\?$/, "") };
    }
    if (made === undefined) return undefined;
    const [path, args] = made.split("?");
    flow.uri = path!;
    if (args !== undefined) flow.args = args;
    if (flag === "break") {
      changed = false;
      return "stop";
    }
    changed = true;
    return flag === "last" ? "stop" : undefined;
  };
  const done = run(level);
  if (done && done !== "stop") return done;
  return changed ? { kind: "again" } : { kind: "go", level: effective };
}

/** Whether the condition of an `if` is true; undefined when it cannot be told. */
function holds(words: readonly (string | undefined)[], flow: Flow, level: Level): boolean | undefined {
  const [name, operator, pattern] = words;
  const test = /^(!?)-([fde])$/.exec(name ?? "");
  if (test) return isThere(operator, test[2]!, test[1] === "!", flow, level);
  if (!name?.startsWith("$")) return undefined;
  const value = expand(name, flow, level);
  if (value === undefined) return undefined;
  if (operator === undefined) return value !== "" && value !== "0";
  if (pattern === undefined) return undefined;
  if (operator === "=") return value === expand(pattern, flow, level);
  if (operator === "!=") return value !== expand(pattern, flow, level);
  const match = tryPattern(pattern, value, operator.includes("*"));
  if (match === undefined) return undefined;
  if (match) {
    flow.captures = [...match].map((text) => text ?? "");
    for (const [key, text] of Object.entries(match.groups ?? {})) flow.variables.set(key, text ?? "");
  }
  return operator.startsWith("!") ? !match : match !== null;
}

/** What `-f`, `-d` and `-e` say of a path below the document root; undefined when that is not in view. */
function isThere(
  path: string | undefined,
  kind: string,
  negated: boolean,
  flow: Flow,
  level: Level,
): boolean | undefined {
  const below = path === "$request_filename" ? flow.uri : /^\$\{?document_root\}?(\/?.*)$/.exec(path ?? "")?.[1];
  const uri = below === undefined ? undefined : expand(below, flow, level);
  const found = uri === undefined ? undefined : lookUp(uri, level, flow);
  if (!found) return undefined;
  const wanted = { f: ["file"], d: ["folder"], e: ["file", "folder"] }[kind]!;
  return wanted.includes(found.kind) !== negated;
}
