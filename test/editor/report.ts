import * as vscode from "vscode";

/** What came of a run. */
export interface Results {
  readonly passed: number;
  readonly failed: number;
  readonly version: string;
  /** When the last test ended, in milliseconds of the epoch: what is logged later is about the editor's end. */
  readonly ended: number;
}

/** Runs what mocha was told; each test is said as it ends, since an editor's own output goes nowhere. */
export function runAndReport(mocha: Pick<Mocha, "run">, say: (line: string) => void): Promise<Results> {
  return new Promise((done) => {
    const count = { passed: 0, failed: 0 };
    mocha
      .run(() => done({ ...count, version: vscode.version, ended: Date.now() }))
      .on("pass", (test) => {
        count.passed++;
        say(`  ✔ ${test.fullTitle()} (${test.duration} ms)`);
      })
      .on("pending", (test) => say(`  - not run: ${test.fullTitle()}`))
      .on("fail", (test, error) => {
        count.failed++;
        say(`  ✘ ${test.fullTitle()}\n${error.stack ?? error.message}`);
      });
  });
}
