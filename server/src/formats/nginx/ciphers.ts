/** Kinds of ciphers that are broken, with the words of OpenSSL's cipher lists that name them. */
const broken: readonly (readonly [string, RegExp])[] = [
  ["RC4", /(?:^|[-+])RC4(?:$|[-+])|^ARCFOUR/],
  ["3DES", /(?:^|[-+])(?:3DES|DES-CBC3|DES_?EDE3?)(?:$|[-+])/],
  ["DES", /(?:^|[-+])DES(?:-CBC)?(?:$|[-+])(?!CBC3)/],
  ["NULL", /(?:^|[-+])e?NULL(?:$|[-+])/],
  ["EXPORT", /(?:^|[-+])EXP(?:ORT(?:40|56)?)?(?:$|[-+])/],
  ["anonymous", /(?:^|[-+])(?:aNULL|ADH|AECDH|aDH|aECDH|kDHanon)(?:$|[-+])/],
  ["MD5", /(?:^|[-+])MD5(?:$|[-+])/],
  ["LOW", /(?:^|[-+])LOW(?:$|[-+])/],
  ["SEED", /(?:^|[-+])SEED(?:$|[-+])/],
  ["IDEA", /(?:^|[-+])IDEA(?:$|[-+])/],
  ["SECLEVEL=0", /^@SECLEVEL=0$/],
];

/** Words that switch a kind off for good when written with `!`. */
const excludes: Record<string, RegExp> = {
  RC4: /^(?:RC4|MEDIUM|ALL)$/,
  "3DES": /^(?:3DES|DES-CBC3-SHA)$/,
  NULL: /^(?:e?NULL|COMPLEMENTOFALL)$/,
  EXPORT: /^(?:EXP|EXPORT)$/,
  anonymous: /^(?:aNULL|ADH|kEDH|NULL)$/,
};

/**
 * The broken kinds of ciphers that an OpenSSL cipher list lets in: `RC4`, `3DES`, `DES`, `NULL`, `EXPORT`, `anonymous`,
 * `MD5`, `LOW`, `SEED`, `IDEA`, `SECLEVEL=0`. Words with `!` and `-` take away; a word with `+` in front only moves.
 */
export function brokenCiphers(list: string): string[] {
  const words = list.split(/[:, ]+/).filter((word) => word !== "");
  const removed = words.filter((word) => word.startsWith("!")).map((word) => word.slice(1));
  const added = words.filter((word) => !/^[!+-]/.test(word));
  const off = (kind: string, pattern?: RegExp) =>
    removed.some((word) => (pattern ?? /^$/).test(word) || (excludes[kind]?.test(word) ?? false));
  const found = new Set<string>();
  for (const word of added) {
    if (removed.includes(word)) continue;
    for (const [kind, pattern] of broken) {
      if (!pattern.test(word)) continue;
      if (kind === "MD5" && found.size > 0) continue;
      if (!off(kind, new RegExp(`^${kind === "SECLEVEL=0" ? "$" : kind}$`))) found.add(kind);
    }
    // The wide words take anonymous ciphers in, and with OpenSSL before 1.1 RC4.
    if (/^(?:ALL|HIGH|MEDIUM|COMPLEMENTOFDEFAULT)$/.test(word) && !off("anonymous")) found.add("anonymous");
    if (/^(?:ALL|MEDIUM)$/.test(word) && !off("RC4")) found.add("RC4");
  }
  return [...found];
}

/** Bits of the prime in a PEM file of Diffie-Hellman parameters, 0 when the text holds none. */
export function dhBits(pem: string): number {
  const match = /-----BEGIN DH PARAMETERS-----([A-Za-z0-9+/=\s]+)-----END/.exec(pem);
  if (!match) return 0;
  const bytes = decode(match[1]!.replace(/\s/g, ""));
  // SEQUENCE { INTEGER p, INTEGER g }
  const sequence = header(bytes, 0, 0x30);
  const prime = sequence && header(bytes, sequence.at, 0x02);
  if (!prime) return 0;
  return (prime.length - (bytes[prime.at] === 0 ? 1 : 0)) * 8;
}

function header(bytes: readonly number[], at: number, tag: number): { at: number; length: number } | undefined {
  if (bytes[at] !== tag) return undefined;
  let length = bytes[at + 1] ?? 0;
  let next = at + 2;
  if (length >= 0x80) {
    const count = length & 0x7f;
    length = 0;
    for (let i = 0; i < count && i < 4; i++) length = length * 256 + (bytes[next++] ?? 0);
  }
  return { at: next, length };
}

function decode(text: string): number[] {
  const result: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const char of text) {
    const value = alphabet.indexOf(char);
    if (value < 0) break;
    buffer = ((buffer << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      result.push((buffer >> bits) & 0xff);
    }
  }
  return result;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
