import type { Document } from "../document/document.js";
import type { Finding } from "../lint/finding.js";
import { secretsIn } from "../secrets/index.js";

/** The findings with every secret of the document taken out of what people and logs may read of them. */
export function redact(findings: readonly Finding[], document: Document): readonly Finding[] {
  const secrets = [...new Set(secretsIn(document))];
  if (secrets.length === 0) return findings;
  const holds = secretFinder(secrets);
  const clean = (text: string): string => {
    let out = text;
    for (const secret of holds(text)) out = out.replaceAll(secret, "•••");
    return out;
  };
  return findings.map((finding) => ({
    ...finding,
    message: clean(finding.message),
    related: finding.related.map((related) => ({ ...related, message: clean(related.message) })),
    fixes: finding.fixes.map((fix) => ({ ...fix, title: clean(fix.title) })),
  }));
}

/** How the secrets begin is looked up at each place of a text: secrets are longer than that. */
const beginning = 4;

/** Gives the secrets that stand in a text, in their order; however many there are, a text is read once. */
function secretFinder(secrets: readonly string[]): (text: string) => readonly string[] {
  const byBeginning = new Map<string, { secret: string; order: number }[]>();
  secrets.forEach((secret, order) => {
    const key = secret.slice(0, beginning);
    const same = byBeginning.get(key);
    if (same) same.push({ secret, order });
    else byBeginning.set(key, [{ secret, order }]);
  });
  return (text) => {
    const found = new Map<string, number>();
    for (let at = 0; at + beginning <= text.length; at++)
      for (const { secret, order } of byBeginning.get(text.slice(at, at + beginning)) ?? [])
        if (text.startsWith(secret, at)) found.set(secret, order);
    return [...found].sort((a, b) => a[1] - b[1]).map(([secret]) => secret);
  };
}
