import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Document, Files } from "../../server/src/document/document.js";
import type { TestResult } from "../../server/src/document/host-grade.js";
import { nginx } from "../../server/src/formats/nginx/nginx.js";

/** The host that is scanned. */
export const host = "site.example-lab.com";

/** The file that holds the scans. */
export const scansFile = join(import.meta.dirname, "scans.yaml");

/** What a scanner says of a configuration: no grade and an error where it gives up. */
export interface Verdict {
  readonly grade?: string;
  readonly score?: number;
  readonly tests?: Readonly<Record<string, TestResult>>;
  readonly error?: string;
}

/** A configuration that the real scanner has seen. */
export interface Scan {
  readonly id: string;
  readonly about: string;
  readonly config: string;
  /** Why the files do not tell what the scanner saw. */
  readonly unseen?: string;
  /** What the scanner said, by version of its algorithm. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
}

const versions = ["v4", "v5", "v6"] as const;

/** Tests that only version 6 has. */
const newest = new Set(["cross-origin-embedder-policy", "cross-origin-opener-policy"]);

type Written = Omit<Scan, "verdicts"> & Readonly<Partial<Record<(typeof versions)[number], Verdict>>>;

/** The files around every configuration, the results that most sites have, and the scans. */
export function readScans(): {
  files: Readonly<Record<string, string>>;
  usual: Readonly<Record<string, TestResult>>;
  scans: readonly Scan[];
} {
  const { files, usual, scans, further } = parse(readFileSync(scansFile, "utf8")) as {
    files: Record<string, string>;
    usual: Record<string, TestResult>;
    scans: Written[];
    further: Written[];
  };
  const all = [
    ...scans.map((each) => ({ ...each, verdicts: verdictsOf(each, versions, usual) })),
    ...further.map((each) => ({ ...each, verdicts: verdictsOf(each, ["v4"], usual) })),
  ];
  return { files, usual, scans: all };
}

function verdictsOf(
  written: Written,
  seenBy: readonly (typeof versions)[number][],
  usual: Readonly<Record<string, TestResult>>,
): Map<string, Verdict> {
  const found = new Map<string, Verdict>();
  let before: Verdict = { tests: usual };
  for (const version of seenBy) {
    const own = written[version];
    before = { ...before, ...own, tests: { ...before.tests, ...own?.tests } };
    const { grade, score, tests, error } = before;
    if (error !== undefined) found.set(version, { error });
    else if (score !== undefined)
      found.set(version, {
        grade,
        score,
        tests: Object.fromEntries(Object.entries(tests!).filter(([name]) => version === "v6" || !newest.has(name))),
      });
  }
  return found;
}

/** What tenet makes of a configuration, by version. An error stands for no grade. */
export function predict(config: string, files: Readonly<Record<string, string>>): Map<string, Verdict> {
  const document = nginx.parse("nginx.conf", config, filesOf({ ...files, "nginx.conf": config })) as Document;
  const [found] = nginx.grades!(document, [host]);
  return new Map(
    Object.entries(found?.algorithms ?? {}).map(([version, { grade, score, tests }]) => [
      version,
      grade === undefined ? { error: "" } : { grade, score, tests },
    ]),
  );
}

/** What a verdict says, so that two can be compared; the words of an error are the scanner's own. */
export function shown({ grade, score, tests, error }: Verdict): unknown {
  if (error !== undefined) return "no grade";
  return [grade, score, Object.entries(tests!).sort(([a], [b]) => (a < b ? -1 : 1))];
}

/** The files of a scan by their paths, as a parser asks for them. */
export function filesOf(texts: Readonly<Record<string, string>>): Files {
  return {
    read: (path) => texts[path],
    list: (folder) => {
      const start = folder === "" ? "" : `${folder}/`;
      const below = Object.keys(texts).filter((name) => name.startsWith(start));
      return [...new Set(below.map((name) => /^[^/]*\/?/.exec(name.slice(start.length))![0]))].sort();
    },
  };
}
