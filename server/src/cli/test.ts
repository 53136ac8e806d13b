import { resolve } from "node:path";
import { locate, replaceFile, writeOut } from "../disk.js";
import { detect, formatsOf } from "../formats/index.js";
import { type ExampleFailure, type ExampleRunner, runExample } from "../lint/example.js";
import { defaultLintOptions } from "../lint/lint.js";
import { linearEngine } from "../project/engines.js";
import type { Project } from "../project/project.js";
import { type RuleFile, readRuleFile, ruleFilesBelow } from "../project/rule-files.js";
import { walk } from "../project/walk.js";
import { RulePack, RuleSet } from "../rules/rule-set.js";
import { type ExampleUpdate, updateExamples } from "../rules/update-examples.js";
import { decodeText } from "../text/decode.js";
import { LineIndex } from "../text/line-index.js";
import { checkFixture, isFixture } from "./fixture.js";
import { oneLine, withoutControls } from "./format-concise.js";
import { placeOf } from "./report.js";
import { openProject, shown, slashed } from "./run.js";
import { readOptions, UsageError } from "./usage.js";

/** What a run of examples has counted so far. */
interface Counts {
  examples: number;
  failed: number;
  problems: number;
  updated: number;
}

/** `tenet test`: runs the examples of rule files and the fixtures beside them. */
export async function test(args: string[]): Promise<number> {
  const { values, positionals } = readOptions(args, { quiet: { type: "boolean" }, update: { type: "boolean" } });
  const project = await openProject(slashed(process.cwd()), { noBaseline: true });
  const engine = await linearEngine();
  const counts: Counts = { examples: 0, failed: 0, problems: 0, updated: 0 };
  let ruleFiles = 0;
  let fixtures = 0;
  for (const path of positionals.length > 0 ? positionals : [".tenet/rules"]) {
    const found = locate(resolve(path));
    if (!found) throw new UsageError(`there is no file or folder "${path}"`);
    const candidates = found.kind === "file" ? [found.path] : [...walk(project.host, found.path, () => {})];
    const rules = new Set(
      found.kind === "file" && !/\.ya?ml$/.test(found.path) ? [] : ruleFilesBelow(project.host, found.path),
    );
    for (const file of candidates) {
      const bytes = project.host.read(file);
      const text = bytes && decodeText(bytes)?.text;
      if (text === undefined) continue;
      if (isFixture(text)) {
        fixtures++;
        await testFixture(project, file, text, counts);
      } else if (rules.has(file)) {
        ruleFiles++;
        await testRule(await readRuleFile(file, text, engine), engine, values.update === true, counts);
      }
    }
  }
  if (ruleFiles + fixtures === 0) throw new UsageError("there are no rule files");
  const { examples, failed, problems, updated } = counts;
  if (!values.quiet || failed + problems > 0)
    writeOut(
      `${examples - failed} of ${examples} examples hold in ${ruleFiles} rule file${ruleFiles === 1 ? "" : "s"}` +
        `${fixtures > 0 ? ` and ${fixtures} fixture${fixtures === 1 ? "" : "s"}` : ""}` +
        `${problems > 0 ? `, ${problems} problems` : ""}${updated > 0 ? `; ${updated} rewritten` : ""}\n`,
    );
  return failed + problems > 0 ? 1 : 0;
}

async function testRule(
  file: RuleFile,
  engine: Awaited<ReturnType<typeof linearEngine>>,
  update: boolean,
  counts: Counts,
): Promise<void> {
  const lines = new LineIndex(file.text);
  for (const problem of file.problems) {
    const place = placeOf(lines, problem.range.start);
    writeOut(`${oneLine(`${shown(file.path)}:${place.line}:${place.column}: problem: ${problem.message}`)}\n`);
    counts.problems++;
  }
  if (!file.rule || !file.docs) return;
  const runner: ExampleRunner = {
    parse: async (path, text, others) => {
      const entry = detect(path, () => text.slice(0, 4096));
      return entry && (await entry.load()).parse(path, text, others);
    },
    // Each rule is tested alone, so that a new rule changes no other's examples.
    rules: new RuleSet([new RulePack([file.rule], engine)]),
    options: { ...defaultLintOptions("2020-01-01"), allRules: true, minConfidence: "possible" },
  };
  const updates: ExampleUpdate[] = [];
  const nthOfKey = new Map<string, number>();
  for (let index = 0; index < file.rule.checks.length; index++) {
    const { key } = file.rule.checks[index]!;
    const check = nthOfKey.get(key) ?? 0;
    nthOfKey.set(key, check + 1);
    for (const [nth, example] of file.docs.examples[index]!.entries()) {
      counts.examples++;
      const failures = await runExample(file.rule.id, example, example.path ?? samplePath(key), runner);
      if (failures.length === 0) continue;
      const rewritten = failures.filter((failure) => failure.rewrite !== undefined);
      // Only a file without problems has its checks where they were read.
      if (update && file.problems.length === 0 && rewritten.length === failures.length) {
        for (const { rewrite } of rewritten) updates.push({ key, check, example: nth, ...rewrite! });
        counts.updated++;
        continue;
      }
      counts.failed++;
      const title = `${shown(file.path)}: ${file.rule.id} › ${key} › check ${index + 1}, ${example.kind} example ${nth + 1}`;
      for (const failure of failures) writeOut(withoutControls(show(title, failure)));
    }
  }
  if (updates.length > 0) replaceFile(file.path, updateExamples(file.text, updates));
}

async function testFixture(project: Project, path: string, text: string, counts: Counts): Promise<void> {
  counts.examples++;
  const failures = await checkFixture(project, path, text);
  if (failures.length === 0) return;
  counts.failed++;
  for (const failure of failures) writeOut(withoutControls(show(oneLine(shown(path)), failure)));
}

/** A file name of the format that a key stands for. */
export function samplePath(key: string): string {
  const entry = formatsOf(key)[0];
  return entry?.sample ?? `example.${entry?.id ?? key}`;
}

function show(title: string, failure: ExampleFailure): string {
  const indent = (text: string) => text.replace(/^/gm, "    ");
  let text = `${title}: ${failure.message}\n`;
  if (failure.expected !== undefined) text += `  expected:\n${indent(failure.expected)}\n`;
  if (failure.actual !== undefined) text += `  actual:\n${indent(failure.actual)}\n`;
  return `${text}\n`;
}
