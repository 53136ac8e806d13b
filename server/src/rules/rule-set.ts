import type { Document, Format } from "../document/document.js";
import { type Automaton, buildAutomaton, wordsInBytes, wordsInText } from "../text/automaton.js";
import type { CompiledCheck, Engine } from "./compile.js";
import type { CheckData, Confidence, RuleData, Severity } from "./rule.js";

/** A rule in a pack: its data and its checks. */
export interface Rule {
  readonly data: RuleData;
  readonly checks: readonly Check[];
  readonly pack: RulePack;
}

/** One check of a rule, compiled per format when it first runs. */
export class Check {
  readonly rule: Rule;
  readonly data: CheckData;
  readonly index: number;
  /** Ids of its keywords in the pack's automaton; undefined when it always runs. */
  readonly keywordIds: readonly number[] | undefined;
  readonly #compiled = new Map<string, CompiledCheck | Error>();

  constructor(rule: Rule, index: number, keywordIds: readonly number[] | undefined) {
    this.rule = rule;
    this.data = rule.data.checks[index]!;
    this.index = index;
    this.keywordIds = keywordIds;
  }

  get severity(): Severity | "off" {
    return this.data.severity ?? this.rule.data.severity;
  }

  get confidence(): Confidence {
    return this.data.confidence ?? this.rule.data.confidence;
  }

  /** The check for documents of a format; an Error when it does not compile (a broken rule that was loaded anyway). */
  compiled(format: Format): CompiledCheck | Error {
    let compiled = this.#compiled.get(format.id);
    if (!compiled) {
      try {
        compiled = this.rule.pack.engine.compile(this.data, format);
      } catch (error) {
        compiled = error as Error;
      }
      this.#compiled.set(format.id, compiled);
    }
    return compiled;
  }
}

/** The word that announces a suppression; files that hold it are read even when no rule could match. */
export const suppressionWord = "tenet-ignore";

/** Rules that are loaded together, with the automaton that says which of them could match a file. */
export class RulePack {
  readonly rules: readonly Rule[];
  readonly #loadEngine: () => Promise<Engine>;
  #engine: Engine | undefined;
  readonly #words: readonly string[];
  readonly #byFormat = new Map<string, readonly Check[]>();
  #automaton: Automaton | undefined;

  /** `automaton` may be given by a build that made it from {@link packWords} of the same rules. */
  constructor(rules: readonly RuleData[], engine: Engine | (() => Promise<Engine>), automaton?: Automaton) {
    this.#engine = typeof engine === "function" ? undefined : engine;
    this.#loadEngine = typeof engine === "function" ? engine : async () => engine;
    const keywords = packKeywords(rules);
    this.#words = keywords.words;
    this.#automaton = automaton;
    this.rules = rules.map((data, ruleIndex) => {
      const checks: Check[] = [];
      const rule: Rule = { data, checks, pack: this };
      data.checks.forEach((_, index) => {
        checks.push(new Check(rule, index, keywords.ids[ruleIndex]![index]));
      });
      return rule;
    });
  }

  /** What the pack's checks are compiled with. Throws when {@link ready} was not awaited. */
  get engine(): Engine {
    if (!this.#engine) throw new Error("the rule pack is not ready");
    return this.#engine;
  }

  /** Loads what checks are compiled with; needed before a check runs, and only then. */
  async ready(): Promise<void> {
    this.#engine ??= await this.#loadEngine();
  }

  get automaton(): Automaton {
    this.#automaton ??= buildAutomaton(this.#words);
    return this.#automaton;
  }

  /** The checks for a format that could match a text in which these words were found; all of them when it reaches further. */
  candidates(keys: FormatKeys, found: Uint8Array, further: boolean): readonly Check[] {
    let checks = this.#byFormat.get(keys.id);
    if (!checks) {
      checks = this.rules.flatMap((rule) =>
        rule.checks.filter((check) => check.data.key === keys.id || keys.groups.includes(check.data.key)),
      );
      this.#byFormat.set(keys.id, checks);
    }
    if (further) return checks;
    return checks.filter((check) => check.keywordIds === undefined || check.keywordIds.some((id) => found[id] === 1));
  }

  /** The length of the longest word that a check needs. */
  get longestWord(): number {
    return this.#words.reduce((longest, word) => Math.max(longest, word.length), 0);
  }

  /** True when the words hold the one that announces a suppression. */
  suppresses(found: Uint8Array): boolean {
    return found[0] === 1;
  }
}

/** What the gate must know of a format. */
export interface FormatKeys {
  readonly id: string;
  readonly groups: readonly string[];
  /** Words of which one says that the text calls in other files, whose words count as well. */
  readonly reaches?: readonly string[];
}

/** The words of a pack's automaton (the suppression word first) and, per rule and check, the ids of its keywords. */
function packKeywords(rules: readonly RuleData[]) {
  const ids = new Map<string, number>([[suppressionWord, 0]]);
  const idOf = (word: string): number => {
    let id = ids.get(word);
    if (id === undefined) {
      id = ids.size;
      ids.set(word, id);
    }
    return id;
  };
  const byCheck = rules.map((rule) =>
    rule.checks.map((check) => {
      const words = check.keywords ?? [];
      return words.length === 0 ? undefined : words.map((word) => idOf(word.toLowerCase()));
    }),
  );
  return { words: [...ids.keys()], ids: byCheck };
}

/** The words for the automaton of a pack, in the order of their ids. */
export function packWords(rules: readonly RuleData[]): readonly string[] {
  return packKeywords(rules).words;
}

/** All rules that may run: the built-in pack and those of teams, ids unique. */
export class RuleSet {
  readonly packs: readonly RulePack[];
  readonly #byId = new Map<string, Rule>();

  constructor(packs: readonly RulePack[]) {
    this.packs = packs;
    for (const pack of packs) {
      for (const rule of pack.rules) {
        for (const id of [rule.data.id, ...rule.data.aliases]) if (!this.#byId.has(id)) this.#byId.set(id, rule);
      }
    }
  }

  /** Makes every pack ready to run checks. */
  async ready(): Promise<void> {
    for (const pack of this.packs) await pack.ready();
  }

  /** The rule with that id or alias. */
  rule(id: string): Rule | undefined {
    return this.#byId.get(id);
  }

  get rules(): readonly Rule[] {
    return this.packs.flatMap((pack) => pack.rules);
  }

  /** The checks that could match these bytes, and whether the file must be read (checks or a suppression). */
  gateBytes(keys: FormatKeys, bytes: Uint8Array, length = bytes.length): Gate {
    const further = keys.reaches?.some((word) => holds(bytes, length, word)) ?? false;
    return this.#gate(keys, (automaton) => wordsInBytes(automaton, bytes, length), further);
  }

  /** The same for a text. */
  gate(keys: FormatKeys, text: string): Gate {
    const further = keys.reaches?.some((word) => text.includes(word)) ?? false;
    return this.#gate(keys, (automaton) => wordsInText(automaton, text), further);
  }

  /** The length of the longest word that the gate looks for. */
  get longestWord(): number {
    return Math.max(...this.packs.map((pack) => pack.longestWord));
  }

  /** The checks for a document. */
  checksFor(document: Document): Gate {
    return this.gate(document.format, document.text);
  }

  #gate(keys: FormatKeys, scan: (automaton: Automaton) => Uint8Array, further: boolean): Gate {
    const checks: Check[] = [];
    let suppressions = false;
    for (const pack of this.packs) {
      const found = scan(pack.automaton);
      suppressions ||= pack.suppresses(found);
      checks.push(...pack.candidates(keys, found, further));
    }
    return { checks, suppressions };
  }
}

/** True when the ASCII word stands in the first `length` bytes. */
function holds(bytes: Uint8Array, length: number, word: string): boolean {
  const first = word.charCodeAt(0);
  for (let at = bytes.indexOf(first); at >= 0 && at + word.length <= length; at = bytes.indexOf(first, at + 1)) {
    let same = 1;
    while (same < word.length && bytes[at + same] === word.charCodeAt(same)) same++;
    if (same === word.length) return true;
  }
  return false;
}

/** What could match a file. */
export interface Gate {
  readonly checks: readonly Check[];
  /** True when the file holds the word that announces a suppression. */
  readonly suppressions: boolean;
}
