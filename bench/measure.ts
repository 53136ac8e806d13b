/** Times or sizes of several runs, sorted, in milliseconds or megabytes. */
export interface Sample {
  readonly median: number;
  readonly least: number;
  /** The middle half of the values lies between these two. */
  readonly low: number;
  readonly high: number;
  readonly p95: number;
  readonly runs: number;
}

/** What a value should be, and what it must not exceed. */
export interface Budget {
  readonly target: number;
  readonly ceiling: number;
}

/** One line of the report. */
export interface Row {
  readonly name: string;
  /** What the value counts: `×` is a ratio to the yardstick. */
  readonly unit: "×" | "ms" | "MB" | "exponent";
  readonly value: number;
  /** Of ratios: the best run to the yardstick's best run, which a busy machine changes least. */
  readonly least?: number;
  readonly low?: number;
  readonly high?: number;
  readonly p95?: number;
  readonly budget?: Budget;
  /** What the budget is judged by when it is not the value: keystrokes are held to their ceiling by the 95th percentile. */
  readonly ceilingOf?: number;
  /** What was compared, in the units measured. */
  readonly detail: string;
  /** True when the runs differ by so much that the value says more of the machine than of tenet. */
  readonly noisy?: boolean;
}

/** A question that could not be asked here, and why. */
export interface Missing {
  readonly name: string;
  readonly missing: string;
}

/** The middle half of quiet runs is narrower than this part of the median. */
const quiet = 0.25;

/** Sums up runs. Throws a RangeError when there are none. */
export function sampleOf(values: readonly number[]): Sample {
  if (values.length === 0) throw new RangeError("no runs");
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
  return {
    median: at(0.5),
    least: sorted[0]!,
    low: at(0.25),
    high: at(0.75),
    p95: at(0.95),
    runs: sorted.length,
  };
}

/** Runs each act once to warm up and then all in turn, so that what slows the machine slows them all. */
export async function inTurn<Name extends string>(
  rounds: number,
  acts: Readonly<Record<Name, () => number | Promise<number>>>,
): Promise<Record<Name, Sample>> {
  const names = Object.keys(acts) as Name[];
  const values = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (const name of names) await acts[name]();
  for (let round = 0; round < rounds; round++) for (const name of names) values[name].push(await acts[name]());
  return Object.fromEntries(names.map((name) => [name, sampleOf(values[name])])) as Record<Name, Sample>;
}

/** Milliseconds that an act takes. */
export async function timed(act: () => unknown): Promise<number> {
  const start = performance.now();
  await act();
  return performance.now() - start;
}

/** The row for ours to a yardstick. */
export function ratio(name: string, ours: Sample, yardstick: Sample, words: string, budget?: Budget): Row {
  return {
    name,
    unit: "×",
    value: ours.median / yardstick.median,
    least: ours.least / yardstick.least,
    low: ours.low / yardstick.median,
    high: ours.high / yardstick.median,
    budget,
    detail: `${short(ours.median)} to ${short(yardstick.median)} ms ${words}`,
    noisy: isNoisy(ours) || isNoisy(yardstick),
  };
}

/** True when runs differ by more than a quiet machine makes them. */
export function isNoisy(sample: Sample): boolean {
  return sample.high - sample.low > quiet * sample.median;
}

/** `reached`, `within the ceiling` or `OVER`; undefined for a row without a budget. */
export function verdict({ value, budget, ceilingOf = value }: Row): string | undefined {
  if (!budget) return undefined;
  if (value <= budget.target && ceilingOf <= budget.ceiling) return "reached";
  return ceilingOf <= budget.ceiling ? "within the ceiling" : "OVER";
}

/**
 * The exponent b of time ≈ a · size^b, by least squares between the logarithms of the upper part: sizes from a
 * thirtieth of the largest on, three points at least. `floor` is what a run takes before it begins to grow; points that do not
 * rise above it by a tenth do not count. Undefined when fewer than three points are left.
 */
export function exponent(
  points: readonly { readonly size: number; readonly ms: number }[],
  floor = 0,
): number | undefined {
  const rising = points.filter(({ ms }) => ms - floor > floor / 10 && ms > floor);
  const largest = Math.max(...rising.map(({ size }) => size));
  let upper = rising.filter(({ size }) => size >= largest / 31);
  if (upper.length < 3) upper = rising.slice(-3);
  if (upper.length < 3) return undefined;
  const x = upper.map(({ size }) => Math.log(size));
  const y = upper.map(({ ms }) => Math.log(ms - floor));
  const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
  const mx = mean(x);
  const my = mean(y);
  const over = x.reduce((sum, one, i) => sum + (one - mx) * (y[i]! - my), 0);
  return over / x.reduce((sum, one) => sum + (one - mx) ** 2, 0);
}

/** The row for how cost grows; the bar is 1.1. */
export function growth(
  name: string,
  points: readonly { readonly size: number; readonly ms: number }[],
  floor = 0,
): Row | Missing {
  const value = exponent(points, floor);
  const curve = points.map(({ size, ms }) => `${size.toLocaleString("en")}: ${short(ms)}`).join(", ");
  if (value === undefined)
    return { name, missing: `too few sizes take longer than the start of the process (${curve} ms)` };
  return { name, unit: "exponent", value, budget: { target: 1.1, ceiling: 1.1 }, detail: `${curve} ms` };
}

/** A number as people read it: three digits that count. */
export function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
