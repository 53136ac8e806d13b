import { trigrams } from "./trigrams.js";

const symbols = 29;
const boundary = 0;
const digit = 27;
const other = 28;
/** What one digit among ten adds to "some digit". */
const digitBits = 3;

let table: Uint8Array | undefined;

/**
 * How surprising a text is to a reader of names and prose, in bits a character: words and identifiers lie near 3,
 * random letters above 5. The model counts sequences of three symbols (letters without case, a digit, a boundary
 * between words, anything else); it was made by `scripts/build-trigrams.mjs` from the identifiers and words of npm
 * packages, Debian's Python modules and documentation. A change from lower to upper case is a boundary, so
 * `camelCaseWords` read as words and the random case of base64 as many short, unlikely ones.
 */
export function surprise(text: string): number {
  if (text.length === 0) return 0;
  table ??= decode(trigrams);
  let bits = 0;
  let a = boundary;
  let b = boundary;
  let before = 0;
  const step = (symbol: number): void => {
    bits += table![(a * symbols + b) * symbols + symbol]! / 16;
    a = b;
    b = symbol;
  };
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isUpper(code) || isLower(code)) {
      if (isUpper(code) && b !== boundary) {
        const acronymEnds = isUpper(before) && isLower(text.charCodeAt(i + 1));
        if (isLower(before) || acronymEnds) step(boundary);
      }
      step((code | 32) - 96);
    } else if (code >= 48 && code <= 57) {
      step(digit);
      bits += digitBits;
    } else if (isSeparator(code)) {
      if (b !== boundary) step(boundary);
    } else {
      step(other);
    }
    before = code;
  }
  if (b !== boundary) step(boundary);
  return bits / text.length;
}

function isUpper(code: number): boolean {
  return code >= 65 && code <= 90;
}

function isLower(code: number): boolean {
  return code >= 97 && code <= 122;
}

/** Blank, `_`, `.`, `-`, `/`, `:`. */
function isSeparator(code: number): boolean {
  return code <= 32 || code === 95 || (code >= 45 && code <= 47) || code === 58;
}

function decode(base64: string): Uint8Array {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
