import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** What the files come from. Versions of npm's packages are fixed; Debian keeps its newest only, so those are written down. */
const npm = [
  "core-js@3.51.0",
  "date-fns@4.4.0",
  "eslint@10.15.0",
  "generator-jhipster@9.4.0",
  "n8n-nodes-base@2.41.2",
  "node-gyp@13.1.0",
  "pm2@7.0.4",
  "react-native@0.79.0",
  "rxjs@7.8.2",
  "serverless@3.40.0",
  "three@0.187.0",
  "webpack@5.112.2",
];
const debian = [
  "ansible",
  "apache2",
  "dovecot-core",
  "golang-github-docker-docker-dev",
  "haproxy",
  "nginx-common",
  "openssh-server",
  "phpmyadmin",
  "postfix",
  "python3-django",
  "ruby-actionpack",
  "wordpress",
];

/** Files longer than this are left out: they are generated. */
const longest = 200_000;

/** Where corpora and peers are kept between runs: outside of the repository. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "tenet-bench");

/** Text files of packages in an order that mixes them, always the same for the same packages. */
export interface Corpus {
  readonly folder: string;
  /** Relative to the folder: `npm/eslint/…`. */
  readonly files: readonly string[];
  /** The packages with their versions: `npm/eslint@10.15.0`. */
  readonly packages: readonly string[];
  /** Changes with what is in it. */
  readonly hash: string;
}

/** The corpus of so many files, fetched and unpacked when it is not there. Throws when the packages cannot be fetched. */
export function corpus(count: number): Corpus {
  const folder = join(cacheFolder, "packages");
  const list = join(folder, "packages.json");
  if (!existsSync(list)) fetchPackages(folder, list);
  const chosen = join(folder, `chosen-${count}.json`);
  if (!existsSync(chosen)) writeFileSync(chosen, JSON.stringify(choose(folder, list, count)));
  return { folder, ...(JSON.parse(readFileSync(chosen, "utf8")) as Omit<Corpus, "folder">) };
}

/** Looks at every file of the packages, which takes a while. */
function choose(folder: string, list: string, count: number): Omit<Corpus, "folder"> {
  const packages = JSON.parse(readFileSync(list, "utf8")) as string[];
  const files = textsBelow(folder, "")
    .map((path) => ({ path, order: createHash("sha1").update(path).digest("hex") }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .slice(0, count)
    .map(({ path }) => path);
  const hash = createHash("sha256");
  for (const path of files) hash.update(`${path} ${statSync(join(folder, path)).size}\n`);
  return { files, packages, hash: hash.digest("hex").slice(0, 12) };
}

/** A folder with the first `count` files of the corpus, as links; more than there are come in copies. Made once. */
export function treeOf({ folder, files, hash }: Corpus, count: number): string {
  const tree = join(cacheFolder, `tree-${hash}-${count}`);
  if (existsSync(tree)) return tree;
  const half = `${tree}.half`;
  rmSync(half, { recursive: true, force: true });
  for (let i = 0; i < count; i++) {
    const path = files[i % files.length]!;
    const to = join(half, count > files.length ? `copy-${Math.floor(i / files.length)}` : "", path);
    mkdirSync(dirname(to), { recursive: true });
    linkSync(join(folder, path), to);
  }
  renameSync(half, tree);
  return tree;
}

/** Fetches what is not there yet; each package stands in a folder of its name and version, whole or not at all. */
function fetchPackages(folder: string, list: string): void {
  const downloads = join(folder, ".downloads");
  const known: string[] = [];
  const keep = (name: string, fetch: (half: string) => void): void => {
    const to = join(folder, name);
    known.push(name);
    if (existsSync(to)) return;
    process.stderr.write(`fetching ${name}\n`);
    rmSync(downloads, { recursive: true, force: true });
    const half = join(downloads, "unpacked");
    mkdirSync(half, { recursive: true });
    fetch(half);
    mkdirSync(dirname(to), { recursive: true });
    renameSync(half, to);
  };
  for (const name of npm)
    keep(`npm/${name}`, (half) => {
      const packed = execFileSync("npm", ["pack", name, "--silent", "--ignore-scripts"], {
        cwd: downloads,
        encoding: "utf8",
        shell: process.platform === "win32",
      }).trim();
      execFileSync("tar", ["xzf", join(downloads, packed), "-C", half, "--strip-components", "1"]);
    });
  for (const name of debian) {
    const policy = spawnSync("apt-cache", ["policy", name], { encoding: "utf8" }).stdout ?? "";
    const version = /Candidate: (?:\d+:)?(\S+)/.exec(policy)?.[1];
    if (version === undefined || version === "(none)") continue;
    keep(`debian/${name}@${version}`, (half) => {
      execFileSync("apt-get", ["download", name], { cwd: downloads, stdio: "ignore" });
      const file = readdirSync(downloads).find((one) => one.endsWith(".deb"));
      execFileSync("dpkg", ["-x", join(downloads, file ?? ""), half]);
    });
  }
  rmSync(downloads, { recursive: true, force: true });
  writeFileSync(list, JSON.stringify(known, undefined, 2));
}

/** The regular files below a folder that hold text, without what tools leave out by themselves. */
function textsBelow(folder: string, inner: string): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(join(folder, inner), { withFileTypes: true })) {
    const path = inner === "" ? entry.name : `${inner}/${entry.name}`;
    if (entry.isDirectory() && !["node_modules", "__pycache__", ".git"].includes(entry.name))
      found.push(...textsBelow(folder, path));
    else if (entry.isFile() && inner !== "" && !/ignore$|\.min\.|\.map$|\.svg$|[^\x20-\x7e]/.test(path)) {
      const { size } = statSync(join(folder, path));
      if (size > 0 && size <= longest && !readFileSync(join(folder, path)).includes(0)) found.push(path);
    }
  }
  return found;
}
