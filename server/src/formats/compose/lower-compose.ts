import { Node, type Value } from "../../document/node.js";
import { execEntry, remake, shellEntry } from "../entry-commands.js";
import { interpolate } from "./interpolate.js";

/** Entries that are written as a map or as a list of `NAME=value`. */
const pairs: ReadonlySet<string> = new Set(["environment", "labels", "args", "annotations", "sysctls"]);

/**
 * The tree of a compose file: what the YAML says with variables filled in; items `NAME=value` of a list are children
 * as the entries of a map are; `command`, `entrypoint` and a health check's `test` hold the commands they start.
 */
export function lowerCompose(source: string, nodes: readonly Node[]): Node[] {
  return nodes.map((node) => lower(source, node));
}

function lower(source: string, node: Node): Node {
  const values = node.values.map(interpolate);
  const children = node.children.map((child) => lower(source, child));
  if (pairs.has(node.name)) children.push(...values.flatMap((value, i) => pair(value, node.values[i]!)));
  else if (node.name === "command" || node.name === "entrypoint") {
    children.push(...commands(source, node.values));
  } else if (node.name === "test" && node.values.length > 0) {
    const [first, ...rest] = node.values;
    if (rest.length === 0) children.push(...shellEntry(source, first!).nodes);
    else if (first!.text === "CMD-SHELL") children.push(...shellEntry(source, rest[0]!).nodes);
    else if (first!.text === "CMD") children.push(...execEntry(source, rest));
  }
  return remake(node, values, children);
}

/** One text is split as a shell would; a list is a command without a shell. */
function commands(source: string, values: readonly Value[]): readonly Node[] {
  if (values.length === 0 || values.some((value) => value.text === "")) return [];
  return values.length === 1 ? shellEntry(source, values[0]!).nodes : execEntry(source, values);
}

/** `NAME=value` as an entry; `NAME` alone takes its value from outside. */
function pair(value: Value, written: Value): Node[] {
  const equals = written.text.indexOf("=");
  const name = equals < 0 ? written.text : written.text.slice(0, equals);
  if (!/^[\w.${}/-]+$/.test(name)) return [];
  const { start, end } = value.range;
  const nameRange = { start, end: Math.min(end, start + name.length) };
  const range = { start: Math.min(end, nameRange.end + 1), end };
  const own = value.text.indexOf("=");
  const text = own < 0 ? "" : value.text.slice(own + 1);
  const known = equals >= 0 && (value.known || !/[$]/.test(written.text.slice(equals + 1)));
  return [
    new Node({
      kind: "entry",
      name,
      range: value.range,
      nameRange,
      values: [{ text, data: known ? text : null, known, range }],
    }),
  ];
}
