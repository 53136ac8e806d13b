import { writeOut } from "../disk.js";
import type { HostGrade } from "../document/host-grade.js";
import { formats } from "../formats/index.js";
import { withoutControls } from "./format-concise.js";
import { gradeJson, gradeTable } from "./format-grade.js";
import { openProject, shown, startsOf } from "./run.js";
import { oneOf, readOptions, UsageError } from "./usage.js";

/** The formats whose files can be graded. */
const graded = formats.filter((entry) => entry.graded);

/** `tenet grade`: how the HTTP Observatory would grade the hosts that configurations serve. */
export async function grade(args: string[]): Promise<number> {
  const { values, positionals } = readOptions(args, {
    host: { type: "string", multiple: true },
    format: { type: "string" },
  });
  const format = oneOf("format", values.format, ["text", "json"]) ?? "text";
  if (positionals.length === 0) throw new UsageError("name the configuration to grade: tenet grade nginx.conf");
  const hosts: HostGrade[] = [];
  let read = 0;
  for (const start of startsOf(positionals)) {
    if (start.kind === "folder")
      throw new UsageError(`"${shown(start.path)}" is a folder: name the configuration file`);
    const project = await openProject(start.root, { noConfig: true });
    // Who names a file to be graded says what it is.
    const document = await project.parseFile(start.path, graded);
    const found = document?.format.grades?.(document, values.host) ?? [];
    if (found.length > 0 || (document?.root.children ?? []).some((node) => node.kind === "block")) read++;
    for (const each of found) {
      // Two files of one configuration serve the same hosts.
      const place = { ...each, path: shown(`${start.root}/${each.path}`) };
      if (!hosts.some((other) => other.host === place.host && other.path === place.path)) hosts.push(place);
    }
  }
  if (read === 0) throw new UsageError("nothing there configures a web server");
  if (format === "json") writeOut(`${JSON.stringify(gradeJson(hosts), undefined, 2)}\n`);
  else writeOut(withoutControls(gradeTable(hosts)));
  return hosts.length > 0 ? 0 : 1;
}
