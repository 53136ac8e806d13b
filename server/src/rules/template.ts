import { Node, Unknown } from "../document/node.js";
import type { Compile } from "./compile.js";
import type { Expression } from "./expression/evaluate.js";
import { ExpressionError } from "./expression/expression-error.js";
import type { Frame } from "./expression/frame.js";

/** A text with expressions in it, ready to be filled. */
export type Template = (frame: Frame, whenUnknown: "show" | "throw") => string;

/** The parts of a template: literal texts and expressions with their offset. `{{` and `}}` stand for braces. */
export function templateParts(source: string): (string | { expression: string; offset: number })[] {
  const parts: (string | { expression: string; offset: number })[] = [];
  let literal = "";
  for (let i = 0; i < source.length; i++) {
    const char = source[i]!;
    if ((char === "{" || char === "}") && source[i + 1] === char) {
      literal += char;
      i++;
    } else if (char === "{") {
      const end = closing(source, i);
      if (end < 0) throw new ExpressionError("a { in the text is not closed; write {{ for a brace", i);
      if (literal) parts.push(literal);
      literal = "";
      parts.push({ expression: source.slice(i + 1, end), offset: i + 1 });
      i = end;
    } else literal += char;
  }
  if (literal) parts.push(literal);
  return parts;
}

/** Compiles a template. Throws {@link ExpressionError} with the offset in the template. */
export function compileTemplate(source: string, compile: Compile): Template {
  const parts = templateParts(source).map((part): string | Expression =>
    typeof part === "string" ? part : compile(part.expression),
  );
  return (frame, whenUnknown) => {
    let text = "";
    for (const part of parts) {
      if (typeof part === "string") text += part;
      else {
        try {
          text += show(part(frame));
        } catch (error) {
          if (whenUnknown === "throw" || !(error instanceof Unknown)) throw error;
          text += "…";
        }
      }
    }
    return text;
  };
}

function show(value: unknown): string {
  if (Array.isArray(value)) return value.map(show).join(", ");
  if (value instanceof Node) return value.name;
  return String(value);
}

/** The index of the `}` that closes the `{` at `open`, passing over strings; -1 when there is none. */
function closing(source: string, open: number): number {
  let depth = 0;
  for (let i = open; i < source.length; i++) {
    const char = source[i]!;
    if (char === '"' || char === "'") {
      const end = source.indexOf(char, i + 1);
      if (end < 0) return -1;
      i = end;
    } else if (char === "{") depth++;
    else if (char === "}" && --depth === 0) return i;
  }
  return -1;
}
