import { resolve } from "node:path";
import { locate } from "../disk.js";
import { detect, formatsOf } from "../formats/index.js";
import { type ExampleFailure, type ExampleRunner, runExample } from "../lint/example.js";
import { defaultLintOptions } from "../lint/lint.js";
import { linearEngine } from "../project/engines.js";
import { type RuleFile, readRuleFile, ruleFilesBelow } from "../project/rule-files.js";
import { RulePack, RuleSet } from "../rules/rule-set.js";
import { decodeText } from "../text/decode.js";
import { LineIndex } from "../text/line-index.js";
import { placeOf } from "./report.js";
import { openProject, shown, slashed } from "./run.js";
import { readOptions, UsageError } from "./usage.js";

/** `tenet test`: runs the examples of rule files. */
export async function test(args: string[]): Promise<number> {
  const { values, positionals } = readOptions(args, { quiet: { type: "boolean" } });
  const root = slashed(process.cwd());
  const project = await openProject(root, { noConfig: true });
  const engine = await linearEngine();
  const files: RuleFile[] = [];
  for (const path of positionals.length > 0 ? positionals : [".tenet/rules"]) {
    const found = locate(resolve(path));
    if (!found) throw new UsageError(`there is no file or folder "${path}"`);
    for (const file of ruleFilesBelow(project.host, found.path)) {
      const bytes = project.host.read(file);
      const text = bytes && decodeText(bytes)?.text;
      if (text === undefined) throw new UsageError(`cannot read "${shown(file)}"`);
      files.push(await readRuleFile(file, text, engine));
    }
  }
  if (files.length === 0) throw new UsageError("there are no rule files");

  let examples = 0;
  let failed = 0;
  let problems = 0;
  for (const file of files) {
    const lines = new LineIndex(file.text);
    for (const problem of file.problems) {
      const place = placeOf(lines, problem.range.start);
      process.stdout.write(`${shown(file.path)}:${place.line}:${place.column}: problem: ${problem.message}\n`);
      problems++;
    }
    if (!file.rule || !file.docs) continue;
    const runner: ExampleRunner = {
      parse: async (path, text, others) => {
        const entry = detect(path, () => text.slice(0, 4096));
        return entry && (await entry.load()).parse(path, text, others);
      },
      // Each rule is tested alone, so that a new rule changes no other's examples.
      rules: new RuleSet([new RulePack([file.rule], engine)]),
      options: { ...defaultLintOptions("2020-01-01"), allRules: true, minConfidence: "possible" },
    };
    for (let index = 0; index < file.rule.checks.length; index++) {
      const key = file.rule.checks[index]!.key;
      for (const [nth, example] of file.docs.examples[index]!.entries()) {
        examples++;
        const path = example.path ?? samplePath(key);
        const failures = await runExample(file.rule.id, example, path, runner);
        if (failures.length === 0) continue;
        failed++;
        const title = `${shown(file.path)}: ${file.rule.id} › ${key} › check ${index + 1}, ${example.kind} example ${nth + 1}`;
        for (const failure of failures) process.stdout.write(show(title, failure));
      }
    }
  }
  if (!values.quiet || failed + problems > 0)
    process.stdout.write(
      `${examples - failed} of ${examples} examples hold in ${files.length} rule file${files.length === 1 ? "" : "s"}${problems > 0 ? `, ${problems} problems` : ""}\n`,
    );
  return failed + problems > 0 ? 1 : 0;
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
