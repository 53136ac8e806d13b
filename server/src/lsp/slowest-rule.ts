import type { Linted } from "./session.js";

/** The rule that took longest, when the lint took more than the editor's settings grant. */
export function slowestRule({ took, editor, result }: Linted): { rule: string; took: number } | undefined {
  if (took <= editor.timeBudget) return undefined;
  const [slowest] = [...(result.spent ?? [])].sort((a, b) => b[1] - a[1]);
  return slowest && { rule: slowest[0], took: Math.round(slowest[1]) };
}
