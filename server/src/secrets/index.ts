import type { Document } from "../document/document.js";
import type { Finder } from "../document/finder.js";
import { Node, textValue } from "../document/node.js";
import { analyse, analyseText, keywords } from "./analysis.js";
import type { Candidate } from "./candidate.js";
import { facts, longestPrefix } from "./facts.js";
import { referenceFor } from "./reference.js";

/** Finds secrets written in a text: tokens, keys, passwords in addresses, commands and settings. */
export const credentials: Finder = {
  name: "credentials",
  get keywords() {
    return keywords();
  },
  find: (document) => nodes(document, analyse(document).credentials),
  skipped(document) {
    const { skipped } = analyse(document);
    return skipped && `whether it holds secrets (${skipped})`;
  },
  facts,
};

/** Finds passwords that everybody can guess: a product's default, the user's name, a common word, a fallback. */
export const defaultPasswords: Finder = {
  name: "default-passwords",
  get keywords() {
    return keywords();
  },
  find: (document) => nodes(document, analyse(document).defaults),
  facts: [],
};

/** The finders of this room. */
export const finders: readonly Finder[] = [credentials, defaultPasswords];

/**
 * The text with every secret in it made unreadable, character for character, so that lines and columns stay: what a
 * face may show of a file. Also the doubtful ones are hidden, and those of files that are not searched.
 */
export function masked(path: string, text: string): string {
  const { credentials: secrets, defaults } = analyseText(path, text, true);
  let out = "";
  let at = 0;
  for (const { start, end, shown } of [...secrets, ...defaults].sort((a, b) => a.start - b.start)) {
    const from = start + Math.min(shown ?? 0, longestPrefix);
    out += text.slice(at, from) + text.slice(from, end).replace(/[^\r\n]/g, "•");
    at = end;
  }
  return out + text.slice(at);
}

function nodes(document: Document, found: readonly Candidate[]): Node[] {
  return found.map((candidate) => {
    const range = { start: candidate.start, end: candidate.end };
    const reference = referenceFor(document.path, document.text, candidate);
    const values = [textValue(document.text.slice(range.start, range.end), range)];
    // The second argument is what a reference takes the place of.
    if (reference) values.push(textValue("", reference.range));
    return new Node({
      kind: candidate.kind,
      name: candidate.name,
      range,
      // The tree knows nothing of it: the root is the only node that surely holds it.
      parent: document.root,
      values,
      source: reference ? { ...candidate, reference } : candidate,
    });
  });
}

/** The secrets in a document as they stand there, those of eight characters or more: what no message may quote. */
export function secretsIn(document: Document): string[] {
  return analyse(document)
    .credentials.map(({ start, end }) => document.text.slice(start, end))
    .filter((secret) => secret.length >= 8);
}
