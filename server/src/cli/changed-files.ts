import { locate } from "../disk.js";
import { git } from "../git.js";
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
  const changed = names(git(cwd, ["diff", "--name-only", "-z", "--no-renames", "--diff-filter=AMT", base, "--"]));
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

function mergeBase(cwd: string, ref: string): string {
  if (ref.startsWith("-")) throw new UsageError(`"${ref}" is no commit`);
  const base = git(cwd, ["merge-base", ref, "HEAD"])?.toString().trim();
  if (!base) throw new UsageError(`git does not know "${ref}"`);
  return base;
}

/** Blobs of the index, all in one `git cat-file`. */
function stagedFiles(cwd: string, root: string): ChangedFile[] {
  const raw = git(root, ["diff", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", "--diff-filter=AMT"]);
  if (!raw) throw new UsageError("git cannot list what is staged");
  const fields = raw.toString().split("\0");
  const found: { path: string; blob: string }[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    // `:100644 100755 OLD NEW M`; links (120000) and submodules (160000) are not linted.
    const [, mode, , blob] = fields[i]!.split(" ");
    const path = `${root}/${fields[i + 1]!}`;
    if (mode?.startsWith("100") && blob && below(path, cwd)) found.push({ path, blob });
  }
  const batch = git(root, ["cat-file", "--batch"], found.map(({ blob }) => `${blob}\n`).join(""));
  if (!batch) throw new UsageError("git cannot read what is staged");
  let at = 0;
  return found.map(({ path }) => {
    const line = batch.indexOf(10, at);
    const size = Number(batch.subarray(at, line).toString().split(" ")[2]);
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
