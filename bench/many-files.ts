import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { corpus, treeOf } from "./corpus.js";
import { inTurn, type Missing, type Row, ratio } from "./measure.js";
import { check, ripgrep, root, runProcess } from "./processes.js";

/** The finder of the rules that look for credentials. */
const credentials = "credentials";

/** 10,000 files: every rule, and the rule about secrets alone, to `rg` with the same words; and to reading alone. */
export async function manyFiles(): Promise<(Row | Missing)[]> {
  const known = corpus(10_000);
  const name = `${known.files.length.toLocaleString("en")} files`;
  const rg = ripgrep();
  if (rg === undefined) return [{ name, missing: "rg is not installed (Debian: ripgrep)" }];
  const tree = treeOf(known, known.files.length);
  const work = mkdtempSync(join(tmpdir(), "tenet-bench-"));
  try {
    const { all, secrets, others } = ruleWords();
    const grep = (words: readonly string[]): (() => number) => {
      const list = join(work, `${words.length}-words`);
      writeFileSync(list, `${words.join("\n")}\n`);
      const args = ["--count", "--ignore-case", "--fixed-strings", "--no-ignore", "--hidden", "--threads", "2"];
      return () => runProcess(rg, [...args, "--file", list, tree]);
    };
    const config = join(tree, "tenet.yaml");
    const secretsOnly = `root: true\nrules: { ${others.map((id) => `${id}: off`).join(", ")} }\n`;
    const times = await inTurn(5, {
      all: () => check([tree, "--all-rules", "--no-config"]),
      secrets: () => {
        writeFileSync(config, secretsOnly);
        try {
          return check([tree]);
        } finally {
          rmSync(config);
        }
      },
      rgAll: grep(all),
      rgSecrets: grep(secrets),
      read: () => runProcess(process.execPath, ["--input-type=module", "-e", readAll, tree]),
    });
    return [
      ratio(`${name}, all rules, whole process`, times.all, times.rgAll, `of rg with their ${all.length} words`, {
        target: 2.2,
        ceiling: 4,
      }),
      ratio(
        `${name}, secrets only, whole process`,
        times.secrets,
        times.rgSecrets,
        `of rg with their ${secrets.length} words`,
        { target: 1.1, ceiling: 1.6 },
      ),
      ratio(`${name}, all rules, to reading them`, times.all, times.read, "of reading them in Node"),
    ];
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Reads every file below a folder into one buffer. */
export const readAll = `
import { closeSync, openSync, readSync, readdirSync } from "node:fs";
const buffer = Buffer.allocUnsafe(1 << 20);
const walk = (folder) => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = folder + "/" + entry.name;
    if (entry.isDirectory()) { walk(path); continue; }
    const file = openSync(path, "r");
    while (readSync(file, buffer, 0, buffer.length, null) > 0);
    closeSync(file);
  }
};
walk(process.argv[1]);
`;

/** The words of every built-in rule and of those that look for credentials, and the ids of the other rules. */
export function ruleWords(): { all: readonly string[]; secrets: readonly string[]; others: readonly string[] } {
  const { rules } = JSON.parse(readFileSync(join(root, "dist/rules.json"), "utf8")) as {
    rules: { id: string; checks: { find?: string; keywords?: string[] }[] }[];
  };
  const looksForSecrets = (rule: (typeof rules)[number]): boolean =>
    rule.checks.some((one) => one.find === credentials);
  const words = (some: typeof rules): string[] => [
    ...new Set(some.flatMap((rule) => rule.checks.flatMap((one) => one.keywords ?? []))),
  ];
  return {
    all: words(rules),
    secrets: words(rules.filter(looksForSecrets)),
    others: rules.filter((rule) => !looksForSecrets(rule)).map(({ id }) => id),
  };
}
