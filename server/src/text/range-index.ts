import type { Range } from "./range.js";

/** Ranges that are asked over and over whether one of them overlaps another, in time by the logarithm of their number. */
export class RangeIndex {
  readonly #starts: readonly number[];
  /** The furthest end of the ranges up to each in the order of their starts. */
  readonly #ends: readonly number[];

  constructor(ranges: readonly Range[]) {
    const sorted = [...ranges].sort((a, b) => a.start - b.start);
    this.#starts = sorted.map(({ start }) => start);
    let furthest = Number.NEGATIVE_INFINITY;
    this.#ends = sorted.map(({ end }) => {
      furthest = Math.max(furthest, end);
      return furthest;
    });
  }

  /** True when `overlaps` holds between the range and one of these. */
  overlaps({ start, end }: Range): boolean {
    const before = this.#before(end);
    if (before > 0 && this.#ends[before - 1]! > start) return true;
    return this.#starts[this.#before(start)] === start;
  }

  /** How many begin before an offset. */
  #before(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
