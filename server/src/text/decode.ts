/** A text as it was read, and what is needed to write it back as it was. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: "utf-8" | "utf-16le" | "utf-16be";
  /** True when the file began with a byte order mark; it is not part of `text`. */
  readonly bom: boolean;
  /** True when bytes that are no UTF-8 were replaced; such a text is linted but never written back. */
  readonly lossy: boolean;
}

/**
 * The text of a file's bytes, undefined when they are no text: a NUL byte in the first 8,000 (as git decides), without
 * a byte order mark that says UTF-16.
 */
export function decodeText(bytes: Uint8Array): DecodedText | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16(bytes, "utf-16le");
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16(bytes, "utf-16be");
  const nul = bytes.indexOf(0);
  if (nul >= 0 && nul < 8000) return undefined;
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = bom ? bytes.subarray(3) : bytes;
  try {
    return { text: strict.decode(body), encoding: "utf-8", bom, lossy: false };
  } catch {
    return { text: lenient.decode(body), encoding: "utf-8", bom, lossy: true };
  }
}

function utf16(bytes: Uint8Array, encoding: "utf-16le" | "utf-16be"): DecodedText {
  let body = bytes.subarray(2, bytes.length - (bytes.length % 2));
  if (encoding === "utf-16be") {
    body = Uint8Array.from(body);
    for (let i = 0; i + 1 < body.length; i += 2) [body[i], body[i + 1]] = [body[i + 1]!, body[i]!];
  }
  return {
    text: new TextDecoder("utf-16le", { ignoreBOM: true }).decode(body),
    encoding,
    bom: true,
    lossy: bytes.length % 2 === 1,
  };
}

/** The bytes of a text in the encoding it was read in. */
export function encodeText(text: string, as: Pick<DecodedText, "encoding" | "bom">): Uint8Array {
  if (as.encoding === "utf-8") {
    const body = new TextEncoder().encode(text);
    if (!as.bom) return body;
    const bytes = new Uint8Array(body.length + 3);
    bytes.set([0xef, 0xbb, 0xbf]);
    bytes.set(body, 3);
    return bytes;
  }
  const bytes = new Uint8Array(2 + text.length * 2);
  const little = as.encoding === "utf-16le";
  bytes.set(little ? [0xff, 0xfe] : [0xfe, 0xff]);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    bytes[2 + i * 2] = little ? code & 0xff : code >> 8;
    bytes[3 + i * 2] = little ? code >> 8 : code & 0xff;
  }
  return bytes;
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
