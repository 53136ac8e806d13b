import type { Range } from "../text/range.js";

/** What a configuration value can be once it is read. */
export type Scalar = string | number | boolean | null;

/**
 * A value with its place. `known` is false when the files do not say what it will be (a variable, a template hole);
 * then `data` is null and `text` is what stands in the file.
 */
export interface Value {
  readonly text: string;
  readonly data: Scalar;
  readonly known: boolean;
  readonly range: Range;
}

/**
 * Thrown by what a rule reads when the answer is not in the files. The engine takes it for "undecided":
 * `||` and `&&` absorb it as the CEL specification says of errors, and a rule that ends in it reports nothing.
 */
export class Unknown extends Error {
  constructor(what: string) {
    // Thrown often and caught at once: where it was thrown is nobody's business.
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(what);
    Error.stackTraceLimit = limit;
  }
}

/** What a format says of a node when it makes one; the rest of {@link Node} follows from it. */
export interface NodeInit {
  readonly kind: string;
  readonly name: string;
  readonly range: Range;
  readonly nameRange?: Range;
  readonly values?: readonly Value[];
  /** The children, or a function that makes them when they are first asked for. */
  readonly children?: readonly Node[] | (() => readonly Node[]);
  /** The parent, or a function that finds it; set by the parent for children given as a list, or that have none. */
  readonly parent?: Node | (() => Node | undefined);
  /** True when the node may have children that the file does not show (a dynamic block, a merged template). */
  readonly open?: boolean;
  /** What the format keeps for its own facts; nobody else looks inside. */
  readonly source?: unknown;
}

/**
 * One node of a document's tree, the same for every format: an instruction, directive, block, attribute, entry, call.
 *
 * A node has two faces. TypeScript reads `values`, `children`, `source`. Rules (CEL) read `name`, `kind`, `args`,
 * `known`, `value`, `text`, `children`, `parent`: those of them that would need an unknown value throw {@link Unknown}.
 */
export class Node {
  /** What it is in its format's words: `directive`, `block`, `instruction`, `entry`, `call` … */
  readonly kind: string;
  /** The name that `on:` paths match. */
  readonly name: string;
  readonly range: Range;
  readonly nameRange: Range;
  readonly values: readonly Value[];
  readonly open: boolean;
  readonly source: unknown;
  #children: readonly Node[] | (() => readonly Node[]);
  #parent: Node | undefined | (() => Node | undefined);

  constructor(init: NodeInit) {
    this.kind = init.kind;
    this.name = init.name;
    this.range = init.range;
    this.nameRange = init.nameRange ?? init.range;
    this.values = init.values ?? none;
    this.open = init.open ?? false;
    this.source = init.source;
    this.#parent = init.parent;
    this.#children = init.children ?? none;
    if (typeof this.#children !== "function") for (const child of this.#children) child.#parent = this;
  }

  get children(): readonly Node[] {
    if (typeof this.#children === "function") {
      this.#children = this.#children();
      for (const child of this.#children) child.#parent ??= this;
    }
    return this.#children;
  }

  /** The node above, undefined at the root. */
  get above(): Node | undefined {
    if (typeof this.#parent === "function") this.#parent = this.#parent();
    return this.#parent;
  }

  /** The node above, for rules. Throws at the root. */
  get parent(): Node {
    const above = this.above;
    if (!above) throw new RangeError("the root has no parent");
    return above;
  }

  /** The texts of all values. Throws {@link Unknown} when one is unknown. */
  get args(): string[] {
    return this.values.map((value) => {
      if (!value.known) throw new Unknown(value.text);
      return value.text;
    });
  }

  /** The texts of the values that are known. */
  get known(): string[] {
    return this.values.filter((value) => value.known).map((value) => value.text);
  }

  /** The only value, typed; whole numbers are CEL's `int` (bigint). Throws when there is not exactly one, {@link Unknown} when unknown. */
  get value(): string | number | bigint | boolean | null {
    if (this.values.length !== 1) throw new RangeError(`${this.name} has ${this.values.length} values`);
    return toCel(this.values[0]!);
  }

  /** The values as one text, joined by blanks. Throws {@link Unknown} when one is unknown. */
  get text(): string {
    return this.args.join(" ");
  }
}

/** The value as CEL has it: whole numbers become bigint. Throws {@link Unknown} when it is unknown. */
export function toCel(value: Value): string | number | bigint | boolean | null {
  if (!value.known) throw new Unknown(value.text);
  return typeof value.data === "number" && Number.isInteger(value.data) ? BigInt(value.data) : value.data;
}

/** The place of a node that stands in another file; nothing is reported there. */
export const nowhere: Range = { start: -1, end: -1 };

/** A known value made of a text. */
export function textValue(text: string, range: Range): Value {
  return { text, data: text, known: true, range };
}

/** An unknown value; `text` is what stands in the file. */
export function unknownValue(text: string, range: Range): Value {
  return { text, data: null, known: false, range };
}

const none: readonly never[] = [];
