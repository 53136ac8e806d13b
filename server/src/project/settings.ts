import type { Engine } from "../rules/compile.js";
import type { RuleData, RuleDocs } from "../rules/rule.js";
import { RulePack, RuleSet } from "../rules/rule-set.js";
import { decodeText } from "../text/decode.js";
import { nearest } from "../text/nearest.js";
import { configName } from "./config.js";
import { linearEngine } from "./engines.js";
import type { Host } from "./host.js";
import type { FileProblem, Settings } from "./project.js";
import { readConfig } from "./read-config.js";
import { readRuleFile, ruleFilesBelow } from "./rule-files.js";

/** Where a team's rules stand when nothing else is said, relative to the configuration's folder. */
export const defaultRulePath = ".tenet/rules";

/** Reads a folder's `tenet.yaml` and the rules it names. Never throws; what is wrong becomes a problem. */
export async function readSettings(host: Host, folder: string, text: string, builtin: RulePack): Promise<Settings> {
  const path = `${folder}/${configName}`;
  const { config, problems } = readConfig(text);
  const found: FileProblem[] = problems.map((problem) => ({
    path,
    message: problem.message,
    range: problem.range,
    text,
  }));
  const team: RuleData[] = [];
  const docs: Record<string, RuleDocs> = {};
  const known = new Map(builtin.rules.map((rule) => [rule.data.id, "tenet itself"]));
  const files = [
    ...config.rulePaths.flatMap((one) => inside(folder, one, found, path)),
    ...(host.list(`${folder}/${defaultRulePath}`) ? [`${folder}/${defaultRulePath}`] : []),
  ].flatMap((one) => ruleFilesBelow(host, one));
  let engine: Engine | undefined;
  for (const file of new Set(files)) {
    const bytes = host.read(file);
    const ruleText = bytes && decodeText(bytes)?.text;
    if (ruleText === undefined) {
      found.push({ path: file, message: "the rule file cannot be read" });
      continue;
    }
    engine ??= await linearEngine();
    const loaded = await readRuleFile(file, ruleText, engine);
    for (const problem of loaded.problems)
      found.push({ path: file, message: problem.message, range: problem.range, text: ruleText });
    if (!loaded.rule) continue;
    const other = known.get(loaded.rule.id);
    if (other)
      found.push({
        path: file,
        message: `the id "${loaded.rule.id}" is taken by ${other}`,
        range: { start: 0, end: 1 },
        text: ruleText,
      });
    else {
      known.set(loaded.rule.id, file);
      team.push(loaded.rule);
      if (loaded.docs) docs[loaded.rule.id] = loaded.docs;
    }
  }
  const rules = new RuleSet(engine && team.length > 0 ? [builtin, new RulePack(team, engine)] : [builtin]);
  for (const id of Object.keys(config.rules)) {
    if (rules.rule(id)) continue;
    const near = nearest(id, known.keys());
    const start = text.indexOf(id);
    found.push({
      path,
      message: `there is no rule "${id}"${near ? `; did you mean "${near}"?` : ""}`,
      range: { start, end: start + id.length },
      text,
    });
  }
  return { config, folder, base: folder, rules, docs, problems: found };
}

/** The absolute path of a path in the configuration; a path out of its folder is refused. */
function inside(folder: string, path: string, problems: FileProblem[], configPath: string): string[] {
  const clean = path.replace(/^\.\//, "").replace(/\/$/, "");
  if (clean.startsWith("/") || clean.split("/").includes("..") || /^[a-zA-Z]:/.test(clean)) {
    problems.push({ path: configPath, message: `"${path}" leads out of the configuration's folder` });
    return [];
  }
  return [`${folder}/${clean}`];
}
