import { Environment } from "@marcbachmann/cel-js";
import type { Fact } from "../../document/fact.js";
import { Node } from "../../document/node.js";
import type { PatternEngine } from "../pattern.js";
import { compileTree } from "./evaluate.js";
import { ExpressionError } from "./expression-error.js";
import { Layout } from "./frame.js";
import { functionsOf } from "./functions.js";
import { hinted, type Names } from "./hint.js";
import { parseExpression } from "./parse.js";
import { standardFacts } from "./standard-facts.js";
import type { Tree } from "./tree.js";

/** Bounds on an expression; a rule over them is refused when it is loaded. */
export const expressionLimits = {
  maxAstNodes: 1500,
  maxDepth: 48,
  maxListElements: 500,
  maxMapEntries: 100,
  maxCallArguments: 16,
};

/**
 * Type-checks expressions before they run: facts and typed variables. Rules are checked when they are read (by the
 * build, or from a team's files); nothing of this is needed to run them.
 */
export interface ExpressionChecker {
  /** The CEL type of an expression. Throws {@link ExpressionError} for what does not parse, type-check or is too big. */
  type(source: string): string;
  /** A checker with more variables: name → CEL type. */
  with(variables: Readonly<Record<string, string>>): ExpressionChecker;
}

/**
 * The checker for expressions over nodes and the given facts (CEL's own among them); patterns written in them must be
 * ones that `patterns` can run. Throws when two facts have one signature.
 */
export function expressionChecker(facts: readonly Fact[], patterns: PatternEngine): ExpressionChecker {
  const seen = new Map<string, Fact>();
  for (const fact of facts) {
    const same = seen.get(fact.signature);
    if (same && same.handler !== fact.handler) throw new Error(`two facts have the signature ${fact.signature}`);
    seen.set(fact.signature, fact);
  }
  const functions = functionsOf(facts);
  return checker(typeEnvironment([...seen.values()]), []);

  function checker(environment: Environment, variables: readonly string[]): ExpressionChecker {
    const names: Names = { facts: [...seen.values()], variables, fields: Object.keys(nodeFields) };
    return {
      type(source) {
        let result: ReturnType<ReturnType<Environment["parse"]>["check"]>;
        try {
          result = environment.parse(source).check();
        } catch (error) {
          throw expressionError(error, source, names);
        }
        if (!result.valid) throw expressionError(result.error, source, names);
        const tree = parseExpression(source);
        compileTree(tree, functions, new Layout([]));
        checkPatterns(tree, patterns);
        const type = result.type ?? "dyn";
        return type === "list" ? "list<dyn>" : type === "map" ? "map<dyn, dyn>" : type;
      },
      with(more) {
        const inner = environment.clone();
        for (const [name, type] of Object.entries(more)) inner.registerVariable(name, type);
        return checker(inner, [...variables, ...Object.keys(more)]);
      },
    };
  }
}

/** A pattern that cannot run would make its rule silent: those that stand in the expression are tried now. */
function checkPatterns(tree: Tree, patterns: PatternEngine): void {
  if (tree.kind === "call" && tree.name === "matches" && tree.receiver && tree.args[0]?.kind === "value") {
    try {
      patterns(String(tree.args[0].value));
    } catch (error) {
      throw new ExpressionError((error as Error).message, tree.at);
    }
  }
  for (const part of Object.values(tree).flat(2))
    if (typeof part === "object" && part !== null && "kind" in part) checkPatterns(part as Tree, patterns);
}

/** What `node.` offers without a call, with CEL's types. */
const nodeFields = {
  name: "string",
  kind: "string",
  args: "list<string>",
  known: "list<string>",
  value: "dyn",
  text: "string",
  parent: "Node",
  children: "list<Node>",
};

function typeEnvironment(facts: readonly Fact[]): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: false,
    homogeneousAggregateLiterals: false,
    limits: expressionLimits,
  });
  environment.registerType("Node", { ctor: Node, fields: nodeFields });
  // The library declares CEL's own functions itself.
  for (const fact of facts)
    if (!standardFacts.includes(fact) && fact.signature !== "string.matches(string): bool")
      environment.registerFunction(fact.signature, fact.handler);
  return environment;
}

function expressionError(error: unknown, source: string, names: Names): ExpressionError {
  if (error instanceof ExpressionError) return error;
  const { message, summary, range } = error as { message: string; summary?: string; range?: { start: number } };
  const offset = Math.max(0, Math.min(range?.start ?? 0, source.length));
  return new ExpressionError(hinted(summary ?? message.split("\n")[0]!, names), offset);
}
