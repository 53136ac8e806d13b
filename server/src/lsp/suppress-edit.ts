import type { Document } from "../document/document.js";
import type { Finding } from "../lint/finding.js";
import { type Suppression, suppressionsOf } from "../lint/suppress.js";
import { suppressionWord } from "../rules/rule-set.js";
import { applyEdits, type Edit } from "../text/edit.js";
import { indentationAt } from "../text/indentation.js";

/** Reads a changed text as the same file, to see whether a comment became one. */
export type Reread = (text: string) => Promise<Document | undefined>;

/** The edit that suppresses a finding's rule on its line; undefined where no comment can stand. `more` is its end and reason. */
export async function suppressOnLine(
  document: Document,
  finding: Finding,
  reread: Reread,
  more = "",
): Promise<Edit | undefined> {
  const { lines } = document;
  const first = lines.position(finding.range.start).line;
  const last = lines.position(finding.range.end).line;
  const merged = mergeInto(
    suppressionsOf(document).find((one) => !one.wholeFile && first <= one.line && one.line <= last),
    finding.id,
  );
  const { start, end } = lines.line(first);
  const indentation = indentationAt(document.text, finding.range.start);
  const candidates: Edit[] = [
    ...(merged && more === "" ? [merged] : []),
    ...commentTexts(document, suppressionWord, finding.id + more).flatMap((comment) => [
      insert(start, indentation + comment + lineEnd(document.text)),
      insert(end, `${start === end ? "" : " "}${comment}`),
      insert(lines.line(last).end, ` ${comment}`),
    ]),
  ];
  return firstThatHolds(document, candidates, reread, (after, edit) => {
    const shift = (offset: number) => (edit.range.start <= offset ? offset + edit.text.length : offset);
    const from = after.lines.position(shift(finding.range.start)).line;
    const to = after.lines.position(shift(finding.range.end)).line;
    return (one) => !one.wholeFile && from <= one.line && one.line <= to && names(one, finding.id);
  });
}

/** The edit that suppresses a rule in the whole file, after the lines that must stay first. */
export async function suppressInFile(
  document: Document,
  id: string,
  reread: Reread,
  more = "",
): Promise<Edit | undefined> {
  const merged = mergeInto(
    suppressionsOf(document).find((one) => one.wholeFile),
    id,
  );
  const candidates: Edit[] = merged && more === "" ? [merged] : [];
  let line = 0;
  while (line < document.lines.count - 1 && mustStayFirst.test(lineText(document, line))) line++;
  for (const comment of commentTexts(document, `${suppressionWord}-file`, id + more))
    candidates.push(insert(document.lines.line(line).start, comment + lineEnd(document.text)));
  return firstThatHolds(document, candidates, reread, () => (one) => one.wholeFile && names(one, id));
}

/** Interpreter lines, directives that only count at the top, encodings, and openings of documents. */
const mustStayFirst = /^(?:#!|#\s*(?:syntax|escape|check)\s*=|#.*coding[:=]|<\?|<!DOCTYPE)/i;

/** The first edit after which the file still reads as well as before and holds the suppression. */
async function firstThatHolds(
  document: Document,
  candidates: readonly Edit[],
  reread: Reread,
  wanted: (after: Document, edit: Edit) => (one: Suppression) => boolean,
): Promise<Edit | undefined> {
  for (const edit of candidates) {
    const after = await reread(applyEdits(document.text, [edit]));
    if (!after || after.problems.length > document.problems.length) continue;
    if (suppressionsOf(after).some(wanted(after, edit))) return edit;
  }
  return undefined;
}

/** Adds a rule to a suppression that is there already, before its date and its reason. */
function mergeInto(suppression: Suppression | undefined, id: string): Edit | undefined {
  const last = suppression?.problem === undefined ? suppression?.rules.at(-1) : undefined;
  return last && insert(last.range.end, `, ${id}`);
}

function names(suppression: Suppression, id: string): boolean {
  return suppression.problem === undefined && suppression.rules.some((rule) => rule.id === id);
}

/** The ways to write a comment, of which a place may bear only one: a page has other comments than its scripts. */
function commentTexts(document: Document, word: string, id: string): string[] {
  const { line, block } = document.format.comment ?? {};
  return [
    ...(line === undefined ? [] : [`${line} ${word} ${id}`]),
    ...(block ? [`${block[0]} ${word} ${id} ${block[1]}`] : []),
  ];
}

function insert(at: number, text: string): Edit {
  return { range: { start: at, end: at }, text };
}

function lineText(document: Document, line: number): string {
  const { start, end } = document.lines.line(line);
  return document.text.slice(start, end);
}

function lineEnd(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}
