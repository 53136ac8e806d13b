import type { Range } from "./range.js";

/**
 * A text made of pieces of another one (continued lines joined, escapes undone) that remembers where each piece
 * came from, so that what is found in it gets exact ranges in the file.
 */
export class MappedText {
  readonly text: string;
  readonly #starts: readonly number[];
  readonly #sources: readonly number[];
  readonly #within: MappedText | undefined;

  /**
   * `starts[i]` is where piece `i` begins in `text`, `sources[i]` where it begins in the source; both rise, `starts`
   * from 0. The source is the file, or `within` where pieces are taken of a text that is mapped itself.
   */
  constructor(text: string, starts: readonly number[], sources: readonly number[], within?: MappedText) {
    this.text = text;
    this.#starts = starts;
    this.#sources = sources;
    this.#within = within;
  }

  /** A text that stands in the file as it is, from `offset` on. */
  static from(text: string, offset = 0): MappedText {
    return new MappedText(text, [0], [offset]);
  }

  /** The offset in the file of the character at `offset`. */
  at(offset: number): number {
    const source = this.#source(offset);
    return this.#within ? this.#within.at(source) : source;
  }

  /** The range in the file of a stretch of this text; it begins and ends with characters of the stretch. */
  range(start: number, end: number): Range {
    const from = this.at(start);
    return { start: from, end: end > start ? Math.max(from, this.at(end - 1) + 1) : from };
  }

  #source(offset: number): number {
    const starts = this.#starts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    const source = (this.#sources[low] ?? 0) + offset - (starts[low] ?? 0);
    const next = this.#sources[low + 1];
    // A piece may be longer than what it stands for (a variable's value).
    return next === undefined ? source : Math.min(source, Math.max(next - 1, this.#sources[low]!));
  }
}

/** Puts a {@link MappedText} together, piece by piece. */
export class MappedTextBuilder {
  readonly #pieces: string[] = [];
  readonly #starts: number[] = [];
  readonly #sources: number[] = [];
  #length = 0;

  /** Adds a piece that stands at `source` in the file. */
  add(text: string, source: number): void {
    if (text === "") return;
    const last = this.#starts.length - 1;
    const follows = last >= 0 && this.#sources[last]! + this.#length - this.#starts[last]! === source;
    if (!follows) {
      this.#starts.push(this.#length);
      this.#sources.push(source);
    }
    this.#pieces.push(text);
    this.#length += text.length;
  }

  /** The text of all pieces; `offset` is where an empty one stands. */
  build(offset: number): MappedText {
    if (this.#starts.length === 0) return MappedText.from("", offset);
    return new MappedText(this.#pieces.join(""), this.#starts, this.#sources);
  }
}
