import type { Edit } from "./edit.js";

/** A stretch of the first text that is still there, or text that came in. */
type Piece = { readonly start: number; readonly end: number } | { readonly text: string };

/**
 * The edits that do at once what several rounds of edits do one after another. The first round counts in the text of
 * `length` units, each later one in what the round before left. Within a round no two edits may conflict.
 */
export function composeEdits(length: number, rounds: readonly (readonly Edit[])[]): Edit[] {
  let pieces: Piece[] = [{ start: 0, end: length }];
  for (const round of rounds) {
    const reader = new PieceReader(pieces);
    const next: Piece[] = [];
    for (const edit of [...round].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end)) {
      next.push(...reader.take(edit.range.start));
      reader.take(edit.range.end);
      if (edit.text !== "") next.push({ text: edit.text });
    }
    next.push(...reader.take(Number.POSITIVE_INFINITY));
    pieces = next;
  }
  return editsOf(pieces, length);
}

/** What changed between two pieces of the first text that were neighbours once. */
function editsOf(pieces: readonly Piece[], length: number): Edit[] {
  const edits: Edit[] = [];
  let at = 0;
  let text = "";
  for (const piece of [...pieces, { start: length, end: length }]) {
    if ("text" in piece) {
      text += piece.text;
      continue;
    }
    if (piece.start > at || text !== "") edits.push({ range: { start: at, end: piece.start }, text });
    at = piece.end;
    text = "";
  }
  return edits;
}

/** Reads pieces from left to right, splitting them where it must. */
class PieceReader {
  readonly #pieces: readonly Piece[];
  #index = 0;
  /** How much of the piece at `#index` was taken. */
  #inside = 0;
  #at = 0;

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  /** The pieces from where it stands up to the offset `until` of the text they make. */
  take(until: number): Piece[] {
    const taken: Piece[] = [];
    while (this.#at < until && this.#index < this.#pieces.length) {
      const piece = this.#pieces[this.#index]!;
      const size = "text" in piece ? piece.text.length : piece.end - piece.start;
      const from = this.#inside;
      const to = Math.min(size, from + until - this.#at);
      if (to > from)
        taken.push(
          "text" in piece ? { text: piece.text.slice(from, to) } : { start: piece.start + from, end: piece.start + to },
        );
      this.#at += to - from;
      this.#inside = to;
      if (to === size) {
        this.#index++;
        this.#inside = 0;
      }
    }
    return taken;
  }
}
