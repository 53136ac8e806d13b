import { createHash } from "node:crypto";
import { locate, makeFolder, removeFolder, replaceFile, writeError, writeOut } from "../disk.js";
import { configName, vendorFolder } from "../project/config.js";
import type { Host } from "../project/host.js";
import { folderOf, type Project } from "../project/project.js";
import {
  isIntact,
  isRemote,
  type Lock,
  type LockedSource,
  lockOf,
  lockPath,
  packHash,
  writeLock,
} from "../project/vendored.js";
import { FetchError, fetchPack, type PackFiles } from "./fetch-pack.js";
import { oneLine } from "./format-concise.js";
import { ownFolder } from "./own-folder.js";
import { openProject, shown, slashed } from "./run.js";
import { readOptions, UsageError } from "./usage.js";

/**
 * `tenet vendor`: fetches the sources that this folder's configuration extends from git and the web, keeps their YAML
 * beside it and locks their hashes. The only command that asks the network.
 */
export async function vendor(args: string[]): Promise<number> {
  const { values, positionals } = readOptions(args, { update: { type: "boolean" } });
  if (positionals.length > 0)
    throw new UsageError("tenet vendor takes no paths: it reads the tenet.yaml of this folder");
  const base = locate(process.cwd())?.path ?? slashed(process.cwd());
  const project = await openProject(base, {});
  if (!project.host.read(`${base}/${configName}`)) throw new UsageError(`there is no ${configName} in this folder`);
  ownFolder(base, vendorFolder);
  const old = lockOf(project.host, base);
  let lock: Lock = {};
  let failed = 0;
  const done = new Set<string>();
  // A pack that was fetched can extend further ones.
  for (;;) {
    const next = (await remotes(project, base)).filter((name) => !done.has(name));
    if (next.length === 0) break;
    for (const name of next) {
      done.add(name);
      const locked = old[name];
      try {
        const { source, said } = await bring(project, base, name, locked, values.update === true);
        lock = { ...lock, [name]: source };
        writeOut(`${oneLine(`${name}: ${said}`)}\n`);
      } catch (error) {
        if (!(error instanceof FetchError)) throw error;
        failed++;
        writeError(`tenet: "${name}" ${error.message}\n`);
      }
    }
    // Whoever ends this now has the old sources and the new ones, each of them whole.
    writeLockFile(base, { ...old, ...lock });
    project.reload();
  }
  // What is no longer extended goes, unless something that failed may still lead to it.
  if (failed === 0) {
    writeLockFile(base, lock);
    tidy(project.host, base, lock, old);
  }
  if (done.size === 0) writeOut(`nothing to vendor: ${configName} extends no address\n`);
  const { problems } = await project.settings(base);
  for (const problem of problems) writeError(`tenet: ${shown(problem.path)}: ${problem.message}\n`);
  return failed > 0 || problems.length > 0 ? 2 : 0;
}

/** The addresses that the configuration of a folder extends, itself or through others. */
async function remotes(project: Project, base: string): Promise<string[]> {
  const { layers } = await project.settings(base);
  const names = layers.filter((layer) => layer.base === base).flatMap((layer) => layer.config.extends);
  return [...new Set(names.filter(isRemote))];
}

/** Sees to it that a source is there as it was locked, or as it is now when it was not locked or is to be updated. */
async function bring(
  project: Project,
  base: string,
  name: string,
  locked: LockedSource | undefined,
  update: boolean,
): Promise<{ source: LockedSource; said: string }> {
  if (locked && !update && isIntact(project.host, base, locked)) return { source: locked, said: "kept" };
  const { files, commit } = await fetchPack(name, update ? undefined : locked?.commit);
  const sha256 = packHash(files);
  if (locked && !update && sha256 !== locked.sha256)
    throw new FetchError("has changed since it was locked; look at what changed, then --update takes it");
  const source: LockedSource = { folder: folderName(name, sha256), commit, sha256 };
  writePack(`${base}/${vendorFolder}/${source.folder}`, files);
  const count = `${files.size} file${files.size === 1 ? "" : "s"}`;
  const how = locked === undefined ? "new" : locked.sha256 === sha256 ? "as locked" : "updated";
  return { source, said: `${how}, ${count}${commit ? `, commit ${commit}` : ""}` };
}

/**
 * A folder's name that people recognise and that no other source or state of it has: until the lock file names the new
 * folder, the old one holds.
 */
function folderName(name: string, sha256: string): string {
  const last = /([\w.-]+?)(?:\.git|\.tar\.gz|\.tgz|\.ya?ml)?(?:[?#].*)?$/.exec(name.replace(/[?#].*$/, ""))?.[1];
  const clean = (last ?? "pack").replace(/^[^A-Za-z0-9]+/, "") || "pack";
  return `${clean}-${createHash("sha256").update(`${name}\0${sha256}`).digest("hex").slice(0, 8)}`;
}

function writePack(folder: string, files: PackFiles): void {
  removeFolder(folder);
  for (const [path, bytes] of files) {
    makeFolder(folderOf(`${folder}/${path}`));
    replaceFile(`${folder}/${path}`, bytes);
  }
}

function writeLockFile(base: string, lock: Lock): void {
  if (Object.keys(lock).length === 0) return;
  makeFolder(`${base}/${vendorFolder}`);
  // The hashes are of bytes: git must not change line ends when it checks them out.
  replaceFile(`${base}/${vendorFolder}/.gitattributes`, "* -text\n");
  replaceFile(`${base}/${lockPath}`, writeLock(lock));
}

/** Takes away what the lock file no longer names. */
function tidy(host: Host, base: string, lock: Lock, old: Lock): void {
  if (Object.keys(lock).length === 0) {
    if (Object.keys(old).length === 0) return;
    removeFolder(`${base}/${vendorFolder}`);
    removeFolder(`${base}/${lockPath}`);
    return;
  }
  const kept = new Set(Object.values(lock).map((one) => one.folder));
  for (const { name, kind } of host.list(`${base}/${vendorFolder}`) ?? [])
    if (kind === "folder" && !kept.has(name)) removeFolder(`${base}/${vendorFolder}/${name}`);
}
