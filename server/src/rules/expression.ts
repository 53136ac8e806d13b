import { Environment } from "@marcbachmann/cel-js";
import type { Fact } from "../document/fact.js";
import { Node } from "../document/node.js";
import { ExpressionError, linearMatches } from "./expression-error.js";

/** Bounds on an expression; a rule over them is refused when it is loaded. */
export const expressionLimits = {
  maxAstNodes: 1500,
  maxDepth: 48,
  maxListElements: 500,
  maxMapEntries: 100,
  maxCallArguments: 16,
};

/** A compiled expression: give it the variables, get the value. Throws what facts throw, among it `Unknown`. */
export type Expression = (variables: Record<string, unknown>) => unknown;

/** A place to compile expressions in: facts and typed variables. */
export interface Scope {
  /** The CEL type of an expression. Throws {@link ExpressionError}. */
  type(source: string): string;
  /** The expression ready to run; it is parsed when it first runs, and throws {@link ExpressionError} then when it cannot be. */
  compile(source: string): Expression;
  /** A scope with more variables: name → CEL type. */
  with(variables: Readonly<Record<string, string>>): Scope;
  /** Everything that can be written in an expression here; for completion. */
  definitions(): ReturnType<Environment["getDefinitions"]>;
}

/** The scope in which rules are written: nodes and the given facts. */
export function ruleScope(facts: readonly Fact[]): Scope {
  return scope(once(() => ruleEnvironment(facts)));
}

function ruleEnvironment(facts: readonly Fact[]): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: false,
    homogeneousAggregateLiterals: false,
    limits: expressionLimits,
  });
  environment.registerType("Node", {
    ctor: Node,
    fields: {
      name: "string",
      kind: "string",
      args: "list<string>",
      known: "list<string>",
      value: "dyn",
      text: "string",
      parent: "Node",
      children: "list<Node>",
    },
  });
  const seen = new Map<string, Fact>();
  for (const fact of facts) {
    const same = seen.get(fact.signature);
    if (same && same.handler !== fact.handler) throw new Error(`two facts have the signature ${fact.signature}`);
    if (same) continue;
    seen.set(fact.signature, fact);
    environment.registerFunction(fact.signature, fact.handler, { description: fact.description });
  }
  return environment;
}

function scope(environment: () => Environment): Scope {
  return {
    type(source) {
      const result = parse(source).check();
      if (!result.valid) throw expressionError(result.error, source);
      const type = result.type ?? "dyn";
      return type === "list" ? "list<dyn>" : type === "map" ? "map<dyn, dyn>" : type;
    },
    compile(source) {
      // Most checks of a file find nothing: what only a finding needs is never parsed.
      let parsed: Expression | undefined;
      return (variables) => {
        parsed ??= parse(source) as Expression;
        return parsed(variables);
      };
    },
    with(variables) {
      const names = Object.entries(variables);
      if (names.length === 0) return this;
      return scope(
        once(() => {
          const inner = environment().clone();
          for (const [name, type] of names) inner.registerVariable(name, type);
          return inner;
        }),
      );
    },
    definitions: () => environment().getDefinitions(),
  };

  function parse(source: string) {
    try {
      const parsed = environment().parse(source);
      if (source.includes("matches")) useLinearMatches(parsed.ast, new Set());
      return parsed;
    } catch (error) {
      throw expressionError(error, source);
    }
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The library's `matches` backtracks; calls of it are turned into calls of the linear one. */
function useLinearMatches(part: unknown, seen: Set<unknown>): void {
  if (part === null || typeof part !== "object" || seen.has(part)) return;
  seen.add(part);
  const { op, args } = part as { op?: unknown; args?: unknown };
  if (op === "rcall" && Array.isArray(args) && args[0] === "matches") args[0] = linearMatches;
  for (const inner of Array.isArray(part) ? part : Object.values(part)) useLinearMatches(inner, seen);
}

function expressionError(error: unknown, source: string): ExpressionError {
  const { message, summary, range } = error as { message: string; summary?: string; range?: { start: number } };
  const offset = Math.max(0, Math.min(range?.start ?? 0, source.length));
  return new ExpressionError(summary ?? message.split("\n")[0]!, offset);
}
