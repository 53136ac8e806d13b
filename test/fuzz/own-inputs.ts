import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { noFiles } from "../../server/src/document/document.js";
import { detect, formatKeys } from "../../server/src/formats/index.js";
import { lint } from "../../server/src/lint/lint.js";
import { linearEngine } from "../../server/src/project/engines.js";
import { readConfig } from "../../server/src/project/read-config.js";
import { loadFormats } from "../../server/src/project/rule-files.js";
import { factsOf } from "../../server/src/rules/compile.js";
import { compileTree } from "../../server/src/rules/expression/evaluate.js";
import { ExpressionError } from "../../server/src/rules/expression/expression-error.js";
import { Layout } from "../../server/src/rules/expression/frame.js";
import { functionsOf } from "../../server/src/rules/expression/functions.js";
import { parseExpression } from "../../server/src/rules/expression/parse.js";
import { loadRule } from "../../server/src/rules/load.js";
import { RulePack, RuleSet } from "../../server/src/rules/rule-set.js";
import { globMatches } from "../../server/src/text/glob.js";
import { Broken } from "./check-text.js";
import { commandLineTarget } from "./command-lines.js";
import { cpuTime } from "./cpu-time.js";
import { cutTarget } from "./cuts.js";
import { editTarget } from "./edits.js";
import type { Target } from "./formats.js";
import { type Material, mutate } from "./mutate.js";
import { protocolTarget } from "./protocol.js";
import type { Random } from "./random.js";
import type { Seed } from "./seeds.js";
import { suppressionTarget } from "./suppressions.js";
import type { FuzzWorld } from "./world.js";

/** Everything a person writes for tenet itself: rule files, configuration, expressions, patterns, globs; and edits. */
export async function ownTargets(world: FuzzWorld, root: string): Promise<Target[]> {
  return [
    await ruleFiles(world, root),
    configuration(world),
    await expressions(world),
    await patterns(world),
    globs(world),
    await editTarget(world),
    await protocolTarget(world),
    cutTarget(world),
    suppressionTarget(world),
    commandLineTarget(root),
  ];
}

/** A target whose inputs are texts. */
function texts(
  name: string,
  seeds: readonly string[],
  words: readonly string[],
  look: (text: string, random: Random) => void | Promise<void>,
  others: readonly Seed[],
): Target {
  return {
    name,
    async run(random, note, given) {
      const material: Material = {
        same: [random.pick(seeds), random.pick(seeds)],
        others: [random.pick(others).text],
        words,
      };
      const made = mutate(random.pick(seeds), random, material);
      const text = given ?? made;
      note(text);
      const began = cpuTime();
      await look(text, random);
      const took = cpuTime() - began;
      if (took > 1000 + text.length * 0.1)
        throw new Broken(`time: ${Math.round(took)} ms for ${text.length} characters`);
    },
  };
}

/** Rule files without their examples, which say nothing to whoever reads a rule. */
async function ruleFiles(world: FuzzWorld, root: string): Promise<Target> {
  const engine = await linearEngine();
  const seeds: string[] = [];
  for (const folder of readdirSync(join(root, "rules"), { withFileTypes: true })) {
    if (!folder.isDirectory() || folder.name === "data") continue;
    for (const name of readdirSync(join(root, "rules", folder.name))) {
      const text = readFileSync(join(root, "rules", folder.name, name), "utf8");
      seeds.push(text.replace(/^( +)examples:\n(?:\1 .*\n|\s*\n)*/gm, "").slice(0, 3000));
    }
  }
  const context = { engine, formatKeys: formatKeys(), formatsOf: loadFormats };
  const words = [
    "on: **/a",
    "pattern: (a+)+$",
    "query: (call) @node",
    "find: openings",
    "where: node.value",
    "always: true",
    "&a",
    "*a",
    "<<: *a",
    "fix: {}",
    "examples: []",
    "message: '{node}'",
  ];
  return texts(
    "rule-file",
    seeds,
    words,
    async (text, random) => {
      const { rule, problems } = await loadRule(text, context);
      for (const { range, message } of problems)
        if (!(0 <= range.start && range.start <= range.end && range.end <= text.length))
          throw new Broken(`range: rule problem "${message}" at ${range.start}–${range.end} of ${text.length}`);
      if (!rule) return;
      const rules = new RuleSet([new RulePack([rule], engine)]);
      const seed = random.pick(world.all);
      const entry = detect(seed.path, () => seed.text);
      const document = await (await entry!.load()).parse(`rule/${seed.path}`, seed.text, noFiles);
      lint(document, rules, world.options);
      document.release();
    },
    world.all,
  );
}

function configuration(world: FuzzWorld): Target {
  const seeds = [
    'rules:\n  image-not-pinned: info\n  weak-tls: off\noverrides:\n  - { files: "legacy/**", rules: { weak-tls: off } }\nignore: [test/fixtures/**]\nextends: recommended\nrulePaths: [security/rules]\ndefaults: { nginx: debian-12 }\n',
    'root: true\nextends: [strict, ./base.yaml, "@a/b"]\nminConfidence: possible\nallRules: true\nsuppressions: { requireReason: true, maxDays: 90 }\n',
    "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\nignore: *b\n",
  ];
  const words = [
    "rules",
    "extends",
    "overrides",
    "files",
    "ignore",
    "off",
    "error",
    "[]",
    "{}",
    "*a",
    "&a",
    "!!binary",
    "!!js",
    "null",
    "~",
    "? a",
    "__proto__",
    "constructor",
    "toString",
  ];
  return texts(
    "configuration",
    seeds,
    words,
    (text) => {
      const { config, problems } = readConfig(text);
      if (!Array.isArray(config.extends) || !Array.isArray(config.ignore))
        throw new Broken("config: not as it must be");
      for (const { range, message } of problems)
        if (range && !(0 <= range.start && range.start <= range.end && range.end <= text.length))
          throw new Broken(`range: problem "${message}" at ${range.start}–${range.end} of ${text.length}`);
    },
    world.all,
  );
}

/** What checks ask, evaluated on nodes of every kind. */
async function expressions(world: FuzzWorld): Promise<Target> {
  const engine = await linearEngine();
  const functions = functionsOf(factsOf(engine.patterns, engine.finders, undefined));
  const seeds = world.rules.rules.flatMap((rule) =>
    rule.checks.flatMap(({ data }) => [data.where ?? [], Object.values(data.let ?? {})].flat()),
  );
  const words = [
    "node",
    "node.args",
    "node.children",
    "exists(x, ",
    "all(c, ",
    "map(y, ",
    "[1, 2]",
    "{'a': 1}",
    "true ? 1 : 2",
    "1.5",
    "-1",
    "size(",
    "in",
    "matches('a+')",
    "x.y.z",
    "9223372036854775807",
    "split('')",
    "join('')",
    "+",
  ];
  const documents: Awaited<ReturnType<typeof parsed>>[] = [];
  const parsed = async ({ path, text }: Seed) => (await detect(path, () => text)!.load()).parse(path, text, noFiles);
  for (const id of ["nginx", "yaml", "dockerfile", "terraform", "sshd"])
    for (const seed of world.seeds.get(id)!.slice(0, 6)) documents.push(await parsed(seed));
  return texts(
    "expression",
    seeds,
    words,
    (text, random) => {
      const layout = new Layout(["node", "path", "today"]);
      try {
        const run = compileTree(parseExpression(text), functions, layout);
        const document = random.pick(documents);
        const nodes = [document.root, ...document.all().slice(0, 20)];
        for (let i = 0; i < 3; i++) {
          const frame = layout.frame();
          layout.fill(frame, [random.pick(nodes), "a/b", "2026-01-01"]);
          try {
            run(frame);
          } catch (error) {
            // Facts throw what they like where they have no answer; a mistake of ours looks like this.
            if (error instanceof TypeError || /call stack|Invalid (?:string|array) length/.test(String(error)))
              throw error;
          }
        }
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error;
        if (!(0 <= error.offset && error.offset <= text.length))
          throw new Broken(`range: ${error.offset} of ${text.length}`);
      }
    },
    world.all,
  );
}

/** Patterns of a team's rules, over texts. */
async function patterns(world: FuzzWorld): Promise<Target> {
  const { patterns: compile } = await linearEngine();
  const seeds = [
    "(a+)+$",
    "(?i)password\\s*=\\s*(?P<value>\\S+)",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(x*)*y",
    "[^\\n]{1,200}key",
    "(?s).*(.*)*.*",
    "(?m)^a{0,100}$",
    "\\p{L}+",
    "(a|aa)+$",
  ];
  const words = [
    "(",
    ")",
    "*",
    "+",
    "{1,1000}",
    "{0,999}",
    "[",
    "]",
    "(?:",
    "(?P<a>",
    "|",
    "\\b",
    "^",
    "$",
    ".",
    "\\x{10FFFF}",
    "\\Q",
    "(?i)",
  ];
  return texts(
    "pattern",
    seeds,
    words,
    (text, random) => {
      let pattern: ReturnType<typeof compile>;
      try {
        pattern = compile(text);
      } catch (error) {
        // Told to whoever wrote it, by its message.
        if ((error as Error).message) return;
        throw error;
      }
      const over = random.pick(world.all).text + "a".repeat(300);
      let last = 0;
      for (const match of pattern.all(over)) {
        if (match.start < last || match.end < match.start || match.end > over.length)
          throw new Broken(`range: match at ${match.start}–${match.end}`);
        last = match.end;
      }
    },
    world.all,
  );
}

function globs(world: FuzzWorld): Target {
  const seeds = [
    "**/*.{yml,yaml}",
    "a/**/b/*",
    "{a,b}{c,d}{e,f}{g,h}{i,j}",
    "**/**/**/**/x",
    "*a*a*a*a*b",
    "/src/",
    "[a-z]?.ts",
  ];
  const words = ["**", "*", "?", "{", "}", ",", "/", "**/", "{a,b}", "..", "."];
  return texts(
    "glob",
    seeds,
    words,
    (text, random) => {
      const glob = text.slice(0, 2000);
      for (const path of ["a/b/c/d.yml", `${"a/".repeat(30)}x`, "a".repeat(200), random.pick(world.all).path])
        globMatches(glob, path);
    },
    world.all,
  );
}
