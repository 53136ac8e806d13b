import { Document, type Format } from "../../document/document.js";
import { Node } from "../../document/node.js";
import type { Range } from "../../text/range.js";

/** A text without a structure that tenet reads: prose, key files, languages without a room. Detectors look at its text. */
export const plain: Format = {
  id: "plain",
  groups: ["text"],
  comment: { block: ["<!--", "-->"] },
  parse(path, text) {
    const root = new Node({ kind: "text", name: "", range: { start: 0, end: text.length } });
    return new Document({ path, text, format: plain, root, comments: suppressionComments(path, text) });
  },
};

/**
 * In a text of no known language a comment is whatever holds a suppression: from the mark that opens it to the end of
 * its line.
 */
function suppressionComments(path: string, text: string): Range[] {
  const found: Range[] = [];
  // In prose the marks of programs are examples; only what the reader of a page does not see is a comment.
  const prose = /\.(?:md|markdown|mdx|txt|text|rst|adoc|html?)$/i.test(path);
  const opening = prose ? /(?:<!--|^\.\.)[ \t]*$/ : /(?:<!--|#+|\/\/+|;+|--+|\/\*+|%+|'|\bREM\b|\.\.)[ \t]*$/;
  for (let at = text.indexOf("tenet-ignore"); at >= 0; at = text.indexOf("tenet-ignore", at + 1)) {
    const lineStart = text.lastIndexOf("\n", at - 1) + 1;
    const mark = opening.exec(text.slice(Math.max(lineStart, at - 40), at));
    if (!mark) continue;
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    found.push({ start: at - mark[0].length, end: text[end - 1] === "\r" ? end - 1 : end });
  }
  return found;
}
