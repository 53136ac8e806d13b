import type { OptionData, RuleData, RuleDocs } from "./rule.js";

/** The page of a rule in Markdown: what, why, what to do, examples by format. */
export function rulePage(rule: RuleData, docs: RuleDocs | undefined): string {
  const parts = [
    `# ${rule.id}: ${rule.title}`,
    `severity ${rule.severity} · confidence ${rule.confidence}${rule.statements.length > 0 ? ` · answers ${rule.statements.join(", ")}` : ""}`,
  ];
  if (docs) parts.push(`## Why\n${docs.why}`, `## What to do\n${docs.remedy}`);
  const options = Object.entries(rule.options ?? {});
  if (options.length > 0)
    parts.push(
      `## Options\nUnder \`rules: { ${rule.id}: { options: { … } } }\` in \`tenet.yaml\`:\n${options.map(optionLine).join("\n")}`,
    );
  rule.checks.forEach((check, index) => {
    const examples = docs?.examples[index] ?? [];
    if (examples.length === 0) return;
    parts.push(`## ${check.key}`);
    for (const example of examples) {
      parts.push(`${example.kind === "bad" ? "Found" : "Not found"}:\n${fence(example.text, check.key)}`);
      if (example.fixed !== undefined) parts.push(`Fixed:\n${fence(example.fixed, check.key)}`);
    }
  });
  if (docs && docs.references.length > 0) parts.push(`References: ${docs.references.join(", ")}`);
  parts.push(
    `Switch it off for one place: \`tenet-ignore ${rule.id}: reason\` in a comment on the line or the one before.`,
  );
  return `${parts.join("\n\n")}\n`;
}

function optionLine([name, { about, default: value, oneOf }]: [string, OptionData]): string {
  const choice = oneOf ? ` (${oneOf.join(", ")})` : "";
  return `- \`${name}\`: ${about}${choice}; \`${JSON.stringify(value)}\` when nobody sets it`;
}

function fence(text: string, language: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}
