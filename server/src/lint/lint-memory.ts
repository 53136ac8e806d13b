import { type Document, type Files, nodesBelow, nodesByName } from "../document/document.js";
import type { Node, Value } from "../document/node.js";
import { PartNode } from "../document/part-node.js";
import { noReads, type Part, type Parts, type Reads } from "../document/reads.js";
import type { Check, FormatKeys, Gate, RuleSet } from "../rules/rule-set.js";
import type { Range } from "../text/range.js";
import type { Finding } from "./finding.js";
import type { LintOptions } from "./lint.js";
import { byPlace, type CheckBounds, type Found, type Outcome, type Scope } from "./run-check.js";

/** What a lint leaves for the next one of the same file. */
interface Kept {
  readonly document: Pick<Document, "path" | "text" | "test">;
  readonly rules: RuleSet;
  readonly options: LintOptions;
  readonly checks: readonly Check[];
  readonly parts: readonly Part[];
  readonly faces: readonly string[];
  readonly reads: readonly Reads[];
  readonly outcomes: ReadonlyMap<Check, Outcome>;
  /** What stands outside of parts, without its places. */
  readonly outside: string;
}

/** An edit inside of one part, or of blanks outside of all. */
interface Edited {
  /** The parts that it touches. */
  readonly parts: ReadonlySet<number>;
  /** What was replaced in the old text, and by how much it has grown. */
  readonly start: number;
  readonly end: number;
  readonly grown: number;
}

/**
 * Keeps, for one file that is linted again and again while it is written, what was found in its parts: after an edit
 * inside of one part only this part, those for which it was read, and what lies outside of parts are judged anew, and
 * after one of blanks between parts little more than nothing.
 * Whenever more has changed than that, everything is judged; what comes out is what a lint without it gives.
 */
export class LintMemory {
  #kept: Kept | undefined;
  #settings: unknown;
  #answers = new Map<string, string>();
  #gate: { readonly keys: FormatKeys; readonly rules: RuleSet; readonly text: string; readonly gate: Gate } | undefined;

  /**
   * What could match a text: of a text that was asked about before only what has changed is read again, and the whole
   * where words of a check came or went.
   */
  gate(rules: RuleSet, keys: FormatKeys, text: string): Gate {
    const last = this.#gate;
    let gate = last?.rules === rules && last.keys === keys ? last.gate : undefined;
    if (last && gate) {
      const start = sameStart(last.text, text);
      const end = text.length - sameEnd(last.text, text, Math.min(last.text.length, text.length) - start);
      const beyond = Math.max(rules.longestWord, ...(keys.reaches ?? []).map((word) => word.length));
      const from = Math.max(0, start - beyond);
      const before = rules.gate(keys, last.text.slice(from, end + last.text.length - text.length + beyond));
      const now = rules.gate(keys, text.slice(from, end + beyond));
      const same =
        before.suppressions === now.suppressions &&
        before.checks.length === now.checks.length &&
        before.checks.every((check, index) => check === now.checks[index]);
      if (!same) gate = undefined;
    }
    gate ??= rules.gate(keys, text);
    this.#gate = { keys, rules, text, gate };
    return gate;
  }

  /**
   * Says under which settings the next lint is made, and gives it the files around. What was found is forgotten when
   * the settings are others, or when a file that was asked for is not as it was.
   */
  under(settings: unknown, files: Files): Files {
    if (this.#settings !== settings) this.#kept = undefined;
    this.#settings = settings;
    const known = this.#answers;
    const answers = new Map<string, string>();
    this.#answers = answers;
    const texts = new Map<string, string | undefined>();
    const read = (path: string): string | undefined => {
      if (!texts.has(path)) texts.set(path, files.read(path));
      const text = texts.get(path);
      answers.set(`read ${path}`, text === undefined ? "" : `=${text}`);
      return text;
    };
    const list = (folder: string): readonly string[] => {
      const names = files.list(folder);
      answers.set(`list ${folder}`, names.join("\n"));
      return names;
    };
    if (this.#kept) {
      for (const [question, answer] of known) {
        const name = question.slice("read ".length);
        if (question.startsWith("read ")) read(name);
        else list(name);
        if (answers.get(question) !== answer) this.#kept = undefined;
      }
    }
    return { versions: files.versions, tell: files.tell, read, list };
  }

  /** How a document is to be linted; undefined when it has no parts, so that nothing can be kept. */
  begin(document: Document, rules: RuleSet, options: LintOptions, { checks }: Gate): LintAgain | undefined {
    const kept = this.#kept;
    this.#kept = undefined;
    const parts = document.format.parts?.(document);
    if (!parts || parts.list.length < 2) return undefined;
    const same =
      kept?.rules === rules &&
      kept.document.path === document.path &&
      kept.document.test === document.test &&
      sameOptions(kept.options, options) &&
      kept.checks.length === checks.length &&
      kept.checks.every((check, index) => check === checks[index]);
    const edited = same ? editBetween(kept, document, parts) : undefined;
    const { path, text, test } = document;
    return new LintAgain(document, parts, edited && kept ? { ...edited, kept } : undefined, (found) => {
      this.#kept = { document: { path, text, test }, rules, options, checks, ...found };
    });
  }
}

type Judged = Pick<Kept, "parts" | "faces" | "reads" | "outcomes" | "outside">;

/** One lint that uses and fills a memory. */
export class LintAgain implements Scope {
  readonly #document: Document;
  readonly #parts: Parts;
  readonly #before: (Edited & { readonly kept: Kept }) | undefined;
  readonly #save: (judged: Judged) => void;
  readonly #reads: readonly Reads[];
  /** By part: true when it is judged anew. */
  readonly #anew: readonly boolean[];
  readonly #faces: readonly string[];
  readonly #outcomes = new Map<Check, Outcome>();
  #all: readonly Node[] | undefined;
  #byName: ReadonlyMap<string, readonly Node[]> | undefined;
  #near = 0;
  #isLost = false;

  constructor(
    document: Document,
    parts: Parts,
    before: (Edited & { readonly kept: Kept }) | undefined,
    save: (judged: Judged) => void,
  ) {
    this.#document = document;
    this.#parts = parts;
    this.#before = before;
    this.#save = save;
    if (!before) {
      this.#faces = parts.list.map((_, index) => parts.face(index));
      this.#anew = parts.list.map(() => true);
      this.#reads = parts.list.map(noReads);
      return;
    }
    const { kept } = before;
    const faces = [...kept.faces];
    for (const part of before.parts) faces[part] = parts.face(part);
    this.#faces = faces;
    const shown = faces.some((face, index) => face !== kept.faces[index]);
    const touched = [...before.parts];
    this.#anew = kept.reads.map(
      (reads, index) =>
        before.parts.has(index) || touched.some((part) => reads.parts.has(part)) || (shown && reads.faces),
    );
    this.#reads = kept.reads.map((reads, index) => (this.#anew[index] ? noReads() : reads));
  }

  all(): readonly Node[] {
    this.#all ??= this.#before
      ? nodesBelow(this.#document.root, (node) => this.#anew[this.#partOf(node) ?? -1] === false)
      : this.#document.all();
    return this.#all;
  }

  named(name: string): readonly Node[] {
    if (!this.#before) return this.#document.named(name);
    this.#byName ??= nodesByName(this.all());
    return this.#byName.get(name) ?? [];
  }

  readsFor(node: Node): Reads | undefined {
    return this.#reads[this.#partOf(node) ?? -1];
  }

  #partOf(node: Node): number | undefined {
    const index = partAt(this.#parts.list, node.range.start, this.#near);
    if (index !== undefined) this.#near = index;
    return index;
  }

  /** What a check says of the whole document: what was found anew, with what is kept. */
  whole(check: Check, { findings, undecided, stopped, steps }: Outcome): Outcome {
    const before = this.#before;
    const old = before?.kept.outcomes.get(check);
    let outcome: Outcome = { findings, undecided, stopped, steps };
    if (before && old) {
      const kept = <T>(list: readonly Found<T>[], moved: (what: T) => T) =>
        list
          .filter((one) => this.#keeps(one.place, before.kept.parts))
          .map((one) => ({ place: movedStart(one.place, before), what: moved(one.what) }));
      outcome = {
        findings: [...kept(old.findings, (what) => this.#movedFinding(what, before)), ...findings].sort(byPlace),
        undecided: [
          ...kept(old.undecided, (what) => ({ ...what, range: this.#moved(what.range, before) })),
          ...undecided,
        ].sort(byPlace),
        stopped,
        // What is judged anew is counted twice: the sum is no less than what a whole run takes.
        steps: old.steps + steps,
      };
    }
    this.#outcomes.set(check, outcome);
    return outcome;
  }

  /**
   * Keeps what was found for the next lint; false when only a whole run can tell what is found: a bound is near, or a
   * place is.
   */
  finish(bounds: CheckBounds): boolean {
    if (this.#isLost) return false;
    const outcomes = [...this.#outcomes.values()];
    const inside = outcomes.every(
      (one) => one.stopped === undefined && one.findings.length <= bounds.findings && one.steps <= bounds.steps / 2,
    );
    if (inside) {
      const { list } = this.#parts;
      const outside = outsideOf(this.#document);
      this.#save({ parts: list, faces: this.#faces, reads: this.#reads, outcomes: this.#outcomes, outside });
    }
    return inside || this.#before === undefined;
  }

  #movedFinding(what: Omit<Finding, "severity">, edited: Edited): Omit<Finding, "severity"> {
    return {
      ...what,
      range: this.#moved(what.range, edited),
      related: what.related.map((one) =>
        one.text === undefined ? { ...one, range: this.#moved(one.range, edited) } : one,
      ),
      fixes: what.fixes.map((fix) => ({
        ...fix,
        edits: fix.edits.map((edit) => ({ ...edit, range: this.#moved(edit.range, edited) })),
      })),
    };
  }

  #moved({ start, end }: Range, edited: Edited): Range {
    // Whether something is to be inserted before what was typed there or behind it is not told by its place.
    this.#isLost ||= start === end && start === edited.start && start === edited.end;
    return { start: movedStart(start, edited), end: movedEnd(end, edited) };
  }

  #keeps(place: number, parts: readonly Part[]): boolean {
    const index = place < 0 ? undefined : partAt(parts, place, 0);
    return index !== undefined && !this.#anew[index];
  }
}

/** The part in which a place lies; `near` is looked at first. */
function partAt(parts: readonly Part[], place: number, near: number): number | undefined {
  const first = parts[near];
  if (first && first.start <= place && place < first.end) return near;
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (parts[middle]!.end <= place) low = middle + 1;
    else high = middle;
  }
  return low < parts.length && parts[low]!.start <= place ? low : undefined;
}

/** The edit between two texts; undefined when it is none of those after which parts are kept. */
function editBetween(kept: Kept, document: Document, { list }: Parts): Edited | undefined {
  const { text } = document;
  const { text: old } = kept.document;
  // Fixes end their lines as the document does.
  if (list.length !== kept.parts.length || old.includes("\r\n") !== text.includes("\r\n")) return undefined;
  const start = sameStart(old, text);
  const end = old.length - sameEnd(old, text, Math.min(old.length, text.length) - start);
  const edited = { start, end, grown: text.length - old.length };
  const part = kept.parts.findIndex(({ inner }) => inner.start <= start && end <= inner.end);
  const parts = part < 0 ? betweenParts(kept, document, edited) : new Set([part]);
  const inPlace = list.every((one, index) => {
    const before = kept.parts[index]!;
    return (
      one.start === movedStart(before.start, edited) &&
      one.end === movedEnd(before.end, edited) &&
      // What is typed at an end of the inside is inside.
      one.inner.start === movedEnd(before.inner.start, edited) &&
      one.inner.end === movedStart(before.inner.end, edited)
    );
  });
  return parts && inPlace ? { ...edited, parts } : undefined;
}

/** The parts that begin or end where blanks outside of all were typed or taken away; undefined after another edit. */
function betweenParts(
  kept: Kept,
  document: Document,
  { start, end, grown }: Omit<Edited, "parts">,
): ReadonlySet<number> | undefined {
  const { text } = document;
  const { text: old } = kept.document;
  if (old.slice(start, end).trim() !== "" || text.slice(start, end + grown).trim() !== "") return undefined;
  const from = old.lastIndexOf("\n", start - 1) + 1;
  const until = old.indexOf("\n", end);
  const lines = { start: from, end: until < 0 ? old.length : until };
  // A comment speaks for what stands beside it or below.
  const inComment = document.comments.some((one) => one.start <= lines.end + grown && lines.start <= one.end);
  if (inComment || outsideOf(document) !== kept.outside) return undefined;
  const near = kept.parts.flatMap((one, index) => (one.start <= lines.end && lines.start <= one.end ? index : []));
  return new Set(near);
}

/** The nodes outside of parts, without their places. */
function outsideOf(document: Document): string {
  const nodes = nodesBelow(document.root, (node) => node instanceof PartNode);
  return JSON.stringify(nodes.map(({ kind, name, open, values }) => [kind, name, open, ...values.map(wordOf)]));
}

function wordOf({ text, known }: Value): string {
  return known ? text : `?${text}`;
}

/** Where something begins that is not in the edit: what is typed in front of it moves it. */
function movedStart(place: number, { end, grown }: Omit<Edited, "parts">): number {
  return place < end ? place : place + grown;
}

/** Where something ends that is not in the edit: what is typed behind it leaves it. */
function movedEnd(place: number, { start, grown }: Omit<Edited, "parts">): number {
  return place <= start ? place : place + grown;
}

/** So many characters are compared at once, and then one by one. */
const stride = 4096;

/** How many characters two texts have in common at their start. */
function sameStart(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let at = 0;
  while (at + stride <= most && one.slice(at, at + stride) === other.slice(at, at + stride)) at += stride;
  while (at < most && one.charCodeAt(at) === other.charCodeAt(at)) at++;
  return at;
}

/** How many characters, `most` of them, two texts have in common at their end. */
function sameEnd(one: string, other: string, most: number): number {
  const own = one.length;
  const their = other.length;
  let at = 0;
  while (at + stride <= most && one.slice(own - at - stride, own - at) === other.slice(their - at - stride, their - at))
    at += stride;
  while (at < most && one.charCodeAt(own - 1 - at) === other.charCodeAt(their - 1 - at)) at++;
  return at;
}

function sameOptions(one: LintOptions, other: LintOptions): boolean {
  return (
    one.minConfidence === other.minConfidence &&
    one.allRules === other.allRules &&
    one.today === other.today &&
    one.bounds?.findings === other.bounds?.findings &&
    one.bounds?.steps === other.bounds?.steps
  );
}
