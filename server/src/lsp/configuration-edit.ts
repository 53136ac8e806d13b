import { isCollection, isMap, isScalar, isSeq, parseDocument, type YAMLMap } from "yaml";
import type { Severity } from "../rules/rule.js";
import type { Edit } from "../text/edit.js";

/**
 * The edit of a `tenet.yaml` that gives a rule a severity: the one that stands there is replaced, else a line is added
 * below `rules:`. Undefined when the text cannot be read.
 */
export function severityEdit(text: string, id: string, severity: Severity | "off"): Edit | undefined {
  const yaml = parseDocument(text, { prettyErrors: false });
  if (yaml.errors.length > 0) return undefined;
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const line = `${id}: ${severity}`;
  const close = text === "" || text.endsWith("\n") ? "" : end;
  const atEnd = { start: text.length, end: text.length };
  if (yaml.contents === null) return { range: atEnd, text: `${close}rules:${end}  ${line}${end}` };
  if (!isMap(yaml.contents)) return undefined;
  const pair = yaml.contents.items.find((one) => isScalar(one.key) && one.key.value === "rules");
  if (!pair) return { range: atEnd, text: `${close}rules:${end}  ${line}${end}` };
  const rules = pair.value;
  if (!isMap(rules)) {
    if (!isScalar(pair.key) || !pair.key.range || (isScalar(rules) && rules.value !== null)) return undefined;
    const colon = text.indexOf(":", pair.key.range[1]) + 1;
    return { range: { start: colon, end: colon }, text: `${end}  ${line}` };
  }
  const known = rules.items.find((one) => isScalar(one.key) && one.key.value === id);
  if (known) {
    if (isMap(known.value)) return severityInMap(text, known.value, severity);
    if (!isScalar(known.value) || !known.value.range) return undefined;
    return { range: { start: known.value.range[0], end: known.value.range[1] }, text: severity };
  }
  const first = rules.items[0]?.key;
  if (!isScalar(first) || !first.range) {
    // An empty map in braces.
    const start = rules.range?.[0];
    return start === undefined ? undefined : { range: { start: start + 1, end: start + 1 }, text: ` ${line} ` };
  }
  const start = first.range[0];
  if (rules.flow) return { range: { start, end: start }, text: `${line}, ` };
  const indentation = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  return { range: { start, end: start }, text: `${line}${end}${indentation}` };
}

/** The edit of a rule's map: its severity is replaced, or put before what else it says. */
function severityInMap(text: string, map: YAMLMap, severity: Severity | "off"): Edit | undefined {
  const pair = map.items.find((one) => isScalar(one.key) && one.key.value === "severity");
  if (pair && isScalar(pair.value) && pair.value.range)
    return { range: { start: pair.value.range[0], end: pair.value.range[1] }, text: severity };
  const first = map.items[0]?.key;
  if (pair || !isScalar(first) || !first.range) return undefined;
  const start = first.range[0];
  const column = start - text.lastIndexOf("\n", start - 1) - 1;
  const between = map.flow ? ", " : `${text.includes("\r\n") ? "\r\n" : "\n"}${" ".repeat(column)}`;
  return { range: { start, end: start }, text: `severity: ${severity}${between}` };
}

/** What a suppression in `tenet.yaml` says: a rule, a file relative to it, and why. */
export interface ConfiguredSuppression {
  readonly rule: string;
  readonly file: string;
  readonly until?: string;
  readonly reason: string;
}

/** The edit of a `tenet.yaml` that accepts a rule's findings in a file: an item of `suppress:`. Undefined when the text cannot be read. */
export function suppressionEdit(text: string, { rule, file, until, reason }: ConfiguredSuppression): Edit | undefined {
  const yaml = parseDocument(text, { prettyErrors: false });
  if (yaml.errors.length > 0 || (yaml.contents !== null && !isMap(yaml.contents))) return undefined;
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const parts = [
    `rule: ${rule}`,
    `files: ${JSON.stringify(file)}`,
    ...(until === undefined ? [] : [`until: ${until}`]),
  ];
  const item = `{ ${[...parts, `reason: ${JSON.stringify(reason)}`].join(", ")} }`;
  const pair = yaml.contents?.items.find((one) => isScalar(one.key) && one.key.value === "suppress");
  if (!pair) {
    const close = text === "" || text.endsWith("\n") ? "" : end;
    return { range: { start: text.length, end: text.length }, text: `${close}suppress:${end}  - ${item}${end}` };
  }
  if (!isScalar(pair.key) || !pair.key.range) return undefined;
  const list = pair.value;
  if (isSeq(list) && list.flow && list.range) {
    const start = list.range[0] + 1;
    return { range: { start, end: start }, text: list.items.length > 0 ? `${item}, ` : item };
  }
  const [first] = isSeq(list) ? list.items : [];
  if (first === undefined) {
    if (isCollection(list) || (isScalar(list) && list.value !== null)) return undefined;
    const colon = text.indexOf(":", pair.key.range[1]) + 1;
    return { range: { start: colon, end: colon }, text: `${end}  - ${item}` };
  }
  const range = isCollection(first) || isScalar(first) ? first.range : undefined;
  if (!range) return undefined;
  const start = text.lastIndexOf("-", range[0] - 1);
  const indentation = text.slice(text.lastIndexOf("\n", start) + 1, start);
  return { range: { start, end: start }, text: `- ${item}${end}${indentation}` };
}
