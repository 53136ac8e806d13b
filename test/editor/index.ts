import { appendFileSync, writeFileSync } from "node:fs";
import * as vscode from "vscode";

/** The module that VS Code's extension host runs, in the browser host and under the desktop editor alike. */
export async function run(): Promise<void> {
  const { TENET_OUTPUT = "/dev/null", TENET_RESULTS = "/dev/null", TENET_GREP } = process.env;
  const { default: Mocha } = await import("mocha");
  const say = (line: string) => appendFileSync(TENET_OUTPUT, `${line}\n`);
  // The run is reported through a file, since the extension host's output goes nowhere.
  class Silent extends Mocha.reporters.Base {
    override epilogue(): void {}
  }
  const mocha = new Mocha({ ui: "bdd", timeout: 30_000, grep: TENET_GREP, reporter: Silent });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  await import("./suites.js");
  const { passed, failed } = await new Promise<{ passed: number; failed: number }>((done) => {
    const count = { passed: 0, failed: 0 };
    mocha
      .run(() => done(count))
      .on("pass", (test) => {
        count.passed++;
        say(`  ✔ ${test.fullTitle()} (${test.duration} ms)`);
      })
      .on("fail", (test, error) => {
        count.failed++;
        say(`  ✘ ${test.fullTitle()}\n${error.stack ?? error.message}`);
      });
  });
  writeFileSync(TENET_RESULTS, JSON.stringify({ passed, failed, version: vscode.version }));
  if (failed > 0) throw new Error(`${failed} failed`);
}
