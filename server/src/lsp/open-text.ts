import { LineIndex } from "../text/line-index.js";
import type { PositionEncoding } from "./client-features.js";

/** One version of a text with what is needed to turn offsets into the client's positions and back. */
export class OpenText {
  readonly uri: string;
  /** The client's version of it; null for a text that is not open. */
  readonly version: number | null;
  readonly text: string;
  readonly encoding: PositionEncoding;
  #lines: LineIndex | undefined;

  constructor(uri: string, version: number | null, text: string, encoding: PositionEncoding) {
    this.uri = uri;
    this.version = version;
    this.text = text;
    this.encoding = encoding;
  }

  get lines(): LineIndex {
    this.#lines ??= new LineIndex(this.text);
    return this.#lines;
  }
}
