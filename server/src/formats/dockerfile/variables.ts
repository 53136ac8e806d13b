/** The value of a build variable; unknown when only the build tells. */
export interface Variable {
  readonly text: string;
  readonly known: boolean;
}

/** How many stages back a variable is looked for. */
const farthest = 64;
const longest = 4096;

/** The `ARG`s and `ENV`s in force at a place; `ENV` wins, and a stage built on another one has that one's `ENV`. */
export class Variables {
  readonly #args = new Map<string, Variable>();
  readonly #env = new Map<string, Variable>();
  readonly #base: Variables | undefined;

  constructor(base?: Variables) {
    this.#base = base;
  }

  /** The value, undefined when it was not declared here or has none. */
  get(name: string): Variable | undefined {
    return this.#inherited(name) ?? this.#args.get(name);
  }

  /** True when an `ARG` or `ENV` names it, with or without a value. */
  declared(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** Sets an `ENV`. */
  setEnv(name: string, value: Variable): void {
    this.#env.set(name, bounded(value));
  }

  /** Sets an `ARG`. */
  setArg(name: string, value: Variable): void {
    this.#args.set(name, bounded(value));
  }

  #inherited(name: string): Variable | undefined {
    let from: Variables | undefined = this;
    for (let hops = 0; from && hops < farthest; hops++) {
      const found = from.#env.get(name);
      if (found) return found;
      from = from.#base;
    }
    return undefined;
  }
}

/** A value made of long values would grow without bound. */
function bounded(value: Variable): Variable {
  return value.text.length > longest ? { text: value.text.slice(0, longest), known: false } : value;
}
