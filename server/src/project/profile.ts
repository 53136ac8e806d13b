/** What a run does, in the order it does it for the first time. */
export const phases = [
  "starting",
  "configuration",
  "listing",
  "reading",
  "gate",
  "loading",
  "parsing",
  "rules",
  "settling",
  "telling",
] as const;

/** What is in a map of costs, the dearest first. */
export function slowest<Cost>(costs: ReadonlyMap<string, Cost>, ms: (cost: Cost) => number): [string, Cost][] {
  return [...costs].sort((a, b) => ms(b[1]) - ms(a[1]));
}

/** One of {@link phases}. */
export type Phase = (typeof phases)[number];

/** What a rule took: milliseconds, and the files it looked at. */
export interface RuleCost {
  ms: number;
  files: number;
}

/**
 * Where the time of a run goes, in milliseconds since the process began. A run does one thing after another, so each
 * moment belongs to one phase: {@link lap} gives a phase what has passed since the last lap, and the phases add up to
 * the whole.
 */
export class Profile {
  readonly spent = new Map<Phase, number>();
  readonly rules = new Map<string, RuleCost>();
  readonly files = new Map<string, number>();
  #last = 0;

  /** The time up to which everything belongs to a phase. */
  get total(): number {
    return this.#last;
  }

  /** What has passed since the last lap was spent on a phase. */
  lap(phase: Phase): void {
    const now = performance.now();
    this.spent.set(phase, (this.spent.get(phase) ?? 0) + now - this.#last);
    this.#last = now;
  }

  /** A file was linted from `began`, a former {@link total}, up to the last lap, by rules that took `spent`. */
  file(path: string, began: number, spent: ReadonlyMap<string, number> = new Map()): void {
    this.files.set(path, this.#last - began);
    for (const [id, ms] of spent) {
      const cost = this.rules.get(id) ?? { ms: 0, files: 0 };
      cost.ms += ms;
      cost.files++;
      this.rules.set(id, cost);
    }
  }
}
