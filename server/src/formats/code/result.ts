import type { Scalar } from "../../document/node.js";
import type { CodeTree } from "./code-tree.js";
import type { Shape } from "./shape.js";
import { field, parts, type Syntax } from "./syntax.js";

/** Calls that change nothing about a decision. */
const logging =
  /(^|\.)(log|logger|logging|console|debug|info|warn|warning|trace|print|println|printf|Println|Printf|WriteLine|puts|p)(\.|$)/i;

/**
 * What a function returns whatever it is given: a constant, null when its body is empty. Undefined when it is not a
 * function, when it computes, or when it may throw.
 */
export function resultOf(tree: CodeTree, syntax: Syntax): Scalar | undefined {
  const form = tree.shape(syntax);
  if (form?.is === "call") {
    // `lambda { |a| true }`, `new Callback((a, b) => true)`
    if (!/(lambda|proc|new|callback|verifier|policy|func|handler)$/i.test(tree.nameOf(syntax) ?? "")) return undefined;
    const inner = [...form.extra, ...form.args].filter((part) => tree.shape(part)?.is === "function");
    return inner.length === 1 && form.args.length + form.extra.length === 1 ? resultOf(tree, inner[0]!) : undefined;
  }
  if (form?.is !== "function" || !form.body) return undefined;
  return outcome(tree, form.body, 0);
}

/** The constant that a body always ends with. */
function outcome(tree: CodeTree, body: Syntax, depth: number): Scalar | undefined {
  if (depth > 10) return undefined;
  const form = tree.shape(body);
  // a lambda of several statements is its own body
  const block = form?.is === "function" && form.body?.id === body.id;
  if (form?.is === "function" && !block) return form.body && outcome(tree, form.body, depth + 1);
  if (form && !block) return statement(tree, body, form);
  switch (body.type) {
    case "return_statement":
    case "return_expression":
    case "return": {
      const values = parts(body).flatMap((value) =>
        /^(expression_list|argument_list)$/.test(value.type) ? parts(value) : [value],
      );
      return values.length === 0 ? null : values.length === 1 ? constant(tree, values[0]!) : undefined;
    }
    case "expression_statement": {
      const inner = parts(body)[0];
      const form = inner && tree.shape(inner);
      if (form?.is === "call") return statement(tree, inner!, form);
      return form?.is === "literal" || !inner ? null : undefined;
    }
    case "pass_statement":
    case "empty_statement":
    case "comment":
      return null;
    default: {
      if (
        !/block|body|statements?$|statement_list|arrow_expression_clause|constructor_body|lambda_literal/.test(
          body.type,
        )
      )
        return undefined;
      let last: Scalar | undefined = null;
      const parameters = field(body, "parameters")?.id;
      for (const one of parts(body)) {
        if (one.id === parameters || one.type === "lambda_parameters") continue;
        last = outcome(tree, one, depth + 1);
        if (last === undefined) return undefined;
        if (/^return/.test(one.type)) return last;
      }
      const valued = block || tree.language.id === "ruby" || tree.shape(parts(body)[0] ?? body);
      return valued || returns(body) ? last : null;
    }
  }
}

/** What an expression that stands alone adds: nothing when it only logs. */
function statement(tree: CodeTree, syntax: Syntax, form: Shape): Scalar | undefined {
  if (form.is === "call") return logging.test(tree.nameOf(syntax) ?? "") ? null : undefined;
  return constant(tree, syntax);
}

const returns = (body: Syntax): boolean =>
  parts(body).some((child) => /^return|block|statement_list/.test(child.type) && child.type !== "expression_statement");

function constant(tree: CodeTree, syntax: Syntax): Scalar | undefined {
  const inner = tree.bare(syntax);
  const form = tree.shape(inner);
  if (form?.is === "object") return form.entries.length === 0 ? null : undefined;
  if (form?.is === "list") return form.items.length === 0 ? null : undefined;
  if (inner.type === "array_creation_expression" && parts(inner).length > 0)
    return emptyArray(inner) ? null : undefined;
  if (form?.is === "name" && /^(undefined|nil|null|None|Unit)$/.test(inner.text)) return null;
  return tree.constant(inner);
}

/** `new X[0]` and `new X[] {}`. */
const emptyArray = (syntax: Syntax): boolean => /\[\s*0\s*\]$|\{\s*\}$/.test(syntax.text);
