import { relative, resolve, sep } from "node:path";
import { diskHost, expectFewFiles, locate } from "../disk.js";
import { setGrammarSource } from "../document/grammar-source.js";
import { defaultRulePath } from "../project/config.js";
import type { Profile } from "../project/profile.js";
import {
  type FileProblem,
  type FileResult,
  folderOf,
  Project,
  type ProjectOptions,
  type Settings,
} from "../project/project.js";
import type { Principle } from "../project/statements.js";
import type { Confidence, RuleDocs } from "../rules/rule.js";
import type { Selection } from "./changed-files.js";
import { comparePaths, compareProblems } from "./path-order.js";
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

/** What a run over files is asked for. */
export interface RunOptions {
  readonly noConfig?: boolean;
  readonly allRules?: boolean;
  readonly minConfidence?: Confidence;
  readonly maxFileSize?: number;
  readonly noBaseline?: boolean;
  /** The day to judge by, as YYYY-MM-DD; today when absent. */
  readonly asOf?: string;
  /** Told where the time goes. */
  readonly profile?: Profile;
  /** Only files of this shard: `index` from 0, of so many. */
  readonly shard?: { readonly index: number; readonly of: number };
}

/** A path given on the command line, absolute, and the root that bounds what is read for it. */
interface Start {
  readonly path: string;
  readonly root: string;
  readonly kind: "file" | "folder";
}

/** Up to so many files that are named or that git selects the start of a parser counts for more than its speed. */
const fewFiles = 10;

/** Opens a project for a root on the disk. */
export async function openProject(root: string, options: RunOptions): Promise<Project> {
  const disk = diskHost();
  setGrammarSource(disk.grammar);
  const { asOf } = options;
  const host = asOf === undefined ? disk : { ...disk, today: () => asOf };
  const projectOptions: ProjectOptions = { root, ...options };
  const project = await Project.open(host, projectOptions);
  options.profile?.lap("starting");
  return project;
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

/** A file to lint, with the project it belongs to. */
export interface RunFile {
  readonly project: Project;
  readonly path: string;
  /** True when the command line names the file itself. */
  readonly named: boolean;
  /** Its bytes where they are not those on the disk. */
  readonly bytes?: Uint8Array;
}

/**
 * Every file of the starts that is not ignored, once; `denied` is called with every folder that cannot be read. `seen`
 * takes all files, ignored or not.
 */
export async function* filesOf(
  starts: readonly Start[],
  options: RunOptions,
  denied: (path: string) => void,
  told?: (path: string, message: string) => void,
  seen = new Set<string>(),
): AsyncGenerator<RunFile> {
  const projects = new Map<string, Project>();
  for (const start of starts) {
    let project = projects.get(start.root);
    if (!project) {
      project = await openProject(start.root, options);
      projects.set(start.root, project);
    }
    const files =
      start.kind === "file"
        ? [start.path]
        : (await import("../project/walk.js")).walk(project.host, start.path, denied, told);
    for (const path of files) {
      if (seen.has(path)) continue;
      seen.add(path);
      if (!(await project.ignores(path))) yield { project, path, named: start.kind === "file" };
    }
  }
}

/** The files git selects, below the working directory. */
export async function* selectedFiles(selection: Selection, options: RunOptions): AsyncGenerator<RunFile> {
  const cwd = locate(process.cwd())?.path ?? slashed(process.cwd());
  const project = await openProject(cwd, options);
  const { changedFiles } = await import("./changed-files.js");
  const files = changedFiles(cwd, selection);
  if (files.length <= fewFiles) expectFewFiles();
  for (const { path, staged } of files)
    if (!(await project.ignores(path))) yield { project, path, named: false, bytes: staged };
}

/** What a run is collected into. */
class Collected {
  readonly findings: ReportedFinding[] = [];
  readonly suppressed: ReportedFinding[] = [];
  readonly problems: ReportedProblem[] = [];
  readonly undecided: Report["undecided"][number][] = [];
  readonly teamDocs = new Map<string, RuleDocs>();
  readonly #principles = new Map<string, Principle>();
  baselined = 0;
  files = 0;
  unreadable = 0;
  broken = false;
  readonly #baselines = new Set<string>();
  /** The configurations that were met, as they are shown, by their folder. */
  readonly configured = new Map<string, string>();
  readonly #projects = new Map<string, Project>();

  /** Notes what holds for a file: problems of its configuration once, the words of the team's rules. */
  settings(settings: Settings, project: Project): void {
    if (settings.folder === undefined || this.configured.has(settings.folder)) return;
    this.configured.set(
      settings.folder,
      shown(settings.layers.at(-1)?.path ?? `${settings.folder}/${defaultRulePath}`),
    );
    this.#projects.set(settings.folder, project);
    this.problemsOf(settings.problems);
    for (const [id, docs] of Object.entries(settings.docs ?? {})) this.teamDocs.set(id, docs);
    for (const one of settings.principles ?? []) this.#principles.set(JSON.stringify(one), one);
  }

  /** Notes what is wrong with configurations and rules, once: folders below share the configurations of those above. */
  problemsOf(problems: readonly FileProblem[]): void {
    for (const problem of problems) {
      const reported = reportProblem(problem, shown(problem.path));
      if (!this.problems.some((one) => JSON.stringify(one) === JSON.stringify(reported))) this.problems.push(reported);
    }
  }

  /** Notes what is wrong with the baseline of these settings. */
  async baseline(settings: Settings, project: Project): Promise<void> {
    const base = settings.base ?? project.options.root;
    if (this.#baselines.has(base)) return;
    this.#baselines.add(base);
    const problem = await project.baselineProblem(settings);
    if (!problem) return;
    this.broken = true;
    this.problemsOf([{ ...problem, message: `the baseline is broken and holds nothing: ${problem.message}` }]);
  }

  /** Notes what linting a file gave. */
  result(result: FileResult, name: string, named: boolean): void {
    if (result.skipped === "unreadable") this.unreadable++;
    else if (result.skipped === undefined) this.files++;
    else if (named && result.skipped === "binary") this.problems.push({ path: name, message: "is binary; not linted" });
    else if (named && result.skipped === "unknown-format")
      this.problems.push({ path: name, message: "is no kind of file that tenet reads" });
    for (const problem of result.problems) {
      const reported = reportProblem(problem, name);
      const hint = result.skipped === "too-large" ? " (--max-file-size BYTES sets the limit)" : "";
      this.problems.push({ ...reported, message: reported.message + hint });
    }
    this.baselined += result.baselined.length;
    if (!result.document) return;
    const { text, lines } = result.document;
    for (const finding of result.findings) this.findings.push(reportFinding(finding, name, text, lines));
    for (const finding of result.suppressed) this.suppressed.push(reportFinding(finding, name, text, lines, true));
    for (const one of result.undecided)
      this.undecided.push({ rule: one.id, path: name, start: placeOf(lines, one.range.start), unknown: one.unknown });
  }

  /** Notes what configurations say without effect, where every file below them was seen. */
  async idle(starts: readonly Start[], paths: readonly string[]): Promise<void> {
    for (const [folder, project] of this.#projects)
      if (starts.some(({ kind, path }) => kind === "folder" && `${folder}/`.startsWith(`${path}/`)))
        this.problemsOf(await project.idle(folder, paths));
  }

  report(project: Project): Report {
    const { undecided, files, unreadable, broken, baselined, teamDocs } = this;
    // The same order however many machines shared the files.
    const byPath = (a: { path: string }, b: { path: string }): number => comparePaths(a.path, b.path);
    const findings = this.findings.toSorted(byPath);
    const suppressed = this.suppressed.toSorted(byPath);
    const problems = this.problems.toSorted(compareProblems);
    const principles = async () => [...(await project.principles()), ...this.#principles.values()];
    let builtin: ReturnType<typeof project.host.docs> | undefined;
    const docs: Report["docs"] = async (id) => {
      const own = teamDocs.get(id);
      if (own) return own;
      builtin ??= project.host.docs();
      return (await builtin)[id];
    };
    return {
      findings,
      suppressed,
      problems,
      undecided,
      files,
      unreadable,
      broken,
      baselined,
      project,
      principles,
      docs,
      version,
    };
  }
}

/** Lints everything the starts name, or what git selects. */
export async function run(what: readonly Start[] | Selection, options: RunOptions): Promise<Report> {
  const { profile } = options;
  const collected = new Collected();
  const denied = (folder: string): void => {
    collected.unreadable++;
    collected.problems.push({ path: shown(folder), message: "the folder cannot be read" });
  };
  const told = (path: string, message: string): void => {
    collected.problems.push({ path: shown(path), message });
  };
  if (!("kind" in what) && what.length <= fewFiles && what.every((start) => start.kind === "file")) expectFewFiles();
  let project: Project | undefined;
  const seen = new Set<string>();
  for await (const file of "kind" in what ? selectedFiles(what, options) : filesOf(what, options, denied, told, seen)) {
    project = file.project;
    const name = shown(file.path);
    profile?.lap("listing");
    const began = profile?.total ?? 0;
    const settings = await project.settings(folderOf(file.path));
    collected.settings(settings, project);
    await collected.baseline(settings, project);
    if (options.shard && shardOf(name, options.shard.of) !== options.shard.index) continue;
    const result = await project.lintFile(file.path, file.bytes);
    collected.result(result, name, file.named);
    profile?.file(name, began, result.spent);
  }
  if (!("kind" in what)) await collected.idle(what, [...seen]);
  project ??= await openProject("kind" in what ? slashed(process.cwd()) : what[0]!.root, options);
  return collected.report(project);
}

/** The configurations that hold for the files of the starts, as paths are shown, and what is wrong with them. */
export async function readConfigurations(
  starts: readonly Start[],
): Promise<{ readonly configurations: readonly string[]; readonly problems: readonly ReportedProblem[] }> {
  const collected = new Collected();
  const seen = new Set<string>();
  for await (const { project, path } of filesOf(starts, {}, () => {}, undefined, seen))
    collected.settings(await project.settings(folderOf(path)), project);
  await collected.idle(starts, [...seen]);
  return {
    configurations: [...collected.configured.values()].sort(comparePaths),
    problems: collected.problems.toSorted(compareProblems),
  };
}

/** Lints one text under a name. */
export async function runText(name: string, text: string, options: RunOptions): Promise<Report> {
  const collected = new Collected();
  const project = await openProject(slashed(process.cwd()), options);
  const path = slashed(resolve(name));
  const settings = await project.settings(folderOf(path));
  collected.settings(settings, project);
  await collected.baseline(settings, project);
  const result = await project.lintText(path, text);
  options.profile?.file(shown(path), 0, result.spent);
  collected.result(result, shown(path), false);
  if (result.skipped === "unknown-format")
    collected.problems.push({
      path: name,
      message: "is no kind of file that tenet reads; --stdin-filename says what it is",
    });
  return collected.report(project);
}

/** The shard a path belongs to, from 0: a hash of the path alone (FNV-1a), so that every machine agrees. */
export function shardOf(path: string, shards: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < path.length; i++) hash = Math.imul(hash ^ path.charCodeAt(i), 0x01000193) >>> 0;
  return hash % shards;
}
