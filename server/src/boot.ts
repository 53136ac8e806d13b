import { readFileSync } from "node:fs";
import Module from "node:module";
import { basename, join } from "node:path";
import { Script } from "node:vm";
import { cacheFolder, keep, readKept } from "./kept-files.js";

/** The name of the file that holds what nearly every run needs; the build defines it. It changes with what is in the file. */
declare const TENET_HOT: string;

/**
 * Starts one of the build's programs by the name of its file. V8's compiled code of the files is kept in the user's
 * cache folder, which saves a third of a short run. Nothing depends on it: no folder, no right to write, `CI` or
 * `TENET_NO_CACHE` in the environment, and everything is compiled anew.
 */
export function boot(name: string): void {
  const folder = cacheFolder(join("code", `${TENET_HOT.replace(/\W+/g, "-")}-${process.version}-${process.arch}`));
  const fresh: { script: Script; name: string }[] = [];

  /** Runs a file of the build as a CommonJS module. */
  function run(file: string, outer: (name: string) => unknown): unknown {
    const filename = join(__dirname, file);
    const cachedData = folder === undefined ? undefined : readKept(join(folder, basename(file)));
    const script = new Script(Module.wrap(readFileSync(filename, "utf8")), { filename, cachedData });
    if (cachedData === undefined || script.cachedDataRejected) fresh.push({ script, name: basename(file) });
    const module = { exports: {} as unknown };
    script.runInThisContext()(module.exports, outer, module, filename, __dirname);
    return module.exports;
  }

  const done = new Map<string, unknown>();
  const outer = (wanted: string): unknown => {
    if (!wanted.startsWith("./")) return require(wanted);
    if (!done.has(wanted)) done.set(wanted, run(wanted, load));
    return done.get(wanted);
  };
  const load = run(TENET_HOT, require) as (wanted: string) => unknown;
  (load as unknown as { outer: typeof outer }).outer = outer;
  load(name);
  if (folder !== undefined)
    process.once("exit", () =>
      keep(
        folder,
        fresh.map(({ script, name }) => ({ name, content: () => script.createCachedData() })),
      ),
    );
}
