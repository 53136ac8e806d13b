import type { Document } from "../document/document.js";
import { Node, Unknown } from "../document/node.js";
import { originOf } from "../document/origin.js";
import { pathMatches } from "../document/path.js";
import type { CompiledCheck, CompiledFix } from "../rules/compile.js";
import type { Check } from "../rules/rule-set.js";
import { defaultRange } from "../rules/target.js";
import { bindVariables } from "../rules/variables.js";
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

/** What a check says of a document. */
export interface Outcome {
  readonly findings: readonly Omit<Finding, "severity">[];
  readonly undecided: readonly Undecided[];
}

/** A place where a check looks: a node, the variables there and, for patterns, the match itself. */
interface Place {
  readonly node: Node;
  readonly variables: Record<string, unknown>;
  readonly range?: Range;
}

/** Runs one check; `today` is YYYY-MM-DD. Never throws: an expression that fails does not match. */
export function runCheck(check: Check, compiled: CompiledCheck, document: Document, today: string): Outcome {
  const findings: Omit<Finding, "severity">[] = [];
  const undecided: Undecided[] = [];
  for (const place of places(compiled, document)) {
    const variables = bindVariables(compiled.lets, { path: document.path, today, ...place.variables });
    try {
      if (compiled.where && compiled.where(variables) !== true) continue;
    } catch (error) {
      if (error instanceof Unknown)
        undecided.push({
          id: check.rule.data.id,
          path: document.path,
          range: place.range ?? defaultRange(document, place.node),
          unknown: error.message,
        });
      continue;
    }
    const finding = findingAt(check, compiled, document, place, variables);
    if (finding) findings.push(finding);
  }
  return { findings, undecided };
}

function* places(compiled: CompiledCheck, document: Document): Generator<Place> {
  const { root } = document;
  if (compiled.finder) {
    for (const node of compiled.finder.find(document)) yield { node, variables: { node } };
  } else if (compiled.pattern) {
    for (const match of compiled.pattern.all(document.text)) {
      yield {
        node: root,
        variables: { node: root, group: match.groups },
        range: { start: match.start, end: match.end },
      };
    }
  } else if (compiled.query !== undefined) {
    for (const captures of document.format.query?.(document, compiled.query) ?? []) {
      const node = captures.node ?? Object.values(captures)[0];
      if (node) yield { node, variables: { ...captures, node } };
    }
  } else {
    const seen = new Set<Node>();
    for (const path of compiled.paths) {
      const last = path.segments.at(-1);
      if (last === undefined) {
        yield { node: root, variables: { node: root } };
        continue;
      }
      const candidates = typeof last === "string" ? document.all() : last.flatMap((name) => document.named(name));
      for (const node of candidates) {
        if (seen.has(node) || !pathMatches(path, node)) continue;
        seen.add(node);
        yield { node, variables: { node } };
      }
    }
  }
}

function findingAt(
  check: Check,
  compiled: CompiledCheck,
  document: Document,
  place: Place,
  variables: Record<string, unknown>,
): Omit<Finding, "severity"> | undefined {
  let range: Range;
  try {
    range =
      place.range ?? (compiled.at ? compiled.at(place.node, variables).range : defaultRange(document, place.node));
  } catch {
    range = defaultRange(document, place.node);
  }
  // What stands in another file is told there.
  if (range.start < 0) return undefined;
  let message: string;
  try {
    message = compiled.message(variables, "show");
  } catch {
    message = check.rule.data.title;
  }
  return {
    id: check.rule.data.id,
    rule: check.rule,
    confidence: check.confidence,
    path: document.path,
    range,
    message,
    related: compiled.related.flatMap((related) => relatedAt(related, document, variables)),
    fixes: document.format.generated
      ? []
      : compiled.fixes.flatMap((fix) => fixAt(fix, document, place.node, variables) ?? []),
  };
}

function relatedAt(
  related: CompiledCheck["related"][number],
  document: Document,
  variables: Record<string, unknown>,
): Related[] {
  try {
    const value = related.node(variables);
    const nodes = Array.isArray(value) ? value : [value];
    const message = related.message(variables, "show");
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

function fixAt(fix: CompiledFix, document: Document, node: Node, variables: Record<string, unknown>): Fix | undefined {
  try {
    const edits: Edit[] = fix.edits.map((edit) => {
      switch (edit.kind) {
        case "replace":
          return { range: edit.target(node, variables).range, text: edit.text(variables, "throw") };
        case "prefix": {
          const { start } = edit.target(node, variables).range;
          return { range: { start, end: start }, text: edit.text(variables, "throw") };
        }
        case "delete": {
          const target = edit.target(node, variables);
          if (target.range.start === target.node.range.start && target.range.end === target.node.range.end)
            return document.format.remove?.(document, target.node) ?? { range: target.range, text: "" };
          return { range: target.range, text: "" };
        }
        default: {
          const owner = edit.node(variables) as Node;
          const place = edit.kind === "append" ? document.format.append : document.format.after;
          if (!place || !inDocument(owner, document)) throw new RangeError("the format cannot do that");
          return place(document, owner, edit.text(variables, "throw"));
        }
      }
    });
    // What stands in another file is not changed from here.
    if (edits.some((edit) => edit.range.start < 0)) return undefined;
    return { title: fix.title(variables, "show"), safe: fix.safe, edits };
  } catch {
    return undefined;
  }
}
