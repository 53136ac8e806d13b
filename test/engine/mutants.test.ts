import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { root } from "../support.js";

/** A change of the engine that the oracle must notice: in a file, the one place where `from` stands becomes `to`. */
const mutants = [
  {
    name: "suppressions take nothing away",
    file: "server/src/lint/suppress.ts",
    from: "taken = true;",
    to: "taken = false;",
  },
  {
    name: "`where` is not asked",
    file: "server/src/lint/run-check.ts",
    from: "matches !== true",
    to: "false",
  },
  {
    name: "ranges begin one later",
    file: "server/src/lint/run-check.ts",
    from: "    range,\n    message,",
    to: "    range: { start: range.start + 1, end: range.end },\n    message,",
  },
  {
    name: "ranges end one later",
    file: "server/src/lint/run-check.ts",
    from: "    range,\n    message,",
    to: "    range: { start: range.start, end: range.end + 1 },\n    message,",
  },
  {
    name: "unknown counts as found",
    file: "server/src/lint/run-check.ts",
    from: "where ? where(frame) : true",
    to: "true",
  },
  {
    name: "fixes are forgotten",
    file: "server/src/lint/run-check.ts",
    from: "compiled.fixes.flatMap(",
    to: "compiled.fixes.slice(1).flatMap(",
  },
  {
    name: "a path's start is not looked at",
    file: "server/src/document/path.ts",
    from: "segmentMatches(segment, node) && matchesUp(path, index - 1, node.above)",
    to: "segmentMatches(segment, node)",
  },
  {
    name: "suppressions never end",
    file: "server/src/lint/suppress.ts",
    from: "one.until < context.today",
    to: "false",
  },
] as const;

describe("mutants of the engine", function () {
  this.timeout(120_000);

  it("the engine itself passes the oracle", async () => assert.deepEqual(await oracle(), []));

  for (const mutant of mutants) {
    it(`${mutant.name}: caught`, async () => {
      const source = readFileSync(join(root, mutant.file), "utf8");
      assert.equal(source.split(mutant.from).length, 2, "the mutated text stands once in its file");
      assert.notDeepEqual(await oracle({ file: mutant.file, text: source.replace(mutant.from, mutant.to) }), []);
    });
  }
});

/** Builds the oracle with one file replaced, runs it, and gives what it found wrong. */
async function oracle(mutant?: { file: string; text: string }): Promise<string[]> {
  const folder = join(root, ".tmp");
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `oracle-${process.pid}-${Math.random().toString(36).slice(2)}.mjs`);
  await build({
    entryPoints: [join(root, "test/engine/oracle.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    logLevel: "silent",
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: [
      {
        name: "mutant",
        setup(plugin) {
          if (mutant)
            plugin.onLoad(
              { filter: new RegExp(`${mutant.file.replaceAll("/", "[\\\\/]").replaceAll(".", "\\.")}$`) },
              () => ({ contents: mutant.text, loader: "ts" }),
            );
        },
      },
    ],
  });
  try {
    const { findWrong } = (await import(pathToFileURL(outfile).href)) as { findWrong: () => Promise<string[]> };
    return await findWrong();
  } finally {
    rmSync(outfile);
  }
}
