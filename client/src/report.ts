import * as vscode from "vscode";
import type { Branch } from "./findings-tree.js";

/** The findings as a Markdown text, in the order of the tree. */
export function report(roots: readonly Branch[]): string {
  const lines = [`# ${vscode.l10n.t("Security findings")}`, ""];
  const total = roots.reduce((sum, one) => sum + one.findings.length, 0);
  lines.push(vscode.l10n.t("{0} findings.", total), "");
  const write = (branch: Branch, depth: number): void => {
    if (branch.finding) {
      const { uri, diagnostic } = branch.finding;
      const place = `${vscode.workspace.asRelativePath(uri)}:${diagnostic.range.start.line + 1}`;
      lines.push(`- ${place}: ${diagnostic.message}`);
      return;
    }
    if (branch.resource === undefined)
      lines.push("", `${"#".repeat(depth)} ${branch.label} (${branch.description})`, "");
    for (const child of branch.children) write(child, depth + 1);
  };
  for (const root of roots) write(root, 2);
  return `${lines.join("\n").replaceAll(/\n{3,}/g, "\n\n")}\n`;
}
