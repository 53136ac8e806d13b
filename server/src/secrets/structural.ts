import type { Candidate } from "./candidate.js";
import { surprise } from "./surprise.js";
import { isNameLike, isPlaceholder } from "./value.js";

/** A place where a secret can be told by its structure, tried where the keyword stands. */
export interface Structure {
  readonly keyword: string;
  match(text: string, at: number, state: Map<string, number>): Candidate | readonly Candidate[] | undefined;
}

/** Private keys, tokens with structure, headers and the files of well-known programs. */
export const structures: readonly Structure[] = [
  { keyword: "-----BEGIN", match: privateKey },
  { keyword: "MII", match: bareKey },
  { keyword: "LS0tLS1CRUdJTi", match: encodedKey },
  { keyword: "PuTTY-User-Key-File-", match: puttyKey },
  { keyword: "eyJ", match: jsonWebToken },
  { keyword: "Basic ", match: basic },
  { keyword: "Bearer ", match: bearer },
  { keyword: "authorization: token ", match: (text, at) => bearer(text, at + "authorization: ".length) },
  { keyword: "NTLM TlRM", match: ntlm },
  { keyword: "kty", match: jsonWebKey },
  { keyword: "_authToken", match: npmrc },
  { keyword: ":_auth", match: npmrc },
  { keyword: "machine ", match: netrc },
  { keyword: '"auth"', match: dockerAuth },
  { keyword: "convertto-securestring", match: secureString },
];

/** How far a private key may reach: 16384-bit RSA in PEM with escapes. */
const longestKey = 16_000;

function privateKey(text: string, at: number, state: Map<string, number>): Candidate | undefined {
  const label = /-----BEGIN ([A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?)-----/y;
  label.lastIndex = at;
  const head = label.exec(text);
  if (!head) return undefined;
  const from = at + head[0].length;
  // Looked for once in a row, not once for each BEGIN: the cursor only moves on.
  let end = state.get("pem-end") ?? -1;
  if (end < from) {
    end = text.indexOf("-----END", from);
    if (end < 0) end = text.length;
    state.set("pem-end", end);
  }
  const stop = Math.min(end, from + longestKey);
  const body = keyBody(text.slice(from, stop));
  if (body.length < 64 || surprise(body.slice(0, 200)) < 4) return undefined;
  const whole = end < text.length && end - from <= longestKey;
  const encrypted =
    head[1]!.startsWith("ENCRYPTED") ||
    /Proc-Type: 4,ENCRYPTED/.test(text.slice(from, from + 80)) ||
    // "openssh-key-v1", then the cipher's name with its length: not that of "none".
    (body.startsWith("b3BlbnNzaC1rZXktdjEAAAAA") && !body.startsWith("b3BlbnNzaC1rZXktdjEAAAAABG5vbmU"));
  return {
    kind: "private-key",
    name: head[1]!.toLowerCase(),
    start: at,
    end: whole ? Math.min(text.length, end + head[0].length - 2) : Math.max(from, stop),
    confidence: encrypted ? "possible" : whole || body.length >= 100 ? "certain" : "likely",
    shown: 0,
  };
}

/** The DER of an RSA private key in base64 without armour: PKCS #1 and #8 begin in ways that no certificate does. */
function bareKey(text: string, at: number): Candidate | undefined {
  if (!text.startsWith("MII", at) || /[A-Za-z0-9+/-]/.test(text[at - 1] ?? "") || text[at - 1] === "\n")
    return undefined;
  const shape = /MII[A-Za-z0-9+/]{1,5}IBA(?:AKC|DANBgkqhkiG9w0BAQEFAASC)[A-Za-z0-9+/]{200,8000}={0,2}/y;
  shape.lastIndex = at;
  const match = shape.exec(text);
  return match
    ? { kind: "private-key", name: "private key", start: at, end: at + match[0].length, confidence: "certain" }
    : undefined;
}

/** The base64 of a key without armour headers, escapes and what code puts between the lines. */
function keyBody(text: string): string {
  const plain = text.replace(/\\[nrt]|<br ?\/?>/g, "\n").replace(/^[\w-]{1,30}: [^\n]{0,80}$/gm, "");
  // Prose or code where the key should be.
  if (/\w\([\w"'/]|\w\(\)|::/.test(plain.slice(0, 300))) return "";
  if (/[A-Za-z]{2} [a-z]{2,20} [a-z]{2}/.test(plain.slice(0, 300))) return "";
  const body = plain.replace(/[^A-Za-z0-9+/=]/g, "");
  return /[.…]{3}|\$\{|\{\{|XXXX|<[a-z]/.test(plain.slice(0, 300)) && body.length < 200 ? "" : body;
}

function puttyKey(text: string, at: number): Candidate | undefined {
  const body = text.slice(at, at + 6000);
  const lines = /Private-Lines: \d{1,3}\r?\n([A-Za-z0-9+/=\r\n]{40,5000})/.exec(body);
  if (!lines) return undefined;
  const start = at + lines.index + lines[0].length - lines[1]!.length;
  const encrypted = !/Encryption: none/.test(body);
  return {
    kind: "private-key",
    name: "PuTTY private key",
    start,
    end: start + lines[1]!.trimEnd().length,
    confidence: encrypted ? "possible" : "certain",
  };
}

/** The `exp` before which a token has certainly run out; a fixed day, so that results do not change by themselves. */
const longAgo = Date.UTC(2026, 0, 1) / 1000;

function jsonWebToken(text: string, at: number): Candidate | undefined {
  if (!text.startsWith("eyJ", at) || /[\w.-]/.test(text[at - 1] ?? "")) return undefined;
  const shape = /eyJ[\w-]{8,2000}\.(eyJ[\w-]{8,6000})(?:\.([\w-]{10,1500}))?/y;
  shape.lastIndex = at;
  const match = shape.exec(text);
  if (!match) return undefined;
  const header = decode(match[0].slice(0, match[0].indexOf(".")));
  const claims = decode(match[1]!);
  if (!header || !/"(?:alg|typ|enc)"/.test(header)) return undefined;
  if (/"alg":\s?"none"/i.test(header)) return undefined;
  if (claims && /John Doe|"1234567890"/.test(claims)) return undefined;
  const expiry = Number(/"exp":\s?(\d{9,11})/.exec(claims ?? "")?.[1] ?? Number.POSITIVE_INFINITY);
  const signed = match[2] !== undefined;
  return {
    kind: "json-web-token",
    name: "JSON Web Token",
    start: at,
    end: at + match[0].length,
    confidence: signed && expiry > longAgo ? "likely" : "possible",
    shown: 3,
  };
}

function basic(text: string, at: number): Candidate | undefined {
  if (text[at] !== "B" && text[at] !== "b") return undefined;
  if (/[\w-]/.test(text[at - 1] ?? "")) return undefined;
  const shape = /Basic {1,3}([A-Za-z0-9+/_-]{8,400}={0,2})(?![\w=])/iy;
  shape.lastIndex = at;
  const match = shape.exec(text);
  if (!match) return undefined;
  const plain = decode(match[1]!);
  const parts = plain && /^([\x20-\x7e]{0,80}?):([\x20-\x7e]{1,200})$/.exec(plain);
  if (!parts) return undefined;
  if (isPlaceholder(parts[2]!)) return undefined;
  const start = at + match[0].length - match[1]!.length;
  return {
    kind: "authorization",
    name: "Basic authorization",
    start,
    end: start + match[1]!.length,
    user: parts[1]!,
    confidence: surprise(parts[2]!) >= 4.2 ? "likely" : "possible",
  };
}

function bearer(text: string, at: number): Candidate | undefined {
  const shape = /(?:Bearer|Token) {1,3}([\w.~+/-]{16,2000}={0,2})/iy;
  shape.lastIndex = at;
  const match = shape.exec(text);
  if (!match || match[1]!.startsWith("eyJ") || isPlaceholder(match[1]!)) return undefined;
  if (surprise(match[1]!) < 5 || !/\d/.test(match[1]!)) return undefined;
  const start = at + match[0].length - match[1]!.length;
  return {
    kind: "authorization",
    name: "Bearer authorization",
    start,
    end: start + match[1]!.length,
    confidence: "likely",
  };
}

function ntlm(text: string, at: number): Candidate | undefined {
  const shape = /NTLM (TlRMTVNTUAADAAAA[A-Za-z0-9+/=]{40,2000})/iy;
  shape.lastIndex = at;
  const match = shape.exec(text);
  return match
    ? {
        kind: "authorization",
        name: "NTLM authorization",
        start: at + 5,
        end: at + match[0].length,
        confidence: "likely",
      }
    : undefined;
}

/** The private members of a JSON Web Key (RFC 7517, RFC 7518 §6): `d` of RSA and EC, `k` of symmetric keys. */
function jsonWebKey(text: string, at: number, state: Map<string, number>): Candidate | undefined {
  // Keys are flat objects: the nearest braces hold it, and each pair of braces is looked at once.
  const from = Math.max(state.get("jwk") ?? 0, at - 3000);
  state.set("jwk", at + 3);
  const back = text.slice(from, at);
  const open = Math.max(back.lastIndexOf("{"), back.lastIndexOf("}"));
  if (open < 0 || back[open] !== "{") return undefined;
  const after = text.slice(at, at + 3000).search(/[{}]/);
  const body = back.slice(open) + text.slice(at, after < 0 ? at + 3000 : at + after);
  const kind = /kty\\?["']?\s{0,4}[:=]\s{0,4}\\?["'](\w{2,6})/.exec(body)?.[1];
  if (!kind) return undefined;
  const member = kind.toLowerCase() === "oct" ? "k" : "d";
  const shape = new RegExp(`(?:^|[\\s{,"'])${member}\\\\?["']?\\s{0,4}:\\s{0,4}\\\\?["']([\\w-]{20,2000})`);
  const match = shape.exec(body);
  if (!match || surprise(match[1]!) < 4.5) return undefined;
  const start = from + open + match.index + match[0].length - match[1]!.length;
  return {
    kind: "json-web-key",
    name: `JSON Web Key (${kind})`,
    start,
    end: start + match[1]!.length,
    confidence: "certain",
  };
}

function npmrc(text: string, at: number): Candidate | undefined {
  const shape = /:?_auth(?:Token)?["']?\s{0,3}[=:]\s{0,3}["']?([^\s"'${}<>]{8,400})/iy;
  shape.lastIndex = at;
  const match = shape.exec(text);
  if (!match || isPlaceholder(match[1]!) || isNameLike(match[1]!)) return undefined;
  const start = at + match[0].length - match[1]!.length;
  return { kind: "registry-token", name: "_authToken", start, end: start + match[1]!.length, confidence: "likely" };
}

/** `machine HOST login USER password SECRET` (netrc). */
function netrc(text: string, at: number): Candidate | undefined {
  const shape = /machine[ \t]+([\w.-]{1,100})\s{1,20}login[ \t]+(\S{1,100})\s{1,20}password[ \t]+(\S{1,200})/iy;
  shape.lastIndex = at;
  const match = shape.exec(text);
  if (!match || isPlaceholder(match[3]!)) return undefined;
  const start = at + match[0].length - match[3]!.length;
  return {
    kind: "netrc",
    name: "password",
    start,
    end: start + match[3]!.length,
    host: match[1]!,
    user: match[2]!,
    confidence: "likely",
  };
}

/** `"auth": base64(user:password)` of a Docker client's config.json. */
function dockerAuth(text: string, at: number): Candidate | undefined {
  const shape = /"auth"\s{0,4}:\s{0,4}"([A-Za-z0-9+/]{8,400}={0,2})"/y;
  shape.lastIndex = at;
  const match = shape.exec(text);
  const plain = match && decode(match[1]!);
  const parts = plain && /^([^:\s]{1,80}):(\S{3,300})$/.exec(plain);
  if (!match || !parts || isPlaceholder(parts[2]!)) return undefined;
  const start = at + match[0].length - match[1]!.length - 1;
  return {
    kind: "registry-token",
    name: "auth",
    start,
    end: start + match[1]!.length,
    user: parts[1]!,
    confidence: "likely",
  };
}

/** A private key in PEM that was encoded in base64 once more, as kubeconfig's `client-key-data` and user data are. */
function encodedKey(text: string, at: number): Candidate | undefined {
  const shape = /LS0tLS1CRUdJTi[A-Za-z0-9+/]{30,12000}={0,2}/y;
  shape.lastIndex = at;
  const match = shape.exec(text);
  if (!match || !/^-----BEGIN [A-Z ]{0,30}PRIVATE KEY/.test(decode(match[0].slice(0, 80)) ?? "")) return undefined;
  return {
    kind: "private-key",
    name: "private key",
    start: at,
    end: at + match[0].length,
    confidence: match[0].length >= 160 ? "certain" : "likely",
  };
}

function secureString(text: string, at: number): Candidate | undefined {
  const shape = /ConvertTo-SecureString\s{1,4}(?:-String\s{1,4})?(["'])([^"'\n$]{4,100})\1/iy;
  shape.lastIndex = at;
  const match = shape.exec(text);
  if (!match || isPlaceholder(match[2]!)) return undefined;
  const start = at + match[0].lastIndexOf(match[2]!);
  return {
    kind: "command-line",
    name: "ConvertTo-SecureString",
    start,
    end: start + match[2]!.length,
    confidence: "likely",
  };
}

/** Base64 or base64url as Latin-1 text, undefined when it is not valid. */
function decode(base64: string): string | undefined {
  try {
    return atob(base64.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, ""));
  } catch {
    return undefined;
  }
}
