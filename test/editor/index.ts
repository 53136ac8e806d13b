import { appendFileSync, writeFileSync } from "node:fs";
import { runAndReport } from "./report.js";

const suites: Readonly<Record<string, () => Promise<unknown>>> = {
  server: () => import("./suites.js"),
  restricted: () => import("./restricted.suite.js"),
  folders: () => import("./folders.suite.js"),
  installed: () => import("./installed.suite.js"),
};

/** The module that VS Code's extension host runs, in the browser host and under the desktop editor alike. */
export async function run(): Promise<void> {
  const { TENET_OUTPUT, TENET_RESULTS, TENET_KIND, TENET_GREP } = process.env;
  const { default: Mocha } = await import("mocha");
  // The run is reported through a file, since the extension host's output goes nowhere.
  class Silent extends Mocha.reporters.Base {
    override epilogue(): void {}
  }
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000, grep: TENET_GREP, reporter: Silent });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  await suites[TENET_KIND!]!();
  const results = await runAndReport(mocha, (line) => appendFileSync(TENET_OUTPUT!, `${line}\n`));
  writeFileSync(TENET_RESULTS!, JSON.stringify(results));
  if (results.failed > 0) throw new Error(`${results.failed} failed`);
}
