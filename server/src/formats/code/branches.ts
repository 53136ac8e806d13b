import type { CodeTree } from "./code-tree.js";
import { denial, onward } from "./effect.js";
import { isNegatedInside } from "./kotlin-shapes.js";
import { parts, type Syntax } from "./syntax.js";

/** Where a comparison leads: for what it names, and for everybody else. */
export interface Branches {
  readonly granted?: Syntax;
  readonly refused?: Syntax;
}

/**
 * The statements that hang on a comparison, also through the variable that keeps its outcome: of each branch the one
 * that goes on or refuses, else its first. A comparison whose outcome is given back is granted by that statement.
 */
export function branchesOf(tree: CodeTree, condition: Syntax): Branches {
  let at = condition;
  let matchIsTrue = isPositive(tree, condition) !== isNegatedInside(condition);
  for (let hops = 0; hops < 12; hops++) {
    const around = tree.parent(at);
    if (!around) return {};
    const form = tree.shape(around);
    const branches = (whenTrue: Syntax | undefined, whenFalse: Syntax | undefined): Branches => {
      const [granted, refused] = matchIsTrue ? [whenTrue, whenFalse] : [whenFalse, whenTrue];
      return { granted: granted && statement(granted, onward), refused: refused && statement(refused, denial) };
    };
    switch (form?.is) {
      case "not":
        matchIsTrue = !matchIsTrue;
        break;
      case "binary":
        if (!/^(&&|\|\||and|or)$/.test(form.operator)) return {};
        break;
      case "wrap":
        break;
      case "if":
        return branches(form.whenTrue, form.whenFalse);
      case "choice":
        if (form.condition.id !== at.id) return {};
        return branches(form.whenTrue, form.whenFalse);
      case "function":
        return form.body?.id === at.id ? { granted: at } : {};
      case "assign":
        return form.value && tree.bare(form.value).id === tree.bare(at).id ? ofVariable(tree, form.target, around) : {};
      default:
        if (/^return(_statement|_expression)?$/.test(around.type)) return { granted: around };
        if (!/parenthes|argument$|expression_list|arrow_expression_clause/.test(around.type))
          return /body/.test(around.type) && parts(around).at(-1)?.id === at.id ? { granted: at } : {};
    }
    at = around;
  }
  return {};
}

/** The branches of the first condition that a variable is. */
function ofVariable(tree: CodeTree, target: Syntax, assignment: Syntax): Branches {
  const variable = tree.bare(target);
  if (tree.shape(variable)?.is !== "name") return {};
  for (const offset of tree.offsets(variable.text, assignment.endIndex, tree.scopes(variable)[0]!.endIndex)) {
    const use = tree.pathTo(offset).findLast((one) => tree.shape(one)?.is === "name" && one.text === variable.text);
    const found = use ? branchesOf(tree, use) : {};
    if (found.granted || found.refused) return found;
  }
  return {};
}

/** False for `!=`, `not in` and a search that finds nothing. */
function isPositive(tree: CodeTree, condition: Syntax): boolean {
  const form = tree.shape(condition);
  if (form?.is !== "binary") return true;
  const negative = /^(!==?|not in|is not|!~|<>|ne)$/.test(form.operator);
  const nothing = /^-1$|^false$|^nil$/i.test(form.right.text);
  return nothing ? negative || form.operator === ">" : !negative;
}

/** Of a block the statement that a pattern tells, else the first; a single statement itself. */
function statement(branch: Syntax, told: RegExp): Syntax {
  if (!/block|body|statement_list|compound_statement|then|else|lambda_literal/.test(branch.type)) return branch;
  const inner = parts(branch);
  const found = inner.find((one) => told.test(one.text.slice(0, 1000))) ?? inner[0];
  return found ? statement(found, told) : branch;
}
