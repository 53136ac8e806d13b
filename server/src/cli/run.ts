import { relative, resolve, sep } from "node:path";
import { diskHost, locate } from "../disk.js";
import { setGrammarSource } from "../document/grammar-source.js";
import { folderOf, Project, type ProjectOptions } from "../project/project.js";
import type { Confidence } from "../rules/rule.js";
import { LineIndex } from "../text/line-index.js";
import {
  placeOf,
  type Report,
  type ReportedFinding,
  type ReportedProblem,
  reportFinding,
  reportProblem,
} from "./report.js";
import { UsageError } from "./usage.js";
import { version } from "./version.js";
import { walk } from "../project/walk.js";

/** What a run over files is asked for. */
export interface RunOptions {
  readonly noConfig?: boolean;
  readonly allRules?: boolean;
  readonly minConfidence?: Confidence;
  readonly maxFileSize?: number;
}

/** A path given on the command line, absolute, and the root that bounds what is read for it. */
interface Start {
  readonly path: string;
  readonly root: string;
  readonly kind: "file" | "folder";
}

/** Opens a project for a root on the disk. */
export async function openProject(root: string, options: RunOptions): Promise<Project> {
  const host = diskHost();
  setGrammarSource(host.grammar);
  const projectOptions: ProjectOptions = { root, ...options };
  return Project.open(host, projectOptions);
}

/** The path with forward slashes, as the engine writes paths. */
export function slashed(path: string): string {
  return sep === "/" ? path : path.split(sep).join("/");
}

/** The path as it is shown: relative to the working directory. */
export function shown(path: string): string {
  const from = slashed(relative(process.cwd(), path));
  return from === "" ? "." : from;
}

/** Finds the starts of a run. Throws a {@link UsageError} for a path that does not exist. */
export function startsOf(paths: readonly string[]): Start[] {
  const cwd = locate(process.cwd())?.path ?? slashed(process.cwd());
  return (paths.length === 0 ? ["."] : paths).map((path) => {
    const found = locate(resolve(path));
    if (!found) throw new UsageError(`there is no file or folder "${path}"`);
    const inside = found.path === cwd || found.path.startsWith(`${cwd}/`);
    return { ...found, root: inside ? cwd : found.kind === "folder" ? found.path : folderOf(found.path) };
  });
}

/** Calls `each` with every file of the starts, once; `denied` with every folder that cannot be read. */
export async function eachFile(
  starts: readonly Start[],
  options: RunOptions,
  each: (project: Project, path: string, named: boolean) => Promise<void>,
  denied: (path: string) => void,
): Promise<void> {
  const projects = new Map<string, Project>();
  const seen = new Set<string>();
  for (const start of starts) {
    let project = projects.get(start.root);
    if (!project) {
      project = await openProject(start.root, options);
      projects.set(start.root, project);
    }
    const files = start.kind === "file" ? [start.path] : walk(project.host, start.path, denied);
    for (const path of files) {
      if (seen.has(path)) continue;
      seen.add(path);
      await each(project, path, start.kind === "file");
    }
  }
  if (projects.size === 0) throw new UsageError("nothing to check");
}

/** Lints everything the starts name. */
export async function run(starts: readonly Start[], options: RunOptions): Promise<Report> {
  const findings: ReportedFinding[] = [];
  const suppressed: ReportedFinding[] = [];
  const problems: ReportedProblem[] = [];
  const undecided: Report["undecided"][number][] = [];
  const told = new Set<string>();
  let project: Project | undefined;
  let files = 0;
  let unreadable = 0;
  await eachFile(
    starts,
    options,
    async (current, path, named) => {
      project = current;
      if (await current.ignores(path)) return;
      const settings = await current.settings(folderOf(path));
      if (settings.folder !== undefined && !told.has(settings.folder)) {
        told.add(settings.folder);
        for (const problem of settings.problems) problems.push(reportProblem(problem, shown(problem.path)));
      }
      const result = await current.lintFile(path);
      const name = shown(path);
      if (result.skipped === "unreadable") unreadable++;
      else if (result.skipped === undefined) files++;
      else if (named && (result.skipped === "binary" || result.skipped === "unknown-format"))
        problems.push({
          path: name,
          message: result.skipped === "binary" ? "is binary; not linted" : "is no kind of file that tenet reads",
        });
      for (const problem of result.problems) problems.push(reportProblem(problem, name));
      if (!result.document) return;
      const { text, lines } = result.document;
      for (const finding of result.findings) findings.push(reportFinding(finding, name, text, lines));
      for (const finding of result.suppressed) suppressed.push(reportFinding(finding, name, text, lines, true));
      for (const one of result.undecided)
        undecided.push({ rule: one.id, path: name, start: placeOf(lines, one.range.start), unknown: one.unknown });
    },
    (folder) => {
      unreadable++;
      problems.push({ path: shown(folder), message: "the folder cannot be read" });
    },
  );
  return {
    findings,
    suppressed,
    problems,
    undecided,
    files,
    unreadable,
    project: project ?? (await openProject(starts[0]!.root, options)),
    docs: docsOf(project, starts[0]!.root, options),
    version,
  };
}

function docsOf(project: Project | undefined, root: string, options: RunOptions): Report["docs"] {
  return async (id) => (project ?? (await openProject(root, options))).docs(id);
}

/** Lints one text under a name. */
export async function runText(name: string, text: string, options: RunOptions): Promise<Report> {
  const root = slashed(process.cwd());
  const project = await openProject(root, options);
  const path = slashed(resolve(name));
  const result = await project.lintText(path, text);
  const lines = result.document?.lines ?? new LineIndex(text);
  const settings = await project.settings(folderOf(path));
  const problems = [...settings.problems, ...result.problems].map((problem) =>
    reportProblem(problem, shown(problem.path)),
  );
  if (result.skipped === "unknown-format")
    problems.push({ path: name, message: "is no kind of file that tenet reads; --stdin-filename says what it is" });
  return {
    findings: result.findings.map((finding) => reportFinding(finding, shown(path), text, lines)),
    suppressed: result.suppressed.map((finding) => reportFinding(finding, shown(path), text, lines, true)),
    problems,
    undecided: result.undecided.map((one) => ({
      rule: one.id,
      path: shown(path),
      start: placeOf(lines, one.range.start),
      unknown: one.unknown,
    })),
    files: result.skipped === undefined ? 1 : 0,
    unreadable: 0,
    project,
    docs: (id) => project.docs(id),
    version,
  };
}
