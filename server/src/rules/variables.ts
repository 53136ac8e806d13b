import type { Expression } from "./expression.js";

/** The variables for one place: lets are computed when first read, so that an unknown one only counts where it is used. */
export function bindVariables(
  lets: readonly (readonly [string, Expression])[],
  base: Record<string, unknown>,
): Record<string, unknown> {
  if (lets.length === 0) return base;
  const variables = { ...base };
  for (const [name, expression] of lets) {
    let done: { value: unknown } | { error: unknown } | undefined;
    Object.defineProperty(variables, name, {
      enumerable: true,
      get() {
        if (!done) {
          try {
            done = { value: expression(variables) };
          } catch (error) {
            done = { error };
          }
        }
        if ("error" in done) throw done.error;
        return done.value;
      },
    });
  }
  return variables;
}
