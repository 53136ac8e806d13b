import type { Document } from "../document/document.js";
import { Node, Unknown } from "../document/node.js";
import { originOf } from "../document/origin.js";
import { type Path, pathMatches } from "../document/path.js";
import { type Reads, recordReads } from "../document/reads.js";
import { TooCostly } from "../document/too-costly.js";
import type { CompiledCheck, CompiledFix } from "../rules/compile.js";
import { type Frame, maxSteps, steps } from "../rules/expression/frame.js";
import { noOptions, type OptionValues } from "../rules/options.js";
import type { Check } from "../rules/rule-set.js";
import { defaultRange } from "../rules/target.js";
import type { Edit } from "../text/edit.js";
import type { Range } from "../text/range.js";
import type { Finding, Fix, Related } from "./finding.js";

/** A place where a rule could not decide, because something is unknown. */
export interface Undecided {
  readonly id: string;
  readonly path: string;
  readonly range: Range;
  readonly unknown: string;
}

/** Something that was found when a node was looked at which begins at `place`; -1 when it was found in no node. */
export interface Found<T> {
  readonly place: number;
  readonly what: T;
}

/** What a check says of a document. */
export interface Outcome {
  readonly findings: readonly Found<Omit<Finding, "severity">>[];
  readonly undecided: readonly Found<Undecided>[];
  /** How many steps its expressions took. */
  readonly steps: number;
  /** Why the check was stopped before it had seen the whole document: a bound, with the setting that moves it. */
  readonly stopped?: string;
}

/** How much one check may do on one document. */
export interface CheckBounds {
  /** Findings beyond so many are not told. */
  readonly findings: number;
  /** Steps of its expressions. */
  readonly steps: number;
}

/** The bounds when nothing is configured. */
export const defaultBounds: CheckBounds = { findings: 1000, steps: maxSteps };

/** The nodes that a check is to look at, when not all: those of a {@link Document} that may have changed. */
export interface Scope extends Pick<Document, "all" | "named"> {
  /** Where to write down what is read for a node; undefined for nowhere. */
  readsFor(node: Node): Reads | undefined;
}

/**
 * Runs one check; `today` is YYYY-MM-DD, `option` what its rule's options are. Never throws: an expression that fails
 * does not match.
 */
export function runCheck(
  check: Check,
  compiled: CompiledCheck,
  document: Document,
  today: string,
  option: OptionValues = noOptions,
  bounds: CheckBounds = defaultBounds,
  scope?: Scope,
): Outcome {
  const findings: Found<Omit<Finding, "severity">>[] = [];
  const undecided: Found<Undecided>[] = [];
  const { where, layout } = compiled;
  const { path } = document;
  const frame = layout.frame(bounds.steps);
  let stopped: string | undefined;
  const byPath = compiled.paths.length > 0;
  const look: Visit = (node, captures, range) => {
    const place = byPath ? node.range.start : -1;
    layout.fill(frame, captures === undefined ? [node, path, today, option] : [node, path, today, option, ...captures]);
    // An expression that fails is no mistake of the program: where it failed is nobody's business, and costs.
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    let matches: unknown;
    let unknown: Unknown | undefined;
    try {
      matches = where ? where(frame) : true;
    } catch (error) {
      if (error instanceof Unknown) unknown = error;
    }
    Error.stackTraceLimit = limit;
    if ((frame[steps] as number) < 0) {
      stopped = `its expressions take more than ${bounds.steps} steps; stopped (\`limits: { steps: N }\` in tenet.yaml)`;
      return false;
    }
    if (unknown)
      undecided.push({
        place,
        what: {
          id: check.rule.data.id,
          path,
          range: range ?? defaultRange(document, node),
          unknown: unknown.message,
        },
      });
    if (matches !== true) return true;
    const finding = findingAt(check, compiled, document, node, range, frame);
    if (!finding) return true;
    if (findings.length === bounds.findings) {
      stopped = `more than ${bounds.findings} findings; the rest is not told (\`limits: { findings: N }\` in tenet.yaml)`;
      return false;
    }
    findings.push({ place, what: finding });
    return true;
  };
  const visit: Visit = scope && byPath ? (node) => recordReads(scope.readsFor(node), () => look(node)) : look;
  try {
    eachPlace(compiled, document, scope ?? document, visit);
  } catch (error) {
    if (!(error instanceof TooCostly)) throw error;
    stopped = error.message;
  }
  if (compiled.paths.length > 1 || !oneName(compiled.paths[0])) {
    findings.sort(byPlace);
    undecided.sort(byPlace);
  }
  return { findings, undecided, stopped, steps: bounds.steps - (frame[steps] as number) };
}

/** In the order of the text. */
export function byPlace(one: Found<unknown>, other: Found<unknown>): number {
  return one.place - other.place;
}

/** Called for a node, with the values of its captures and, for patterns, the match's range; false ends the check. */
type Visit = (node: Node, captures?: readonly unknown[], range?: Range) => boolean;

/** Calls `visit` for each node that the check looks at. */
function eachPlace(
  compiled: CompiledCheck,
  document: Document,
  nodes: Pick<Scope, "all" | "named">,
  visit: Visit,
): void {
  const { root } = document;
  if (compiled.finder) {
    for (const node of compiled.finder.find(document)) if (!visit(node)) return;
  } else if (compiled.pattern) {
    for (const match of compiled.pattern.all(document.text))
      if (!visit(root, [match.groups], { start: match.start, end: match.end })) return;
  } else if (compiled.query !== undefined) {
    for (const captures of document.format.query?.(document, compiled.query) ?? []) {
      const node = captures.node ?? Object.values(captures)[0];
      if (!node) continue;
      const values = compiled.captures.map((name) => captures[name]);
      if (!visit(node, values)) return;
    }
  } else {
    // Only several names can lead to one node twice.
    const once = compiled.paths.length === 1 && oneName(compiled.paths[0]);
    const seen = new Set<Node>();
    for (const path of compiled.paths)
      for (const node of candidates(path, root, nodes)) {
        if (!pathMatches(path, node) || seen.has(node)) continue;
        if (!once) seen.add(node);
        if (!visit(node)) return;
      }
  }
}

/** True when a path ends in one name, so that its nodes come once and in order. */
function oneName(path: Path | undefined): boolean {
  const last = path?.segments.at(-1);
  return typeof last !== "object" || last.length === 1;
}

/** The nodes that could stand at the end of a path. */
function candidates(path: Path, root: Node, nodes: Pick<Scope, "all" | "named">): readonly Node[] {
  const last = path.segments.at(-1);
  if (last === undefined) return [root];
  if (typeof last === "string") return nodes.all();
  return last.length === 1 ? nodes.named(last[0]!) : last.flatMap((name) => nodes.named(name));
}

function findingAt(
  check: Check,
  compiled: CompiledCheck,
  document: Document,
  node: Node,
  given: Range | undefined,
  frame: Frame,
): Omit<Finding, "severity"> | undefined {
  let range: Range;
  try {
    range = given ?? (compiled.at ? compiled.at(node, frame).range : defaultRange(document, node));
  } catch {
    range = defaultRange(document, node);
  }
  // What stands in another file is told there.
  if (range.start < 0) return undefined;
  let message: string;
  try {
    message = compiled.message(frame, "show");
  } catch {
    message = check.rule.data.title;
  }
  return {
    id: check.rule.data.id,
    rule: check.rule,
    confidence: check.confidence,
    ...(check.data.tag === undefined ? {} : { tag: check.data.tag }),
    path: document.path,
    range,
    message,
    related: compiled.related.flatMap((related) => relatedAt(related, document, frame)),
    fixes: document.format.generated ? [] : compiled.fixes.flatMap((fix) => fixAt(fix, document, node, frame) ?? []),
  };
}

/** A text of several lines that is put before something, each line indented as that is. */
function indented(document: Document, at: number, text: string): string {
  const indent = document.text.slice(document.text.lastIndexOf("\n", at - 1) + 1, at);
  return indent === "" || indent.trim() !== "" ? text : text.replace(/\n(?!\n)/g, `\n${indent}`);
}

function relatedAt(related: CompiledCheck["related"][number], document: Document, frame: Frame): Related[] {
  try {
    const value = related.node(frame);
    const nodes = Array.isArray(value) ? value : [value];
    const message = related.message(frame, "show");
    return nodes
      .filter((node) => node instanceof Node && node.above !== undefined && node.range.start >= 0)
      .slice(0, 20)
      .flatMap((node: Node): Related[] => {
        if (inDocument(node, document)) return [{ path: document.path, range: defaultRange(document, node), message }];
        const origin = originOf(node);
        if (!origin) return [];
        const { start, end } = node.range;
        const line = origin.text.indexOf("\n", start);
        // Of a block in another file its first line.
        const range = { start, end: line < 0 ? end : Math.min(end, line) };
        return [{ path: origin.path, range, message, text: origin.text }];
      });
  } catch {
    return [];
  }
}

/** Ranges of another file's nodes mean nothing in this one. */
function inDocument(node: Node, document: Document): boolean {
  let up = node;
  while (up.above) up = up.above;
  return up === document.root;
}

function fixAt(fix: CompiledFix, document: Document, node: Node, frame: Frame): Fix | undefined {
  try {
    const edits: Edit[] = fix.edits.map((edit) => {
      switch (edit.kind) {
        case "replace":
          return { range: edit.target(node, frame).range, text: edit.text(frame, "throw") };
        case "prefix": {
          const { start } = edit.target(node, frame).range;
          return { range: { start, end: start }, text: indented(document, start, edit.text(frame, "throw")) };
        }
        case "delete": {
          const target = edit.target(node, frame);
          if (target.range.start === target.node.range.start && target.range.end === target.node.range.end)
            return document.format.remove?.(document, target.node) ?? { range: target.range, text: "" };
          return { range: target.range, text: "" };
        }
        default: {
          const owner = edit.node(frame) as Node;
          const place = edit.kind === "append" ? document.format.append : document.format.after;
          if (!place || !inDocument(owner, document)) throw new RangeError("the format cannot do that");
          return place(document, owner, edit.text(frame, "throw"));
        }
      }
    });
    // What stands in another file is not changed from here.
    if (edits.some((edit) => edit.range.start < 0)) return undefined;
    // A fix that leaves everything as it is, is none.
    if (edits.every(({ range, text }) => document.text.slice(range.start, range.end) === text)) return undefined;
    const line = fix.note?.line(frame, "throw") ?? "";
    const note = line === "" || !fix.note ? {} : { note: { file: fix.note.file, line } };
    return { title: fix.title(frame, "show"), safe: fix.safe, edits, ...note };
  } catch {
    return undefined;
  }
}
