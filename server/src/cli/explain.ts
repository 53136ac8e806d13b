import { writeOut } from "../disk.js";
import { nearest } from "../text/nearest.js";
import { openProject, slashed } from "./run.js";
import { readOptions, UsageError } from "./usage.js";

/** `tenet explain RULE`: why a rule is there, its examples, what to do. */
export async function explain(args: string[]): Promise<number> {
  const { positionals } = readOptions(args, {});
  const [id] = positionals;
  if (id === undefined) throw new UsageError("explain which rule? `tenet rules` lists them");
  const root = slashed(process.cwd());
  const project = await openProject(root, {});
  const settings = await project.settings(root);
  const rule = settings.rules.rule(id);
  if (!rule) {
    const near = nearest(
      id,
      settings.rules.rules.map((one) => one.data.id),
    );
    throw new UsageError(`there is no rule "${id}"${near ? `; did you mean "${near}"?` : ""}`);
  }
  const { rulePage } = await import("../rules/rule-page.js");
  const { documentationOf } = await import("../project/layers.js");
  const own = documentationOf(settings.pages, rule.data);
  writeOut(rulePage(rule.data, await project.docs(rule.data.id, settings)));
  if (own !== undefined) writeOut(`\nYour team's page: ${own}\n`);
  return 0;
}
