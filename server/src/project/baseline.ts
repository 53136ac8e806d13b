import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Document } from "../document/document.js";
import type { Finding } from "../lint/finding.js";
import type { Range } from "../text/range.js";

/** Findings that were there before; they are not told again. */
export interface Baseline {
  readonly version: 1;
  /** The key of the hashes, made at random when the baseline is. */
  readonly salt: string;
  /** Path → key of a finding → how many there are. */
  readonly findings: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** A baseline as it was read, or what is wrong with its text. */
export type ReadBaseline =
  | { readonly baseline: Baseline; readonly problem?: undefined }
  | { readonly baseline?: undefined; readonly problem: { readonly message: string; readonly range: Range } };

/** Reads a baseline. Never throws. */
export function readBaseline(text: string): ReadBaseline {
  const wrong = (message: string, at: number, length = 1): ReadBaseline => ({
    problem: { message, range: { start: at, end: Math.min(text.length, at + length) } },
  });
  const conflict = /^(?:<{7}|={7}|>{7})/m.exec(text);
  if (conflict) return wrong("a merge left its marks here: keep the lines of both sides", conflict.index, 7);
  let data: Partial<Baseline> | null;
  try {
    data = JSON.parse(text) as Partial<Baseline> | null;
  } catch (error) {
    // How the engine that runs this says where it stopped.
    const { message } = error as Error;
    const last = Math.max(0, text.trimEnd().length - 1);
    const at = Number(/at position (\d+)/.exec(message)?.[1] ?? (/\bend\b/i.test(message) ? last : 0));
    return wrong("this is no JSON", Math.min(at, last));
  }
  const place = (key: string): number => Math.max(0, text.indexOf(JSON.stringify(key)));
  const { version, salt, findings } = data ?? {};
  if (version !== 1)
    return wrong(`it is of version ${JSON.stringify(version)}; this tenet reads version 1`, place("version"));
  if (typeof salt !== "string") return wrong("it has no salt", place("salt"));
  if (!isRecord(findings)) return wrong("it has no findings", place("findings"));
  for (const [path, keys] of Object.entries(findings)) {
    if (isRecord(keys) && Object.values(keys).every((count) => Number.isInteger(count))) continue;
    return wrong("here stands no map from the keys of findings to how many there are", place(path));
  }
  return { baseline: { version, salt, findings } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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
