import { resolve } from "node:path";
import { writeError, writeOut } from "../disk.js";
import { configName } from "../project/config.js";
import { optionsFor } from "../project/layers.js";
import { folderOf, type Settings } from "../project/project.js";
import { defaultOptions } from "../rules/options.js";
import type { RuleData } from "../rules/rule.js";
import { LineIndex } from "../text/line-index.js";
import { oneLine } from "./format-concise.js";
import { placeOf } from "./report.js";
import { openProject, readConfigurations, shown, slashed, startsOf } from "./run.js";
import { oneOf, readOptions, UsageError } from "./usage.js";

/** `tenet config`: what is wrong with configurations, what they are made of, and what holds for a file. */
export async function config(args: string[]): Promise<number> {
  const { values, positionals } = readOptions(args, {
    explain: { type: "boolean" },
    schema: { type: "boolean" },
    format: { type: "string" },
  });
  const format = oneOf("format", values.format, ["text", "json"]) ?? "text";
  if (values.schema) {
    const { jsonSchema } = await import("../rules/shape.js");
    const { configShape } = await import("../project/read-config.js");
    const head = { $schema: "https://json-schema.org/draft/2020-12/schema", title: configName };
    writeOut(`${JSON.stringify({ ...head, ...jsonSchema(configShape) }, undefined, 2)}\n`);
    return 0;
  }
  if (!values.explain) return checkConfigurations(positionals, format);
  const [file] = positionals;
  if (file === undefined) throw new UsageError("which file? tenet config --explain FILE");
  return explainFile(file, format);
}

/** Tells what is wrong with every `tenet.yaml` below the paths and the rules they name; lints nothing. */
async function checkConfigurations(paths: readonly string[], format: "text" | "json"): Promise<number> {
  const { configurations, problems } = await readConfigurations(startsOf(paths));
  if (format === "json") writeOut(`${JSON.stringify({ version: 1, configurations, problems }, undefined, 2)}\n`);
  else {
    for (const { path, start, message } of problems)
      writeOut(`${oneLine(path)}${start ? `:${start.line}:${start.column}` : ""}: ${oneLine(message)}\n`);
    if (problems.length === 0)
      writeOut(
        configurations.length === 0 ? `there is no ${configName}\n` : `${configurations.join(", ")}: nothing wrong\n`,
      );
  }
  return problems.length > 0 ? 1 : 0;
}

async function explainFile(file: string, format: "text" | "json"): Promise<number> {
  const project = await openProject(slashed(process.cwd()), {});
  const path = slashed(resolve(file));
  const settings = await project.settings(folderOf(path));
  const options = project.lintOptions(settings, path);
  const rules = settings.rules.rules
    .map((rule) => {
      const choice = project.choice(settings, rule, path);
      const own = rule.data.severity === "off" && options.allRules ? "warning" : rule.data.severity;
      const place =
        choice?.range && choice.layer.text ? placeOf(new LineIndex(choice.layer.text), choice.range.start) : undefined;
      return {
        rule: rule.data.id,
        severity: choice?.setting ?? own,
        from:
          choice === undefined
            ? "the rule itself"
            : `${shownLayer(choice.layer)}${place ? `:${place.line}:${place.column}` : ""}`,
        ...(rule.data.options && { options: explainOptions(settings, rule.data, path) }),
      };
    })
    .sort((a, b) => (a.rule < b.rule ? -1 : 1));
  const answer = {
    version: 1,
    file: shown(path),
    configurations: settings.layers.map(shownLayer),
    ignored: await project.ignores(path),
    minConfidence: options.minConfidence,
    rules,
  };
  if (format === "json") writeOut(`${JSON.stringify(answer, undefined, 2)}\n`);
  else {
    writeOut(`${answer.file}${answer.ignored ? " is ignored" : ""}\n`);
    writeOut(
      `configurations, the strongest last: ${answer.configurations.join(", ") || "none"}\nat least ${answer.minConfidence}\n`,
    );
    for (const one of rules) {
      writeOut(`${one.rule.padEnd(32)} ${one.severity.padEnd(8)} ${one.from}\n`);
      for (const [name, { value, from }] of Object.entries(one.options ?? {}))
        writeOut(`  ${`${name}: ${JSON.stringify(value)}`.padEnd(39)} ${from}\n`);
    }
  }
  for (const problem of settings.problems) writeError(`tenet: ${shown(problem.path)}: ${problem.message}\n`);
  return settings.problems.length > 0 ? 1 : 0;
}

/** A rule's options for a file (absolute), each with where it is said. */
function explainOptions(settings: Settings, rule: RuleData, path: string) {
  const chosen = optionsFor(settings.layers, rule, path);
  return Object.fromEntries(
    Object.entries(defaultOptions(rule)).map(([name, own]) => {
      const choice = chosen.get(name);
      if (!choice) return [name, { value: own, from: "the rule itself" }];
      const place = choice.range && placeOf(new LineIndex(choice.layer.text), choice.range.start);
      const from = `${shownLayer(choice.layer)}${place ? `:${place.line}:${place.column}` : ""}`;
      return [name, { value: choice.value, from }];
    }),
  );
}

function shownLayer(layer: { readonly path?: string; readonly name: string }): string {
  return layer.path === undefined ? layer.name : shown(layer.path);
}
