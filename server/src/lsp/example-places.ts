import { isMap, isScalar, isSeq, parseDocument, type Scalar } from "yaml";
import type { ExampleFailure } from "../lint/example.js";
import type { ExampleData } from "../rules/rule.js";
import { LineIndex } from "../text/line-index.js";

/** A stretch of a line of a rule file, lines and columns from 0. */
export interface MarkPlace {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** Where an example stands in a rule file. */
export interface ExamplePlace {
  /** The line on which it begins. */
  readonly line: number;
  /** Where each of its texts begins: the line of its first line and how far it is indented; none when it is on one line. */
  readonly texts: Readonly<Record<string, { readonly line: number; readonly indentation: number } | undefined>>;
}

/** The places of a rule file's examples, in the order of the text. */
export function examplePlaces(text: string): ExamplePlace[] {
  const lines = new LineIndex(text);
  const checks = parseDocument(text, { prettyErrors: false }).get("checks");
  const found: ExamplePlace[] = [];
  for (const format of isMap(checks) ? checks.items : [])
    for (const check of isSeq(format.value) ? format.value.items : [])
      for (const example of examplesOf(check)) {
        const texts: Record<string, ExamplePlace["texts"][string]> = {};
        for (const { key, value } of example.items)
          if (isScalar(key) && isScalar(value)) texts[String(key.value)] = blockPlace(text, lines, value);
        found.push({ line: lines.position(example.range?.[0] ?? 0).line, texts });
      }
  return found;
}

function examplesOf(check: unknown) {
  const examples = isMap(check) ? check.get("examples") : undefined;
  return (isSeq(examples) ? examples.items : []).filter((one) => isMap(one));
}

/** The first line of a block scalar's text; undefined for a text that is not written line by line. */
function blockPlace(text: string, lines: LineIndex, { type, range }: Scalar): ExamplePlace["texts"][string] {
  if (type !== "BLOCK_LITERAL" || !range) return undefined;
  const line = lines.position(range[0]).line + 1;
  for (let at = line; at < lines.count; at++) {
    const { start, end } = lines.line(at);
    const indentation = text.slice(start, end).search(/\S/);
    if (indentation >= 0) return { line, indentation };
  }
  return undefined;
}

/** Where a failure of an example can be seen; undefined when that is the example as a whole. */
export function failurePlace(
  place: ExamplePlace | undefined,
  example: ExampleData,
  failure: ExampleFailure,
): MarkPlace | undefined {
  const { expected, actual, rewrite } = failure;
  const part = rewrite?.part ?? (expected !== undefined && expected === example.fixed ? "fixed" : example.kind);
  const text = place?.texts[part];
  if (!text || expected === undefined || actual === undefined) return undefined;
  const wanted = expected.split("\n");
  const came = actual.split("\n");
  const differs = wanted.findIndex((one, index) => one !== came[index]);
  const line = differs < 0 ? wanted.length - 1 : differs;
  // Carets that nobody expects belong to the line above them.
  const surplus = isCarets(came[line]) && !isCarets(wanted[line]);
  const shown = surplus ? came[line]! : (wanted[line] ?? "");
  const marks = isCarets(shown) ? /\^+/.exec(shown) : undefined;
  const start = marks?.index ?? Math.max(0, shown.search(/\S/));
  const end = marks ? start + marks[0].length : Math.max(start + 1, shown.trimEnd().length);
  return {
    line: text.line + (surplus ? line - 1 : line),
    start: text.indentation + start,
    end: text.indentation + end,
  };
}

function isCarets(line: string | undefined): boolean {
  return line !== undefined && /^[ \t]*\^[ \t^]*$/.test(line);
}
