import { isMap, isScalar, isSeq, parseDocument, type YAMLSeq, type Node as YamlNode } from "yaml";
import type { Range } from "../text/range.js";
import { readConfig } from "./read-config.js";

/**
 * The text of a `tenet.yaml` without some of the entries under `suppress` (their indexes); everything else, comments on
 * lines of their own too, stays as it is written. Undefined when they cannot be taken out alone.
 */
export function withoutEntries(text: string, gone: ReadonlySet<number>): string | undefined {
  const yaml = parseDocument(text, { prettyErrors: false });
  if (yaml.errors.length > 0 || !isMap(yaml.contents)) return undefined;
  const pair = yaml.contents.items.find((one) => isScalar(one.key) && one.key.value === "suppress");
  const list = pair?.value;
  if (!pair || !isSeq(list) || !isScalar(pair.key) || !pair.key.range || !list.range) return undefined;
  const ranges = list.flow
    ? flowItems(text, list, gone)
    : list.items.flatMap((item, index) => (gone.has(index) ? [lines(text, list, item as YamlNode)] : []));
  const none = list.items.every((_, index) => gone.has(index));
  // A key without a list is no configuration.
  if (none && !yaml.contents.flow) {
    const end = list.flow ? list.range[1] : text.indexOf(":", pair.key.range[1]) + 1;
    ranges.push(wholeLines(text, pair.key.range[0], end));
  } else if (none) return undefined;
  let out = text;
  for (const { start, end } of merged(ranges).reverse()) out = out.slice(0, start) + out.slice(end);
  const left = readConfig(text).config.suppress.filter((_, index) => !gone.has(index));
  return JSON.stringify(readConfig(out).config.suppress) === JSON.stringify(left) ? out : undefined;
}

/** The lines of an item of a block list, from its dash on. */
function lines(text: string, list: YAMLSeq, item: YamlNode): Range {
  const first = list.range![0];
  const column = first - lineStart(text, first);
  const { 0: from, 1: to } = item.range!;
  let start = lineStart(text, from);
  // The dash may stand above the item.
  while (start > 0 && text[start + column] !== "-") start = lineStart(text, start - 1);
  return wholeLines(text, start, from + text.slice(from, to).trimEnd().length);
}

/** What goes of a list in brackets: items with the comma beside them. */
function flowItems(text: string, list: YAMLSeq, gone: ReadonlySet<number>): Range[] {
  const items = list.items as YamlNode[];
  return items.flatMap((item, index) => {
    if (!gone.has(index)) return [];
    const next = items[index + 1];
    const before = items[index - 1];
    if (next) return [{ start: item.range![0], end: next.range![0] }];
    const from = before ? before.range![1] : item.range![0];
    return [{ start: from, end: item.range![1] + (/^\s*,/.exec(text.slice(item.range![1]))?.[0].length ?? 0) }];
  });
}

function wholeLines(text: string, start: number, end: number): Range {
  const close = text.indexOf("\n", end);
  return { start: lineStart(text, start), end: close < 0 ? text.length : close + 1 };
}

function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
}

function merged(ranges: readonly Range[]): Range[] {
  const found: { start: number; end: number }[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = found.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else found.push({ start, end });
  }
  return found;
}
