import type { Document } from "../document/document.js";
import { suppressionWord } from "../rules/rule-set.js";
import type { Range } from "../text/range.js";
import type { Finding } from "./finding.js";

/** A comment that takes findings away: `tenet-ignore RULE[, RULE…] [until YYYY-MM-DD][: reason]`, or `tenet-ignore-file …`. */
export interface Suppression {
  /** The comment's part from the word on. */
  readonly range: Range;
  /** Each named rule with its place. */
  readonly rules: readonly { readonly id: string; readonly range: Range }[];
  readonly wholeFile: boolean;
  /** The line whose findings it takes away, from 0; unused for a whole file. */
  readonly line: number;
  readonly until?: string;
  readonly reason?: string;
  /** What is wrong with how it is written. */
  readonly problem?: string;
}

const written =
  /^tenet-ignore(-file)?(?![\w-])[ \t]*([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)?[ \t]*(?:until[ \t]+(\S+?))?[ \t]*(?::[ \t]*(.*?))?$/;

/** The suppressions that stand in a document's comments, in order. */
export function suppressionsOf(document: Document): Suppression[] {
  const found: Suppression[] = [];
  for (const comment of document.comments) {
    let at = document.text.indexOf(suppressionWord, comment.start);
    while (at >= 0 && at < comment.end) {
      const line = document.lines.position(at).line;
      const { start, end: lineEnd } = document.lines.line(line);
      const end = Math.min(comment.end, lineEnd);
      // Only the first word of a comment or of one of its lines; elsewhere it is spoken of.
      const before = document.text.slice(Math.max(comment.start, start), at);
      if (/^[\s#/*;<!\-"':%.]*(?:REM\s+|dnl\s+)?$/i.test(before)) found.push(read(document, comment, at, end));
      at = document.text.indexOf(suppressionWord, end);
    }
  }
  return found;
}

function read(document: Document, comment: Range, start: number, lineEnd: number): Suppression {
  const close = document.format.comment?.block?.[1];
  let text = document.text.slice(start, lineEnd).trimEnd();
  for (const mark of [close, "*/", "-->", '"'])
    if (mark && text.endsWith(mark)) text = text.slice(0, -mark.length).trimEnd();
  const range = { start, end: start + text.length };
  const line = suppressedLine(document, comment, start);
  const match = written.exec(text);
  const wholeFile = text.startsWith(`${suppressionWord}-file`);
  if (!match)
    return { range, rules: [], wholeFile, line, problem: 'write "tenet-ignore RULE until YYYY-MM-DD: reason"' };
  const rules: { id: string; range: Range }[] = [];
  if (match[2] !== undefined) {
    const listStart = start + text.indexOf(match[2], (match[1] ?? "").length + suppressionWord.length);
    for (const id of match[2].matchAll(/[\w-]+/g))
      rules.push({ id: id[0], range: { start: listStart + id.index, end: listStart + id.index + id[0].length } });
  }
  const until = match[3];
  let problem: string | undefined;
  if (rules.length === 0) problem = "a suppression names the rule it is for";
  else if (until !== undefined && !isDate(until)) problem = `"${until}" is no date; write YYYY-MM-DD`;
  return { range, rules, wholeFile, line, until, reason: match[4] || undefined, problem };
}

/** A comment after something on its line speaks of that line; one alone on its line speaks of the next line that holds more. */
function suppressedLine(document: Document, comment: Range, at: number): number {
  const { lines, text } = document;
  const line = lines.position(at).line;
  const own = lines.line(line);
  if (comment.start >= own.start && text.slice(own.start, comment.start).trim() !== "") return line;
  for (let next = lines.position(Math.max(comment.start, comment.end - 1)).line + 1; next < lines.count; next++) {
    const { start, end } = lines.line(next);
    const content = text.slice(start, end);
    if (content.trim() === "") continue;
    const first = start + (content.length - content.trimStart().length);
    if (!document.comments.some((other) => other.start <= first && first < other.end)) return next;
  }
  return line;
}

/** True for a day that there is, as YYYY-MM-DD. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  // The 30th of February is taken for a day of March.
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** What suppressions must have. */
export interface SuppressionPolicy {
  /** True when one without a reason is a finding. */
  readonly requireReason: boolean;
  /** One must end at most so many days from today. */
  readonly maxDays?: number;
}

/** What the rules of a suppression are checked against. */
export interface SuppressionContext {
  /** Today as YYYY-MM-DD; a suppression whose date lies before it has no effect. */
  readonly today: string;
  readonly policy?: SuppressionPolicy;
  /** `run` when the rule was run on this file, `idle` when it exists but was not, undefined when there is no such rule. */
  readonly rule: (id: string) => { readonly id: string; readonly run: boolean } | undefined;
  /** A known rule id near a misspelt one. */
  readonly nearest: (id: string) => string | undefined;
}

/** The findings that no suppression takes away, the suppressed ones, and findings about the suppressions themselves. */
export function suppress(
  document: Document,
  findings: readonly Finding[],
  context: SuppressionContext,
): { kept: Finding[]; suppressed: Finding[]; about: Finding[] } {
  const suppressions = suppressionsOf(document);
  if (suppressions.length === 0) return { kept: [...findings], suppressed: [], about: [] };
  const used = new Set<string>();
  const active = suppressions.map((one) => one.problem === undefined && !expired(one, context));
  const kept: Finding[] = [];
  const suppressed: Finding[] = [];
  for (const finding of findings) {
    const line = document.lines.position(finding.range.start).line;
    const lastLine = document.lines.position(finding.range.end).line;
    let taken = false;
    suppressions.forEach((one, index) => {
      if (!active[index] || !(one.wholeFile || (line <= one.line && one.line <= lastLine))) return;
      one.rules.forEach((rule, nth) => {
        if (context.rule(rule.id)?.id !== finding.id) return;
        taken = true;
        used.add(`${index}.${nth}`);
      });
    });
    (taken ? suppressed : kept).push(finding);
  }
  const about: Finding[] = [];
  suppressions.forEach((one, index) => {
    if (one.problem !== undefined)
      about.push(aboutSuppression(document, "invalid-suppression", one.range, one.problem));
    else if (expired(one, context))
      about.push(
        aboutSuppression(
          document,
          "expired-suppression",
          one.range,
          `this suppression ended on ${one.until}`,
          withoutComment(document, one),
        ),
      );
    else {
      const breach = breaks(one, context);
      if (breach) about.push(aboutSuppression(document, "invalid-suppression", one.range, breach));
    }
    one.rules.forEach((rule, nth) => {
      const known = context.rule(rule.id);
      if (!known) {
        const nearest = context.nearest(rule.id);
        const hint = nearest ? `; did you mean "${nearest}"?` : "";
        about.push(
          aboutSuppression(document, "invalid-suppression", rule.range, `there is no rule "${rule.id}"${hint}`),
        );
      } else if (active[index] && known.run && !used.has(`${index}.${nth}`)) {
        const message = `nothing here breaks "${rule.id}"; the suppression can go`;
        const edit = one.rules.length === 1 ? withoutComment(document, one) : withoutRule(one, nth);
        about.push({
          ...aboutSuppression(document, "unused-suppression", rule.range, message, edit),
          tag: "unnecessary",
        });
      }
    });
  });
  return { kept, suppressed, about };
}

/** What a suppression lacks by the policy. */
function breaks(one: Suppression, { policy, today }: SuppressionContext): string | undefined {
  if (policy?.requireReason && one.reason === undefined) return "a suppression says why: add `: reason`";
  return tooLong(one.until, policy, today);
}

/** What is wrong with a suppression's end by the policy, `today` being YYYY-MM-DD; undefined when nothing is. */
export function tooLong(
  until: string | undefined,
  policy: SuppressionPolicy | undefined,
  today: string,
): string | undefined {
  if (policy?.maxDays === undefined) return undefined;
  // Beyond some hundred thousand years there are no days.
  const days = Math.min(policy.maxDays, 1_000_000);
  const latest = new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
  if (until === undefined || until > latest)
    return `a suppression ends at most ${policy.maxDays} days from now: until ${latest}`;
  return undefined;
}

function expired(one: Suppression, context: SuppressionContext): boolean {
  return one.until !== undefined && one.until < context.today;
}

function aboutSuppression(document: Document, id: string, range: Range, message: string, removal?: Removal): Finding {
  const fixes = removal ? [{ title: removal.title, safe: true, edits: [{ range: removal.range, text: "" }] }] : [];
  return { id, severity: "warning", confidence: "certain", path: document.path, range, message, related: [], fixes };
}

/** What can go of a suppression that has no effect. */
interface Removal {
  readonly title: string;
  readonly range: Range;
}

/** The whole comment, where it holds nothing but the suppression; undefined when it says more. */
function withoutComment(document: Document, one: Suppression): Removal | undefined {
  const comment = document.comments.find(({ start, end }) => start <= one.range.start && one.range.end <= end);
  if (!comment) return undefined;
  const around = document.text.slice(comment.start, one.range.start) + document.text.slice(one.range.end, comment.end);
  if (around.length > 100 || !/^[\s#/*;<>!\-%"']*(?:REM\s+|dnl\s+)?[\s*/>\-"']*$/i.test(around)) return undefined;
  return { title: "Remove the suppression", range: withBlanks(document, comment) };
}

/** One of several rules, with the comma that goes with it. */
function withoutRule(one: Suppression, nth: number): Removal {
  const { id, range } = one.rules[nth]!;
  const next = one.rules[nth + 1];
  return {
    title: `Take "${id}" out of the suppression`,
    range: next
      ? { start: range.start, end: next.range.start }
      : { start: one.rules[nth - 1]!.range.end, end: range.end },
  };
}

/** The comment with the blanks before it, or its whole line when it stands alone. */
function withBlanks(document: Document, comment: Range): Range {
  const { text } = document;
  let start = comment.start;
  while (start > 0 && (text[start - 1] === " " || text[start - 1] === "\t")) start--;
  const alone = start === 0 || text[start - 1] === "\n" || text[start - 1] === "\r";
  let end = comment.end;
  while (end > start && (text[end - 1] === "\n" || text[end - 1] === "\r")) end--;
  if (alone) {
    if (text[end] === "\r") end++;
    if (text[end] === "\n") end++;
  }
  return { start, end };
}
