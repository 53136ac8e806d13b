import { readFileSync } from "node:fs";
import type { Project } from "../../server/src/project/project.js";

/** The findings of a Terraform file as `RULE ADDRESS`, sorted, each once; the address is that of the block around. */
export async function rulesByResource(project: Project, path: string): Promise<string[]> {
  const { findings } = await project.lintFile(path);
  const document = await project.parse(path, readFileSync(path, "utf8"));
  const found = new Set<string>();
  for (const { id, range } of findings) {
    let address = "";
    for (const top of document?.root.children ?? []) {
      for (const block of ["resource", "data"].includes(top.name) ? top.children : [top]) {
        if (block.range.start <= range.start && range.end <= block.range.end)
          address = [block.name, ...block.values.map((value) => value.text)].join(".");
      }
    }
    found.add(`${id} ${address}`);
  }
  return [...found].sort();
}
