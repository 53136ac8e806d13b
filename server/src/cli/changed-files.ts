import { createHash } from "node:crypto";
import { diskHost, locate } from "../disk.js";
import { git, gitWithoutFilters } from "../git.js";
import { UsageError } from "./usage.js";

/** Which files git is asked for. */
export type Selection =
  | { readonly kind: "staged" }
  | { readonly kind: "changed" }
  | { readonly kind: "since"; readonly ref: string };

/** A file to lint: its path (absolute) and, for a staged one, its text as it will be committed. */
export interface ChangedFile {
  readonly path: string;
  readonly staged?: Uint8Array;
}

/**
 * The files git names, below the working directory, without deleted ones and links. Staged files come with their text
 * from the index, so that a partially staged file is judged by what is committed. Throws a {@link UsageError} when
 * git cannot say.
 */
export function changedFiles(cwd: string, selection: Selection): ChangedFile[] {
  const top = git(cwd, ["rev-parse", "--show-toplevel"])?.toString().trim();
  const root = top === undefined ? undefined : locate(top)?.path;
  if (root === undefined) throw new UsageError("this is no git repository, or git is not installed");
  if (selection.kind === "staged") return stagedFiles(cwd, root);
  const base = selection.kind === "since" ? mergeBase(cwd, selection.ref) : "HEAD";
  const changed = changedSince(cwd, root, base);
  // Before the first commit there is no HEAD: everything is new.
  const tracked =
    changed ?? (selection.kind === "changed" ? names(git(cwd, ["ls-files", "-z", "--full-name"])) : undefined);
  if (!tracked) throw new UsageError(`git does not know "${base}"`);
  const untracked = names(git(root, ["ls-files", "-z", "--others", "--exclude-standard"])) ?? [];
  return [...new Set([...tracked, ...untracked])]
    .map((name) => `${root}/${name}`)
    .filter((path) => below(path, cwd) && locate(path)?.path === path)
    .sort()
    .map((path) => ({ path }));
}

/**
 * Files that are not as they were at a commit. `git diff` would look into those that were touched, by way of the filters
 * that the repository's configuration names, which are programs: `git diff-index` names them, and their text is looked at
 * here. One that was written in the second in which git last looked is read by git too. One that a filter changes
 * counts as changed once it is touched.
 */
function changedSince(cwd: string, root: string, base: string): string[] | undefined {
  const raw = gitWithoutFilters(cwd, [
    "diff-index",
    "--raw",
    "-z",
    "--no-abbrev",
    "--diff-filter=AMT",
    ...safely,
    base,
    "--",
  ]);
  return raw && readRaw(raw).flatMap(({ path, old }) => (isBlob(`${root}/${path}`, old) ? [] : [path]));
}

/** True when a file holds what git calls by this name. */
function isBlob(path: string, id: string): boolean {
  const bytes = diskHost().read(path);
  if (!bytes) return false;
  const hash = createHash(id.length > 40 ? "sha256" : "sha1");
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest("hex") === id;
}

/** What the configuration may not have a diff start, nor look into. */
const safely = ["--no-ext-diff", "--no-textconv", "--ignore-submodules=all", "--no-renames"];

/** `:100644 100755 OLD NEW M` and the path behind it, both ended by a zero. */
function readRaw(raw: Buffer): { mode: string; old: string; blob: string; path: string }[] {
  const fields = raw.toString().split("\0");
  return fields.flatMap((field, i) => {
    const path = fields[i + 1];
    if (i % 2 === 1 || path === undefined) return [];
    const [, mode = "", old = "", blob = ""] = field.split(" ");
    return [{ mode, old, blob, path }];
  });
}

function mergeBase(cwd: string, ref: string): string {
  if (ref.startsWith("-")) throw new UsageError(`"${ref}" is no commit`);
  const base = git(cwd, ["merge-base", ref, "HEAD"])?.toString().trim();
  if (!base) throw new UsageError(`git does not know "${ref}"`);
  return base;
}

/** Blobs of the index, all in one `git cat-file`. */
function stagedFiles(cwd: string, root: string): ChangedFile[] {
  const raw = git(root, ["diff", "--cached", "--raw", "-z", "--no-abbrev", "--diff-filter=AMT", ...safely]);
  if (!raw) throw new UsageError("git cannot list what is staged");
  // Links (120000) and submodules (160000) are not linted.
  const found = readRaw(raw)
    .filter(({ mode }) => mode.startsWith("100"))
    .map(({ path, blob }) => ({ path: `${root}/${path}`, blob }))
    .filter(({ path }) => below(path, cwd));
  const batch = git(root, ["cat-file", "--batch"], found.map(({ blob }) => `${blob}\n`).join(""));
  if (!batch) throw new UsageError("git cannot read what is staged");
  let at = 0;
  return found.map(({ path }) => {
    const line = batch.indexOf(10, at);
    const size = Number(batch.subarray(at, line).toString().split(" ")[2]);
    if (!(size >= 0)) throw new UsageError(`git has not got what is staged as ${JSON.stringify(path)}`);
    const staged = batch.subarray(line + 1, line + 1 + size);
    at = line + 1 + size + 1;
    return { path, staged };
  });
}

function names(output: Buffer | undefined): string[] | undefined {
  return output?.toString().split("\0").filter(Boolean);
}

function below(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}
