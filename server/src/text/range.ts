/** A half-open stretch of a text: `start` is included, `end` is not. Both are UTF-16 offsets from 0. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The range between two offsets. */
export function range(start: number, end: number): Range {
  return { start, end };
}

/** True when `outer` holds every offset of `inner`. */
export function contains(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** True when the two ranges share an offset, or one is empty and touches the other. */
export function overlaps(a: Range, b: Range): boolean {
  return a.start === b.start || (a.start < b.end && b.start < a.end);
}

/** The smallest range that holds both. */
export function cover(a: Range, b: Range): Range {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}
