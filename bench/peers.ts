import { spawnSync } from "node:child_process";
import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cacheFolder, corpus } from "./corpus.js";
import { growth, inTurn, type Missing, type Row, ratio } from "./measure.js";
import { check, runProcess } from "./processes.js";

/** Linters of npm that look at some of what tenet looks at; none is a dependency of ours. */
const versions = {
  secretlint: "13.0.6",
  "@secretlint/secretlint-rule-preset-recommend": "13.0.6",
  "@ast-grep/cli": "0.51.1",
  dockerfilelint: "1.8.0",
};

/** A peer that takes longer is ended, in milliseconds. */
const patience = 60_000;

/** Each peer and tenet on the same files, one after the other in turn. The value says how many times as long the peer takes. */
export async function* peers(): AsyncGenerator<Row | Missing> {
  const bin = install();
  if (typeof bin !== "string") {
    yield bin;
    return;
  }
  const known = corpus(10_000);
  const work = mkdtempSync(join(tmpdir(), "tenet-bench-"));
  try {
    /** A folder with links to the first files that the pattern names. */
    const some = (label: string, count: number, pattern: RegExp): string => {
      const folder = join(work, `${label}-${count}`);
      for (const path of known.files.filter((one) => pattern.test(one)).slice(0, count)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        linkSync(join(known.folder, path), join(folder, path));
      }
      return folder;
    };
    for (const [name, ask] of Object.entries({
      secretlint: () => secretlint(bin, work, some),
      "ast-grep": () => astGrep(bin, work, some),
      dockerfilelint: () => dockerfilelint(bin, work),
    }))
      try {
        yield* await ask();
      } catch (error) {
        yield { name, missing: `failed: ${(error as Error).message}` };
      }
    yield {
      name: "gitleaks",
      missing: "npm offers no WebAssembly of it, only wrappers that fetch a program when they are installed",
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

type Some = (label: string, count: number, pattern: RegExp) => string;

async function secretlint(bin: string, work: string, some: Some): Promise<(Row | Missing)[]> {
  const config = join(work, ".secretlintrc.json");
  writeFileSync(config, JSON.stringify({ rules: [{ id: "@secretlint/secretlint-rule-preset-recommend" }] }));
  const theirs = (folder: string): number =>
    runProcess(process.execPath, [join(bin, "secretlint"), "--secretlintrc", config, `${folder}/**/*`], {
      cwd: dirname(bin),
      timeout: patience,
    });
  const folders = [25, 50, 100].map((count) => ({ count, folder: some("any", count, /./) }));
  const { folder, count } = folders.at(-1)!;
  const times = await inTurn(2, { theirs: () => theirs(folder), ours: () => check([folder, "--no-config"]) });
  const points = folders.map((one) => ({
    size: one.count,
    ms: one.count === count ? times.theirs.least : theirs(one.folder),
  }));
  const own = growth("", points);
  return [
    ratio(
      `secretlint ${versions.secretlint} on ${count} files`,
      times.theirs,
      times.ours,
      `of tenet with all its rules${"missing" in own ? "" : `; its exponent ${own.value.toFixed(2)}`}`,
    ),
  ];
}

/** Ten patterns of the kind that tenet's rules about code look for. */
const patterns = [
  "eval($X)",
  "new Function($$$X)",
  "exec($X)",
  "crypto.createHash('md5')",
  "Math.random()",
  "$X.innerHTML = $Y",
  "document.write($X)",
  "child_process.exec($X)",
  "https.request($X, $Y)",
  "res.setHeader('Access-Control-Allow-Origin', '*')",
];

async function astGrep(bin: string, work: string, some: Some): Promise<Row[]> {
  const rules = join(work, "rules.yml");
  writeFileSync(
    rules,
    patterns
      .map((pattern, i) => `id: r${i}\nlanguage: JavaScript\nrule:\n  pattern: ${JSON.stringify(pattern)}\n`)
      .join("---\n"),
  );
  const folder = some("js", 2000, /\.m?js$/);
  const binary = nativeAstGrep(bin);
  const times = await inTurn(5, {
    theirs: () => runProcess(binary, ["scan", "--rule", rules, "--no-ignore", "hidden", folder], { timeout: patience }),
    ours: () => check([folder, "--no-config"]),
  });
  return [
    ratio(
      `ast-grep ${versions["@ast-grep/cli"]} with ten rules on 2,000 JavaScript files`,
      times.theirs,
      times.ours,
      "of tenet with all its rules",
    ),
  ];
}

async function dockerfilelint(bin: string, work: string): Promise<Row[]> {
  const files = Array.from({ length: 100 }, (_, i) => {
    const path = join(work, `docker/${i}/Dockerfile`);
    mkdirSync(dirname(path), { recursive: true });
    const text = `FROM debian:12.5\nRUN apt-get update && apt-get install -y curl=7.${i}\nCOPY . /srv\nWORKDIR /srv\nRUN make all\nEXPOSE 8080\nUSER 1000\nCMD ["./run"]\n`;
    writeFileSync(path, text);
    return path;
  });
  const times = await inTurn(5, {
    theirs: () =>
      runProcess(process.execPath, [join(bin, "dockerfilelint"), ...files], {
        fine: [0, ...Array.from({ length: 255 }, (_, i) => i + 1)],
      }),
    ours: () => check([join(work, "docker"), "--no-config"]),
  });
  return [ratio(`dockerfilelint ${versions.dockerfilelint} on 100 Dockerfiles`, times.theirs, times.ours, "of tenet")];
}

/** The program itself: the command of the package would add a start of Node. */
function nativeAstGrep(bin: string): string {
  const packages = join(bin, "../@ast-grep");
  const native = readdirSync(packages).find((name) => name.startsWith("cli-"));
  const program = join(packages, native ?? "cli", "ast-grep");
  if (!existsSync(program)) throw new Error("ast-grep has no program for this system");
  return program;
}

/** The folder of the peers' commands, installed beside the corpus when they are not there. */
function install(): string | Missing {
  const folder = join(cacheFolder, "peers");
  const bin = join(folder, "node_modules/.bin");
  const wanted = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
  if (!existsSync(join(bin, "secretlint"))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), "{}\n");
    const { status, stderr } = spawnSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", ...wanted], {
      cwd: folder,
      encoding: "utf8",
      shell: process.platform === "win32",
    });
    if (status !== 0) return { name: "peers", missing: `npm install failed: ${stderr.trim().split("\n").at(-1)}` };
  }
  return bin;
}
