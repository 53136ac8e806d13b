import type { Document } from "../document/document.js";
import type { Finding } from "../lint/finding.js";
import { secretsIn } from "../secrets/index.js";

/** The findings with every secret of the document taken out of what people and logs may read of them. */
export function redact(findings: readonly Finding[], document: Document): readonly Finding[] {
  const secrets = secretsIn(document);
  if (secrets.length === 0) return findings;
  const clean = (text: string): string => {
    let out = text;
    for (const secret of secrets) if (out.includes(secret)) out = out.replaceAll(secret, "•••");
    return out;
  };
  return findings.map((finding) => ({
    ...finding,
    message: clean(finding.message),
    related: finding.related.map((related) => ({ ...related, message: clean(related.message) })),
    fixes: finding.fixes.map((fix) => ({ ...fix, title: clean(fix.title) })),
  }));
}
