import type { Expression } from "./expression/evaluate.js";

type Lets = readonly (readonly [string, Expression])[];
type Variables = Record<string, unknown>;

/** The variables for one place: lets are computed when first read, so that an unknown one only counts where it is used. */
export function bindVariables(lets: Lets, base: Variables): Variables {
  if (lets.length === 0) return base;
  let made = kinds.get(lets);
  if (!made) {
    made = kindOf(lets);
    kinds.set(lets, made);
  }
  return new made(base);
}

type Kind = new (base: Variables) => Variables;

// Places are many and lets are few: what reads a let is made once for all places of a check.
const kinds = new WeakMap<Lets, Kind>();

function kindOf(lets: Lets): Kind {
  const names = new Set(lets.map(([name]) => name));
  class Bound {
    [name: string]: unknown;
    readonly #done: ({ value: unknown } | { error: unknown } | undefined)[] = [];

    constructor(base: Variables) {
      // A let may have the name of a variable of the place, and wins.
      for (const name in base) if (!names.has(name)) this[name] = base[name];
    }

    static read(bound: Bound, index: number, expression: Expression): unknown {
      let done = bound.#done[index];
      if (!done) {
        try {
          done = { value: expression(bound) };
        } catch (error) {
          done = { error };
        }
        bound.#done[index] = done;
      }
      if ("error" in done) throw done.error;
      return done.value;
    }
  }
  for (const [index, [name, expression]] of lets.entries()) {
    Object.defineProperty(Bound.prototype, name, {
      enumerable: true,
      get(this: Bound) {
        return Bound.read(this, index, expression);
      },
    });
  }
  return Bound;
}
