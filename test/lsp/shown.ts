import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cli } from "../support.js";
import { Client } from "./client.js";

/** What a person sees of a finding, whichever face shows it. */
export interface Shown {
  readonly path: string;
  readonly rule: unknown;
  readonly severity: unknown;
  readonly message: unknown;
  readonly range: string;
}

/** What the command line finds in a folder, in order of places. */
export function byCli(folder: string): Shown[] {
  const run = cli(folder, ["check", ".", "--format", "json", "--exit-zero"]);
  assert.ok(run.out.startsWith("{"), run.err);
  interface Found {
    path: string;
    rule: string;
    severity: string;
    message: string;
    range: Record<"start" | "end", { line: number; column: number }>;
  }
  return sorted(
    (JSON.parse(run.out) as { findings: Found[] }).findings.map(({ path, rule, severity, message, range }) => ({
      path,
      rule,
      severity,
      message,
      range: `${range.start.line}:${range.start.column}-${range.end.line}:${range.end.column}`,
    })),
  );
}

/** What a server finds in files of a folder that are opened one after another, in order of places. */
export function byServer(
  folder: string,
  server: readonly string[] | undefined,
  paths: readonly string[],
): Promise<Shown[]> {
  return Client.with({ folder, server }, async (client) => {
    const shown: Shown[] = [];
    for (const path of paths) {
      await client.open(join(folder, path), readFileSync(join(folder, path), "utf8"));
      for (const { code, severity, message, range } of await client.diagnostics(join(folder, path)))
        shown.push({
          path,
          rule: code,
          severity: ["", "error", "warning", "info", "hint"][severity ?? 0],
          message,
          range: `${range.start.line + 1}:${range.start.character + 1}-${range.end.line + 1}:${range.end.character + 1}`,
        });
    }
    return sorted(shown);
  });
}

function sorted(shown: Shown[]): Shown[] {
  const key = (one: Shown) => JSON.stringify([one.path, one.range, one.rule]);
  return shown.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
