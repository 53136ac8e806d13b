import type { Format } from "../document/document.js";
import type { Fact } from "../document/fact.js";
import type { Finder } from "../document/finder.js";
import { type Path, parsePath } from "../document/path.js";
import { domainFacts } from "./domain/index.js";
import { compileExpression, type Expression } from "./expression/evaluate.js";
import { Layout } from "./expression/frame.js";
import { type Functions, functionsOf } from "./expression/functions.js";
import { standardFacts } from "./expression/standard-facts.js";
import { nodeFacts } from "./node-facts.js";
import type { Pattern, PatternEngine } from "./pattern.js";
import type { CheckData, EditData, FixData } from "./rule.js";
import { compileTarget, type Target } from "./target.js";
import { compileTemplate, type Template } from "./template.js";
import { textFacts } from "./text-facts.js";

/** What expressions of one rule pack are compiled with. */
export interface Engine {
  readonly patterns: PatternEngine;
  readonly finders: readonly Finder[];
  /** A check ready to run on documents of a format. Throws PathError or SyntaxError for what is wrong in it. */
  compile(check: CheckData, format: Format | undefined): CompiledCheck;
}

/** Makes an expression of its text. */
export type Compile = (source: string) => Expression;

/** The engine for a pack of rules, with the pattern engine they may use. */
export function createEngine(patterns: PatternEngine, finders: readonly Finder[]): Engine {
  const functions = new Map<string, Functions>();
  return {
    patterns,
    finders,
    compile(check, format) {
      const key = format?.id ?? "";
      let known = functions.get(key);
      if (!known) {
        known = functionsOf(factsOf(patterns, finders, format));
        functions.set(key, known);
      }
      return compileCheck(check, patterns, finders, known);
    },
  };
}

/** Every fact that rules for a format can ask. */
export function factsOf(
  patterns: PatternEngine,
  finders: readonly Finder[],
  format: Format | undefined,
): readonly Fact[] {
  return [
    ...standardFacts,
    ...nodeFacts,
    ...textFacts(patterns),
    ...domainFacts,
    ...finders.flatMap((finder) => finder.facts),
    ...(format?.facts ?? []),
  ];
}

/** One check ready to run on documents of one format. */
export interface CompiledCheck {
  readonly paths: readonly Path[];
  readonly pattern?: Pattern;
  readonly finder?: Finder;
  readonly query?: string;
  /** Where the variables of its expressions stand: `node`, `path` (of the file), `today`, `option`, captures or `group`, then its lets. */
  readonly layout: Layout;
  /** The captures whose values stand behind these three. */
  readonly captures: readonly string[];
  readonly where?: Expression;
  readonly message: Template;
  readonly at?: Target;
  readonly related: readonly { readonly node: Expression; readonly message: Template }[];
  readonly fixes: readonly CompiledFix[];
}

/** A fix ready to be computed for a finding. */
export interface CompiledFix {
  readonly title: Template;
  readonly safe: boolean;
  readonly edits: readonly CompiledEdit[];
  /** The line that another file gets, and the file's name. */
  readonly note?: { readonly file: string; readonly line: Template };
}

/** One edit of a fix. */
export type CompiledEdit =
  | { readonly kind: "replace" | "prefix"; readonly target: Target; readonly text: Template }
  | { readonly kind: "delete"; readonly target: Target }
  | { readonly kind: "append" | "after"; readonly node: Expression; readonly text: Template };

function compileCheck(
  check: CheckData,
  patterns: PatternEngine,
  finders: readonly Finder[],
  functions: Functions,
): CompiledCheck {
  const captures = captureNames(check);
  const layout = new Layout(["node", "path", "today", "option", ...captures]);
  const compile: Compile = (source) => compileExpression(source, functions, layout);
  for (const [name, source] of Object.entries(check.let ?? {})) layout.let(name, compile(source));
  return {
    layout,
    captures,
    paths: (check.on ?? []).map(parsePath),
    pattern: check.pattern === undefined ? undefined : patterns(check.pattern),
    finder: check.find === undefined ? undefined : finders.find((one) => one.name === check.find),
    query: check.query,
    where: check.where === undefined ? undefined : compile(check.where),
    message: compileTemplate(check.message, compile),
    at: check.at === undefined ? undefined : compileTarget(check.at, compile),
    related: (check.related ?? []).map((related) => ({
      node: compile(related.node),
      message: compileTemplate(related.message, compile),
    })),
    fixes: (check.fixes ?? []).map((fix) => compileFix(fix, compile)),
  };
}

function compileFix(fix: FixData, compile: Compile): CompiledFix {
  return {
    title: compileTemplate(fix.title, compile),
    safe: fix.safe,
    edits: fix.edits.map((edit) => compileEdit(edit, compile)),
    ...(fix.line === undefined || !fix.in ? {} : { note: { file: fix.in, line: compileTemplate(fix.line, compile) } }),
  };
}

function compileEdit(edit: EditData, compile: Compile): CompiledEdit {
  if (edit.replace !== undefined)
    return {
      kind: "replace",
      target: compileTarget(edit.replace, compile),
      text: compileTemplate(edit.with ?? "", compile),
    };
  if (edit.prefix !== undefined)
    return {
      kind: "prefix",
      target: compileTarget(edit.prefix, compile),
      text: compileTemplate(edit.with ?? "", compile),
    };
  if (edit.delete !== undefined) return { kind: "delete", target: compileTarget(edit.delete, compile) };
  if (edit.append !== undefined)
    return { kind: "append", node: compile(edit.to ?? "node"), text: compileTemplate(edit.append, compile) };
  return { kind: "after", node: compile(edit.after ?? "node"), text: compileTemplate(edit.insert ?? "", compile) };
}

/** The variables that a check's locator gives beside `node`: a query's captures (without `_…`), a pattern's `group`. */
export function captureNames(check: CheckData): string[] {
  if (check.pattern !== undefined) return ["group"];
  const names = new Set<string>();
  for (const match of (check.query ?? "").matchAll(/@([A-Za-z][\w-]*)/g)) names.add(match[1]!.replaceAll("-", "_"));
  names.delete("node");
  return [...names];
}
