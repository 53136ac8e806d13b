import { replaceFile, writeOut } from "../disk.js";
import { suppressionsOf } from "../lint/suppress.js";
import { type ConfigSuppression, configName, type Layer } from "../project/config.js";
import { fixAll } from "../project/fix-all.js";
import { folderOf } from "../project/project.js";
import { accepts } from "../project/settle.js";
import { encodeText } from "../text/decode.js";
import { LineIndex } from "../text/line-index.js";
import { oneLine } from "./format-concise.js";
import { placeOf } from "./report.js";
import { filesOf, shown, startsOf } from "./run.js";
import { oneOf, readOptions } from "./usage.js";

const states = ["active", "unused", "expired", "invalid"] as const;

/** A suppression as it is listed. */
interface Listed {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly rules: readonly string[];
  readonly state: (typeof states)[number];
  readonly until?: string;
  readonly reason?: string;
}

/** An entry under `suppress` of a `tenet.yaml`. */
interface Entry {
  readonly layer: Layer;
  readonly one: ConfigSuppression;
  /** The name of its place in the layer. */
  readonly place: string;
  readonly expired: boolean;
  /** True when a finding was met that it accepts. */
  used: boolean;
}

/**
 * `tenet suppressions`: lists every suppression, in files and in `tenet.yaml`, with its state, reason and end; `--fix`
 * takes the unused ones in files away.
 */
export async function suppressions(args: string[]): Promise<number> {
  const { values, positionals } = readOptions(args, {
    format: { type: "string" },
    state: { type: "string" },
    fix: { type: "boolean" },
  });
  const format = oneOf("format", values.format, ["text", "json"]) ?? "text";
  const state = oneOf("state", values.state, states);
  const found: Listed[] = [];
  const entries = new Map<string, Entry>();
  const starts = startsOf(positionals);
  for await (const { project, path } of filesOf(starts, {}, () => {})) {
    const result = await project.lintFile(path);
    const { layers } = await project.settings(folderOf(path));
    for (const entry of entriesOf(layers, project.host.today(), entries))
      entry.used ||= result.suppressed.some((finding) => accepts(entry.layer, entry.one, finding, path));
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
  for (const { layer, used, expired, ...entry } of entries.values()) {
    // Only who has seen every file below a configuration knows that nothing there needs its entry.
    const whole = starts.some(({ kind, path }) => kind === "folder" && `${layer.base}/`.startsWith(`${path}/`));
    if (!used && !expired && !whole) continue;
    const its = expired ? "expired" : used ? "active" : "unused";
    if (state !== undefined && its !== state) continue;
    const { rule, until, reason } = entry.one;
    const place = placeOf(new LineIndex(layer.text), layer.places.get(entry.place)?.start ?? 0);
    found.push({ path: shown(layer.path ?? layer.name), ...place, rules: [rule], state: its, until, reason });
  }
  if (format === "json") writeOut(`${JSON.stringify({ version: 1, suppressions: found }, undefined, 2)}\n`);
  else
    for (const one of found) {
      const until = one.until ? ` until ${one.until}` : "";
      writeOut(
        `${one.path}:${one.line}:${one.column}: ${one.state} ${one.rules.join(", ")}${until}: ${oneLine(one.reason ?? "no reason")}\n`,
      );
    }
  const left = values.fix ? found.filter((one) => one.path.endsWith(configName)) : found;
  return left.some((one) => one.state !== "active") ? 1 : 0;
}

/** The entries of these configurations, each once. */
function entriesOf(layers: readonly Layer[], today: string, entries: Map<string, Entry>): Entry[] {
  return layers.flatMap((layer) =>
    layer.config.suppress.map((one, index) => {
      const place = `suppress.${index}`;
      const key = `${layer.base}\0${layer.path}\0${place}`;
      const known = entries.get(key);
      if (known) return known;
      const entry: Entry = { layer, one, place, expired: one.until !== undefined && one.until < today, used: false };
      entries.set(key, entry);
      return entry;
    }),
  );
}
