/** A source of numbers that a seed decides: the same seed gives the same numbers on every machine. */
export interface Random {
  /** A whole number from 0 to below `limit`; 0 when the limit is below 1. */
  below(limit: number): number;
  /** True once in `n` times. */
  one(n: number): boolean;
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
}

/** The numbers for a seed, which may be any text (`7 nginx 1200`). */
export function randomFrom(seed: string): Random {
  let state = 0x811c9dc5;
  for (let i = 0; i < seed.length; i++) state = Math.imul(state ^ seed.charCodeAt(i), 0x01000193);
  /** The generator that is known as mulberry32. */
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number): number => (limit < 1 ? 0 : next() % Math.floor(limit));
  return { below, one: (n) => below(n) === 0, pick: (list) => list[below(list.length)]! };
}
