import type { Syntax } from "./syntax.js";

/** A name without the marks a language writes at it, `::` and `->` as dots. */
export function plainName(text: string): string {
  return text.replace(/^(\$|@@?|:|#|\.)+|:$/g, "").replace(/::|->|\\/g, ".");
}

/** True for `this` and `self`. */
export function isSelf(syntax: Syntax): boolean {
  return /^(\$?this|self)$/.test(syntax.text);
}

/** True for `...rest`, `**kwargs`, `*args`: more arguments or entries than the file shows. */
export function isSpread(syntax: Syntax): boolean {
  return /splat|spread|unpacking|block_argument/.test(syntax.type);
}

/** True for what may stand inside a name. */
export function isWord(char: string | undefined): boolean {
  return char !== undefined && /\w/.test(char);
}
