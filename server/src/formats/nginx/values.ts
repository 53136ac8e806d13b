import type { Value } from "../../document/node.js";

/** The text of a value, undefined when it is not known. */
export function textOrUndefined(value: Value): string | undefined {
  return value.known ? value.text : undefined;
}
