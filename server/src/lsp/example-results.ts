import { detect, formatsOf } from "../formats/index.js";
import { type ExampleRunner, runExample } from "../lint/example.js";
import { defaultLintOptions } from "../lint/lint.js";
import { linearEngine } from "../project/engines.js";
import { readRuleFile } from "../project/rule-files.js";
import { RulePack, RuleSet } from "../rules/rule-set.js";
import { examplePlaces, failurePlace, type MarkPlace } from "./example-places.js";

/** How one example of a rule file came out. */
export interface ExampleResult {
  readonly name: string;
  /** The line of the file where the example stands, from 0. */
  readonly line: number;
  readonly failures: readonly ExampleProblem[];
}

/** Why an example does not hold, and where it can be seen in the file. */
export interface ExampleProblem {
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  /** Lines and columns of the file, from 0: the carets that are wrong, the place of a finding, the line that differs. */
  readonly place?: MarkPlace;
}

/** What the examples of a rule file came to. */
export interface ExampleResults {
  readonly id?: string;
  readonly problems: readonly string[];
  readonly examples: readonly ExampleResult[];
}

/** Runs the examples of a rule file's text. Each rule is tested alone. */
export async function exampleResults(path: string, text: string): Promise<ExampleResults> {
  const engine = await linearEngine();
  const file = await readRuleFile(path, text, engine);
  const problems = file.problems.map((one) => one.message);
  if (!file.rule || !file.docs) return { problems, examples: [] };
  const runner: ExampleRunner = {
    parse: async (name, source, others) => {
      const entry = detect(name, () => source.slice(0, 4096));
      return entry && (await entry.load()).parse(name, source, others);
    },
    rules: new RuleSet([new RulePack([file.rule], engine)]),
    options: { ...defaultLintOptions("2020-01-01"), allRules: true, minConfidence: "possible" },
  };
  const places = examplePlaces(text);
  const examples: ExampleResult[] = [];
  for (const [index, check] of file.rule.checks.entries())
    for (const [nth, example] of file.docs.examples[index]!.entries()) {
      const entry = formatsOf(check.key)[0];
      const sample = example.path ?? entry?.sample ?? `example.${entry?.id ?? check.key}`;
      examples.push({
        name: `${check.key} › check ${index + 1}, ${example.kind} example ${nth + 1}`,
        line: places[examples.length]?.line ?? 0,
        failures: (await runExample(file.rule.id, example, sample, runner)).map((failure) => ({
          message: failure.message,
          expected: failure.expected,
          actual: failure.actual,
          place: failurePlace(places[examples.length], example, failure),
        })),
      });
    }
  return { id: file.rule.id, problems, examples };
}
