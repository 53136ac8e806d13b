import { table } from "../document/tables.js";
import { formatKeys, formats, formatsOf } from "../formats/index.js";
import { configName } from "../project/config.js";
import { linearEngine } from "../project/engines.js";
import type { Project, Settings } from "../project/project.js";
import { configShape } from "../project/read-config.js";
import { statementPlaces } from "../project/statements.js";
import { factsOf } from "../rules/compile.js";
import { ruleShape } from "../rules/rule-shape.js";
import type { Shape } from "../rules/shape.js";

/** What a file of tenet's own is: configuration or a rule. */
export type OwnKind = "configuration" | "rule";

/** Tells whether a file is tenet's own: by its name, its folder, or by the keys that every rule has. */
export function ownKind(path: string, text: string): OwnKind | undefined {
  if (path.endsWith(`/${configName}`)) return "configuration";
  if (!/\.ya?ml$/.test(path)) return undefined;
  if (path.includes("/.tenet/rules/")) return "rule";
  return /^id:/m.test(text) && /^checks:/m.test(text) && /^(?:why|remedy|statement):/m.test(text) ? "rule" : undefined;
}

/** A word that may be written, with what it means. */
export interface Word {
  readonly label: string;
  readonly detail?: string;
  readonly about?: string;
  readonly example?: string;
}

/** A fact with the name it is called by and whether it is called on something. */
export interface FactWord extends Word {
  readonly member: boolean;
}

/** The shape of a kind of own file. */
export function shapeOf(kind: OwnKind): Shape {
  return kind === "configuration" ? configShape : ruleShape(formatKeys());
}

/** The shape at a path of keys; undefined where nothing may stand. */
export function shapeAt(shape: Shape, path: readonly string[]): Shape | undefined {
  let now: Shape | undefined = shape;
  for (const step of path) {
    if (now?.type === "either") now = now.object;
    // A list that may be one item is passed through by its item's keys.
    if (now?.type === "list" && step !== "-") now = now.orOne ? now.of : undefined;
    if (now?.type === "list") now = now.of;
    else if (now?.type === "map") now = now.of;
    else if (now?.type === "object") now = Object.hasOwn(now.keys, step) ? now.keys[step] : undefined;
    else return undefined;
  }
  return now;
}

/** How CEL stands in a value: the whole value, between braces, or not at all. */
export function celAt(path: readonly string[]): "whole" | "braces" | undefined {
  const keys = path.filter((one) => one !== "-");
  const last = keys.at(-1);
  if (keys[0] !== "checks" || last === undefined || keys.includes("examples")) return undefined;
  if (last === "where" || (last === "node" && keys.includes("related")) || keys.at(-2) === "let") return "whole";
  if (last === "to" || last === "after") return "whole";
  return ["message", "with", "insert", "append", "title"].includes(last) ? "braces" : undefined;
}

/** The ids of the rules that hold, with their titles. */
export function ruleWords(settings: Settings): Word[] {
  return settings.rules.rules.map(({ data }) => ({ label: data.id, detail: data.title }));
}

/** The options of a rule, with what they are for; none for a rule that there is not. */
export function optionWords(settings: Settings, id: string | undefined): Word[] {
  return Object.entries(settings.rules.rule(id ?? "")?.data.options ?? {}).map(
    ([label, { about, default: value }]) => ({
      label,
      detail: about,
      about: `\`${JSON.stringify(value)}\` when nobody sets it.`,
    }),
  );
}

/** What an option of a rule can be, where that is known. */
export function optionValueWords(settings: Settings, id: string | undefined, name: string | undefined): Word[] {
  const option = settings.rules.rule(id ?? "")?.data.options?.[name ?? ""];
  if (typeof option?.default === "boolean") return [{ label: "true" }, { label: "false" }];
  return (option?.oneOf ?? []).map((label) => ({ label }));
}

/** The ids of the statements, with what they say. */
export async function statementWords(project: Project, settings: Settings): Promise<Word[]> {
  return [...statementPlaces(await project.principles(settings))].map(([id, place]) => ({
    label: id,
    detail: place.text,
    about: `${place.principleTitle}: ${place.groupTitle}`,
  }));
}

/** The ids and groups of formats. */
export function formatWords(): Word[] {
  return formatKeys().map((label) => ({
    label,
    detail: formatsOf(label)
      .map((one) => one.id)
      .join(", "),
  }));
}

/** The distributions of which it is known which version of a program they have. */
export function distributionWords(program: string | undefined): Word[] {
  const known = table<Readonly<Record<string, Readonly<Record<string, string>>>>>("program-versions");
  return Object.entries(known[program ?? ""] ?? {}).map(([label, detail]) => ({ label, detail }));
}

/** The names of finders. */
export async function finderWords(): Promise<Word[]> {
  return (await linearEngine()).finders.map((one) => ({ label: one.name }));
}

/** The facts that checks below a key can ask, all facts when the key is unknown. */
export async function factWords(key: string | undefined): Promise<FactWord[]> {
  const { patterns, finders } = await linearEngine();
  const entries = key === undefined ? formats : formatsOf(key);
  const loaded = await Promise.all(entries.map((entry) => entry.load()));
  const found = new Map<string, FactWord>();
  for (const { signature, description, example } of [
    ...factsOf(patterns, finders, undefined),
    ...loaded.flatMap((format) => [...(format.facts ?? [])]),
  ]) {
    const name = /^(?:([\w<>]+)\.)?(\w+)\(/.exec(signature);
    if (name)
      found.set(signature, {
        label: name[2]!,
        detail: signature,
        about: description,
        example,
        member: name[1] !== undefined,
      });
  }
  return [...found.values()];
}

/** The names of nodes that the known rules look at below a format's key, by how often they do. */
export function nodeWords(settings: Settings, key: string): Word[] {
  const wanted = new Set(formatsOf(key).map((one) => one.id));
  const count = new Map<string, number>();
  for (const { data } of settings.rules.rules)
    for (const check of data.checks) {
      if (check.key !== key && !formatsOf(check.key).some((one) => wanted.has(one.id))) continue;
      for (const path of check.on ?? [])
        for (const name of path.split(/[/{},]+/))
          if (/^[\w.-]+$/.test(name)) count.set(name, (count.get(name) ?? 0) + 1);
    }
  return [...count]
    .sort((a, b) => b[1] - a[1])
    .map(([label]) => ({ label, detail: "a node that other rules look at" }));
}

/** What a node has of itself. */
export const nodeProperties: readonly Word[] = [
  { label: "name", detail: "string", about: "The node's name: a directive, a key, a command." },
  { label: "kind", detail: "string", about: "What kind of node it is." },
  { label: "args", detail: "list", about: "Its values as typed data; an unknown one makes the check not match." },
  { label: "known", detail: "list", about: "Its values that the file tells." },
  { label: "value", detail: "dyn", about: "Its one value." },
  { label: "text", detail: "string", about: "Its text in the file." },
  { label: "parent", detail: "Node", about: "The node around it." },
  { label: "children", detail: "list<Node>", about: "The nodes in it." },
];
