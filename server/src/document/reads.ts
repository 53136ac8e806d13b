import type { Range } from "../text/range.js";

/**
 * What was read of a document while something was computed, by its parts ({@link Parts}): so that a lint can keep what
 * it found in a part when neither that part nor what was read elsewhere for it has changed.
 */
export interface Reads {
  /** The parts that were read, by their index. */
  readonly parts: Set<number>;
  /** True when what all parts show to one another was read. */
  faces: boolean;
}

/** A part of a document, and where what it holds begins and ends: a block and the inside of its braces. */
export interface Part extends Range {
  readonly inner: Range;
}

/** Parts of a document that are mostly judged on their own: blocks of which each configures a server of its own. */
export interface Parts {
  /** In order; none lies inside another. */
  readonly list: readonly Part[];
  /** What a part shows to the others beyond its place: two texts that are equal when none of them sees a difference. */
  face(index: number): string;
}

/** Nothing was read. */
export function noReads(): Reads {
  return { parts: new Set(), faces: false };
}

let current: Reads | undefined;

/** Computes something and writes down what it reads; what is read around it is not told of this. */
export function recordReads<T>(into: Reads | undefined, compute: () => T): T {
  const around = current;
  current = into;
  try {
    return compute();
  } finally {
    current = around;
  }
}

/** Says that a part is read. */
export function readPart(index: number): void {
  current?.parts.add(index);
}

/** Says that what all parts show to one another is read. */
export function readFaces(): void {
  if (current) current.faces = true;
}

/** Says that everything is read that was read for something else. */
function readAgain(reads: Reads): void {
  if (!current) return;
  for (const part of reads.parts) current.parts.add(part);
  current.faces ||= reads.faces;
}

/** What was computed for a key, with what was read for it. */
export interface Remembered<V> {
  readonly value: V;
  readonly reads: Reads;
}

/** A value that is computed once a key; who asks for it later has read what was read for it. Nothing is kept when it throws. */
export function remember<K extends WeakKey, V>(table: WeakMap<K, Remembered<V>>, key: K, compute: () => V): V {
  let found = table.get(key);
  if (!found) {
    const reads = noReads();
    try {
      found = { value: recordReads(reads, compute), reads };
    } catch (error) {
      readAgain(reads);
      throw error;
    }
    table.set(key, found);
  }
  readAgain(found.reads);
  return found.value;
}
