/** A CEL expression that does not parse or type-check. `offset` is where, in the expression's text. */
export class ExpressionError extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}
