import { createHash } from "node:crypto";
import { masked } from "../secrets/index.js";
import type { ReportedFinding } from "./report.js";

/**
 * Fingerprints of findings, in their order: a hash of rule, path and the line without blanks, and which of equal ones
 * it is. They stay when lines move, and hold no line number. Secrets are taken out of the line before, since a short
 * one could be found again by trying.
 */
export function fingerprints(findings: readonly ReportedFinding[]): string[] {
  const seen = new Map<string, number>();
  let of: string | undefined;
  let safe = "";
  return findings.map(({ finding, path, lines, text }) => {
    if (of !== text) safe = masked(finding.path, text);
    of = text;
    const { start, end } = lines.line(lines.position(finding.range.start).line);
    const line = safe.slice(start, end).replace(/\s+/g, "");
    const hash = createHash("sha256").update(`${finding.id}\0${path}\0${line}`).digest("hex").slice(0, 16);
    const nth = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, nth);
    return `${hash}:${nth}`;
  });
}
