import { chmodSync, renameSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import type { Fix } from "../lint/finding.js";
import { applySafely } from "../lint/fix.js";
import type { FileResult, Project } from "../project/project.js";
import { encodeText } from "../text/decode.js";
import { readRunOptions, runFlags } from "./check.js";
import { eachFile, shown, startsOf } from "./run.js";
import { readOptions } from "./usage.js";

/** How often a file is linted and fixed again, for fixes that had to wait for others. */
const maxRounds = 10;

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
      const outcome = await fixText(project, path, result, wanted);
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
        writeKeepingMode(path, encodeText(outcome.text, result.decoded));
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

/** Fixes a text until nothing is left to fix or nothing changes. */
export async function fixText(
  project: Project,
  path: string,
  first: FileResult,
  wanted: { readonly unsafe: boolean; readonly rules?: readonly string[] },
): Promise<{ text: string; applied: number; titles: string[] }> {
  let result = first;
  let text = first.document?.text ?? "";
  let applied = 0;
  const titles = new Set<string>();
  for (let round = 0; round < maxRounds; round++) {
    const fixes = result.findings.flatMap((finding): Fix[] => {
      if (wanted.rules && !wanted.rules.includes(finding.id)) return [];
      const choice = finding.fixes.find((one) => one.safe) ?? (wanted.unsafe ? finding.fixes[0] : undefined);
      return choice ? [choice] : [];
    });
    if (fixes.length === 0) break;
    const next = applySafely(text, fixes);
    if (next.text === text) break;
    text = next.text;
    applied += next.applied.length;
    for (const one of next.applied) titles.add(one.title);
    result = await project.lintText(path, text);
  }
  return { text, applied, titles: [...titles] };
}

/** Writes beside the file and renames, so that a crash leaves the old or the new text, never a half one. */
function writeKeepingMode(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.tenet-${process.pid}.tmp`;
  try {
    const { mode } = statSync(path);
    writeFileSync(temporary, bytes, { flag: "wx", mode });
    chmodSync(temporary, mode);
    renameSync(temporary, path);
  } catch (error) {
    try {
      unlinkSync(temporary);
    } catch {
      // It was never made.
    }
    throw error;
  }
}
