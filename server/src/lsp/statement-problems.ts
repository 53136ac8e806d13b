import { isMap, isScalar, isSeq, parseDocument, type Scalar } from "yaml";
import type { FileProblem, Project, Settings } from "../project/project.js";
import { nearest } from "../text/nearest.js";
import { statementWords } from "./own-file.js";

/** The statements that a rule file names and that there are not, each with the one that was perhaps meant. */
export async function statementProblems(
  project: Project,
  settings: Settings,
  path: string,
  text: string,
): Promise<FileProblem[]> {
  const { contents } = parseDocument(text, { prettyErrors: false });
  const named = isMap(contents) ? contents.get("statement", true) : undefined;
  const ids = (isSeq(named) ? named.items : [named]).filter((one): one is Scalar => isScalar(one));
  const known = new Set((await statementWords(project, settings)).map((one) => one.label));
  return ids.flatMap(({ value, range }) => {
    const id = String(value);
    if (!range || known.has(id)) return [];
    const near = nearest(id, known);
    const message = `there is no statement "${id}"${near ? `; did you mean "${near}"?` : ""}`;
    return { path, message, range: { start: range[0], end: range[1] }, text };
  });
}
