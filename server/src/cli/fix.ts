import { DiskError, replaceFile, writeError, writeOut } from "../disk.js";
import { fixAll } from "../project/fix-all.js";
import { notedLine } from "../project/noted-line.js";
import { decodeText, encodeText } from "../text/decode.js";
import { applyEdits } from "../text/edit.js";
import { readRunOptions, runFlags } from "./check.js";
import { oneLine } from "./format-concise.js";
import { filesOf, shown, startsOf } from "./run.js";
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
  const denied = (folder: string): void => {
    failed++;
    writeError(`tenet: ${shown(folder)}: the folder cannot be read\n`);
  };
  for await (const { project, path } of filesOf(startsOf(positionals), readRunOptions(values), denied)) {
    const result = await project.lintFile(path);
    if (result.skipped === "unreadable") {
      failed++;
      writeError(`tenet: ${shown(path)}: cannot be read\n`);
    }
    if (!result.document || !result.decoded) continue;
    const outcome = await fixAll(project, path, result, wanted);
    if (outcome.applied === 0) continue;
    if (result.decoded.lossy) {
      writeError(`tenet: ${shown(path)} holds bytes that are no text; not changed\n`);
      continue;
    }
    if (!values["dry-run"]) {
      const now = project.host.read(path);
      if ((now && decodeText(now)?.text) !== result.document.text) {
        failed++;
        writeError(`tenet: ${shown(path)} has changed meanwhile; not fixed\n`);
        continue;
      }
      try {
        replaceFile(path, encodeText(outcome.text, result.decoded));
      } catch (error) {
        if (!(error instanceof DiskError)) throw error;
        failed++;
        writeError(`tenet: ${error.message}\n`);
        continue;
      }
    }
    fixed += outcome.applied;
    files++;
    writeOut(`${oneLine(`${shown(path)}: ${outcome.titles.join("; ")}`)}\n`);
    for (const note of outcome.notes) {
      const noted = await notedLine(project, path, note);
      if (!noted) continue;
      const text = applyEdits(noted.decoded?.text ?? "", [noted.edit]);
      try {
        if (!values["dry-run"]) replaceFile(noted.path, noted.decoded ? encodeText(text, noted.decoded) : text);
        writeOut(`${oneLine(`${shown(noted.path)}: ${note.line}`)}\n`);
      } catch (error) {
        if (!(error instanceof DiskError)) throw error;
        failed++;
        writeError(`tenet: ${error.message}\n`);
      }
    }
  }
  const what = `${fixed} finding${fixed === 1 ? "" : "s"} in ${files} file${files === 1 ? "" : "s"}`;
  writeOut(fixed === 0 ? "nothing to fix\n" : `${values["dry-run"] ? "would fix" : "fixed"} ${what}\n`);
  return failed > 0 ? 2 : 0;
}
