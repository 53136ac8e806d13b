import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatsOf } from "../server/src/formats/index.js";
import { readAll } from "./many-files.js";
import { inTurn, type Missing, type Row, ratio } from "./measure.js";
import { check, root, runProcess } from "./processes.js";

const count = 5000;

/** One function of each language, of which no word is one that a rule looks for. */
const functions: Readonly<Record<string, (name: string, n: number) => string>> = {
  js: (name, n) =>
    `export function ${name}(n) {\n  let total = ${n};\n  for (let i = 0; i < n; i++) total += i * ${n};\n  return total;\n}\n`,
  ts: (name, n) =>
    `export function ${name}(n: number): number {\n  let total = ${n};\n  for (let i = 0; i < n; i++) total += i;\n  return total;\n}\n`,
  py: (name, n) =>
    `def ${name}(n):\n    total = ${n}\n    for i in range(n):\n        total += i * ${n}\n    return total\n`,
  go: (name, n) =>
    `func ${name}(n int) int {\n\ttotal := ${n}\n\tfor i := 0; i < n; i++ {\n\t\ttotal += i\n\t}\n\treturn total\n}\n`,
  java: (name, n) =>
    `  int ${name}(int n) {\n    int total = ${n};\n    for (int i = 0; i < n; i++) total += i;\n    return total;\n  }\n`,
  kt: (name, n) =>
    `fun ${name}(n: Int): Int {\n    var total = ${n}\n    for (i in 0..n) total += i\n    return total\n}\n`,
  rb: (name, n) => `def ${name}(n)\n  total = ${n}\n  n.times { |i| total += i }\n  total\nend\n`,
  cs: (name, n) =>
    `  int ${name}(int n) {\n    int total = ${n};\n    for (int i = 0; i < n; i++) total += i;\n    return total;\n  }\n`,
};

/** The words of the checks that hold for code. */
function codeWords(): string[] {
  const { rules } = JSON.parse(readFileSync(join(root, "dist/rules.json"), "utf8")) as {
    rules: { checks: { key: string; keywords?: string[] }[] }[];
  };
  const isCode = (key: string): boolean =>
    formatsOf(key).some(({ groups, id }) => groups.includes("code") && id !== "shell");
  return rules.flatMap(({ checks }) => checks.flatMap(({ key, keywords = [] }) => (isCode(key) ? keywords : [])));
}

/** 5,000 code files in which no rule's word stands, to reading them: what a repository costs of which nothing is to be parsed. */
export async function codeFiles(): Promise<(Row | Missing)[]> {
  const folder = mkdtempSync(join(tmpdir(), "tenet-bench-"));
  try {
    const words = codeWords();
    for (let i = 0; i < count; i++) {
      const [ending, write] = Object.entries(functions)[i % 8]!;
      const text = Array.from({ length: 40 }, (_, n) => write(`item${i}of${n}`, n)).join("\n");
      const found = words.find((word) => text.toLowerCase().includes(word));
      if (found !== undefined)
        throw new Error(`the files are to hold no rule's word, but "${found}" stands in .${ending}`);
      mkdirSync(join(folder, String(i % 50)), { recursive: true });
      writeFileSync(join(folder, String(i % 50), `a${i}.${ending}`), text);
    }
    const times = await inTurn(7, {
      check: () => check([folder, "--all-rules", "--no-config"]),
      read: () => runProcess(process.execPath, ["--input-type=module", "-e", readAll, folder]),
    });
    return [
      ratio(
        "5,000 code files without a rule's word, whole process",
        times.check,
        times.read,
        "of reading them in Node",
        {
          target: 2,
          ceiling: 3,
        },
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
