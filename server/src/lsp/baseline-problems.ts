import type { FileProblem, FileResult, Project, Settings } from "../project/project.js";
import { LineIndex } from "../text/line-index.js";

/** What is wrong with the text of a baseline that is open. */
export async function baselineProblems(path: string, text: string): Promise<readonly FileProblem[]> {
  const { readBaseline } = await import("../project/baseline.js");
  const { problem } = readBaseline(text);
  return problem ? [{ path, text, ...problem }] : [];
}

/** What a file's own problems are, and that the findings it has may be old ones where the baseline cannot be read. */
export async function withBaseline(project: Project, settings: Settings, result: FileResult): Promise<FileResult> {
  if (result.findings.length === 0) return result;
  const problem = await project.baselineProblem(settings);
  if (!problem) return result;
  const { path, message, text = "", range = { start: 0, end: 0 } } = problem;
  const { line } = new LineIndex(text).position(range.start);
  const told = `${project.relative(path, settings)}:${line + 1} is broken, so that old findings are told too: ${message}`;
  return { ...result, problems: [...result.problems, { path: result.path, message: told }] };
}
