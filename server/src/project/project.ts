import type { Document, Files } from "../document/document.js";
import { detect, type FormatEntry } from "../formats/index.js";
import type { Finding } from "../lint/finding.js";
import { defaultLintOptions, type LintOptions, type LintResult, lint, runs } from "../lint/lint.js";
import type { LintMemory } from "../lint/lint-memory.js";
import { type CheckBounds, defaultBounds } from "../lint/run-check.js";
import type { OptionValues } from "../rules/options.js";
import type { Confidence, RuleDocs } from "../rules/rule.js";
import { type Gate, type Rule, type RulePack, RuleSet } from "../rules/rule-set.js";
import { type DecodedText, decodeText } from "../text/decode.js";
import type { Range } from "../text/range.js";
import { builtinPack } from "./builtin-rules.js";
import { baselinePath, configName, defaultRulePath, type Layer } from "./config.js";
import { filesAround } from "./files-around.js";
import type { Host } from "./host.js";
import type { RuleChoice } from "./layers.js";
import type { Profile } from "./profile.js";
import type { RuleFile } from "./rule-files.js";
import type { Principle } from "./statements.js";

/** Something wrong with a file that is not a finding: a syntax error, a broken rule, an unknown key. */
export interface FileProblem {
  readonly path: string;
  readonly message: string;
  /** Absent when the problem has no place in the file. */
  readonly range?: Range;
  /** The text the range counts in. */
  readonly text?: string;
}

/** Choices of the person who runs tenet; they win over `tenet.yaml`. */
export interface ProjectOptions {
  /** The folder nothing outside of which is read, absolute. */
  readonly root: string;
  /** No `tenet.yaml` is looked for. */
  readonly noConfig?: boolean;
  readonly allRules?: boolean;
  readonly minConfidence?: Confidence;
  /** Files larger than this many bytes are not read. */
  readonly maxFileSize?: number;
  /** The baseline is not asked. */
  readonly noBaseline?: boolean;
  /** The time of each rule is taken. */
  readonly timed?: boolean;
  /** Told what is being done. */
  readonly profile?: Profile;
}

/** Files over this size are skipped with a message; formats may have a limit of their own. */
export const defaultMaxFileSize = 20 * 1024 * 1024;

/** Where what holds for a whole file is told. */
const start: Range = { start: 0, end: 0 };

/** What a check may do, as configured. */
function boundsOf(findings: number | undefined, steps: number | undefined): CheckBounds | undefined {
  if (findings === undefined && steps === undefined) return undefined;
  return { findings: findings ?? defaultBounds.findings, steps: steps ?? defaultBounds.steps };
}

/** The configuration that holds in a folder, with its rules. */
export interface Settings {
  /** The configurations that count, the weakest first. */
  readonly layers: readonly Layer[];
  /** The folder of the `tenet.yaml`, undefined when there is none. */
  readonly folder?: string;
  /**
   * The folder that documents' paths are relative to, so that both faces see the same path wherever they were
   * started: that of the `tenet.yaml`, else the repository's, else undefined for the project's root.
   */
  readonly base?: string;
  readonly rules: RuleSet;
  /** What the layers chose for a rule (its id and aliases) and a file; absent when there are none. */
  readonly choice?: (ids: readonly string[], path: string) => RuleChoice | undefined;
  /** What the layers make of a rule's options for a file (absolute); absent when they say nothing of any. */
  readonly optionsOf?: (rule: Rule, path: string) => OptionValues | undefined;
  /** What people read about the team's rules, by id. */
  readonly docs?: Readonly<Record<string, RuleDocs>>;
  /** The team's rules as their files hold them. */
  readonly ruleFiles?: readonly RuleFile[];
  /** The versions of programs that run, by the format of their configuration; absent when nobody says any. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Principles of the team's own. */
  readonly principles?: readonly Principle[];
  /** Where the team explains a rule, by its id. */
  readonly pages?: ReadonlyMap<string, string>;
  /** What is wrong with the configuration and the team's rules. */
  readonly problems: readonly FileProblem[];
}

/** What linting one file gave. */
export interface FileResult extends LintResult {
  readonly path: string;
  readonly document?: Document;
  readonly decoded?: DecodedText;
  readonly problems: readonly FileProblem[];
  /** Findings that the baseline holds. */
  readonly baselined: readonly Finding[];
  /** Why the file was not linted. */
  readonly skipped?: "unknown-format" | "binary" | "too-large" | "unreadable" | "failed";
}

/**
 * What both faces share: configuration, rule packs, ignores, and linting of one file. Two faces that ask the same
 * project get the same answer.
 */
export class Project {
  readonly host: Host;
  readonly options: ProjectOptions;
  readonly #builtin: RulePack;
  readonly #settings = new Map<string, Promise<Settings>>();

  private constructor(host: Host, options: ProjectOptions, builtin: RulePack) {
    this.host = host;
    this.options = options;
    this.#builtin = builtin;
  }

  /** Opens a project. Reads the built-in rules and nothing else. */
  static async open(host: Host, options: ProjectOptions): Promise<Project> {
    return new Project(host, options, builtinPack(await host.builtin()));
  }

  /** Forgets configurations and team rules, so that changed files are read again. */
  reload(): void {
    this.#settings.clear();
  }

  /** What holds for the files of a folder: the nearest `tenet.yaml` upwards. */
  settings(folder: string): Promise<Settings> {
    let found = this.#settings.get(folder);
    if (!found) {
      found = this.#findSettings(folder);
      this.#settings.set(folder, found);
    }
    return found;
  }

  async #findSettings(folder: string): Promise<Settings> {
    const { host } = this;
    // A team's rules count without a configuration beside them.
    const configured = host.read(`${folder}/${configName}`) ?? host.list(`${folder}/${defaultRulePath}`);
    if (configured && !this.options.noConfig) {
      const { readSettings } = await import("./settings.js");
      return readSettings(host, folder, this.#boundOf(folder), this.#builtin);
    }
    const cut = folder.lastIndexOf("/");
    const repository = this.#isRepository(folder);
    if (repository || cut < 0 || folder === "")
      return {
        layers: [],
        rules: new RuleSet([this.#builtin]),
        problems: [],
        base: repository ? folder : undefined,
      };
    return this.settings(folder.slice(0, cut));
  }

  #isRepository(folder: string): boolean {
    return this.host.list(`${folder}/.git`) !== undefined || this.host.read(`${folder}/.git`) !== undefined;
  }

  /** The outermost folder that a configuration in `folder` may reach: the repository, else the project's root. */
  #boundOf(folder: string): string {
    for (let at = folder; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) if (this.#isRepository(at)) return at;
    const { root } = this.options;
    return folder === root || folder.startsWith(`${root}/`) ? root : folder;
  }

  /** True when the configuration says that the file is not linted. */
  async ignores(path: string): Promise<boolean> {
    const { layers } = await this.settings(folderOf(path));
    if (!layers.some((layer) => layer.config.ignore.length > 0)) return false;
    const { matchesAny } = await import("./layer-globs.js");
    return layers.some((layer) => matchesAny(layer, layer.config.ignore, path));
  }

  /**
   * The id of the format of a file (absolute), undefined for one that is not read. `byName` does not look into it, so
   * that one which only its text tells seems to be none.
   */
  formatOf(path: string, settings: Settings, byName: boolean): string | undefined {
    const head = (): string => latin.decode((byName ? undefined : this.host.read(path))?.subarray(0, 4096));
    return detect(this.relative(path, settings), head)?.id;
  }

  /** What the configuration of a folder says without effect on the files below it, which are all of `paths` (absolute). */
  async idle(folder: string, paths: readonly string[]): Promise<readonly FileProblem[]> {
    const settings = await this.settings(folder);
    if (settings.folder !== folder) return [];
    const { idleSettings } = await import("./idle-settings.js");
    const formatOf = (path: string, byName: boolean) => this.formatOf(path, settings, byName);
    return idleSettings(this.host, settings, { paths, formatOf });
  }

  /** What the configuration chose for a rule and a file, and where it says so; undefined when it does not. */
  choice(settings: Settings, rule: Rule, path: string): RuleChoice | undefined {
    return settings.choice?.([rule.data.id, ...rule.data.aliases], path);
  }

  /** How a file (absolute) is linted with these settings. */
  lintOptions(settings: Settings, path: string): LintOptions {
    const last = <T>(pick: (config: Layer["config"]) => T | undefined): T | undefined =>
      settings.layers.reduce<T | undefined>((found, layer) => pick(layer.config) ?? found, undefined);
    return {
      ...defaultLintOptions(this.host.today()),
      allRules: this.options.allRules ?? last((config) => config.allRules) ?? false,
      minConfidence: this.options.minConfidence ?? last((config) => config.minConfidence) ?? "likely",
      policy: last((config) => config.suppressions),
      timed: this.options.timed || this.options.profile !== undefined,
      bounds: boundsOf(
        last((config) => config.limits.findings),
        last((config) => config.limits.steps),
      ),
      severityOf: (rule) => this.choice(settings, rule, path)?.setting,
      optionsOf: settings.optionsOf && ((rule) => settings.optionsOf?.(rule, path)),
    };
  }

  /** Lints a file on disk, or the bytes given for it. `path` is absolute. Bytes that no rule could match are never decoded. Never throws. */
  async lintFile(path: string, given?: Uint8Array): Promise<FileResult> {
    const { profile } = this.options;
    const settings = await this.settings(folderOf(path));
    profile?.lap("configuration");
    // A host may give every file in one buffer: nothing is awaited between reading and decoding.
    let bytes = given ?? this.host.read(path);
    profile?.lap("reading");
    if (!bytes) return this.#skip(path, "unreadable", "cannot be read");
    let head: string | undefined;
    const beginning = bytes.subarray(0, 4096);
    const entry = detect(this.relative(path, settings), () => (head ??= latin.decode(beginning)));
    const configured = settings.layers.reduce<number | undefined>(
      (found, layer) => layer.config.limits.fileSize ?? found,
      undefined,
    );
    const limit = this.options.maxFileSize ?? configured ?? entry?.maxFileSize ?? defaultMaxFileSize;
    if (bytes.length > limit)
      return this.#skip(
        path,
        "too-large",
        `is ${megabytes(bytes.length)}, more than the limit of ${megabytes(limit)}; not linted`,
      );
    if (!entry) return this.#skip(path, "unknown-format");
    if (!given && bytes.length > 64 << 20) bytes = this.host.read(path, limit) ?? bytes;
    const gate = isUtf16(bytes) ? undefined : settings.rules.gateBytes(entry, bytes);
    const possible = !gate || this.#couldFind(gate, settings, path);
    profile?.lap("gate");
    if (!possible) return nothing(path);
    const decoded = decodeText(bytes);
    if (!decoded) return this.#skip(path, "binary");
    return { ...(await this.#lintText(path, decoded.text, entry, settings, gate)), decoded };
  }

  /**
   * Lints a text as the file `path` (absolute); undefined format means the file is not one that tenet reads. `memory` is
   * that of the same file's lints before.
   */
  async lintText(path: string, text: string, memory?: LintMemory): Promise<FileResult> {
    const settings = await this.settings(folderOf(path));
    const entry = detect(this.relative(path, settings), () => text.slice(0, 4096));
    if (!entry) return this.#skip(path, "unknown-format");
    return this.#lintText(path, text, entry, settings, undefined, memory);
  }

  /**
   * Reads a file on the disk as a document of its format; undefined when it is none that is read. `among` are the
   * formats that the person who named the file can mean: the first of them where it looks like none.
   */
  async parseFile(path: string, among?: readonly FormatEntry[]): Promise<Document | undefined> {
    const bytes = this.host.read(path);
    const decoded = bytes && bytes.length <= (this.options.maxFileSize ?? defaultMaxFileSize) && decodeText(bytes);
    return decoded ? this.parse(path, decoded.text, among) : undefined;
  }

  /** Reads a text as a document of its format, without linting it. */
  async parse(path: string, text: string, among?: readonly FormatEntry[]): Promise<Document | undefined> {
    const settings = await this.settings(folderOf(path));
    const name = this.relative(path, settings);
    const found = detect(name, () => text.slice(0, 4096));
    const entry = among && !(found && among.includes(found)) ? among[0] : found;
    return entry && (await entry.load()).parse(name, text, this.#files(settings));
  }

  /** Lints a text; one that no rule could match is not even parsed. */
  async #lintText(
    path: string,
    text: string,
    entry: FormatEntry,
    settings: Settings,
    known?: Gate,
    memory?: LintMemory,
  ): Promise<FileResult> {
    const gate = known ?? memory?.gate(settings.rules, entry, text) ?? settings.rules.gate(entry, text);
    const possible = this.#couldFind(gate, settings, path);
    this.options.profile?.lap("gate");
    if (!possible) return nothing(path);
    try {
      return await this.#lintWith(path, text, entry, settings, gate, memory);
    } catch (error) {
      // A bug of ours must not cost the other files. Its message could quote the file, so it stays here.
      const { name, stack = "" } = error as Error;
      const place = /at (.*)/.exec(stack)?.[1] ?? "";
      return this.#skip(path, "failed", `tenet failed on this file (${name} at ${place}); it was not linted`);
    }
  }

  async #lintWith(
    path: string,
    text: string,
    entry: FormatEntry,
    settings: Settings,
    gate: Gate,
    memory?: LintMemory,
  ): Promise<FileResult> {
    const { profile } = this.options;
    const format = await entry.load();
    const bounds = new Set<string>();
    const files = this.#files(settings, (message) => bounds.add(message));
    const around = memory?.under(settings, files) ?? files;
    profile?.lap("loading");
    const document = await format.parse(this.relative(path, settings), text, around);
    profile?.lap("parsing");
    await settings.rules.ready();
    profile?.lap("loading");
    const result = lint(document, settings.rules, this.lintOptions(settings, path), gate, memory);
    const problems = document.problems.map((problem) => ({
      path,
      message: problem.message,
      range: problem.range,
      text,
    }));
    for (const message of bounds) problems.push({ path, message, range: start, text });
    for (const { id, message } of result.stopped ?? [])
      problems.push({ path, message: `${id}: ${message}`, range: start, text });
    document.release();
    profile?.lap("rules");
    if (result.findings.length === 0 && result.suppressed.length === 0)
      return { ...result, path, document, problems, baselined: [] };
    const { settle } = await import("./settle.js");
    const settled = await settle(this, settings, path, document, result);
    profile?.lap("settling");
    return { ...result, ...settled, path, document, problems };
  }

  /** What is wrong with the baseline of these settings, at its place; undefined when there is none or it is sound. */
  async baselineProblem(settings: Settings): Promise<FileProblem | undefined> {
    const text = this.baselineText(settings);
    if (text === undefined) return undefined;
    const { baselineOf } = await import("./settle.js");
    const problem = (await baselineOf(this, settings))?.problem;
    return problem && { path: `${settings.base ?? this.options.root}/${baselinePath}`, text, ...problem };
  }

  /** The text of the baseline that holds for files of these settings. */
  baselineText(settings: Settings): string | undefined {
    if (this.options.noBaseline) return undefined;
    const bytes = this.host.read(`${settings.base ?? this.options.root}/${baselinePath}`);
    return bytes && decodeText(bytes)?.text;
  }

  /** True when a file must be read: a check that could match is on, or it holds a suppression. */
  #couldFind(gate: Gate, settings: Settings, path: string): boolean {
    if (gate.suppressions) return true;
    const options = this.lintOptions(settings, path);
    return gate.checks.some((check) => runs(check.rule, options.severityOf(check.rule), options));
  }

  #skip(path: string, skipped: FileResult["skipped"], message?: string): FileResult {
    return {
      path,
      findings: [],
      suppressed: [],
      undecided: [],
      problems: message ? [{ path, message }] : [],
      baselined: [],
      skipped,
    };
  }

  /** The path as documents have it: relative to the settings' base. */
  relative(path: string, settings: Settings): string {
    const base = settings.base ?? this.options.root;
    return path.startsWith(`${base}/`) ? path.slice(base.length + 1) : path.replace(/^\//, "");
  }

  /** Read access to the files around a document of these settings. */
  #files(settings: Settings, tell?: Files["tell"]): Files {
    const { root } = this.options;
    const { base = root, versions } = settings;
    return { tell, versions, ...filesAround(this.host, base, root, defaultMaxFileSize) };
  }

  /** The security principles and those of the team whose settings are given. */
  async principles(settings?: Settings): Promise<readonly Principle[]> {
    return [...(await this.host.statements()), ...(settings?.principles ?? [])];
  }

  /** What people read about a rule, built in or of the team whose settings are given; undefined when there is no such rule. */
  async docs(id: string, settings?: Settings): Promise<RuleDocs | undefined> {
    if (settings?.docs && Object.hasOwn(settings.docs, id)) return settings.docs[id];
    return (await this.host.docs())[id];
  }
}

/** The folder of an absolute path. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function nothing(path: string): FileResult {
  return { path, findings: [], suppressed: [], undecided: [], problems: [], baselined: [] };
}

function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

const latin = new TextDecoder("latin1");
