import { Node, nowhere, type Value } from "../../document/node.js";
import { execEntry, remake, shellEntry } from "../entry-commands.js";
import { interpolate } from "./interpolate.js";

/** Entries that are written as a map or as a list of `NAME=value`. */
const pairs: ReadonlySet<string> = new Set(["environment", "labels", "args", "annotations", "sysctls"]);

/** Reads the variables of an environment file, named as a compose file does; undefined when there is none. */
export type ReadVariables = (path: string) => readonly Node[] | undefined;

/**
 * The tree of a compose file: what the YAML says with variables filled in; items `NAME=value` of a list are children
 * as the entries of a map are; `command`, `entrypoint` and a health check's `test` hold the commands they start.
 * What an `env_file` sets stands below `environment` too, at {@link nowhere}: it is judged in the file itself.
 */
export function lowerCompose(source: string, nodes: readonly Node[], variables: ReadVariables): Node[] {
  return nodes.map((node) => {
    const lowered = lower(source, node);
    return node.name === "services" ? remake(lowered, lowered.values, withFiles(lowered, variables)) : lowered;
  });
}

function withFiles(services: Node, variables: ReadVariables): Node[] {
  return services.children.map((service) => {
    const named = service.children.find((child) => child.name === "env_file");
    if (!named) return service;
    const own = service.children.find((child) => child.name === "environment");
    const set = new Map<string, Node>();
    let open = own?.open ?? false;
    for (const value of envFiles(named)) {
      const found = value.known ? variables(value.text) : undefined;
      if (!found) open = true;
      for (const one of found ?? []) set.set(one.name, fromFile(one));
    }
    for (const one of own?.children ?? []) set.delete(one.name);
    const children = [...(own?.children ?? []), ...set.values()];
    const { kind, range, nameRange } = own ?? named;
    const environment = new Node({
      kind,
      name: "environment",
      range: own ? range : nowhere,
      nameRange: own ? nameRange : nowhere,
      values: own?.values ?? [],
      children,
      open,
    });
    const others = service.children.filter((child) => child !== own);
    return remake(service, service.values, [...others, environment]);
  });
}

/** `.env`, a list of them, or of `{ path, required }`. */
function envFiles(node: Node): Value[] {
  const paths = node.children.flatMap((item) => item.children.filter((child) => child.name === "path"));
  return [...node.values, ...paths.flatMap((path) => path.values)];
}

function fromFile(entry: Node): Node {
  const values = entry.values.map((value) => ({ ...value, range: nowhere }));
  return new Node({ kind: "variable", name: entry.name, range: nowhere, values });
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
