import type { Node } from "web-tree-sitter";

/** A node of a concrete syntax tree, as tree-sitter gives it. */
export type Syntax = Node;

/** The child in a field, undefined when there is none. */
export function field(syntax: Syntax, name: string): Syntax | undefined {
  return syntax.childForFieldName(name) ?? undefined;
}

/** The named children without comments. */
export function parts(syntax: Syntax | undefined): Syntax[] {
  return syntax ? (syntax.namedChildren.filter((child) => child && !child.isExtra) as Syntax[]) : [];
}

/** The first named child of one of these types. */
export function part(syntax: Syntax | undefined, ...types: string[]): Syntax | undefined {
  return parts(syntax).find((child) => types.includes(child.type));
}
