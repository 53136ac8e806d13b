import { isScalar, parseDocument } from "yaml";
import { applyEdits, type Edit } from "../text/edit.js";

/** A new text for an example: which check (key and number under it), which example, which of its texts. */
export interface ExampleUpdate {
  readonly key: string;
  readonly check: number;
  readonly example: number;
  readonly part: "bad" | "fixed";
  readonly text: string;
}

/** The rule file with the texts of examples replaced; only block texts (`|`) can be, the others stay as they are. */
export function updateExamples(source: string, updates: readonly ExampleUpdate[]): string {
  const yaml = parseDocument(source, { prettyErrors: false });
  const edits = updates.flatMap((update): Edit[] => {
    const node = yaml.getIn(["checks", update.key, update.check, "examples", update.example, update.part], true);
    if (!isScalar(node) || node.type !== "BLOCK_LITERAL" || !node.range) return [];
    const [start, end] = node.range;
    const first = source.indexOf("\n", start) + 1;
    const indent = /^[ \t]*/.exec(source.slice(first).replace(/^(?:[ \t]*\n)*/, ""))?.[0] ?? "";
    const text = update.text
      .replace(/\n+$/, "")
      .split("\n")
      .map((line) => (line === "" ? "" : indent + line))
      .join("\n");
    return [{ range: { start: first, end }, text: `${text}\n` }];
  });
  return applyEdits(source, edits);
}
