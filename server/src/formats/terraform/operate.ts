import type { Scalar } from "../../document/node.js";
import type { Range } from "../../text/range.js";
import type { Result } from "./evaluate.js";

/** Terraform reads "true" where it wants a truth. */
export function isTrue(data: Scalar): boolean {
  return data === true || data === "true";
}

/**
 * What an operator makes of its operands (`""` and `-` of one, `&&` of two); undefined when an operand that decides is
 * unknown.
 */
export function operate(operator: string, operands: readonly Result[]): Result | undefined {
  const [left, right] = operands;
  if (left?.type !== "scalar") {
    // One side may decide alone.
    if (right?.type !== "scalar") return undefined;
    if (operator === "&&" && !isTrue(right.data)) return scalar(false, right.range);
    return operator === "||" && isTrue(right.data) ? scalar(true, right.range) : undefined;
  }
  const { range } = left;
  if (operands.length === 1) {
    if (operator === "!") return scalar(!isTrue(left.data), range);
    return operator === "" ? left : scalar(-Number(left.data), range);
  }
  if (operator === "&&" && !isTrue(left.data)) return scalar(false, range);
  if (operator === "||" && isTrue(left.data)) return scalar(true, range);
  if (right?.type !== "scalar") return undefined;
  if (operator === "&&" || operator === "||") return scalar(isTrue(right.data), range);
  if (operator === "==") return scalar(left.data === right.data, range);
  if (operator === "!=") return scalar(left.data !== right.data, range);
  const [a, b] = [Number(left.data), Number(right.data)];
  if (Number.isNaN(a) || Number.isNaN(b)) return undefined;
  const compute = arithmetic[operator];
  return compute ? scalar(compute(a, b), range) : undefined;
}

const arithmetic: Readonly<Record<string, (a: number, b: number) => number | boolean>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "<": (a, b) => a < b,
  ">": (a, b) => a > b,
  "<=": (a, b) => a <= b,
  ">=": (a, b) => a >= b,
};

function scalar(data: Exclude<Scalar, string>, range: Range): Result {
  return { type: "scalar", data, text: String(data), range };
}
