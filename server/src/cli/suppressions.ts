import { replaceFile, writeOut } from "../disk.js";
import { suppressionsOf } from "../lint/suppress.js";
import { fixAll } from "../project/fix-all.js";
import { encodeText } from "../text/decode.js";
import { oneLine } from "./format-concise.js";
import { placeOf } from "./report.js";
import { filesOf, shown, startsOf } from "./run.js";
import { oneOf, readOptions } from "./usage.js";

const states = ["active", "unused", "expired", "invalid"] as const;

/** `tenet suppressions`: lists every suppression with its state, reason and end; `--fix` takes the unused ones away. */
export async function suppressions(args: string[]): Promise<number> {
  const { values, positionals } = readOptions(args, {
    format: { type: "string" },
    state: { type: "string" },
    fix: { type: "boolean" },
  });
  const format = oneOf("format", values.format, ["text", "json"]) ?? "text";
  const state = oneOf("state", values.state, states);
  const found: {
    path: string;
    line: number;
    column: number;
    rules: string[];
    state: string;
    until?: string;
    reason?: string;
  }[] = [];
  for await (const { project, path } of filesOf(startsOf(positionals), {}, () => {})) {
    const result = await project.lintFile(path);
    const { document, decoded } = result;
    if (!document) continue;
    const about = (id: string, start: number, end: number): boolean =>
      result.findings.some((one) => one.id === id && start <= one.range.start && one.range.end <= end);
    for (const one of suppressionsOf(document)) {
      const { start, end } = one.range;
      const its = about("invalid-suppression", start, end)
        ? "invalid"
        : about("expired-suppression", start, end)
          ? "expired"
          : about("unused-suppression", start, end)
            ? "unused"
            : "active";
      if (state !== undefined && its !== state) continue;
      const place = placeOf(document.lines, start);
      found.push({
        path: shown(path),
        ...place,
        rules: one.rules.map((rule) => rule.id),
        state: its,
        until: one.until,
        reason: one.reason,
      });
    }
    if (values.fix && decoded && !decoded.lossy) {
      const fixed = await fixAll(project, path, result, { unsafe: false, rules: ["unused-suppression"] });
      if (fixed.applied > 0) replaceFile(path, encodeText(fixed.text, decoded));
    }
  }
  if (format === "json") writeOut(`${JSON.stringify({ version: 1, suppressions: found }, undefined, 2)}\n`);
  else
    for (const one of found) {
      const until = one.until ? ` until ${one.until}` : "";
      writeOut(
        `${one.path}:${one.line}:${one.column}: ${one.state} ${one.rules.join(", ")}${until}: ${oneLine(one.reason ?? "no reason")}\n`,
      );
    }
  return found.some((one) => one.state !== "active") && !values.fix ? 1 : 0;
}
