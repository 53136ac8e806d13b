/**
 * A function that rules can call in CEL. The table of all facts is the documentation and the editor's completion,
 * so each says what it answers and shows one use.
 */
export interface Fact {
  /** CEL signature: `Node.effective(string): list<Node>`, `isPublic(string): bool`. */
  readonly signature: string;
  /** One or two sentences: what it returns, when it is unknown. */
  readonly description: string;
  /** One expression that uses it. */
  readonly example: string;
  /**
   * Computes it. CEL's int arrives and leaves as bigint, lists as arrays. Throws {@link Unknown} when the files
   * do not say; any other error means "does not match".
   */
  // biome-ignore lint/suspicious/noExplicitAny: the signature string is the type
  readonly handler: (...args: any[]) => unknown;
}
