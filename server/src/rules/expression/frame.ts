import type { Expression } from "./evaluate.js";

/**
 * What the variables of a check stand for at one place, by their slots. The slots of loops follow when expressions are
 * compiled, so a frame grows by itself.
 */
export type Frame = unknown[];

/** The slot that holds how many steps are left (see {@link maxSteps}); below zero, none is. */
export const steps = 0;

/**
 * How many steps all evaluations of a check may take on one file: an item that a loop visits is one, and so are some
 * dozens of characters or items of a long text or list that is read or made. Where a check needs more it is stopped.
 */
export const maxSteps = 10_000_000;

/** Takes steps. Throws a RangeError when no more are left. */
export function spend(frame: Frame, count: number): void {
  const left = (frame[steps] as number) - count;
  frame[steps] = left;
  if (left < 0) throw new RangeError("the expression takes too many steps");
}

/** The steps for reading or making a value: none for a short one. */
export function costOf(value: unknown): number {
  return typeof value === "string" ? value.length >> 8 : Array.isArray(value) ? value.length >> 5 : 0;
}

/** An evaluation that failed; a `let` that failed once fails again without being computed again. */
class Failure {
  constructor(readonly error: unknown) {}
}

/** Where each variable of a check stands in its frames. */
export class Layout {
  readonly #slots = new Map<string, number>();
  readonly #lets = new Map<number, Expression>();
  readonly #given: number;
  #next = steps + 1;

  /** `given` are the variables that every place has, in the order of their slots from 1 on. */
  constructor(given: readonly string[]) {
    for (const name of given) this.#slots.set(name, this.#next++);
    this.#given = this.#next;
  }

  /** Adds a named sub-expression; expressions compiled later know it. */
  let(name: string, expression: Expression): void {
    const slot = this.#next++;
    this.#slots.set(name, slot);
    this.#lets.set(slot, expression);
  }

  /** A slot of its own for the variable of a loop. */
  local(): number {
    return this.#next++;
  }

  /** The slot of a variable; -1 when there is none of that name. */
  slot(name: string): number {
    return this.#slots.get(name) ?? -1;
  }

  /** How to compute what stands in a slot when it is a `let`'s. */
  letAt(slot: number): Expression | undefined {
    return this.#lets.get(slot);
  }

  /** A frame without values, for so many steps at all the places that it is filled for. */
  frame(budget: number = maxSteps): Frame {
    const frame = new Array(this.#next).fill(undefined);
    frame[steps] = budget;
    return frame;
  }

  /** Puts the given variables of a place into the frame and forgets what was computed at the place before. */
  fill(frame: Frame, values: readonly unknown[]): void {
    for (let slot = steps + 1; slot < this.#given; slot++) frame[slot] = values[slot - 1];
    for (let slot = this.#given; slot < this.#next; slot++) frame[slot] = undefined;
  }
}

/** The value of a `let`, computed when it is first read, so that an unknown one only counts where it is used. */
export function readLet(frame: Frame, slot: number, expression: Expression): unknown {
  let value = frame[slot];
  if (value === undefined) {
    try {
      value = expression(frame);
    } catch (error) {
      value = new Failure(error);
    }
    frame[slot] = value;
  }
  if (value instanceof Failure) throw value.error;
  return value;
}
