import { applyEdits, conflicts, type Edit } from "../text/edit.js";
import type { Fix } from "./finding.js";

/** A text after as many fixes as fit together. */
export interface Fixed {
  readonly text: string;
  readonly applied: readonly Fix[];
  /** Fixes that would have changed what an earlier one changed; they come in the next round. */
  readonly left: readonly Fix[];
}

/** Applies fixes in order, leaving out those that conflict with one already taken. */
export function applySafely(text: string, fixes: readonly Fix[]): Fixed {
  const taken: Edit[] = [];
  const applied: Fix[] = [];
  const left: Fix[] = [];
  for (const fix of fixes) {
    const fits = fix.edits.every(
      (edit) =>
        edit.range.end <= text.length && taken.every((other) => sameEdit(edit, other) || !conflicts(edit, other)),
    );
    if (!fits) {
      left.push(fix);
      continue;
    }
    taken.push(...fix.edits.filter((edit) => !taken.some((other) => sameEdit(edit, other))));
    applied.push(fix);
  }
  return { text: applyEdits(text, taken), applied, left };
}

function sameEdit(a: Edit, b: Edit): boolean {
  return a.range.start === b.range.start && a.range.end === b.range.end && a.text === b.text;
}
