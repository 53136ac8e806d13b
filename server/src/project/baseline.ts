import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Document } from "../document/document.js";
import type { Finding } from "../lint/finding.js";

/** Where the baseline stands, relative to the folder that paths are relative to. */
export const baselinePath = ".tenet/baseline.json";

/** Findings that were there before; they are not told again. */
export interface Baseline {
  readonly version: 1;
  /** The key of the hashes, made at random when the baseline is. */
  readonly salt: string;
  /** Path → key of a finding → how many there are. */
  readonly findings: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Reads a baseline; undefined when the text is none. */
export function readBaseline(text: string): Baseline | undefined {
  try {
    const data = JSON.parse(text) as Partial<Baseline>;
    const { version, salt, findings } = data;
    if (version !== 1 || typeof salt !== "string" || typeof findings !== "object" || findings === null)
      return undefined;
    return { version, salt, findings };
  } catch {
    return undefined;
  }
}

/** The baseline as a file holds it: sorted, so that changes are small. */
export function writeBaseline(baseline: Baseline): string {
  const findings = Object.fromEntries(
    Object.entries(baseline.findings)
      .filter(([, keys]) => Object.keys(keys).length > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, keys]) => [path, Object.fromEntries(Object.entries(keys).sort(([a], [b]) => (a < b ? -1 : 1)))]),
  );
  return `${JSON.stringify({ ...baseline, findings }, undefined, 2)}\n`;
}

/**
 * What a finding is known by: a keyed hash of its rule and of the lines it stands on without blanks. It stays when
 * lines move or are indented anew, and changes when their text does: a new secret on an old line is new.
 */
export function baselineKey(salt: string, finding: Finding, document: Document): string {
  const { lines, text } = document;
  const first = lines.line(lines.position(finding.range.start).line).start;
  const last = lines.line(lines.position(finding.range.end).line).end;
  const snippet = text.slice(first, Math.min(last, first + 4000)).replace(/\s+/g, "");
  return bytesToHex(hmac(sha256, utf8ToBytes(salt), utf8ToBytes(`${finding.id}\0${snippet}`))).slice(0, 24);
}

/** The findings that the baseline does not hold, and those it does. */
export function applyBaseline(
  baseline: Baseline,
  path: string,
  findings: readonly Finding[],
  document: Document,
): { readonly fresh: readonly Finding[]; readonly known: readonly Finding[] } {
  const held = Object.hasOwn(baseline.findings, path) ? baseline.findings[path]! : {};
  const left = new Map(Object.entries(held));
  const fresh: Finding[] = [];
  const known: Finding[] = [];
  for (const finding of findings) {
    const key = baselineKey(baseline.salt, finding, document);
    const count = left.get(key) ?? 0;
    if (count > 0) {
      left.set(key, count - 1);
      known.push(finding);
    } else fresh.push(finding);
  }
  return { fresh, known };
}
