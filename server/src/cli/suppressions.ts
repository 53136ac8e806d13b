import { DiskError, replaceFile, writeError, writeOut } from "../disk.js";
import { suppressionsOf } from "../lint/suppress.js";
import type { ConfigSuppression, Layer } from "../project/config.js";
import { fixAll } from "../project/fix-all.js";
import type { Host } from "../project/host.js";
import { type FileResult, folderOf, type Project } from "../project/project.js";
import { accepts } from "../project/settle.js";
import { withoutEntries } from "../project/suppression-entries.js";
import { type DecodedText, decodeText, encodeText } from "../text/decode.js";
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
  /** True when it was taken away. */
  readonly removed?: boolean;
}

/** An entry under `suppress` of a `tenet.yaml`. */
interface Entry {
  readonly layer: Layer;
  readonly one: ConfigSuppression;
  /** Which entry of its file it is, from 0. */
  readonly index: number;
  readonly expired: boolean;
  /** The folders whose files it is about. */
  readonly bases: Set<string>;
  /** True when a finding was met that it accepts. */
  used: boolean;
}

/**
 * `tenet suppressions`: lists every suppression, in files and in `tenet.yaml`, with its state, reason and end; `--fix`
 * takes the unused and the expired ones away.
 */
export async function suppressions(args: string[]): Promise<number> {
  const { values, positionals } = readOptions(args, {
    format: { type: "string" },
    state: { type: "string" },
    fix: { type: "boolean" },
  });
  const format = oneOf("format", values.format, ["text", "json"]) ?? "text";
  const state = oneOf("state", values.state, states);
  const fix = values.fix === true;
  const found: Listed[] = [];
  const entries = new Map<string, Entry>();
  const starts = startsOf(positionals);
  let failed = 0;
  const save = (path: string, text: string, like: DecodedText): boolean => {
    try {
      replaceFile(path, encodeText(text, like));
      return true;
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      failed++;
      writeError(`tenet: ${error.message}\n`);
      return false;
    }
  };
  let host: Host | undefined;
  for await (const { project, path } of filesOf(starts, {}, () => {})) {
    host = project.host;
    const result = await project.lintFile(path);
    const { layers } = await project.settings(folderOf(path));
    for (const entry of entriesOf(layers, host.today(), entries))
      entry.used ||= result.suppressed.some((finding) => accepts(entry.layer, entry.one, finding, path));
    found.push(...(await inFile(project, path, result, fix ? save : undefined)));
  }
  for (const file of new Set([...entries.values()].map((entry) => entry.layer.path!)))
    found.push(
      ...inConfiguration(
        host!,
        file,
        [...entries.values()].filter((one) => one.layer.path === file),
        starts,
        fix ? save : undefined,
      ),
    );
  const wanted = found.filter((one) => state === undefined || one.state === state);
  if (format === "json") writeOut(`${JSON.stringify({ version: 1, suppressions: wanted }, undefined, 2)}\n`);
  else
    for (const one of wanted) {
      const until = one.until ? ` until ${one.until}` : "";
      writeOut(
        `${oneLine(one.path)}:${one.line}:${one.column}: ${one.removed ? "removed, " : ""}${one.state} ${one.rules.join(", ")}${until}: ${oneLine(one.reason ?? "no reason")}\n`,
      );
    }
  if (failed > 0) return 2;
  return wanted.some((one) => one.state !== "active" && !one.removed) ? 1 : 0;
}

type Save = (path: string, text: string, like: DecodedText) => boolean;

/** The suppressions in a file's comments; with `save` those without effect are taken away. */
async function inFile(project: Project, path: string, result: FileResult, save: Save | undefined): Promise<Listed[]> {
  const { document, decoded } = result;
  if (!document) return [];
  const all = suppressionsOf(document).map((one): Listed => {
    const about = (id: string): boolean =>
      result.findings.some(
        ({ id: its, range }) => its === id && one.range.start <= range.start && range.end <= one.range.end,
      );
    const state = about("invalid-suppression")
      ? "invalid"
      : about("expired-suppression")
        ? "expired"
        : about("unused-suppression")
          ? "unused"
          : "active";
    const place = placeOf(document.lines, one.range.start);
    const { until, reason } = one;
    return { path: shown(path), ...place, rules: one.rules.map((rule) => rule.id), state, until, reason };
  });
  if (!save || !decoded || decoded.lossy || all.every((one) => one.state === "active")) return all;
  const rules = ["unused-suppression", "expired-suppression"];
  const fixed = await fixAll(project, path, result, { unsafe: false, rules });
  if (fixed.applied === 0 || !save(path, fixed.text, decoded)) return all;
  const after = await project.parse(path, fixed.text);
  const left = (after ? suppressionsOf(after) : []).map((one) =>
    said(
      one.rules.map((rule) => rule.id),
      one,
    ),
  );
  return all.map((one) => {
    const at = left.indexOf(said(one.rules, one));
    if (at < 0) return { ...one, removed: true };
    left.splice(at, 1);
    return one;
  });
}

function said(rules: readonly string[], { until, reason }: { until?: string; reason?: string }): string {
  return JSON.stringify([rules, until, reason]);
}

/** The entries of one `tenet.yaml`; with `save` those without effect are taken away. */
function inConfiguration(
  host: Host,
  path: string,
  entries: readonly Entry[],
  starts: readonly { readonly kind: string; readonly path: string }[],
  save: Save | undefined,
): Listed[] {
  const seen = (base: string): boolean =>
    starts.some((start) => start.kind === "folder" && `${base}/`.startsWith(`${start.path}/`));
  const foreign = /\/(?:node_modules|\.tenet\/vendor)\//.test(path);
  const all = entries.flatMap((entry) => {
    const { expired, used, layer, one, index } = entry;
    // Only who has seen every file it is about knows that nothing there needs it; a shared one is for others too.
    if (!used && !expired && (foreign || ![...entry.bases, layer.folder].every(seen))) return [];
    const state = expired ? ("expired" as const) : used ? ("active" as const) : ("unused" as const);
    const place = placeOf(new LineIndex(layer.text), layer.places.get(`suppress.${index}`)?.start ?? 0);
    const { rule, until, reason } = one;
    return [{ index, listed: { path: shown(path), ...place, rules: [rule], state, until, reason } satisfies Listed }];
  });
  const gone = new Set(all.flatMap(({ index, listed }) => (listed.state === "active" ? [] : [index])));
  const bytes = save && !foreign && gone.size > 0 ? host.read(path) : undefined;
  const decoded = bytes && decodeText(bytes);
  const text = decoded && !decoded.lossy ? withoutEntries(decoded.text, gone) : undefined;
  const removed = text !== undefined && save!(path, text, decoded!);
  return all.map(({ index, listed }) => (removed && gone.has(index) ? { ...listed, removed } : listed));
}

/** The entries of these configurations, each once. */
function entriesOf(layers: readonly Layer[], today: string, entries: Map<string, Entry>): Entry[] {
  return layers.flatMap((layer) =>
    layer.config.suppress.map((one, index) => {
      const key = `${layer.path}\0${index}`;
      let entry = entries.get(key);
      if (!entry) {
        const expired = one.until !== undefined && one.until < today;
        entry = { layer, one, index, expired, bases: new Set(), used: false };
        entries.set(key, entry);
      }
      entry.bases.add(layer.base);
      return entry;
    }),
  );
}
