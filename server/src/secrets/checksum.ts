/** What a checksum or a structure says of a token. */
export type Verdict = "valid" | "invalid" | "unknown";

/**
 * The checks that a row of `rules/data/provider-tokens.yaml` names with `check:`. Each takes the whole token.
 * `valid` proves it, `invalid` makes it doubtful, `unknown` says nothing.
 */
export const checks: Readonly<Record<string, (token: string) => Verdict>> = {
  "crc32-base62": base62Checksum,
  "crc32-hex": hexChecksum,
  discord: discordToken,
  grafana: grafanaChecksum,
  nkey: nkeyChecksum,
  bech32: bech32Checksum,
  "aws-key": awsKeyId,
  "slack-hook": slackHook,
  random: randomLooking,
};

/** CRC-32 as in zlib (reflected, polynomial 0xEDB88320) of an ASCII text. */
export function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i) & 0xff;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** A number in base 62 with the digits `0-9A-Za-z`, padded to six. */
export function base62(value: number): string {
  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  let out = "";
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) out = digits[rest % 62] + out;
  return out.padStart(6, "0");
}

/** GitHub and npm: the last six characters are the CRC-32 of the thirty after the prefix (GitHub's engineering blog, 2021). */
function base62Checksum(token: string): Verdict {
  const body = token.slice(token.indexOf("_") + 1);
  if (body.length !== 36) return "unknown";
  return base62(crc32(body.slice(0, 30))) === body.slice(30) ? "valid" : "invalid";
}

/** Grafana service accounts: `glsa_`, 32 characters, `_`, CRC-32 of what stands before it in little-endian hex. */
function grafanaChecksum(token: string): Verdict {
  const end = token.lastIndexOf("_");
  const crc = crc32(token.slice(0, end));
  let hex = "";
  for (let byte = 0; byte < 4; byte++) hex += ((crc >>> (8 * byte)) & 0xff).toString(16).padStart(2, "0");
  return token.slice(end + 1).toLowerCase() === hex ? "valid" : "invalid";
}

/** Atlassian: the last eight characters are a CRC-32 in hex of what stands before them, with or without the `=` between. */
function hexChecksum(token: string): Verdict {
  const crc = token.slice(-8).toLowerCase();
  const body = token.slice(0, -8);
  const known = [body, body.replace(/=$/, "")].some((text) => crc32(text).toString(16).padStart(8, "0") === crc);
  return known ? "valid" : "unknown";
}

/** A bot's token begins with its account's number in base64 (Discord developer documentation, Reference). */
function discordToken(token: string): Verdict {
  try {
    return /^\d{15,21}$/.test(atob(token.slice(0, token.indexOf(".")))) ? "unknown" : "invalid";
  } catch {
    return "invalid";
  }
}

/** NATS keys: base 32, the last two bytes are the CRC-16 (XMODEM) of the others, little-endian (nats-io/nkeys). */
function nkeyChecksum(token: string): Verdict {
  const bytes = base32(token);
  if (!bytes || bytes.length < 4) return "invalid";
  let crc = 0;
  for (let i = 0; i < bytes.length - 2; i++) {
    crc ^= bytes[i]! << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return (bytes.at(-2)! | (bytes.at(-1)! << 8)) === crc ? "valid" : "unknown";
}

/** Bech32 (BIP 173) over the parts before and after the last `1`. */
function bech32Checksum(token: string): Verdict {
  const digits = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  const lowerCase = token.toLowerCase();
  const split = lowerCase.lastIndexOf("1");
  const prefix = [...lowerCase.slice(0, split)].map((char) => char.charCodeAt(0));
  const values = [...prefix.map((code) => code >> 5), 0, ...prefix.map((code) => code & 31)];
  for (const char of lowerCase.slice(split + 1)) values.push(digits.indexOf(char));
  let sum = 1;
  for (const value of values) {
    if (value < 0) return "invalid";
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (let i = 0; i < 5; i++) if ((top >> i) & 1) sum ^= generator[i]!;
  }
  return sum === 1 ? "valid" : "invalid";
}

/** AWS key ids are drawn evenly from 32 characters: one with few different ones was typed by a person. */
function awsKeyId(token: string): Verdict {
  return new Set(token.slice(4)).size >= 7 ? "unknown" : "invalid";
}

/** Slack's documentation writes team and bot as zeros and the secret as one letter. */
function slackHook(token: string): Verdict {
  if (/T0{6,}|B0{6,}|X{6,}|x{6,}/.test(token)) return "invalid";
  return "unknown";
}

/** Enough different characters for something that was drawn at random. */
function randomLooking(token: string): Verdict {
  const body = token.slice(-Math.min(token.length, 32));
  return new Set(body).size >= 8 && !isRun(body) ? "unknown" : "invalid";
}

/** True when six characters in a row are equal or count up: `xxxxxx`, `123456`, `abcdef`. */
export function isRun(text: string, length = 6): boolean {
  let equal = 1;
  let rising = 1;
  for (let i = 1; i < text.length; i++) {
    const step = text.charCodeAt(i) - text.charCodeAt(i - 1);
    equal = step === 0 ? equal + 1 : 1;
    rising = step === 1 ? rising + 1 : 1;
    if (equal >= length || rising >= length) return true;
  }
  return false;
}

function base32(text: string): number[] | undefined {
  const bytes: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const char of text) {
    const value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(char);
    if (value < 0) return undefined;
    buffer = ((buffer << 5) | value) & 0xffff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((buffer >> bits) & 0xff);
    }
  }
  return bytes;
}
