import type { Fix, Note } from "../lint/finding.js";
import { applySafely } from "../lint/fix.js";
import { composeEdits } from "../text/compose-edits.js";
import type { Edit } from "../text/edit.js";
import type { FileResult, Project } from "./project.js";

/** Which fixes are wanted. */
export interface WantedFixes {
  /** Where a finding has no safe fix, its first one is taken. */
  readonly unsafe: boolean;
  /** Only findings with these ids. */
  readonly rules?: readonly string[];
}

/** A text after every wanted fix. */
export interface FixedText {
  readonly text: string;
  /** The edits that lead from the first text to this one. */
  readonly edits: readonly Edit[];
  /** How many fixes were applied. */
  readonly applied: number;
  readonly titles: readonly string[];
  /** What other files get, once each. */
  readonly notes: readonly Note[];
}

/** How often a text is linted and fixed again, for fixes that had to wait for others. */
const maxRounds = 10;

/** Fixes a text until nothing is left to fix or nothing changes. `first` is what linting it gave. */
export async function fixAll(
  project: Project,
  path: string,
  first: FileResult,
  wanted: WantedFixes,
): Promise<FixedText> {
  const start = first.document?.text ?? "";
  const rounds: Edit[][] = [];
  const titles = new Set<string>();
  const notes = new Map<string, Note>();
  let result = first;
  let text = start;
  let applied = 0;
  for (let round = 0; round < maxRounds; round++) {
    const next = applySafely(text, wantedFixes(result, wanted));
    if (next.text === text) break;
    text = next.text;
    applied += next.applied.length;
    for (const { title, note } of next.applied) {
      titles.add(title);
      if (note) notes.set(`${note.file}\n${note.line}`, note);
    }
    rounds.push(distinct(next.applied.flatMap((one) => one.edits)));
    result = await project.lintText(path, text);
  }
  return { text, edits: composeEdits(start.length, rounds), applied, titles: [...titles], notes: [...notes.values()] };
}

/** One fix a finding: a safe one, or the first when the others are wanted too. */
export function wantedFixes(result: FileResult, wanted: WantedFixes): Fix[] {
  return result.findings.flatMap((finding) => {
    if (wanted.rules && !wanted.rules.includes(finding.id)) return [];
    const choice = finding.fixes.find((one) => one.safe) ?? (wanted.unsafe ? finding.fixes[0] : undefined);
    return choice ? [choice] : [];
  });
}

function distinct(edits: readonly Edit[]): Edit[] {
  const seen = new Map<string, Edit>();
  for (const edit of edits) seen.set(`${edit.range.start} ${edit.range.end} ${edit.text}`, edit);
  return [...seen.values()];
}
