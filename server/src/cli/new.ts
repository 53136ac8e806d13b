import { createInterface } from "node:readline/promises";
import { locate, makeFolder, replaceFile, writeOut } from "../disk.js";
import { noFiles } from "../document/document.js";
import { detect, formatKeys } from "../formats/index.js";
import { writeMarks } from "../lint/example.js";
import { defaultLintOptions, lint } from "../lint/lint.js";
import { defaultRulePath } from "../project/config.js";
import { linearEngine } from "../project/engines.js";
import { folderOf } from "../project/project.js";
import { readRuleFile } from "../project/rule-files.js";
import { RulePack, RuleSet } from "../rules/rule-set.js";
import { nearest } from "../text/nearest.js";
import { openProject, slashed } from "./run.js";
import { samplePath } from "./test.js";
import { readOptions, UsageError } from "./usage.js";

/** How a name looks in a small text of a format, for the first example of a rule. */
const sketches: Readonly<Record<string, (name: string) => { bad: string; good: string }>> = {
  dockerfile: (name) =>
    name === "FROM"
      ? { bad: "FROM example:1.0\n", good: "ARG VERSION=1\n" }
      : { bad: `FROM scratch\n${name} value\n`, good: "FROM scratch\n" },
  nginx: (name) => ({ bad: `${name} value;\n`, good: "events {}\n" }),
  terraform: (name) => ({
    bad: `resource "${name}" "example" {\n}\n`,
    good: 'resource "null_resource" "example" {\n}\n',
  }),
  env: (name) => ({ bad: `${name}=value\n`, good: "OTHER=value\n" }),
  properties: (name) => ({ bad: `${name}=value\n`, good: "other=value\n" }),
  ini: (name) => ({ bad: `[section]\n${name} = value\n`, good: "[section]\nother = value\n" }),
  toml: (name) => ({ bad: `${name} = "value"\n`, good: 'other = "value"\n' }),
  json: (name) => ({ bad: `{ "${name}": "value" }\n`, good: '{ "other": "value" }\n' }),
  shell: (name) => ({ bad: `${name} value\n`, good: "true\n" }),
  php: (name) => ({ bad: `<?php\n${name}("value");\n`, good: '<?php\nother("value");\n' }),
};
const calls = (name: string) => ({ bad: `${name}("value");\n`, good: 'other("value");\n' });
const pythonCalls = (name: string) => ({ bad: `${name}("value")\n`, good: 'other("value")\n' });
const entries = (name: string) => ({ bad: `${name}: value\n`, good: "other: value\n" });

function sketchFor(key: string): ((name: string) => { bad: string; good: string }) | undefined {
  if (Object.hasOwn(sketches, key)) return sketches[key];
  if (["yaml", "compose", "kubernetes", "workflow"].includes(key)) return entries;
  if (["python", "ruby"].includes(key)) return pythonCalls;
  return ["javascript", "typescript", "tsx", "java", "kotlin", "csharp"].includes(key) ? calls : undefined;
}

/** `tenet new rule`: asks three questions and writes a working rule with examples. */
export async function create(args: string[]): Promise<number> {
  const { values, positionals } = readOptions(args, {
    format: { type: "string" },
    on: { type: "string" },
    message: { type: "string" },
    id: { type: "string" },
  });
  if (positionals[0] !== "rule") throw new UsageError("new what? `tenet new rule`");
  const asked = [values.format, values.on, values.message].some((one) => one === undefined);
  const reader = asked ? createInterface({ input: process.stdin, output: process.stderr }) : undefined;
  const lines = reader?.[Symbol.asyncIterator]();
  const ask = async (question: string): Promise<string> => {
    process.stderr.write(`${question} `);
    const { value } = await lines!.next();
    return String(value ?? "").trim();
  };
  const key =
    values.format ?? (await ask("Which kind of file (dockerfile, nginx, terraform, compose, env, python …)?"));
  const sketch = sketchFor(key);
  if (!sketch) {
    const near = nearest(key, formatKeys());
    throw new UsageError(
      `no rule can be sketched for "${key}"${near && near !== key ? `; did you mean "${near}"?` : "; write it from a built-in one (tenet explain RULE)"}`,
    );
  }
  const name =
    values.on ?? (await ask("Which name does it look at (an instruction, directive, key, resource or function)?"));
  if (!/^[\w.-]+$/.test(name)) throw new UsageError(`"${name}" is no name`);
  const message = values.message ?? (await ask("What is wrong when it is there (one sentence)?"));
  reader?.close();
  const id =
    values.id ??
    `team-${name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "")}`;
  const path = `${slashed(process.cwd())}/${defaultRulePath}/${id}.yaml`;
  if (locate(path)) throw new UsageError(`${defaultRulePath}/${id}.yaml is there already; give another --id`);
  const text = await withCarets(id, key, name, message || `${name} is not wanted here`, sketch(name));
  makeFolder(folderOf(path));
  replaceFile(path, text);
  writeOut(
    `${defaultRulePath}/${id}.yaml\nRun its examples with \`tenet test\`; say when it is wrong with \`where:\` (tenet facts).\n`,
  );
  return 0;
}

/** The rule's file, its bad example underlined where the rule really finds it. */
async function withCarets(
  id: string,
  key: string,
  name: string,
  message: string,
  example: { bad: string; good: string },
): Promise<string> {
  await openProject(slashed(process.cwd()), { noConfig: true });
  const engine = await linearEngine();
  const draft = ruleText(id, key, name, message, example);
  const { rule, problems } = await readRuleFile("draft.yaml", draft, engine);
  if (!rule || problems.length > 0) throw new UsageError(`that makes no rule: ${problems[0]?.message}`);
  const sample = samplePath(key);
  const entry = detect(sample, () => example.bad);
  const document = await (await entry?.load())?.parse(sample, example.bad, noFiles);
  if (!document) return draft;
  const { findings } = lint(document, new RuleSet([new RulePack([rule], engine)]), {
    ...defaultLintOptions("2020-01-01"),
    allRules: true,
    minConfidence: "possible",
  });
  return ruleText(id, key, name, message, { ...example, bad: writeMarks(example.bad, findings) });
}

function ruleText(
  id: string,
  key: string,
  name: string,
  message: string,
  { bad, good }: { bad: string; good: string },
): string {
  const block = (text: string) => text.trimEnd().replace(/^(?=.)/gm, "            ");
  return `id: ${id}
title: ${JSON.stringify(message)}
severity: warning
confidence: certain
why: Say why it matters to your team.
remedy: Say what to do instead.
checks:
  ${key}:
    - on: ${name}
      message: ${JSON.stringify(message.replaceAll("{", "{{").replaceAll("}", "}}"))}
      examples:
        - bad: |
${block(bad)}
        - good: |
${block(good)}
`;
}
