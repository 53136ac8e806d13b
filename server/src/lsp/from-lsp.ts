import type * as lsp from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { URI } from "vscode-uri";
import type { Range } from "../text/range.js";
import type { PositionEncoding } from "./client-features.js";
import { OpenText } from "./open-text.js";

/** The path of a file's URI with forward slashes; undefined for what is no file on this machine's disk. */
export function pathOf(uri: string): string | undefined {
  const parsed = URI.parse(uri);
  return parsed.scheme === "file" ? parsed.fsPath.replaceAll("\\", "/") : undefined;
}

/** The path in a URI of any scheme, without its scheme and host: enough to tell what kind of file it is. */
export function barePath(uri: string): string {
  return URI.parse(uri).path;
}

/** The offset of a position. What lies outside the text, or is no position at all, is moved to the nearest place in it. */
export function offsetOf(text: OpenText, position: lsp.Position): number {
  const line = whole(position?.line);
  if (line >= text.lines.count) return text.text.length;
  return text.lines.offset({ line, column: utf16Column(text, line, whole(position?.character)) });
}

/** The range between two positions, in the right order. */
export function rangeOf(text: OpenText, range: lsp.Range): Range {
  const start = offsetOf(text, range?.start);
  const end = offsetOf(text, range?.end);
  return { start: Math.min(start, end), end: Math.max(start, end) };
}

/** The column in UTF-16 units of a column in the client's units. */
function utf16Column(text: OpenText, line: number, column: number): number {
  if (text.encoding === "utf-16") return column;
  const { start, end } = text.lines.line(line);
  let left = column;
  let at = start;
  while (at < end && left > 0) {
    const code = text.text.codePointAt(at)!;
    left -= unitsOf(code, text.encoding);
    if (left < 0) break;
    at += code > 0xffff ? 2 : 1;
  }
  return at - start;
}

/** How many of an encoding's units a character takes. */
export function unitsOf(code: number, encoding: PositionEncoding): number {
  if (encoding === "utf-32") return 1;
  if (encoding === "utf-16") return code > 0xffff ? 2 : 1;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/** The text after the client's changes, each of which counts in what the one before left. */
export function changedText(
  text: OpenText,
  version: number,
  changes: readonly lsp.TextDocumentContentChangeEvent[],
): OpenText {
  let now = text;
  let buffer: TextDocument | undefined;
  for (const change of changes) {
    if (typeof change?.text !== "string") continue;
    if (!("range" in change) || !change.range) {
      buffer = undefined;
      now = new OpenText(text.uri, version, change.text, text.encoding);
      continue;
    }
    buffer ??= TextDocument.create(text.uri, "", version, now.text);
    const range = text.encoding === "utf-16" ? sane(change.range) : utf16Range(now, change.range);
    buffer = TextDocument.update(buffer, [{ range, text: change.text }], version);
    now = new OpenText(text.uri, version, buffer.getText(), text.encoding);
  }
  return now === text ? new OpenText(text.uri, version, text.text, text.encoding) : now;
}

function utf16Range(text: OpenText, range: lsp.Range): lsp.Range {
  const place = (position: lsp.Position): lsp.Position => {
    const { line, column } = text.lines.position(offsetOf(text, position));
    return { line, character: column };
  };
  return { start: place(range.start), end: place(range.end) };
}

function sane(range: lsp.Range): lsp.Range {
  const place = (position: lsp.Position) => ({ line: whole(position?.line), character: whole(position?.character) });
  return { start: place(range.start), end: place(range.end) };
}

/** A count from outside: anything but a non-negative number is 0. */
function whole(value: unknown): number {
  return typeof value === "number" && value > 0 ? Math.floor(value) : 0;
}
