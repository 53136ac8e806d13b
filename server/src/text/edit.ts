import type { Range } from "./range.js";

/** Replaces the text of a range; an empty range inserts. */
export interface Edit {
  readonly range: Range;
  readonly text: string;
}

/** True when two edits cannot both be applied: they replace a common part or insert at the same place. */
export function conflicts(a: Edit, b: Edit): boolean {
  if (a.range.start === b.range.start) return a.text !== b.text || a.range.end !== b.range.end;
  return a.range.start < b.range.end && b.range.start < a.range.end;
}

/**
 * The text after the edits. Edits may come in any order; the same edit given twice is applied once.
 * Throws a RangeError when two of them conflict or one lies outside the text.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  let result = "";
  let at = 0;
  let previous: Edit | undefined;
  for (const edit of sorted) {
    if (previous && conflicts(previous, edit)) throw new RangeError("two edits change the same text");
    if (
      previous &&
      previous.range.start === edit.range.start &&
      previous.range.end === edit.range.end &&
      previous.text === edit.text
    )
      continue;
    if (edit.range.start < at || edit.range.end > text.length) throw new RangeError("an edit lies outside the text");
    result += text.slice(at, edit.range.start) + edit.text;
    at = edit.range.end;
    previous = edit;
  }
  return result + text.slice(at);
}
