import type { Document } from "../document/document.js";
import type { Finder } from "../document/finder.js";
import { Node, textValue } from "../document/node.js";
import { analyse, keywords } from "./analysis.js";
import type { Candidate } from "./candidate.js";
import { facts } from "./facts.js";

/** Finds secrets written in a text: tokens, keys, passwords in addresses, commands and settings. */
export const credentials: Finder = {
  name: "credentials",
  get keywords() {
    return keywords();
  },
  find: (document) => nodes(document, analyse(document).credentials),
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

function nodes(document: Document, found: readonly Candidate[]): Node[] {
  return found.map((candidate) => {
    const range = { start: candidate.start, end: candidate.end };
    return new Node({
      kind: candidate.kind,
      name: candidate.name,
      range,
      // The tree knows nothing of it: the root is the only node that surely holds it.
      parent: document.root,
      values: [textValue(document.text.slice(range.start, range.end), range)],
      source: candidate,
    });
  });
}
