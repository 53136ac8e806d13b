import { isTerminal, replaceFile, writeError, writeOut } from "../disk.js";
import { isDate } from "../lint/suppress.js";
import { confidences, severities } from "../rules/rule.js";
import type { Selection } from "./changed-files.js";
import { oneLine } from "./format-concise.js";
import { type OutputName, outputFormats } from "./output-format.js";
import { countBySeverity, gathered } from "./report.js";
import { type RunOptions, run, runText, startsOf } from "./run.js";
import { oneOf, readOptions, UsageError } from "./usage.js";

/** The options that `check` and `fix` share. */
export const runFlags = {
  "min-confidence": { type: "string" },
  "all-rules": { type: "boolean" },
  "no-config": { type: "boolean" },
  "max-file-size": { type: "string" },
  "no-baseline": { type: "boolean" },
  "as-of": { type: "string" },
} as const;

/** Reads the shared options. */
export function readRunOptions(values: { [name in keyof typeof runFlags]?: string | boolean }): RunOptions {
  return {
    noConfig: values["no-config"] === true,
    noBaseline: values["no-baseline"] === true,
    allRules: values["all-rules"] === true,
    asOf: values["as-of"] === undefined ? undefined : day("as-of", String(values["as-of"])),
    minConfidence: oneOf("min-confidence", values["min-confidence"] as string | undefined, confidences),
    maxFileSize:
      values["max-file-size"] === undefined ? undefined : wholeNumber("max-file-size", String(values["max-file-size"])),
  };
}

/** `tenet check`: finds where files break a principle. */
export async function check(args: string[]): Promise<number> {
  const { values, positionals } = readOptions(args, {
    ...runFlags,
    format: { type: "string", multiple: true },
    output: { type: "string", multiple: true },
    stdin: { type: "boolean" },
    "stdin-filename": { type: "string" },
    "fail-on": { type: "string" },
    "max-warnings": { type: "string" },
    staged: { type: "boolean" },
    changed: { type: "boolean" },
    since: { type: "string" },
    shard: { type: "string" },
    "exit-zero": { type: "boolean" },
    "show-undecided": { type: "boolean" },
    quiet: { type: "boolean" },
    profile: { type: "boolean" },
  });
  const outputs = pairOutputs(args);
  const failOn = oneOf("fail-on", values["fail-on"], severities) ?? "hint";
  const maxWarnings =
    values["max-warnings"] === undefined ? undefined : wholeNumber("max-warnings", values["max-warnings"]);
  const options: RunOptions = {
    ...readRunOptions(values),
    profile: values.profile ? new (await import("../project/profile.js")).Profile() : undefined,
    shard: values.shard === undefined ? undefined : readShard(values.shard),
  };
  const selection = readSelection(values);
  if (selection && (positionals.length > 0 || values.stdin))
    throw new UsageError("git names the files; name no paths with --staged, --changed or --since");
  const fromStdin = values.stdin === true;
  if (fromStdin && positionals.length > 0)
    throw new UsageError("--stdin takes no paths; --stdin-filename names the text");
  if (!fromStdin && values["stdin-filename"] !== undefined) throw new UsageError("--stdin-filename goes with --stdin");
  const report = fromStdin
    ? await runText(values["stdin-filename"] ?? "stdin", await readStdin(), options)
    : await run(selection ?? startsOf(positionals), options);

  for (const { format, file } of outputs) {
    const write = await outputFormats[format]();
    const terminal = file === undefined && (await isTerminal());
    const text = await write(report, {
      colour: terminal && !process.env.NO_COLOR ? true : Boolean(file === undefined && process.env.FORCE_COLOR),
      quiet: values.quiet === true,
      undecided: values["show-undecided"] === true,
    });
    if (file === undefined) writeOut(text);
    else replaceFile(file, text);
  }
  // Formats for machines carry no problems of their own on standard output; people read them on standard error.
  if (outputs.every(({ format, file }) => format !== "pretty" || file !== undefined))
    for (const problem of gathered(report.problems))
      writeError(
        `tenet: ${oneLine(problem.path)}${problem.start ? `:${problem.start.line}:${problem.start.column}` : ""}: ${oneLine(problem.message)}\n`,
      );

  if (options.profile) {
    options.profile.lap("telling");
    const { profileTable } = await import("./profile-table.js");
    writeError(profileTable(options.profile));
  }
  if (report.broken || (report.files === 0 && report.unreadable > 0)) return 2;
  if (values["exit-zero"]) return 0;
  const counts = countBySeverity(report.findings);
  const failing = severities
    .slice(0, severities.indexOf(failOn) + 1)
    .reduce((sum, severity) => sum + counts[severity], 0);
  if (failing > 0) return 1;
  return maxWarnings !== undefined && counts.warning > maxWarnings ? 1 : 0;
}

/** Pairs each `--format` with the `--output` that follows it. */
function pairOutputs(args: readonly string[]): { format: OutputName; file?: string }[] {
  const outputs: { format: OutputName; file?: string }[] = [];
  const names = Object.keys(outputFormats) as OutputName[];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === "--") break;
    const option = /^--(format|output)(?:=(.*))?$/s.exec(arg);
    if (!option) continue;
    const value = option[2] ?? args[++i] ?? "";
    if (option[1] === "format") outputs.push({ format: oneOf("format", value, names)! });
    else {
      const last = outputs.at(-1);
      if (!last || last.file !== undefined) throw new UsageError("--output follows the --format it is for");
      outputs[outputs.length - 1] = { ...last, file: value };
    }
  }
  if (outputs.filter((output) => output.file === undefined).length > 1)
    throw new UsageError("only one format can go to standard output; give the others an --output FILE");
  return outputs.length > 0 ? outputs : [{ format: "pretty" }];
}

/** `i/n` with i from 1. */
function readShard(text: string): { index: number; of: number } {
  const match = /^(\d{1,5})\/(\d{1,5})$/.exec(text);
  const index = Number(match?.[1]);
  const of = Number(match?.[2]);
  if (!match || index < 1 || index > of)
    throw new UsageError(`--shard takes i/n, 1/4 for the first of four, not "${text}"`);
  return { index: index - 1, of };
}

function readSelection(values: { staged?: boolean; changed?: boolean; since?: string }): Selection | undefined {
  const given = [values.staged, values.changed, values.since].filter((one) => one !== undefined).length;
  if (given > 1) throw new UsageError("only one of --staged, --changed and --since");
  if (values.since !== undefined) return { kind: "since", ref: values.since };
  return values.staged ? { kind: "staged" } : values.changed ? { kind: "changed" } : undefined;
}

function day(name: string, text: string): string {
  if (!isDate(text)) throw new UsageError(`--${name} takes a day, 2026-12-31, not "${text}"`);
  return text;
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`--${name} takes a whole number, not "${text}"`);
  return Number(text);
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const { decodeText } = await import("../text/decode.js");
  const decoded = decodeText(Buffer.concat(chunks));
  if (!decoded) throw new UsageError("standard input is binary");
  return decoded.text;
}
