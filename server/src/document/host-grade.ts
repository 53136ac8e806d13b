/** What a test of a scanner says of a host: the result by what is in view, and what it adds to the score. */
export type TestResult = readonly [result: string, modifier: number];

/** The grade of one host by one version of the scanner's algorithm. */
export interface Grade {
  /** Undefined where the scanner would give none. */
  readonly grade: string | undefined;
  /** What the files alone earn. */
  readonly score: number;
  /** The lowest and the highest score, by what the files do not tell. */
  readonly range: readonly [low: number, high: number];
  readonly tests: Readonly<Record<string, TestResult>>;
  /** The lowest and the highest that each undecided test can add. */
  readonly undecided: Readonly<Record<string, readonly [low: number, high: number]>>;
}

/** How a scanner of web sites would grade one host that a configuration serves. */
export interface HostGrade {
  readonly host: string;
  /** Path of the file whose block answers for the host, and where the block starts in it. */
  readonly path: string;
  readonly line: number;
  /** Where the host sends everybody, when it is another host that is not in view. */
  readonly leadsTo: string | undefined;
  /** By version of the algorithm: `v4`, `v5` … */
  readonly algorithms: Readonly<Record<string, Grade>>;
}
