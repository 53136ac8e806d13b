import { writeOut } from "../disk.js";
import { openProject, slashed } from "./run.js";
import { oneOf, readOptions } from "./usage.js";

/** `tenet rules`: lists the rules that hold in the working directory. */
export async function rules(args: string[]): Promise<number> {
  const { values } = readOptions(args, { format: { type: "string" }, "no-config": { type: "boolean" } });
  const format = oneOf("format", values.format, ["text", "json"]) ?? "text";
  const root = slashed(process.cwd());
  const project = await openProject(root, { noConfig: values["no-config"] });
  const settings = await project.settings(root);
  const all = settings.rules.rules.map((rule) => ({
    id: rule.data.id,
    title: rule.data.title,
    severity: project.choice(settings, rule, `${root}/any`)?.setting ?? rule.data.severity,
    statements: rule.data.statements,
    formats: [...new Set(rule.data.checks.map((check) => check.key))],
  }));
  all.sort((a, b) => (a.id < b.id ? -1 : 1));
  if (format === "json") writeOut(`${JSON.stringify({ version: 1, rules: all }, undefined, 2)}\n`);
  else
    for (const rule of all)
      writeOut(
        `${rule.id.padEnd(30)} ${rule.severity.padEnd(8)} ${rule.title}\n${" ".repeat(40)}${rule.formats.join(", ")}\n`,
      );
  return 0;
}
