import type { Format } from "../document/document.js";
import type { Fact } from "../document/fact.js";
import type { Finder } from "../document/finder.js";
import { type Path, parsePath } from "../document/path.js";
import { domainFacts } from "./domain/index.js";
import { type Expression, ruleScope, type Scope } from "./expression.js";
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
  /** The scope of a format's rules, made on first use. */
  scope(format: Format | undefined): Scope;
  /** A check ready to run on documents of a format. Throws for what is wrong in it. */
  compile(check: CheckData, format: Format | undefined): CompiledCheck;
}

/** The engine for a pack of rules, with the pattern engine they may use. */
export function createEngine(patterns: PatternEngine, finders: readonly Finder[]): Engine {
  const scopes = new Map<string, Scope>();
  const engine: Engine = {
    patterns,
    finders,
    compile: (check, format) => compileCheck(check, engine, format),
    scope(format) {
      const key = format?.id ?? "";
      let found = scopes.get(key);
      if (!found) {
        found = ruleScope(factsOf(patterns, finders, format));
        scopes.set(key, found);
      }
      return found;
    },
  };
  return engine;
}

/** Every fact that rules for a format can ask. */
export function factsOf(
  patterns: PatternEngine,
  finders: readonly Finder[],
  format: Format | undefined,
): readonly Fact[] {
  return [
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
  readonly where?: Expression;
  readonly lets: readonly (readonly [string, Expression])[];
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
}

/** One edit of a fix. */
export type CompiledEdit =
  | { readonly kind: "replace" | "prefix"; readonly target: Target; readonly text: Template }
  | { readonly kind: "delete"; readonly target: Target }
  | { readonly kind: "append" | "after"; readonly node: Expression; readonly text: Template };

/**
 * The scope of a check: `node`, `path` (of the file), `today` (YYYY-MM-DD), captures, `group`, then each `let`, whose types are those that loading found, or are
 * found now. Throws {@link ExpressionError} for a `let` that does not type-check.
 */
export function checkScope(
  check: CheckData,
  engine: Engine,
  format: Format | undefined,
): { scope: Scope; lets: [string, Expression][]; letTypes: Readonly<Record<string, string>> } {
  const variables: Record<string, string> = { node: "Node", path: "string", today: "string" };
  if (check.pattern !== undefined) variables.group = "map<string, string>";
  for (const name of captureNames(check.query)) variables[name] = "Node";
  const letTypes: Record<string, string> = { ...check.letTypes };
  const base = engine.scope(format);
  for (const [name, source] of Object.entries(check.let ?? {}))
    letTypes[name] ??= base.with({ ...variables, ...letTypes }).type(source);
  const scope = base.with({ ...variables, ...letTypes });
  return {
    scope,
    lets: Object.entries(check.let ?? {}).map(([name, source]) => [name, scope.compile(source)]),
    letTypes,
  };
}

/** Compiles a check for a format. Throws ExpressionError, PathError or SyntaxError for what is wrong in it. */
export function compileCheck(check: CheckData, engine: Engine, format: Format | undefined): CompiledCheck {
  const { scope, lets } = checkScope(check, engine, format);
  const finder = check.find === undefined ? undefined : engine.finders.find((one) => one.name === check.find);
  return {
    paths: (check.on ?? []).map(parsePath),
    pattern: check.pattern === undefined ? undefined : engine.patterns(check.pattern),
    finder,
    query: check.query,
    where: check.where === undefined ? undefined : scope.compile(check.where),
    lets,
    message: compileTemplate(check.message, scope),
    at: check.at === undefined ? undefined : compileTarget(check.at, scope),
    related: (check.related ?? []).map((related) => ({
      node: scope.compile(related.node),
      message: compileTemplate(related.message, scope),
    })),
    fixes: (check.fixes ?? []).map((fix) => compileFix(fix, scope)),
  };
}

function compileFix(fix: FixData, scope: Scope): CompiledFix {
  return {
    title: compileTemplate(fix.title, scope),
    safe: fix.safe,
    edits: fix.edits.map((edit) => compileEdit(edit, scope)),
  };
}

function compileEdit(edit: EditData, scope: Scope): CompiledEdit {
  if (edit.replace !== undefined)
    return {
      kind: "replace",
      target: compileTarget(edit.replace, scope),
      text: compileTemplate(edit.with ?? "", scope),
    };
  if (edit.prefix !== undefined)
    return { kind: "prefix", target: compileTarget(edit.prefix, scope), text: compileTemplate(edit.with ?? "", scope) };
  if (edit.delete !== undefined) return { kind: "delete", target: compileTarget(edit.delete, scope) };
  if (edit.append !== undefined)
    return { kind: "append", node: scope.compile(edit.to ?? "node"), text: compileTemplate(edit.append, scope) };
  return { kind: "after", node: scope.compile(edit.after ?? "node"), text: compileTemplate(edit.insert ?? "", scope) };
}

/** The names of a query's captures, without those that begin with `_`. */
export function captureNames(query: string | undefined): string[] {
  if (query === undefined) return [];
  const names = new Set<string>();
  for (const match of query.matchAll(/@([A-Za-z][\w-]*)/g)) names.add(match[1]!.replaceAll("-", "_"));
  names.delete("node");
  return [...names];
}
