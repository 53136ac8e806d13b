import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "../support.js";

interface RuleFile {
  readonly checks: Readonly<
    Record<string, readonly { examples?: readonly { path?: string; bad?: string; good?: string }[] }[]>
  >;
}

/** The Terraform examples of all rules in HCL: `RULE/CHECK-EXAMPLE/main.tf` and the text, without carets. */
export function terraformExamples(kinds: readonly ("bad" | "good")[]): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of readdirSync(join(root, "rules"), { recursive: true }) as string[]) {
    if (!name.endsWith(".yaml") || name.startsWith("data")) continue;
    const rule = parse(readFileSync(join(root, "rules", name), "utf8")) as RuleFile;
    for (const [i, check] of (rule.checks?.terraform ?? []).entries()) {
      for (const [j, example] of (check.examples ?? []).entries()) {
        const text = kinds.map((kind) => example[kind]).find((one) => one !== undefined);
        const isHcl = example.path === undefined || example.path.endsWith(".tf");
        if (text !== undefined && isHcl)
          files[`${name.replaceAll("\\", "/")}/${i}-${j}/main.tf`] = text.replace(/^[ \t]*\^+[ \t]*\n?/gm, "");
      }
    }
  }
  return files;
}
