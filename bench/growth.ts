import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { diskHost } from "../server/src/disk.js";
import { setGrammarSource } from "../server/src/document/grammar-source.js";
import { Project } from "../server/src/project/project.js";
import { corpus, treeOf } from "./corpus.js";
import { growth, type Missing, type Row, sampleOf, timed } from "./measure.js";
import { check } from "./processes.js";
import { longTexts } from "./texts.js";

/** A single run longer than this is the last one of its curve, in milliseconds. */
const patience = 5_000;

interface Point {
  readonly size: number;
  readonly ms: number;
}

/**
 * The least time at each size, from the smallest size on. Small sizes are run more often than large ones, which take
 * long enough to be told from noise; a curve ends where one run takes too long.
 */
async function curve(sizes: readonly number[], run: (size: number) => number | Promise<number>): Promise<Point[]> {
  const points: Point[] = [];
  for (const size of sizes) {
    const values = [await run(size)];
    for (let more = 0; more < 4 && values.reduce((sum, ms) => sum + ms, 0) < 500; more++) values.push(await run(size));
    points.push({ size, ms: sampleOf(values).least });
    if (values[0]! > patience) break;
  }
  return points;
}

/** How the whole process grows with the number of files. */
export async function growthOfFiles(): Promise<(Row | Missing)[]> {
  const known = corpus(10_000);
  const points = await curve([1, 10, 100, 1_000, 10_000, 50_000], (size) => {
    const tree = treeOf(known, size);
    return check([tree, "--all-rules", "--no-config"]);
  });
  return [growth("growth with files, 1 to 50,000, whole process", points, leastOf(points))];
}

/** How one lint grows with the lines of a file, in each main format, in a warm process. */
export async function* growthOfLines(): AsyncGenerator<Row | Missing> {
  const host = diskHost();
  setGrammarSource(host.grammar);
  const project = await Project.open(host, { root: "/bench", noConfig: true });
  for (const { name, path, lines } of longTexts) {
    // Compiled before it is timed.
    for (let i = 0; i < 10; i++) await project.lintText(`/bench/${path}`, lines(100 + i));
    let told = "";
    const points = await curve([100, 300, 1_000, 3_000, 10_000, 30_000, 100_000], async (size) => {
      const text = lines(size);
      const ms = await timed(async () => {
        const { problems } = await project.lintText(`/bench/${path}`, text);
        // What a bound leaves out is no measurement.
        if (problems.length > 0) told = `; at ${size.toLocaleString("en")} lines: ${problems[0]!.message}`;
      });
      return told === "" ? ms : Number.POSITIVE_INFINITY;
    });
    const row = growth(
      `growth with lines, ${name}, in a warm process`,
      points.filter(({ ms }) => Number.isFinite(ms)),
    );
    yield "missing" in row ? row : { ...row, detail: row.detail + told };
  }
}

/** How reading a team's rules and linting by them grow with their number: whole processes, the first time and again. */
export async function growthOfRules(): Promise<(Row | Missing)[]> {
  const sizes = [10, 30, 100, 300, 1_000];
  const rows: (Row | Missing)[] = [];
  await inFolder(async (work) => {
    const folders = new Map<number, string>();
    for (const size of sizes) {
      const folder = join(work, String(size));
      folders.set(size, folder);
      write(join(folder, "tenet.yaml"), "root: true\n");
      for (let i = 0; i < size; i++) write(join(folder, `.tenet/rules/team-rule-${i}.yaml`), teamRule(i));
      write(join(folder, "nginx.conf"), `http {\n  server {\n    team_setting_3 on;\n    listen 80;\n  }\n}\n`);
    }
    const run = (size: number): number => check(["nginx.conf"], { cwd: folders.get(size)! });
    // Starts without any rule of a team.
    write(join(work, "0/tenet.yaml"), "root: true\n");
    write(join(work, "0/nginx.conf"), "http {\n  server {\n    listen 80;\n  }\n}\n");
    folders.set(0, join(work, "0"));
    run(0);
    const floor = Math.min(run(0), run(0), run(0));
    const first: Point[] = [];
    for (const size of sizes) first.push({ size, ms: run(size) });
    rows.push(growth("growth with a team's rules, 10 to 1,000, their first run", first, floor));
    const again = await curve(sizes, run);
    const last = again.at(-1)!;
    rows.push(growth("growth with a team's rules, runs after that", again, floor));
    rows.push({
      name: "a team's rule in a run after the first",
      unit: "ms",
      value: Math.max(0, last.ms - floor) / last.size,
      detail: `of ${last.size.toLocaleString("en")} rules`,
    });
  });
  return rows;
}

function teamRule(index: number): string {
  return `id: team-rule-${index}
title: Setting ${index} stays off
statement: encryption-2
severity: warning
why: Rule ${index} of a team, as long as such rules are. It says in two sentences why the setting is bad.
remedy: Turn the setting off.
checks:
  nginx:
    - on: team_setting_${index}
      where: node.args[0] == "on" && !node.inside("mail")
      message: "\`{node.name}\` is {node.args[0]}"
      fix: { title: Turn it off, replace: "args[0]", with: "off", safe: true }
      examples:
        - bad: |
            server { team_setting_${index} on; }
                     ${"^".repeat(`team_setting_${index} on`.length)}
        - good: |
            server { team_setting_${index} off; }
`;
}

/** How one file with 1 to 10,000 findings is linted and told, the whole process. */
export async function growthOfFindings(): Promise<(Row | Missing)[]> {
  const sizes = [1, 10, 100, 300, 1_000, 3_000, 10_000];
  const rows: (Row | Missing)[] = [];
  await inFolder(async (work) => {
    write(join(work, "tenet.yaml"), "root: true\nlimits: { findings: 20000 }\n");
    for (const [name, file, head, bad, foot] of [
      ["nginx", "nginx.conf", "http {\n  server {\n", "    ssl_protocols SSLv3;\n", "  }\n}\n"],
      [
        "Dockerfile",
        "Dockerfile",
        "FROM debian:12.5\n",
        "RUN curl -k https://example.com/ -o /srv/file\n",
        "USER 1000\n",
      ],
      ["YAML", "settings.yaml", "items:\n", "  - password: Wq7-hXzt-91kd\n", ""],
    ] as const) {
      for (const size of sizes) write(join(work, String(size), file), head + bad.repeat(size) + foot);
      for (const format of ["pretty", "sarif"]) {
        const points = await curve(sizes, (size) =>
          check([join(String(size), file), "--format", format, "--output", "out"], { cwd: work }),
        );
        rows.push(growth(`growth with findings, ${name}, told as ${format}`, points, leastOf(points)));
      }
    }
  });
  return rows;
}

/** What a run takes whose size does not count. */
function leastOf(points: readonly Point[]): number {
  return Math.min(...points.map(({ ms }) => ms));
}

async function inFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tenet-bench-"));
  try {
    await act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
