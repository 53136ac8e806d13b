import { table } from "../document/tables.js";
import { isDate, type SuppressionPolicy, tooLong } from "../lint/suppress.js";
import type { Engine } from "../rules/compile.js";
import type { LoadedRule } from "../rules/load.js";
import { defaultOptions, wrongOption } from "../rules/options.js";
import type { RuleData, RuleDocs } from "../rules/rule.js";
import { type Rule, RulePack, RuleSet } from "../rules/rule-set.js";
import { decodeText } from "../text/decode.js";
import { nearest } from "../text/nearest.js";
import { defaultRulePath, type Layer, type RuleOptions } from "./config.js";
import { linearEngine } from "./engines.js";
import type { Host } from "./host.js";
import { openKeptRules } from "./kept-rules.js";
import { choiceFor, layersOf, optionsFor } from "./layers.js";
import type { FileProblem, Settings } from "./project.js";
import { type RuleFile, readRuleFile, ruleFilesBelow } from "./rule-files.js";
import type { Principle } from "./statements.js";
import { readStatements, statementsName } from "./team-statements.js";

/**
 * What holds in a folder with a `tenet.yaml` or rules of its own: its layers and the rules they name. `bound` is the outermost folder that
 * may be read. Never throws; what is wrong becomes a problem.
 */
export async function readSettings(host: Host, folder: string, bound: string, builtin: RulePack): Promise<Settings> {
  const problems: FileProblem[] = [];
  const layers = layersOf(host, folder, bound, problems);
  const team: RuleData[] = [];
  const docs: Record<string, RuleDocs> = {};
  const ruleFiles: RuleFile[] = [];
  const known = new Map(builtin.rules.map((rule) => [rule.data.id, "tenet itself"]));
  let reading: Promise<Engine> | undefined;
  const engine = (): Promise<Engine> => {
    reading ??= linearEngine();
    return reading;
  };
  const files = new Set(layers.flatMap((layer) => rulePathsOf(host, layer, problems)));
  const texts = files.size > 0 ? await host.kept?.() : undefined;
  const kept = texts && openKeptRules(texts, folder);
  for (const file of files) {
    const bytes = host.read(file);
    const text = bytes && decodeText(bytes)?.text;
    if (text === undefined) {
      problems.push({ path: file, message: "the rule file cannot be read" });
      continue;
    }
    const read = async (): Promise<LoadedRule> => readRuleFile(file, text, await engine());
    const loaded: RuleFile = { ...(await (kept?.loaded(text, read) ?? read())), path: file, text };
    for (const { message, range } of loaded.problems) problems.push({ path: file, message, range, text });
    if (!loaded.rule) continue;
    const { id } = loaded.rule;
    const other = known.get(id);
    if (other)
      problems.push({ path: file, message: `the id "${id}" is taken by ${other}`, range: { start: 0, end: 1 }, text });
    else {
      known.set(id, file);
      team.push(loaded.rule);
      ruleFiles.push(loaded);
      if (loaded.docs) docs[id] = loaded.docs;
    }
  }
  kept?.close();
  const principles = layers.flatMap((layer) => principlesOf(host, layer, problems));
  const pages = pagesOf(layers, ruleFiles);
  const rules = new RuleSet(team.length > 0 ? [builtin, new RulePack(team, engine)] : [builtin]);
  for (const layer of layers) checkIds(layer, rules, known.keys(), problems);
  for (const layer of layers) checkEntries(layer, layers, host.today(), problems);
  const versions = versionsOf(layers, problems);
  const choice: Settings["choice"] = (ids, path) => choiceFor(layers, ids, path);
  const setsOptions = layers.some(
    ({ config: { options, shared, overrides } }) =>
      Object.keys({ ...options, ...shared }).length > 0 || overrides.some((one) => Object.keys(one.options).length > 0),
  );
  const optionsOf: Settings["optionsOf"] = (rule, path) => ({
    ...defaultOptions(rule.data),
    ...Object.fromEntries([...optionsFor(layers, rule.data, path)].map(([name, { value }]) => [name, value])),
  });
  return {
    layers,
    choice,
    ...(setsOptions && { optionsOf }),
    folder,
    base: folder,
    rules,
    docs,
    ruleFiles,
    principles,
    pages,
    versions,
    problems,
  };
}

/** The versions that the layers say of programs, the strongest layer's; distributions that nobody knows are problems. */
function versionsOf(layers: readonly Layer[], problems: FileProblem[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const layer of layers) {
    for (const [program, text] of Object.entries(layer.config.defaults)) {
      if (/^\d/.test(text)) {
        found[program] = text;
        continue;
      }
      const known =
        table<Readonly<Record<string, Readonly<Record<string, string>>>>>("program-versions")[program] ?? {};
      if (Object.hasOwn(known, text)) found[program] = known[text]!;
      else {
        const near = nearest(text, Object.keys(known));
        problems.push({
          path: layer.path ?? layer.name,
          message: `which ${program} "${text}" has is not known${near ? `; did you mean "${near}"?` : ": write its version"}`,
          range: layer.places.get(`defaults.${program}`),
          text: layer.text,
        });
      }
    }
  }
  return found;
}

/** The principles of a team's own: what `statements.yaml` in a layer's folders of rules says. */
function principlesOf(host: Host, layer: Layer, problems: FileProblem[]): readonly Principle[] {
  const folders = [
    defaultRulePath,
    ...layer.config.rulePaths.map((path) => path.replace(/^\.\//, "").replace(/\/$/, "")),
  ];
  return [...new Set(folders)].flatMap((folder) => {
    const path = host.real(`${layer.folder}/${folder}/${statementsName}`);
    // What lies outside was told with the rules.
    const bytes = path?.startsWith(`${layer.folder}/`) ? host.read(path) : undefined;
    const text = bytes && decodeText(bytes)?.text;
    if (path === undefined || text === undefined) return [];
    const read = readStatements(text);
    for (const { message, range } of read.problems) problems.push({ path, message, range, text });
    return read.principles;
  });
}

/** Where the team explains rules, by id: what `linkBase` makes of the rules beside it, then what `documentation` says. */
function pagesOf(layers: readonly Layer[], files: readonly RuleFile[]): ReadonlyMap<string, string> {
  const pages = new Map<string, string>();
  for (const { folder, config } of layers) {
    if (config.linkBase !== undefined)
      for (const { path, rule } of files)
        if (rule && path.startsWith(`${folder}/`)) pages.set(rule.id, config.linkBase + rule.id);
    for (const [id, page] of Object.entries(config.documentation)) pages.set(id, page);
  }
  return pages;
}

/** The rule files of a layer; a path out of its folder is a problem. */
function rulePathsOf(host: Host, layer: Layer, problems: FileProblem[]): string[] {
  const files = layer.config.rulePaths.flatMap((path, index) => {
    const clean = path.replace(/^\.\//, "").replace(/\/$/, "");
    const range = layer.places.get(`rulePaths.${index}`) ?? layer.places.get("rulePaths");
    const wrong = (message: string): string[] => {
      problems.push({ path: layer.path ?? layer.name, message, range, text: layer.text });
      return [];
    };
    if (clean.startsWith("/") || clean.split("/").includes("..") || /^[a-zA-Z]:/.test(clean))
      return wrong(`"${path}" leads out of the configuration's folder`);
    const full = `${layer.folder}/${clean}`;
    const real = host.real(full);
    if (real === undefined) return wrong(`there is no file or folder "${path}"`);
    if (!real.startsWith(`${layer.folder}/`)) return wrong(`"${path}" leads out of the configuration's folder`);
    return ruleFilesBelow(host, full);
  });
  const own = `${layer.folder}/${defaultRulePath}`;
  return host.list(own) ? [...files, ...ruleFilesBelow(host, own)] : files;
}

/** Tells entries of `suppress` that have ended, or that end later than the policy allows. */
function checkEntries(layer: Layer, layers: readonly Layer[], today: string, problems: FileProblem[]): void {
  const policy = layers.findLast(({ config }) => config.suppressions !== undefined)?.config.suppressions;
  layer.config.suppress.forEach(({ until }, index) => {
    const wrong = wrongEnd(until, policy, today);
    if (wrong === undefined) return;
    const range = layer.places.get(`suppress.${index}.until`) ?? layer.places.get(`suppress.${index}`);
    problems.push({ path: layer.path ?? layer.name, message: wrong, range, text: layer.text });
  });
}

function wrongEnd(until: string | undefined, policy: SuppressionPolicy | undefined, today: string): string | undefined {
  if (until !== undefined && !isDate(until)) return `"${until}" is no day; write YYYY-MM-DD`;
  if (until !== undefined && until < today) return `this suppression ended on ${until}; what it is about is told again`;
  return tooLong(until, policy, today);
}

/** Tells ids in a configuration that no rule has. */
function checkIds(layer: Layer, rules: RuleSet, known: Iterable<string>, problems: FileProblem[]): void {
  const all = [...known];
  const check = (id: string, place: string): void => {
    const rule: Rule | undefined = rules.rule(id);
    if (rule) return;
    const near = nearest(id, all);
    problems.push({
      path: layer.path ?? layer.name,
      message: `there is no rule "${id}"${near ? `; did you mean "${near}"?` : ""}`,
      range: layer.places.get(place),
      text: layer.text,
    });
  };
  const { config } = layer;
  const checkOptions = (options: RuleOptions, at: string): void => {
    for (const [id, values] of Object.entries(options)) {
      const rule = rules.rule(id);
      for (const [name, value] of Object.entries(values)) {
        const message = rule && wrongOption(rule.data, name, value);
        const range = layer.places.get(`${at}.${id}.options.${name}`);
        if (message !== undefined) problems.push({ path: layer.path ?? layer.name, message, range, text: layer.text });
      }
    }
  };
  checkOptions(config.options, "rules");
  config.overrides.forEach((override, index) => {
    checkOptions(override.options, `overrides.${index}.rules`);
  });
  for (const id of new Set([...Object.keys(config.rules), ...Object.keys(config.options)])) check(id, `rules.${id}`);
  for (const id of Object.keys(config.documentation)) check(id, `documentation.${id}`);
  config.overrides.forEach((override, index) => {
    for (const id of new Set([...Object.keys(override.rules), ...Object.keys(override.options)]))
      check(id, `overrides.${index}.rules.${id}`);
  });
  config.suppress.forEach((one, index) => {
    check(one.rule, `suppress.${index}.rule`);
  });
}
