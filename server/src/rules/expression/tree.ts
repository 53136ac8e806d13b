/**
 * An expression as a tree, after the grammar of CEL (github.com/google/cel-spec, langdef.md). Operators that are
 * written between or before operands are calls named by their sign, as in the specification (`_&&_` is `&&` here).
 */
export type Tree =
  | { readonly kind: "value"; readonly value: string | bigint | number | boolean | null }
  | { readonly kind: "name"; readonly name: string; readonly at: number }
  | { readonly kind: "field"; readonly of: Tree; readonly name: string; readonly at: number }
  | { readonly kind: "index"; readonly of: Tree; readonly index: Tree }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly receiver?: Tree;
      readonly args: readonly Tree[];
      readonly at: number;
    }
  | { readonly kind: "list"; readonly items: readonly Tree[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [Tree, Tree])[] }
  | { readonly kind: "unary"; readonly sign: "!" | "-"; readonly operand: Tree }
  | { readonly kind: "binary"; readonly sign: BinarySign; readonly left: Tree; readonly right: Tree }
  | { readonly kind: "choice"; readonly condition: Tree; readonly then: Tree; readonly otherwise: Tree };

/** The signs between two operands. */
export type BinarySign = "||" | "&&" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "+" | "-" | "*" | "/" | "%";
