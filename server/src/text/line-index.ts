import type { Range } from "./range.js";

/** A place in a text: `line` and `column` count from 0, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Finds the line and column of an offset and back. Lines end at `\n`, `\r\n` or a lone `\r`. */
export class LineIndex {
  readonly #starts: number[] = [0];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) this.#starts.push(i + 1);
    }
  }

  /** How many lines the text has; an empty text has one. */
  get count(): number {
    return this.#starts.length;
  }

  /** The position of an offset; offsets outside the text are moved to its nearest end. */
  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.#text.length));
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: at - this.#starts[low]! };
  }

  /** The offset of a position; a column past the end of its line is moved to that end. */
  offset(position: Position): number {
    const line = Math.max(0, Math.min(position.line, this.#starts.length - 1));
    const { start, end } = this.line(line);
    return Math.min(start + Math.max(0, position.column), end);
  }

  /** The range of a line without its line end. */
  line(line: number): Range {
    const start = this.#starts[line] ?? this.#text.length;
    let end = line + 1 < this.#starts.length ? this.#starts[line + 1]! : this.#text.length;
    while (end > start && (this.#text.charCodeAt(end - 1) === 10 || this.#text.charCodeAt(end - 1) === 13)) end--;
    return { start, end };
  }
}
