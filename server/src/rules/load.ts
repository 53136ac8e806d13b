import { isMap, isScalar, isSeq, type YAMLMap, type Node as YamlNode } from "yaml";
import type { Format } from "../document/document.js";
import { PathError, parsePath } from "../document/path.js";
import { nearest } from "../text/nearest.js";
import type { Range } from "../text/range.js";
import { captureNames, type Engine, factsOf } from "./compile.js";
import { type ExpressionChecker, expressionChecker } from "./expression/check.js";
import { ExpressionError } from "./expression/expression-error.js";
import { checkKeywords } from "./keywords.js";
import { readOwnYaml } from "./own-yaml.js";
import type {
  CheckData,
  EditData,
  ExampleData,
  FixData,
  OptionValue,
  RuleData,
  RuleDocs,
  RuleProblem,
} from "./rule.js";
import { ruleShape } from "./rule-shape.js";
import { checkShape, nodeRange } from "./shape.js";
import { compileTarget } from "./target.js";
import { templateParts } from "./template.js";

/** What loading needs to know of the formats. */
export interface LoadContext {
  readonly engine: Engine;
  /** Every id and group that may stand under `checks:`. */
  readonly formatKeys: readonly string[];
  /** The formats that a key stands for, loaded, so that expressions are checked against their facts. */
  readonly formatsOf: (key: string) => Promise<readonly Format[]>;
}

/** What a rule file holds. `rule` is missing when nothing usable could be read. */
export interface LoadedRule {
  readonly rule?: RuleData;
  readonly docs?: RuleDocs;
  readonly problems: readonly RuleProblem[];
}

/**
 * Reads a rule file. Everything wrong with it is a problem with a range; a check with a problem is left out, so that
 * the others still run. Never throws.
 */
export async function loadRule(text: string, context: LoadContext): Promise<LoadedRule> {
  const { yaml, data: raw, problems: wrong } = readOwnYaml(text);
  const problems: RuleProblem[] = [...wrong];
  const start = { start: 0, end: Math.min(text.length, Math.max(1, text.indexOf("\n"))) };
  if (problems.length > 0) return { problems };
  if (!isMap(yaml.contents))
    return { problems: [{ message: "a rule file holds a map with id, title, checks …", range: start }] };
  checkShape(yaml.contents, ruleShape(context.formatKeys), (problem) => problems.push(problem), start);
  const map = yaml.contents as YAMLMap;
  const data = raw as Record<string, unknown>;
  if (typeof data.id !== "string" || typeof data.title !== "string") return { problems };

  const options = readOptions(data.options);
  const checks: CheckData[] = [];
  const examples: ExampleData[][] = [];
  for (const [key, list] of entries(map, "checks")) {
    if (!isSeq(list)) continue;
    const formats = context.formatKeys.includes(key) ? await context.formatsOf(key) : [];
    for (const item of list.items) {
      if (!isMap(item)) continue;
      const check = readCheck(key, item.toJS(yaml) as Record<string, unknown>);
      const before = problems.length;
      if (problems.some((problem) => inside(problem.range, nodeRange(item as YamlNode, start)))) continue;
      await checkExpressions(check, item as YAMLMap, text, formats, context, (problem) => problems.push(problem));
      checkOptionNames(item as YAMLMap, text, options, (problem) => problems.push(problem));
      if (problems.length > before) continue;
      const words =
        check.keywords ??
        (item.get("always") === true
          ? []
          : checkKeywords(check, (name) => context.engine.finders.find((finder) => finder.name === name)?.keywords));
      checks.push({ ...check, keywords: words });
      examples.push(readExamples(item.toJS(yaml) as Record<string, unknown>));
    }
  }
  const list = (value: unknown): string[] =>
    value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)];
  return {
    problems,
    rule: {
      id: data.id,
      aliases: list(data.aliases),
      supersedes: list(data.supersedes),
      title: data.title,
      statements: list(data.statement),
      severity: (data.severity as RuleData["severity"]) ?? "warning",
      confidence: (data.confidence as RuleData["confidence"]) ?? "likely",
      ...(options && { options }),
      checks,
    },
    docs: {
      id: data.id,
      why: String(data.why ?? "").trim(),
      remedy: String(data.remedy ?? "").trim(),
      references: list(data.references),
      examples,
    },
  };
}

/** The options of a rule; undefined when it has none. */
function readOptions(raw: unknown): RuleData["options"] {
  if (raw === null || typeof raw !== "object") return undefined;
  const options = Object.entries(raw as Record<string, Record<string, unknown> | null>).flatMap(([name, one]) =>
    one === null || typeof one !== "object" || one.default === undefined || one.default === null
      ? []
      : [
          [
            name,
            {
              about: String(one.about ?? ""),
              default: Array.isArray(one.default) ? one.default.map(String) : (one.default as OptionValue),
              ...(Array.isArray(one.oneOf) && { oneOf: one.oneOf.map(String) }),
            },
          ] as const,
        ],
  );
  return options.length > 0 ? Object.fromEntries(options) : undefined;
}

/** Tells the names after `option.` that no option of the rule has. */
function checkOptionNames(
  item: YAMLMap,
  text: string,
  options: RuleData["options"],
  report: (problem: RuleProblem) => void,
): void {
  const names = Object.keys(options ?? {});
  for (const pair of item.items) {
    if (!isScalar(pair.key) || ["examples", "pattern", "query"].includes(String(pair.key.value)) || !pair.value)
      continue;
    const { start, end } = nodeRange(pair.value as YamlNode, { start: 0, end: 0 });
    for (const { 1: name, index } of text.slice(start, end).matchAll(/(?<![\w.])option\.([A-Za-z_]\w*)/g)) {
      if (names.includes(name!)) continue;
      const near = nearest(name!, names);
      const at = start + index + "option.".length;
      const message = `the rule has no option "${name}"${near ? `; did you mean "${near}"?` : ""}`;
      report({ message, range: { start: at, end: at + name!.length } });
    }
  }
}

function inside(inner: Range, outer: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function* entries(map: YAMLMap, key: string): Generator<[string, unknown]> {
  const inner = map.get(key, true);
  if (!isMap(inner)) return;
  for (const pair of inner.items) if (isScalar(pair.key)) yield [String(pair.key.value), pair.value];
}

function readCheck(key: string, raw: Record<string, unknown>): CheckData {
  const list = (value: unknown): string[] | undefined =>
    value === undefined ? undefined : Array.isArray(value) ? value.map(String) : [String(value)];
  const one = (value: unknown): string | undefined =>
    value === undefined || value === null ? undefined : String(value).trim();
  const fixes = raw.fixes ?? (raw.fix === undefined ? undefined : [raw.fix]);
  return {
    key,
    on: list(raw.on),
    query: one(raw.query),
    pattern: one(raw.pattern),
    find: one(raw.find),
    where: one(raw.where),
    let: raw.let as CheckData["let"],
    message: one(raw.message) ?? "",
    at: one(raw.at),
    severity: raw.severity as CheckData["severity"],
    confidence: raw.confidence as CheckData["confidence"],
    tag: raw.tag as CheckData["tag"],
    related: raw.related as CheckData["related"],
    fixes: Array.isArray(fixes) ? fixes.map((fix) => readFix(fix as Record<string, unknown>)) : undefined,
    keywords: list(raw.keywords),
  };
}

function readFix(raw: Record<string, unknown>): FixData {
  const { title, safe, edits, line, in: file, ...edit } = raw;
  return {
    title: String(title),
    safe: safe === true,
    edits: Array.isArray(edits) ? (edits as EditData[]) : [edit as EditData],
    ...(line === undefined ? {} : { line: String(line), in: String(file ?? "") }),
  };
}

function readExamples(raw: Record<string, unknown>): ExampleData[] {
  if (!Array.isArray(raw.examples)) return [];
  return (raw.examples as Record<string, unknown>[]).map((example) => ({
    kind: example.bad === undefined ? "good" : "bad",
    text: String(example.bad ?? example.good ?? ""),
    fixed: example.fixed === undefined ? undefined : String(example.fixed),
    path: example.path === undefined ? undefined : String(example.path),
    files: example.files as ExampleData["files"],
    defaults: example.defaults as ExampleData["defaults"],
    options: example.options as ExampleData["options"],
  }));
}

const checkers = new WeakMap<Engine, Map<string, ExpressionChecker>>();

/**
 * The checker for the expressions of a check: `node`, `path` (of the file), `today` (YYYY-MM-DD), `option`, captures, `group`,
 * then each `let` with the type it has. Throws {@link ExpressionError} for a `let` that does not type-check.
 */
function checkerOf(check: CheckData, engine: Engine, format: Format | undefined): ExpressionChecker {
  const ofEngine = checkers.get(engine) ?? new Map<string, ExpressionChecker>();
  checkers.set(engine, ofEngine);
  const key = format?.id ?? "";
  const base =
    ofEngine.get(key) ?? expressionChecker(factsOf(engine.patterns, engine.finders, format), engine.patterns);
  ofEngine.set(key, base);
  const variables: Record<string, string> = {
    node: "Node",
    path: "string",
    today: "string",
    option: "map<string, dyn>",
  };
  for (const name of captureNames(check))
    variables[name] = check.pattern === undefined ? "Node" : "map<string, string>";
  let checker = base.with(variables);
  for (const [name, source] of Object.entries(check.let ?? {})) {
    variables[name] = checker.type(source);
    checker = base.with(variables);
  }
  return checker;
}

/** Type-checks every expression of a check in the scope of each of its formats and reports what is wrong at its place. */
async function checkExpressions(
  check: CheckData,
  item: YAMLMap,
  text: string,
  formats: readonly Format[],
  context: LoadContext,
  report: (problem: RuleProblem) => void,
): Promise<void> {
  let count = 0;
  if (check.find !== undefined && !context.engine.finders.some((finder) => finder.name === check.find))
    report({
      message: `there is no finder "${check.find}"`,
      range: nodeRange(item.get("find", true) as YamlNode, { start: 0, end: 1 }),
    });
  for (const path of item.has("on") ? flatten(item.get("on", true) as YamlNode) : [])
    attempt(path, () => parsePath(String((path as { value: unknown }).value)));
  attempt(
    item.get("pattern", true) as YamlNode,
    () => check.pattern !== undefined && context.engine.patterns(check.pattern),
  );
  if (check.query !== undefined) {
    for (const format of formats) {
      const wrong = await format.checkQuery?.(check.query);
      if (wrong) {
        const node = item.get("query", true) as YamlNode;
        report({ message: `${wrong.message} (${format.id})`, range: placed(node, text, wrong.offset) });
        return;
      }
    }
  }
  for (const format of formats.length > 0 ? formats : [undefined]) {
    let scope: ExpressionChecker;
    try {
      scope = checkerOf(check, context.engine, format);
    } catch (error) {
      fail(item.get("let", true) as YamlNode, error);
      return;
    }
    const before = count;
    const where = item.get("where", true) as YamlNode | undefined;
    attempt(where, () => {
      if (check.where === undefined) return;
      const type = scope.type(check.where);
      if (type !== "bool" && type !== "dyn") throw new ExpressionError(`\`where\` gives ${type}, not true or false`, 0);
    });
    template(item.get("message", true) as YamlNode, scope);
    target(item.get("at", true) as YamlNode | undefined, scope);
    for (const related of list(item.get("related", true))) {
      const node = related.get("node", true) as YamlNode;
      attempt(node, () => scope.type(String(scalar(node))));
      template(related.get("message", true) as YamlNode, scope);
    }
    for (const fix of [...list(item.get("fixes", true)), ...list(item.get("fix", true))]) {
      for (const key of ["title", "line"]) template(fix.get(key, true) as YamlNode, scope);
      for (const edit of fix.has("edits") ? list(fix.get("edits", true)) : [fix]) {
        for (const key of ["with", "append", "insert"]) template(edit.get(key, true) as YamlNode, scope);
        for (const key of ["to", "after"]) {
          const node = edit.get(key, true) as YamlNode | undefined;
          attempt(node, () => node && scope.type(String(scalar(node))));
        }
        for (const key of ["replace", "delete", "prefix"]) target(edit.get(key, true) as YamlNode | undefined, scope);
      }
    }
    if (count > before) return;
  }

  function target(node: YamlNode | undefined, scope: ExpressionChecker): void {
    if (node === undefined) return;
    attempt(node, () =>
      compileTarget(String(scalar(node)), (source) => {
        const type = scope.type(source);
        if (type !== "Node" && type !== "dyn") throw new ExpressionError(`this gives ${type}, not a node`, 0);
        return () => undefined;
      }),
    );
  }

  function template(node: YamlNode | undefined, scope: ExpressionChecker): void {
    attempt(node, () => {
      for (const part of templateParts(String(scalar(node) ?? ""))) {
        if (typeof part === "string") continue;
        try {
          scope.type(part.expression);
        } catch (error) {
          if (error instanceof ExpressionError) throw new ExpressionError(error.message, part.offset + error.offset);
          throw error;
        }
      }
    });
  }

  function attempt(node: YamlNode | undefined, act: () => unknown): void {
    try {
      act();
    } catch (error) {
      fail(node, error);
    }
  }

  function fail(node: YamlNode | undefined, error: unknown): void {
    count++;
    const offset = error instanceof ExpressionError || error instanceof PathError ? error.offset : 0;
    report({ message: (error as Error).message, range: placed(node, text, offset) });
  }
}

function flatten(node: YamlNode): YamlNode[] {
  return isSeq(node) ? (node.items as YamlNode[]) : [node];
}

function list(node: unknown): YAMLMap[] {
  if (isMap(node)) return [node as YAMLMap];
  return isSeq(node) ? (node.items.filter((item) => isMap(item)) as YAMLMap[]) : [];
}

function scalar(node: YamlNode | undefined): unknown {
  return isScalar(node) ? node.value : undefined;
}

/** The place in the file of an offset into a scalar's text: exact for one line and for `|` blocks, else the whole scalar. */
function placed(node: YamlNode | undefined, text: string, offset: number): Range {
  const whole = nodeRange(node, { start: 0, end: 1 });
  if (!isScalar(node) || typeof node.value !== "string") return whole;
  const source = text.slice(whole.start, whole.end);
  const value = node.value;
  let start: number | undefined;
  if (node.type === "PLAIN" || node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE") {
    const quote = node.type === "PLAIN" ? 0 : 1;
    if (source.slice(quote, quote + value.length) === value) start = whole.start + quote + offset;
  }
  if (start === undefined) {
    // Folded and block texts: the word at the offset, found by how often it stood before.
    const word = /^[\w"'.]+/.exec(value.slice(offset))?.[0] ?? value.slice(offset, offset + 1);
    if (word.trim() !== "") {
      let nth = 0;
      for (let at = value.indexOf(word); at >= 0 && at < offset; at = value.indexOf(word, at + 1)) nth++;
      let at = source.indexOf(word);
      for (; nth > 0 && at >= 0; nth--) at = source.indexOf(word, at + 1);
      if (at >= 0) start = whole.start + at;
    }
  }
  if (start === undefined) return whole;
  const end = /^[\w.]+/.exec(text.slice(start))?.[0].length ?? 1;
  return { start, end: Math.min(start + end, text.length) };
}
