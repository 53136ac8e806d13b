import { type ExampleFailure, writeMarks } from "../lint/example.js";
import type { Project } from "../project/project.js";
import { LineIndex } from "../text/line-index.js";

const expectation = /\bexpect:\s*([a-z][\w-]*(?:\s*,\s*[a-z][\w-]*)*)\s*(?:\*\/|-->)?\s*$/;

/** True for a file that says in comments which findings it must have: `# expect: RULE[, RULE…]`. */
export function isFixture(text: string): boolean {
  return /^.*(?:#|\/\/|\/\*|<!--|--|;).*\bexpect:[ \t]*[a-z][\w-]*/m.test(text);
}

/**
 * Lints a fixture with every rule that holds for it. A comment expects its findings on its own line, or, alone on a
 * line, on the next one that is no such comment. Every finding must be expected and every expected one found.
 */
export async function checkFixture(project: Project, path: string, text: string): Promise<ExampleFailure[]> {
  const result = await project.lintText(path, text);
  if (result.skipped) return [{ message: "no format is known for this file" }];
  const lines = new LineIndex(text);
  const expected = new Map<string, number>();
  let waiting: string[] = [];
  for (let line = 0; line < lines.count; line++) {
    const { start, end } = lines.line(line);
    const content = text.slice(start, end);
    const match = expectation.exec(content);
    const ids = match ? match[1]!.split(/\s*,\s*/) : [];
    const alone = match !== null && /^\s*(?:#|\/\/|\/\*|<!--|--|;)/.test(content);
    if (alone) {
      waiting.push(...ids);
      continue;
    }
    for (const id of [...ids, ...(content.trim() === "" ? [] : waiting)]) {
      const key = `${line} ${id}`;
      expected.set(key, (expected.get(key) ?? 0) + 1);
    }
    if (content.trim() !== "") waiting = [];
  }
  const surplus = result.findings.filter((finding) => {
    const key = `${lines.position(finding.range.start).line} ${finding.id}`;
    const left = expected.get(key) ?? 0;
    if (left > 0) expected.set(key, left - 1);
    return left === 0;
  });
  const failures: ExampleFailure[] = [];
  if (surplus.length > 0)
    failures.push({
      message: `not expected: ${surplus.map((finding) => finding.id).join(", ")}`,
      actual: writeMarks(text, surplus),
    });
  for (const [key, count] of expected) {
    if (count === 0) continue;
    const [line, id] = key.split(" ");
    failures.push({ message: `line ${Number(line) + 1}: expected ${id}, not found` });
  }
  return failures;
}
