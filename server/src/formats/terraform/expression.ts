import type { Scalar } from "../../document/node.js";
import type { MappedText } from "../../text/mapped-text.js";
import type { Range } from "../../text/range.js";

/** A text without holes; `mapped` tells where its parts stand. */
export interface StringExpression {
  readonly type: "string";
  /** What stands between the quotes or the markers of a here-document. */
  readonly range: Range;
  readonly data: string;
  readonly mapped: () => MappedText;
}

/** An entry of an object expression. */
export interface ObjectEntry {
  readonly key: Expression;
  readonly nameRange: Range;
  readonly range: Range;
  readonly value: Expression;
}

/** `[for key, value in source : result if condition]`, or with `resultKey =>` in braces. */
export interface ForExpression {
  readonly type: "for";
  readonly range: Range;
  readonly keyName: string | undefined;
  readonly valueName: string;
  readonly source: Expression;
  /** In braces only. */
  readonly resultKey: Expression | undefined;
  readonly result: Expression;
  readonly condition: Expression | undefined;
  /** `...` behind the result: values of the same key become a list. */
  readonly isGrouped: boolean;
  readonly text: string;
}

/** An expression of the Terraform language, from HCL or from a JSON string. */
export type Expression =
  | StringExpression
  | { readonly type: "literal"; readonly range: Range; readonly data: Exclude<Scalar, string>; readonly text: string }
  | { readonly type: "template"; readonly range: Range; readonly parts: readonly Expression[]; readonly text: string }
  /** `var.a.b`: the name it begins with and the steps after it; a step that is computed is an expression. */
  | {
      readonly type: "reference";
      readonly range: Range;
      readonly path: readonly (string | Expression)[];
      readonly text: string;
    }
  | { readonly type: "tuple"; readonly range: Range; readonly items: readonly Expression[] }
  | { readonly type: "object"; readonly range: Range; readonly entries: readonly ObjectEntry[] }
  | {
      readonly type: "call";
      readonly range: Range;
      readonly name: string;
      readonly args: readonly Expression[];
      readonly text: string;
    }
  | {
      readonly type: "conditional";
      readonly range: Range;
      readonly test: Expression;
      readonly yes: Expression;
      readonly no: Expression;
      readonly text: string;
    }
  | {
      readonly type: "operation";
      readonly range: Range;
      readonly operator: string;
      readonly operands: readonly Expression[];
      readonly text: string;
    }
  /** Steps behind a value that is no name: `merge(a, b).port`, and behind a splat, where they go to every item. */
  | {
      readonly type: "access";
      readonly range: Range;
      readonly of: Expression;
      readonly path: readonly (string | Expression)[];
      readonly isSplat: boolean;
      readonly text: string;
    }
  | ForExpression
  /** What is not followed: directives, broken text. */
  | { readonly type: "opaque"; readonly range: Range; readonly text: string };

/** `name = value` in a body. */
export interface Attribute {
  readonly type: "attribute";
  readonly name: string;
  readonly nameRange: Range;
  readonly range: Range;
  readonly value: Expression;
}

/** `name "label" { … }` in a body. */
export interface Block {
  readonly type: "block";
  readonly name: string;
  readonly nameRange: Range;
  readonly range: Range;
  readonly labels: readonly { readonly text: string; readonly range: Range }[];
  readonly body: Body;
}

/** The attributes and blocks between braces, or of a file. */
export type Body = readonly (Attribute | Block)[];
