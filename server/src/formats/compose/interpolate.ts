import type { Value } from "../../document/node.js";

const variable = /\$(?:\$|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+?])((?:[^{}]|\{[^{}]{0,400}\}){0,400}))?\})/g;

/**
 * A value as compose sees it: `${NAME:-default}` is its default, which holds unless somebody says otherwise, `$$` is
 * a dollar sign. Any other variable makes the value unknown.
 */
export function interpolate(value: Value): Value {
  if (!value.known || typeof value.data !== "string" || !value.text.includes("$")) return value;
  let known = true;
  const text = value.text.replace(variable, (all, _plain, _name, operator?: string, fallback?: string) => {
    if (all === "$$") return "$";
    if (operator === ":-" || operator === "-") {
      if (fallback!.includes("$")) known = false;
      return fallback!;
    }
    known = false;
    return all;
  });
  return known ? { ...value, text, data: text } : { ...value, data: null, known: false };
}
