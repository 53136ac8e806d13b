import { replaceFile } from "../disk.js";
import { fixAll } from "../project/fix-all.js";
import { encodeText } from "../text/decode.js";
import { readRunOptions, runFlags } from "./check.js";
import { eachFile, shown, startsOf } from "./run.js";
import { readOptions } from "./usage.js";

/** `tenet fix`: applies the safe fixes. Exit 0 when every fix that was wanted could be written, 2 when one could not. */
export async function fix(args: string[]): Promise<number> {
  const { values, positionals } = readOptions(args, {
    ...runFlags,
    "dry-run": { type: "boolean" },
    unsafe: { type: "boolean" },
    rule: { type: "string", multiple: true },
  });
  const wanted = { unsafe: values.unsafe === true, rules: values.rule };
  let fixed = 0;
  let files = 0;
  let failed = 0;
  await eachFile(
    startsOf(positionals),
    readRunOptions(values),
    async (project, path) => {
      if (await project.ignores(path)) return;
      const result = await project.lintFile(path);
      if (!result.document || !result.decoded) return;
      const outcome = await fixAll(project, path, result, wanted);
      if (outcome.applied === 0) return;
      if (result.decoded.lossy) {
        process.stderr.write(`tenet: ${shown(path)} holds bytes that are no text; not changed\n`);
        return;
      }
      fixed += outcome.applied;
      files++;
      if (values["dry-run"]) {
        process.stdout.write(`${shown(path)}: ${outcome.titles.join("; ")}\n`);
        return;
      }
      try {
        replaceFile(path, encodeText(outcome.text, result.decoded));
        process.stdout.write(`${shown(path)}: ${outcome.titles.join("; ")}\n`);
      } catch (error) {
        failed++;
        process.stderr.write(`tenet: cannot write ${shown(path)}: ${(error as Error).message}\n`);
      }
    },
    (folder) => {
      process.stderr.write(`tenet: ${shown(folder)}: the folder cannot be read\n`);
    },
  );
  const what = `${fixed} finding${fixed === 1 ? "" : "s"} in ${files} file${files === 1 ? "" : "s"}`;
  process.stdout.write(fixed === 0 ? "nothing to fix\n" : `${values["dry-run"] ? "would fix" : "fixed"} ${what}\n`);
  return failed > 0 ? 2 : 0;
}
