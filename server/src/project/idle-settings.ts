import { formatsOf } from "../formats/index.js";
import { globMatches } from "../text/glob.js";
import { nearest } from "../text/nearest.js";
import type { Range } from "../text/range.js";
import type { Layer } from "./config.js";
import type { Host } from "./host.js";
import type { FileProblem, Settings } from "./project.js";
import { isWalked } from "./walk.js";

/** The files a configuration is held against. */
export interface SeenFiles {
  /** Every file below the configuration's folder that a walk gives, absolute. */
  readonly paths: readonly string[];
  /**
   * The id of the format of a file, undefined for one that tenet does not read. `byName` asks for what its name alone
   * tells.
   */
  readonly formatOf: (path: string, byName: boolean) => string | undefined;
}

/**
 * What a `tenet.yaml` says without any effect on the files that there are: globs that match none, overrides for rules
 * that read none of the files they name, rules of its own for kinds of files that there are none of. What it extends is
 * left out: a shared configuration fits more than one place. Never throws.
 */
export function idleSettings(host: Host, settings: Settings, seen: SeenFiles): FileProblem[] {
  const layer = settings.layers.at(-1);
  if (settings.folder === undefined || layer?.folder !== settings.folder) return [];
  if (foreign.test(`${settings.folder}/`)) return [];
  const base = `${layer.base}/`;
  const inner = seen.paths.filter((path) => path.startsWith(base)).map((path) => path.slice(base.length));
  const linted = inner.filter((path) => !isIgnored(settings.layers, base + path));
  const files: Files = { host, layer, inner, linted, formatOf: (path, byName) => seen.formatOf(base + path, byName) };
  return [...idleGlobs(files), ...idleOverrides(files, settings), ...idleRules(files, settings)];
}

/** Folders that hold other people's packs. */
const foreign = /\/(?:node_modules|\.tenet\/vendor)\//;

interface Files {
  readonly host: Host;
  readonly layer: Layer;
  /** Relative to the layer's base. */
  readonly inner: readonly string[];
  /** Those of them that no configuration ignores. */
  readonly linted: readonly string[];
  readonly formatOf: SeenFiles["formatOf"];
}

function isIgnored(layers: readonly Layer[], path: string): boolean {
  return layers.some(
    ({ base, config }) =>
      path.startsWith(`${base}/`) && config.ignore.some((glob) => globMatches(glob, path.slice(base.length + 1))),
  );
}

function idleGlobs(files: Files): FileProblem[] {
  const { config } = files.layer;
  const all = (globs: readonly string[], place: string, among: readonly string[]): FileProblem[] =>
    globs.flatMap((glob, index) => {
      const why = idleGlob(glob, among, files);
      if (why === undefined) return [];
      return [problem(files.layer, why, placeOf(files.layer, place, index))];
    });
  return [
    ...all(config.ignore, "ignore", files.inner),
    ...config.overrides.flatMap((one, index) => all(one.files, `overrides.${index}.files`, files.linted)),
    ...config.suppress.flatMap((one, index) => all(one.files, `suppress.${index}.files`, files.linted)),
  ];
}

/** Why a glob has no effect; undefined when it has one, or when git ignores what it is for. */
function idleGlob(glob: string, among: readonly string[], files: Files): string | undefined {
  if (among.some((path) => globMatches(glob, path))) return undefined;
  if (among !== files.inner && files.inner.some((path) => globMatches(glob, path)))
    return `every file that "${glob}" matches is ignored`;
  // What a build leaves is there on one machine and not on the next.
  const named = glob
    .replace(/^(?:\*\*\/)+/, "")
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  const wild = named.findIndex(hasWildcard);
  const literal = [files.layer.base, ...(wild < 0 ? named : named.slice(0, wild))].join("/");
  if (wild !== 0 && [literal, `${literal}/file`].some((path) => !isWalked(files.host, files.layer.base, path)))
    return undefined;
  const meant = meantGlob(glob, among);
  return `"${glob}" matches no file${meant === undefined ? "" : `; did you mean "${meant}"?`}`;
}

/** So many names of files and folders are compared with a misspelt one. */
const mostNames = 20_000;

/** The glob that was probably meant: without `./`, with slashes, at any depth, or with a name that there is. */
function meantGlob(glob: string, paths: readonly string[]): string | undefined {
  const matches = (one: string): boolean => paths.some((path) => globMatches(one, path));
  const plain = glob.replaceAll("\\", "/").replace(/^(?:\.\/)+/, "");
  for (const one of [plain, `**/${plain.replace(/^\/+/, "")}`]) if (one !== glob && matches(one)) return one;
  const names = new Set<string>();
  for (const path of paths) {
    for (const name of path.split("/")) names.add(name);
    if (names.size > mostNames) return undefined;
  }
  const parts = plain.split("/");
  for (const [index, part] of parts.entries()) {
    if (part === "" || hasWildcard(part) || names.has(part)) continue;
    const near = nearest(part, names);
    const one = near && [...parts.slice(0, index), near, ...parts.slice(index + 1)].join("/");
    if (one && matches(one)) return one;
  }
  return undefined;
}

function hasWildcard(part: string): boolean {
  return /[*?{}]/.test(part);
}

/** Rules of an override that read none of the files it names. */
function idleOverrides(files: Files, settings: Settings): FileProblem[] {
  const { layer } = files;
  return layer.config.overrides.flatMap((override, index) => {
    const named = files.linted.filter((path) => override.files.some((glob) => globMatches(glob, path)));
    if (named.length === 0) return [];
    return [...new Set([...Object.keys(override.rules), ...Object.keys(override.options)])].flatMap((id) => {
      const rule = settings.rules.rule(id);
      if (!rule) return [];
      const kinds = formatsRead(rule.data.checks.map((check) => check.key));
      if (kinds.size === 0 || anyOf(kinds, named, files)) return [];
      const message = `"${id}" reads none of these files: it reads ${listed(kinds)}`;
      return [problem(layer, message, layer.places.get(`overrides.${index}.rules.${id}`))];
    });
  });
}

/**
 * Rules of the configuration's own folder for kinds of files that there are none of. A folder none of whose rules reads
 * a file of its own holds them for others: it is a pack.
 */
function idleRules(files: Files, settings: Settings): FileProblem[] {
  const { folder } = files.layer;
  const own = (settings.ruleFiles ?? []).filter(
    ({ path, rule }) => rule && path.startsWith(`${folder}/`) && !foreign.test(path.slice(folder.length)),
  );
  const idle = own.flatMap(({ path, text, rule }) => {
    if (!rule) return [];
    const kinds = formatsRead(rule.checks.map((check) => check.key));
    if (kinds.size === 0 || anyOf(kinds, files.linted, files)) return [];
    const start = text.search(/^checks:/m);
    const range = start < 0 ? undefined : { start, end: start + "checks".length };
    return [{ path, text, range, message: `"${rule.id}" never runs: no file here is one it reads (${listed(kinds)})` }];
  });
  return idle.length === own.length && own.every(({ path }) => !path.startsWith(`${folder}/.tenet/`)) ? [] : idle;
}

function formatsRead(keys: readonly string[]): ReadonlySet<string> {
  return new Set(keys.flatMap((key) => formatsOf(key).map((one) => one.id)));
}

/** True when one of the files is of one of the formats. Their names are asked first: files need not be read for that. */
function anyOf(kinds: ReadonlySet<string>, paths: readonly string[], { formatOf }: Files): boolean {
  return [true, false].some((byName) => paths.some((path) => kinds.has(formatOf(path, byName) ?? "")));
}

function listed(kinds: ReadonlySet<string>): string {
  const names = [...kinds];
  return names.length > 6 ? `${names.slice(0, 6).join(", ")} …` : names.join(", ");
}

/** The place of an item, or of the one text that stands for a list. */
function placeOf(layer: Layer, place: string, index: number): Range | undefined {
  return layer.places.get(`${place}.${index}`) ?? layer.places.get(place);
}

function problem(layer: Layer, message: string, range: Range | undefined): FileProblem {
  return { path: layer.path ?? layer.name, message, range, text: layer.text };
}
