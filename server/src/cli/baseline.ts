import { makeFolder, replaceFile, writeOut } from "../disk.js";
import { type Baseline, baselineKey, readBaseline, writeBaseline } from "../project/baseline.js";
import { baselinePath } from "../project/config.js";
import { folderOf } from "../project/project.js";
import { decodeText } from "../text/decode.js";
import { readRunOptions, runFlags } from "./check.js";
import { oneLine } from "./format-concise.js";
import { ownFolder } from "./own-folder.js";
import { filesOf, shown, startsOf } from "./run.js";
import { readOptions, UsageError } from "./usage.js";

/** The findings of one baseline file while it is gathered. */
interface Gathered {
  readonly old: Baseline | undefined;
  readonly salt: string;
  readonly findings: Record<string, Record<string, number>>;
}

/** `tenet baseline`: holds the findings there are now, so that only new ones are told. */
export async function baseline(args: string[]): Promise<number> {
  const { values, positionals } = readOptions(args, { ...runFlags, prune: { type: "boolean" } });
  const options = { ...readRunOptions(values), noBaseline: true };
  const byFolder = new Map<string, Gathered>();
  let unreadable = 0;
  for await (const { project, path } of filesOf(startsOf(positionals), options, () => unreadable++)) {
    const settings = await project.settings(folderOf(path));
    const base = settings.base ?? project.options.root;
    let gathered = byFolder.get(base);
    if (!gathered) {
      const bytes = project.host.read(`${base}/${baselinePath}`);
      const read = bytes && readBaseline(decodeText(bytes)?.text ?? "");
      if (read?.problem)
        throw new UsageError(
          `${shown(`${base}/${baselinePath}`)} is broken (${read.problem.message}); mend it, or take it away to write it anew`,
        );
      const old = read?.baseline;
      gathered = { old, salt: old?.salt ?? crypto.randomUUID(), findings: structuredClone({ ...old?.findings }) };
      byFolder.set(base, gathered);
    }
    const name = project.relative(path, settings);
    const found: Record<string, number> = {};
    const result = await project.lintFile(path);
    if (result.document)
      for (const finding of result.findings) {
        const key = baselineKey(gathered.salt, finding, result.document);
        found[key] = (found[key] ?? 0) + 1;
      }
    gathered.findings[name] = values.prune ? least(found, gathered.old?.findings[name] ?? {}) : found;
  }
  for (const [base, { old, salt, findings }] of byFolder) {
    const path = `${base}/${baselinePath}`;
    const count = total(findings);
    if (count === 0 && !old) continue;
    makeFolder(ownFolder(base, folderOf(baselinePath)));
    replaceFile(path, writeBaseline({ version: 1, salt, findings }));
    writeOut(
      `${oneLine(shown(path))}: ${count} finding${count === 1 ? "" : "s"} held${old ? `, ${total(old.findings)} before` : ""}\n`,
    );
  }
  if (byFolder.size === 0 || [...byFolder.values()].every((one) => !one.old && total(one.findings) === 0))
    writeOut("nothing to hold\n");
  return unreadable > 0 ? 2 : 0;
}

/** What both hold: pruning takes entries away and adds none. */
function least(
  found: Readonly<Record<string, number>>,
  held: Readonly<Record<string, number>>,
): Record<string, number> {
  const both: Record<string, number> = {};
  for (const [key, count] of Object.entries(held)) {
    const left = Math.min(count, found[key] ?? 0);
    if (left > 0) both[key] = left;
  }
  return both;
}

function total(findings: Baseline["findings"]): number {
  return Object.values(findings).reduce(
    (sum, keys) => sum + Object.values(keys).reduce((part, count) => part + count, 0),
    0,
  );
}
