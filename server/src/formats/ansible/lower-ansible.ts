import { lineWords, templateHole } from "../../data/logical-lines.js";
import { scalarPieces } from "../../data/scalar-pieces.js";
import { Node, textValue, unknownValue, type Value } from "../../document/node.js";
import { MappedText } from "../../text/mapped-text.js";
import type { Range } from "../../text/range.js";
import { execEntry, remake, shellEntry } from "../entry-commands.js";

const running = /^(?:(?:ansible\.(?:builtin|legacy)|community\.\w+)\.)?(command|shell|raw)$/;
const hole = /\{\{[\s\S]{0,1000}?\}\}/g;

/** Entries of a task or a play that are no module. */
const own =
  /^(?:name|hosts|when|tags|register|notify|listen|vars|with_\w+|loop|loop_control|become\w*|delegate_to|changed_when|failed_when|until|environment|debug|msg|that|run_once|no_log|args|gather_facts|roles|tasks|handlers|pre_tasks|post_tasks|block|rescue|always)$/;

/** The tree of a playbook: what the file says, with one-line arguments taken apart and commands below what runs them. */
export function lowerAnsible(source: string, nodes: readonly Node[]): { nodes: Node[]; comments: Range[] } {
  const comments: Range[] = [];
  return { nodes: nodes.map((node) => lower(node, false)), comments };

  function lower(node: Node, isTask: boolean): Node {
    const runs = running.exec(node.name)?.[1];
    const children = node.children.map((child) => lower(child, node.name === "-"));
    const [only] = node.values;
    if (runs !== undefined && node.children.length === 0 && node.values.length === 1) children.push(...commands(only!));
    else if (runs !== undefined) {
      for (const child of node.children) {
        if (child.name === "cmd" && child.values.length === 1) children.push(...commands(child.values[0]!));
        if (child.name === "argv" && child.values.every((value) => value.known))
          children.push(...execEntry(source, child.values));
      }
    } else if (isTask && node.values.length === 1 && node.children.length === 0 && !own.test(node.name))
      children.push(...argumentsOf(only!));
    return remake(node, node.values, children);
  }

  function commands(value: Value): readonly Node[] {
    // What Jinja fills in is there before any shell reads the text; a variable stands in for it.
    const shown = value.text.replace(hole, (all) => `\${${"_".repeat(Math.max(1, all.length - 3))}}`);
    const { nodes: found, script } = shellEntry(source, value, shown);
    for (const { start, end } of script.comments) comments.push(script.source.range(start, end));
    return found;
  }

  /** `path=/a line="b c"`: one entry a pair. */
  function argumentsOf(value: Value): Node[] {
    if (!/^\s*\w+=/.test(value.text)) return [];
    const pieces = scalarPieces(source, value);
    const starts = pieces.filter((_, index) => index % 2 === 0);
    const sources = pieces.filter((_, index) => index % 2 === 1);
    const mapped = new MappedText(value.text, starts, sources);
    return lineWords(value.text.replace(/\n/g, " "), 0, value.text.length).flatMap((word) => {
      const raw = value.text.slice(word.start, word.end);
      const name = /^(\w+)=/.exec(raw)?.[1];
      if (name === undefined) return [];
      const text = word.text.slice(name.length + 1);
      const quoted = /^["']/.test(raw.slice(name.length + 1)) ? 1 : 0;
      const from = word.start + name.length + 1 + quoted;
      const place = mapped.range(from, Math.max(from, word.end - quoted));
      return [
        new Node({
          kind: "entry",
          name,
          nameRange: mapped.range(word.start, word.start + name.length),
          range: mapped.range(word.start, word.end),
          values: [templateHole.test(text) ? unknownValue(text, place) : textValue(text, place)],
        }),
      ];
    });
  }
}
