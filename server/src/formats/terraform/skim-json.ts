import type { Range } from "../../text/range.js";

/** A member of a JSON object whose value was not read. */
export interface Skimmed {
  readonly key: string;
  readonly value: Range;
}

/**
 * The members of the JSON object at `start`, without reading what they hold: so that a plan of many megabytes is read
 * resource by resource. Broken text gives the members before the break.
 */
export function skimMembers(text: string, start: number): Skimmed[] {
  const found: Skimmed[] = [];
  let at = blank(text, start);
  if (text[at] !== "{") return found;
  at = blank(text, at + 1);
  while (text[at] === '"') {
    const end = skip(text, at);
    const key = text.slice(at + 1, end - 1);
    at = blank(text, end);
    if (text[at] !== ":") break;
    const from = blank(text, at + 1);
    const to = skip(text, from);
    if (to === from) break;
    found.push({ key, value: { start: from, end: to } });
    at = blank(text, to);
    if (text[at] !== ",") break;
    at = blank(text, at + 1);
  }
  return found;
}

/** The places of the items of the JSON array at `start`. */
export function skimItems(text: string, start: number): Range[] {
  const found: Range[] = [];
  let at = blank(text, start);
  if (text[at] !== "[") return found;
  at = blank(text, at + 1);
  while (at < text.length && text[at] !== "]") {
    const end = skip(text, at);
    if (end === at) break;
    found.push({ start: at, end });
    at = blank(text, end);
    if (text[at] !== ",") break;
    at = blank(text, at + 1);
  }
  return found;
}

function blank(text: string, start: number): number {
  let at = start;
  for (let code = text.charCodeAt(at); code === 32 || (code >= 9 && code <= 13); code = text.charCodeAt(at)) at++;
  return at;
}

/** Where the value that begins at `start` ends. */
function skip(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return afterText(text, start);
  if (first !== "{" && first !== "[") {
    let at = start;
    while (at < text.length && !/[\s,\]}:]/.test(text[at]!)) at++;
    return at;
  }
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 34) {
      at = afterText(text, at);
      continue;
    }
    if (code === 123 || code === 91) depth++;
    else if ((code === 125 || code === 93) && --depth === 0) return at + 1;
    at++;
  }
  return at;
}

function afterText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return end + 1;
  }
  return text.length;
}
