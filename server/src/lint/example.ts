import type { Document, Files } from "../document/document.js";
import type { Finding } from "../lint/finding.js";
import { defaultOptions } from "../rules/options.js";
import type { ExampleData } from "../rules/rule.js";
import type { RuleSet } from "../rules/rule-set.js";
import { LineIndex } from "../text/line-index.js";
import { applySafely } from "./fix.js";
import { type LintOptions, lint } from "./lint.js";

/** A text with its lines of carets taken out. */
export interface MarkedText {
  readonly text: string;
  /** The underlined stretches: line from 0, columns from 0, end excluded. */
  readonly marks: readonly { readonly line: number; readonly start: number; readonly end: number }[];
}

/** Takes the lines of carets out of a text; each stretch of `^` marks the line above. */
export function readMarks(source: string): MarkedText {
  const lines: string[] = [];
  const marks: { line: number; start: number; end: number }[] = [];
  for (const line of source.split("\n")) {
    if (/^[ \t]*\^[ \t^]*$/.test(line) && lines.length > 0) {
      for (const run of line.matchAll(/\^+/g))
        marks.push({ line: lines.length - 1, start: run.index, end: run.index + run[0].length });
    } else lines.push(line);
  }
  return { text: lines.join("\n"), marks };
}

/** The text with lines of carets under the findings, for people to compare. A finding over several lines is marked on its first. */
export function writeMarks(text: string, findings: readonly Pick<Finding, "range">[]): string {
  const index = new LineIndex(text);
  const byLine = new Map<number, { start: number; end: number }[]>();
  for (const finding of findings) {
    const mark = firstLineMark(index, finding.range);
    byLine.set(mark.line, [...(byLine.get(mark.line) ?? []), mark]);
  }
  const out: string[] = [];
  for (let line = 0; line < index.count; line++) {
    const { start, end } = index.line(line);
    const content = text.slice(start, end);
    out.push(content);
    const marks = byLine.get(line);
    if (!marks) continue;
    let row = "";
    for (const mark of marks.sort((a, b) => a.start - b.start)) {
      for (let column = row.length; column < mark.start; column++) row += content[column] === "\t" ? "\t" : " ";
      row += "^".repeat(Math.max(0, mark.end - Math.max(mark.start, row.length)));
    }
    out.push(row);
  }
  return out.join("\n");
}

function firstLineMark(
  index: LineIndex,
  range: { start: number; end: number },
): { line: number; start: number; end: number } {
  const { line, column } = index.position(range.start);
  const { start, end } = index.line(line);
  return { line, start: column, end: Math.max(column + 1, Math.min(range.end, end) - start) };
}

/** What is needed to run examples. */
export interface ExampleRunner {
  /** Reads a text as a document; undefined when no format is known for the path. */
  readonly parse: (path: string, text: string, files: Files) => Promise<Document | undefined>;
  readonly rules: RuleSet;
  readonly options: LintOptions;
}

/** A way in which an example does not hold. */
export interface ExampleFailure {
  readonly message: string;
  /** What was expected and what came, with carets, when there is something to compare. */
  readonly expected?: string;
  readonly actual?: string;
  /** What would make the example hold, when only its carets or its fixed text are off. */
  readonly rewrite?: { readonly part: "bad" | "fixed"; readonly text: string };
}

/**
 * Runs one example of a rule: a good text has no finding of the rule; a bad one has exactly the findings its carets
 * show (at least one, where it has no carets); after its fixes (the safe ones, or all when none is safe) it equals
 * `fixed`, parses without new problems, has no finding of the rule that a fix was for, gains no finding, and does
 * not change when it is fixed again.
 */
export async function runExample(
  ruleId: string,
  example: ExampleData,
  path: string,
  given: ExampleRunner,
): Promise<ExampleFailure[]> {
  const runner = example.options ? withOptions(given, ruleId, example.options) : given;
  const files = filesOf(example.files ?? {}, example.defaults);
  const { text, marks } = readMarks(example.text);
  const document = await runner.parse(path, text, files);
  if (!document) return [{ message: `no format is known for "${path}"; give the example a path` }];
  const result = lint(document, runner.rules, runner.options);
  const findings = result.findings.filter((finding) => finding.id === ruleId);
  if (example.kind === "good")
    return findings.length === 0
      ? []
      : [{ message: "a good example has a finding", expected: text, actual: describe(text, findings) }];
  if (findings.length === 0) {
    const unsure = result.undecided.find((one) => one.id === ruleId);
    return [
      {
        message: `a bad example has no finding${unsure ? ` (undecided: ${unsure.unknown})` : ""}`,
        expected: example.text,
        actual: text,
      },
    ];
  }
  const failures: ExampleFailure[] = [];
  if (marks.length > 0) {
    const actual = writeMarks(text, findings);
    if (actual.trimEnd() !== example.text.trimEnd())
      failures.push({
        message: "the findings are not where the carets are",
        expected: example.text,
        actual: describe(text, findings),
        rewrite: { part: "bad", text: actual },
      });
  }
  if (example.fixed === undefined) {
    if (findings.some((finding) => finding.fixes.some((fix) => fix.safe)))
      failures.push({ message: "the example has a safe fix but no `fixed`" });
    return failures;
  }
  return [...failures, ...(await checkFixed(ruleId, example.fixed, document, findings, path, files, runner))];
}

/** The same runner with some options of one rule set. */
function withOptions(runner: ExampleRunner, id: string, set: NonNullable<ExampleData["options"]>): ExampleRunner {
  const optionsOf: LintOptions["optionsOf"] = ({ data }) =>
    data.id === id ? { ...defaultOptions(data), ...set } : undefined;
  return { ...runner, options: { ...runner.options, optionsOf } };
}

async function checkFixed(
  ruleId: string,
  expected: string,
  document: Document,
  findings: readonly Finding[],
  path: string,
  files: Files,
  runner: ExampleRunner,
): Promise<ExampleFailure[]> {
  const safe = findings.some((finding) => finding.fixes.some((fix) => fix.safe));
  const choose = (finding: Finding) => finding.fixes.find((fix) => fix.safe || !safe);
  const fixedText = applySafely(
    document.text,
    findings.flatMap((finding) => choose(finding) ?? []),
  ).text;
  const failures: ExampleFailure[] = [];
  if (fixedText.trimEnd() !== expected.trimEnd())
    failures.push({
      message: "the fixed text differs",
      expected,
      actual: fixedText,
      rewrite: { part: "fixed", text: fixedText },
    });
  const again = await runner.parse(path, fixedText, files);
  if (!again) return [...failures, { message: "the fixed text is of no known format" }];
  if (again.problems.length > document.problems.length)
    failures.push({ message: `the fixed text does not parse: ${again.problems[0]?.message}`, actual: fixedText });
  const after = lint(again, runner.rules, runner.options);
  const left = after.findings.filter((finding) => finding.id === ruleId);
  const unfixed = findings.filter((finding) => choose(finding) === undefined).length;
  if (left.length > unfixed)
    failures.push({ message: "the fixed text still has the finding", actual: describe(fixedText, left) });
  const twice = applySafely(
    fixedText,
    left.flatMap((finding) => finding.fixes.filter((fix) => fix.safe).slice(0, 1)),
  ).text;
  if (twice !== fixedText)
    failures.push({ message: "fixing twice changes the text again", expected: fixedText, actual: twice });
  const before = lint(document, runner.rules, runner.options).findings;
  for (const finding of after.findings) {
    if (finding.id === ruleId) continue;
    const had = before.filter((one) => one.id === finding.id).length;
    const has = after.findings.filter((one) => one.id === finding.id).length;
    if (has > had)
      failures.push({ message: `the fix brings a new finding: ${finding.id}: ${finding.message}`, actual: fixedText });
  }
  return failures;
}

function describe(text: string, findings: readonly Finding[]): string {
  return `${writeMarks(text, findings)}\n${findings.map((finding) => `  ${finding.severity}: ${finding.message}`).join("\n")}`;
}

/** Read access to the further files of an example, with the versions it says. */
export function filesOf(files: Readonly<Record<string, string>>, versions?: Files["versions"]): Files {
  return {
    versions,
    read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
    list: (folder) => {
      const prefix = folder === "" || folder === "." ? "" : `${folder.replace(/\/$/, "")}/`;
      const names = new Set<string>();
      for (const path of Object.keys(files)) {
        if (!path.startsWith(prefix)) continue;
        const rest = path.slice(prefix.length);
        const cut = rest.indexOf("/");
        names.add(cut < 0 ? rest : rest.slice(0, cut + 1));
      }
      return [...names].sort();
    },
  };
}
