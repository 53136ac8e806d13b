import type { Node } from "../../../document/node.js";
import type { Level } from "../level.js";
import { tryPattern } from "./try-pattern.js";

/** The `if`s whose conditions the files do not tell. */
export interface Doubts {
  /** Those that are taken to be true; the others are taken to be false. */
  readonly assumed: ReadonlySet<Node>;
  /** Those that a request came to. */
  readonly met: Set<Node>;
}

/** No doubt was met, and none is decided. */
export function noDoubts(): Doubts {
  return { assumed: new Set(), met: new Set() };
}

/** A request on its way through the configuration. */
export interface Flow {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly port: string;
  readonly method: string;
  /** The request's path with its query, as the client sent it. */
  readonly requestUri: string;
  /** True when nginx itself asks, from this machine. */
  readonly local: boolean;
  readonly server: Level;
  /** The path as rewrites have left it. */
  uri: string;
  args: string;
  captures: readonly string[];
  readonly variables: Map<string, string | undefined>;
  readonly doubts: Doubts;
  /** How often the request was sent on inside nginx. */
  turns: number;
  /** How many servers passed it on. */
  readonly hops: number;
}

/** The text with its variables put in; undefined when one cannot be told. */
export function expand(text: string, flow: Flow, level: Level): string | undefined {
  let known = true;
  const result = text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, bare?: string) => {
    const value = variable((braced ?? bare)!, flow, level, 0);
    if (value === undefined) known = false;
    return value ?? "";
  });
  return known ? result : undefined;
}

/** The value of a variable in a request that a browser without cookies makes; undefined when it cannot be told. */
export function variable(name: string, flow: Flow, level: Level, depth: number): string | undefined {
  if (/^\d$/.test(name)) return flow.captures[Number(name)] ?? "";
  if (flow.variables.has(name)) return flow.variables.get(name);
  const own = builtin[name];
  if (own) return own(flow);
  if (name.startsWith("arg_")) return argument(name.slice(4), flow.args);
  if (/^(?:http|cookie|sent_http|upstream_http|upstream_cookie)_/.test(name)) {
    return /^cookie_|^http_(?!user_agent|accept|connection|referer_)/.test(name) ? "" : undefined;
  }
  return depth > 10 ? undefined : mapped(name, flow, level, depth);
}

/** The value of the first argument of a name, whose case does not count. */
function argument(name: string, args: string): string {
  for (const part of args.split("&")) {
    const [key, value = ""] = part.split(/=(.*)/s);
    if (key!.toLowerCase() === name.toLowerCase()) return value;
  }
  return "";
}

const builtin: Readonly<Record<string, (flow: Flow) => string | undefined>> = {
  scheme: (flow) => flow.scheme,
  https: (flow) => (flow.scheme === "https" ? "on" : ""),
  host: (flow) => flow.host,
  http_host: (flow) => flow.host,
  server_port: (flow) => flow.port,
  server_name: (flow) => flow.server.named("server_name")[0]?.known[0] ?? "",
  request_method: (flow) => flow.method,
  request_uri: (flow) => flow.requestUri,
  uri: (flow) => flow.uri,
  document_uri: (flow) => flow.uri,
  args: (flow) => flow.args,
  query_string: (flow) => flow.args,
  is_args: (flow) => (flow.args === "" ? "" : "?"),
  // What the scanner calls itself where nobody says otherwise.
  http_user_agent: () =>
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:129.0) Gecko/20100101 Firefox/129.0 Observatory/129.0",
  ssl_client_verify: () => "NONE",
  remote_user: () => "",
  http_origin: (flow) => (flow.method === "OPTIONS" ? "https://scanner.example" : ""),
  // Different every time; what matters is that something stands there.
  request_id: () => "0",
  msec: () => "0",
  time_iso8601: () => "0",
};

/** The value that `map` or `geo` gives. */
function mapped(name: string, flow: Flow, level: Level, depth: number): string | undefined {
  for (let each: Level | undefined = level; each; each = each.above) {
    for (const kind of ["map", "geo"]) {
      for (const node of each.named(kind)) {
        const words = node.known;
        if (words[words.length - 1] !== `$${name}`) continue;
        if (kind === "geo") return flow.local ? undefined : fallback(node);
        const source = words.length > 1 ? sourceOf(words[0]!, flow, each, depth + 1) : undefined;
        if (source === undefined) return undefined;
        const value = pick(node, source);
        return value?.replace(/\$\{?(\w+)\}?/g, (_, inner: string) => variable(inner, flow, each!, depth + 1) ?? "");
      }
    }
  }
  return undefined;
}

function sourceOf(text: string, flow: Flow, level: Level, depth: number): string | undefined {
  let known = true;
  const result = text.replace(/\$\{?(\w+)\}?/g, (_, name: string) => {
    const value = variable(name, flow, level, depth);
    known &&= value !== undefined;
    return value ?? "";
  });
  return known ? result : undefined;
}

function fallback(node: Node): string {
  return node.children.find((child) => child.name === "default")?.known[0] ?? "";
}

function pick(node: Node, source: string): string | undefined {
  if (node.open) return undefined;
  const hostnames = node.children.some((child) => child.name === "hostnames");
  const lower = source.toLowerCase();
  let pattern: string | undefined;
  let wildcard: string | undefined;
  for (const entry of node.children) {
    const value = entry.known[0] ?? "";
    const key = entry.name.replace(/^\\(?=default|hostnames|volatile|include)/, "");
    if (key.toLowerCase() === lower && entry.name !== "default") return value;
    if (key.startsWith("~")) {
      const found = tryPattern(key.replace(/^~\*?/, ""), source, key.startsWith("~*"));
      if (found === undefined) return undefined;
      if (found) pattern ??= value;
    } else if (hostnames && /^\*?\./.test(key) && lower.endsWith(key.replace(/^\*/, "").toLowerCase()))
      wildcard ??= value;
  }
  return wildcard ?? pattern ?? fallback(node);
}
