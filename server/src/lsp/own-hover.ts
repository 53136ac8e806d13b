import type * as lsp from "vscode-languageserver";
import { MarkupKind } from "vscode-languageserver";
import type { Rule } from "../rules/rule-set.js";
import type { OwnText } from "./complete.js";
import { offsetOf } from "./from-lsp.js";
import { celAt, factWords, shapeAt, shapeOf, statementWords } from "./own-file.js";
import { toRange } from "./to-lsp.js";
import { yamlPlace } from "./yaml-place.js";

/** What is said about a key, a rule's id, a statement or a fact in `tenet.yaml` or a rule file. */
export async function ownHover(
  own: OwnText,
  position: lsp.Position,
  describe: (rule: Rule) => Promise<string>,
): Promise<lsp.Hover | undefined> {
  const place = yamlPlace(own.text.text, offsetOf(own.text, position));
  if (!place) return undefined;
  const word = own.text.text.slice(place.word.start, place.word.end);
  const say = (value: string): lsp.Hover => ({
    contents: { kind: MarkupKind.Markdown, value },
    range: toRange(own.text, place.word),
  });
  const rule = own.settings.rules.rule(word);
  if (rule && isRuleId(place.path, place.key)) return say(await describe(rule));
  if (celAt(place.path)) {
    const name = word.slice(word.lastIndexOf(".") + 1);
    const found = (await factWords(place.path[1])).filter((one) => one.label === name);
    if (found.length === 0) return undefined;
    return say(found.map((one) => `\`${one.detail}\`\n\n${one.about}\n\n\`${one.example}\``).join("\n\n---\n\n"));
  }
  if (place.path.includes("statement")) {
    const found = (await statementWords(own.project, own.settings)).find((one) => one.label === word);
    if (found) return say(`**${found.label}** ${found.detail}\n\n${found.about}`);
  }
  const shape = shapeAt(shapeOf(own.kind), place.key ? [...place.path, word] : place.path);
  return place.key && shape ? say(shape.about) : undefined;
}

/** True where a rule's id may stand: as a key or value of the configuration, or in a list of ids. */
function isRuleId(path: readonly string[], key: boolean): boolean {
  return (key && path.includes("rules")) || path.includes("supersedes") || path.includes("rules");
}
