import type { Document, Files } from "../../server/src/document/document.js";
import type { FormatEntry } from "../../server/src/formats/index.js";
import type { Finding } from "../../server/src/lint/finding.js";
import { applySafely } from "../../server/src/lint/fix.js";
import { type LintOptions, lint } from "../../server/src/lint/lint.js";
import type { RuleSet } from "../../server/src/rules/rule-set.js";
import type { Range } from "../../server/src/text/range.js";
import { cpuTime } from "./cpu-time.js";

/** A text that is read as a file of a format. */
export interface Input {
  readonly entry: FormatEntry;
  readonly path: string;
  readonly text: string;
  readonly files: Files;
}

/** What every input is linted with. */
export interface World {
  readonly rules: RuleSet;
  readonly options: LintOptions;
}

/** Which of the costlier properties are looked at. */
export interface Thorough {
  /** It is linted again, and must give the same. */
  readonly again: boolean;
  /** Its nodes are walked, and its fixes applied. */
  readonly deep: boolean;
}

/** Thrown when a property does not hold; its message names the property first. */
export class Broken extends Error {}

let count = 0;

/**
 * Reads and lints an input and looks whether what must always be is so; throws {@link Broken}, or whatever the program
 * threw. Gives what was found as one text.
 */
export async function checkText(input: Input, world: World, thorough: Thorough): Promise<string> {
  const began = cpuTime();
  const document = await parse(input);
  try {
    const result = lint(document, world.rules, world.options, world.rules.gate(input.entry, input.text));
    const took = cpuTime() - began;
    const granted = bound(input.text) + (input.entry.groups.includes("code") ? parserPatience : 0);
    if (took > granted) throw new Broken(`time: ${Math.round(took)} ms for ${input.text.length} characters`);
    for (const finding of [...result.findings, ...result.suppressed]) checkFinding(finding, input.text);
    for (const one of result.undecided) within(one.range, input.text, `undecided ${one.id}`, true);
    for (const one of document.problems) within(one.range, input.text, `problem "${one.message}"`);
    const found = shown(result.findings);
    if (thorough.deep) {
      checkNodes(document);
      await checkFixes(input, document, result.findings, world);
    }
    if (thorough.again) {
      const other = await findingsOf(input, world);
      if (other !== found) throw new Broken(`again: ${difference(found, other)}`);
    }
    return found;
  } finally {
    document.release();
  }
}

/** What is found in an input, as one text. */
export async function findingsOf(input: Input, world: World): Promise<string> {
  const document = await parse(input);
  try {
    return shown(lint(document, world.rules, world.options, world.rules.gate(input.entry, input.text)).findings);
  } finally {
    document.release();
  }
}

/** Every text is read in a folder of its own, so that nothing is taken over from the one before. */
async function parse(input: Input): Promise<Document> {
  return (await input.entry.load()).parse(`f${count++}/${input.path}`, input.text, input.files);
}

/** Parsers of code give up a text that is hopelessly broken after so many milliseconds. */
const parserPatience = 3_000;

/** How long a text may take, in milliseconds: a part for every text, and a part for each character. */
function bound(text: string): number {
  return 400 + text.length * 0.03;
}

function checkFinding(finding: Finding, text: string): void {
  within(finding.range, text, `finding ${finding.id}`);
  if (typeof finding.message !== "string" || finding.message === "")
    throw new Broken(`message: ${finding.id} says nothing`);
  for (const related of finding.related) within(related.range, related.text ?? text, `related ${finding.id}`);
  for (const fix of finding.fixes)
    for (const edit of fix.edits) within(edit.range, text, `fix "${fix.title}" of ${finding.id}`);
}

function checkNodes(document: Document): void {
  const { text } = document;
  for (const node of document.all()) {
    within(node.range, text, `node ${node.kind}`, true);
    within(node.nameRange, text, `name of ${node.kind}`, true);
    for (const value of node.values) within(value.range, text, `value of ${node.kind}`, true);
  }
  let last = 0;
  for (const comment of document.comments) {
    within(comment, text, "comment");
    if (comment.start < last) throw new Broken("range: comments out of order");
    last = comment.start;
  }
}

/** `elsewhere`: a place in another file may stand for it, which is -1. */
function within(range: Range, text: string, what: string, elsewhere = false): void {
  const { start, end } = range;
  if (elsewhere && start === -1 && end === -1) return;
  if (!(Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end && end <= text.length))
    throw new Broken(`range: ${what} at ${start}–${end} of ${text.length}`);
}

/** A fix of a text that parses leaves one that parses, and fixing twice changes nothing again and again. */
async function checkFixes(input: Input, document: Document, findings: readonly Finding[], world: World): Promise<void> {
  const fixes = findings.flatMap((finding) => finding.fixes.slice(0, 1));
  if (fixes.length === 0) return;
  const chosen = [fixes.filter((fix) => fix.safe), fixes.slice(0, 1), fixes.slice(-1)];
  for (const some of chosen) {
    if (some.length === 0) continue;
    const fixed = applySafely(document.text, some);
    const again = await parse({ ...input, text: fixed.text });
    try {
      // Code is parsed when its nodes are asked for.
      for (const one of [document, again]) void one.root.children;
      if (document.problems.length === 0 && again.problems.length > 0)
        throw new Broken(`fix: "${fixed.applied[0]?.title}" leaves ${again.problems[0]!.message}`);
      for (const finding of lint(again, world.rules, world.options).findings) checkFinding(finding, fixed.text);
    } finally {
      again.release();
    }
  }
}

function shown(findings: readonly Finding[]): string {
  return findings
    .map(({ id, range, severity, confidence, message, related, fixes }) =>
      JSON.stringify([
        id,
        range.start,
        range.end,
        severity,
        confidence,
        message,
        related.map((one) => one.range),
        fixes,
      ]),
    )
    .join("\n");
}

function difference(a: string, b: string): string {
  const [left, right] = [new Set(a.split("\n")), new Set(b.split("\n"))];
  const only = [...left].filter((one) => !right.has(one)).map((one) => `+${one}`);
  const other = [...right].filter((one) => !left.has(one)).map((one) => `-${one}`);
  return [...only, ...other].join(" ").slice(0, 300);
}
