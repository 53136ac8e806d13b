import "mocha/mocha.js";
import { runAndReport } from "./report.js";
import { page } from "./workbench.js";

/** mocha's build for browsers puts itself here. */
declare const mocha: Pick<Mocha, "run" | "grep"> & { setup(options: Mocha.MochaOptions): void };

/** The module that VS Code's extension host in a browser's worker runs. */
export async function run(): Promise<void> {
  const { grep } = (await page<{ grep?: string }>({ op: "setup" }))!;
  // A function without `new` to it would be looked up by its name, and the usual reporter wants a page.
  function Silent(): void {}
  mocha.setup({ ui: "bdd", timeout: 60_000, grep, reporter: Silent as unknown as Mocha.ReporterConstructor });
  await import("./web.suite.js");
  const lines: Promise<unknown>[] = [];
  const results = await runAndReport(mocha, (line) => lines.push(page({ op: "line", line })));
  await Promise.all(lines);
  await page({ op: "results", results });
  if (results.failed > 0) throw new Error(`${results.failed} failed`);
}
