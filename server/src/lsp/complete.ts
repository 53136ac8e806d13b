import type * as lsp from "vscode-languageserver";
import { CompletionItemKind, MarkupKind } from "vscode-languageserver";
import type { Project, Settings } from "../project/project.js";
import type { Shape } from "../rules/shape.js";
import type { Range } from "../text/range.js";
import { offsetOf } from "./from-lsp.js";
import type { OpenText } from "./open-text.js";
import {
  celAt,
  distributionWords,
  factWords,
  finderWords,
  formatWords,
  nodeProperties,
  nodeWords,
  type OwnKind,
  optionValueWords,
  optionWords,
  ruleWords,
  shapeAt,
  shapeOf,
  statementWords,
  type Word,
} from "./own-file.js";
import { toRange } from "./to-lsp.js";
import { type YamlPlace, yamlPlace } from "./yaml-place.js";

/** What is completed in: an own file with the configuration that holds there. */
export interface OwnText {
  readonly text: OpenText;
  readonly kind: OwnKind;
  readonly project: Project;
  readonly settings: Settings;
}

/** What can be written at a position of `tenet.yaml` or a rule file. */
export async function complete(own: OwnText, position: lsp.Position): Promise<lsp.CompletionItem[]> {
  const place = yamlPlace(own.text.text, offsetOf(own.text, position));
  if (!place) return [];
  const shape = shapeAt(shapeOf(own.kind), place.path);
  const items = (words: readonly Word[], kind: CompletionItemKind, suffix = "", range: Range = place.word) =>
    words.map((word, index) => item(own.text, word, kind, suffix, range, index));
  if (celAt(place.path)) return items(await celWords(own, place), CompletionItemKind.Function);
  // In a list of scalars a new item is being written though it looks like a key.
  const map = shape?.type === "either" ? shape.object : shape;
  if (place.key && (map?.type === "object" || map?.type === "map"))
    return items(await keyWords(own, place, map), CompletionItemKind.Property, suffixOf(own.text.text, place));
  return items(await valueWords(own, place, shape), CompletionItemKind.Value);
}

async function keyWords(own: OwnText, place: YamlPlace, shape: Shape): Promise<readonly Word[]> {
  if (shape.type === "object") return Object.entries(shape.keys).map(([label, one]) => ({ label, detail: one.about }));
  const last = place.path.at(-1);
  if (own.kind === "configuration" && last === "options") return optionWords(own.settings, place.path.at(-2));
  if (own.kind === "configuration" && last === "rules") return ruleWords(own.settings);
  if (shape.type === "map" && shape.keys) return shape.keys.map((label) => ({ label }));
  return last === "checks" ? formatWords() : [];
}

async function valueWords(own: OwnText, place: YamlPlace, shape: Shape | undefined): Promise<readonly Word[]> {
  const one = shape?.type === "list" ? shape.of : shape;
  const scalar = one?.type === "either" ? one.text : one;
  const keys = place.path.filter((step) => step !== "-");
  if (own.kind === "configuration" && keys.at(-2) === "options")
    return optionValueWords(own.settings, keys.at(-3), keys.at(-1));
  if (scalar?.type === "flag") return [{ label: "true" }, { label: "false" }];
  if (scalar?.type === "text" && scalar.oneOf) return scalar.oneOf.map((label) => ({ label }));
  if (own.kind === "configuration" && place.path[0] === "defaults") return distributionWords(place.path[1]);
  if (own.kind !== "rule") return [];
  const last = keys.at(-1);
  if (last === "statement") return statementWords(own.project, own.settings);
  if (last === "supersedes") return ruleWords(own.settings);
  if (last === "find") return finderWords();
  if (last === "on" && keys[1] !== undefined) return nodeWords(own.settings, keys[1]);
  if (last === "at") return ["node", "head", "name", "value", "args", "args[0]"].map((label) => ({ label }));
  return [];
}

/** Facts called on something after a dot; otherwise the others, the variables and the check's own names. */
async function celWords(own: OwnText, place: YamlPlace): Promise<readonly Word[]> {
  const { text } = own.text;
  const facts = await factWords(place.path[1]);
  if (text[place.word.start - 1] === "." || text.slice(place.word.start).startsWith(".") || dotted(text, place.word))
    return [...nodeProperties, ...facts.filter((one) => one.member)];
  return [
    { label: "node", detail: "Node", about: "The place that the check looks at." },
    ...facts.filter((one) => !one.member),
  ];
}

function dotted(text: string, word: Range): boolean {
  return text.slice(word.start, word.end).includes(".");
}

function suffixOf(text: string, place: YamlPlace): string {
  return /^["']?\s*:/.test(text.slice(place.word.end)) ? "" : ": ";
}

function item(
  text: OpenText,
  word: Word,
  kind: CompletionItemKind,
  suffix: string,
  range: Range,
  index: number,
): lsp.CompletionItem {
  const dot = text.text.slice(range.start, range.end).lastIndexOf(".") + 1;
  const example = word.example === undefined ? "" : `\n\n\`${word.example}\``;
  return {
    label: word.label,
    kind,
    ...(word.detail === undefined ? {} : { detail: word.detail }),
    ...(word.about === undefined
      ? {}
      : { documentation: { kind: MarkupKind.Markdown, value: `${word.about}${example}` } }),
    sortText: String(index).padStart(5, "0"),
    textEdit: { range: toRange(text, { start: range.start + dot, end: range.end }), newText: `${word.label}${suffix}` },
  };
}
