import { type Node, Unknown } from "../../../document/node.js";
import type { Level } from "../level.js";
import { targetOf } from "../upstream.js";
import { findServer } from "./find-server.js";
import { expand, type Flow } from "./flow.js";
import { type Content, respond } from "./respond.js";

const everywhere = { blind: ["", "http", "server", "location", "if", "limit_except"] };
const passes = ["proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass"];
const others = `passenger_enabled content_by_lua content_by_lua_block content_by_lua_file js_content perl echo
  stub_status empty_gif flv mp4 return_static`.split(/\s+/);

/** The directive that makes the content at a level, undefined where files do. */
export function handlerOf(level: Level): Node | undefined {
  for (const name of [...passes, ...others]) {
    const { nodes } = level.nearest([name], everywhere);
    if (nodes[0] && nodes[0].known[0] !== "off") return nodes[0];
  }
  return undefined;
}

/** The answer of what a handler leads to: another server of the same configuration, or an application out of view. */
export function passOn(handler: Node, level: Level, flow: Flow, servers: readonly Level[]): Content {
  const none = new Map<string, readonly string[]>();
  if (handler.name === "stub_status" || handler.name === "empty_gif") {
    return { level, status: 200, headers: none, open: false, html: false };
  }
  const prefix = handler.name.endsWith("_pass") ? handler.name.slice(0, -5) : "proxy";
  const hidden = new Set(
    level.nearest([`${prefix}_hide_header`], everywhere).nodes.map((node) => node.known[0]?.toLowerCase()),
  );
  const behind = handler.name === "proxy_pass" && flow.hops < 5 ? ask(handler, level, flow, servers) : undefined;
  const flags = cookieFlags(level);
  const flagged = flags?.name === "~" && ["secure", "httponly"].every((flag) => flags.set.includes(flag));
  if (!behind) {
    const strict = (flagged && flags!.set.some((flag) => flag.startsWith("samesite="))) ?? false;
    return {
      level,
      status: 200,
      headers: none,
      open: true,
      html: true,
      unseen: (n) => !hidden.has(n),
      flagged: strict,
    };
  }
  const headers = new Map<string, readonly string[]>();
  for (const [name, values] of behind.headers) {
    if (hidden.has(name)) continue;
    headers.set(name, name === "set-cookie" && flags ? values.map((text) => withFlags(text, flags)) : values);
  }
  return {
    level,
    status: behind.status,
    headers,
    open: behind.open,
    unseen: (name) => !hidden.has(name) && behind.unseen(name),
    flagged: flagged || behind.flagged,
    html: behind.html,
    page: behind.page,
    target: leadsBack(behind.headers.get("location")?.[0], handler, level),
    final: level.setting("proxy_intercept_errors", "off", everywhere) !== "on",
  };
}

/** Where a redirect of what stands behind leads once `proxy_redirect` has changed it. */
function leadsBack(target: string | undefined, handler: Node, level: Level): string | undefined {
  if (target === undefined || handler.name !== "proxy_pass") return target;
  const { nodes } = level.nearest(["proxy_redirect"], everywhere);
  for (const { known } of nodes.length > 0 ? nodes : [{ known: ["default"] }]) {
    const [from = "", to = ""] = known[0] === "default" ? byItself(handler, level) : known;
    if (from === "off") return target;
    if (from !== "" && !/[~$]/.test(from) && target.startsWith(from)) return to + target.slice(from.length);
  }
  return target;
}

/** What `proxy_redirect default` replaces, and with what. */
function byItself(handler: Node, level: Level): string[] {
  const url = handler.known[0] ?? "";
  if (url.includes("$")) return [];
  if (!/^[a-z]+:\/\/[^/]+\//.test(url)) return [`${url}/`, "/"];
  return [url, level.up("location")?.node.known.slice(-1)[0] ?? "/"];
}

/** The answer of a server of the same configuration, undefined when the request leaves it. */
function ask(handler: Node, level: Level, flow: Flow, servers: readonly Level[]) {
  let target: { scheme: string; hosts: readonly string[] };
  try {
    target = targetOf(handler, level);
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
  const [, name = "", port = target.scheme === "https" ? "443" : "80"] =
    /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(target.hosts[0] ?? "") ?? [];
  if (!/^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(name)) return undefined;
  const hosts = level
    .nearest(["proxy_set_header"], everywhere)
    .nodes.filter((n) => n.known[0]?.toLowerCase() === "host");
  const host = expand(hosts[0]?.known[1] ?? name, flow, level) ?? name;
  const found = findServer(servers, port, host, true);
  if (!found) return undefined;
  const written = handler.known[0] ?? "";
  const path = /^[a-z]+:\/\/[^/]+(\/.*)$/.exec(written)?.[1];
  const matched = level.up("location")?.node.known.slice(-1)[0] ?? "/";
  const uri = path === undefined ? flow.uri : path + flow.uri.slice(matched.length);
  const scheme = target.scheme === "https" ? "https" : "http";
  const next: Flow = {
    scheme,
    host,
    port,
    method: flow.method,
    requestUri: uri,
    local: true,
    server: found.server,
    uri,
    args: flow.args,
    captures: [],
    variables: new Map(),
    doubts: flow.doubts,
    turns: 0,
    hops: flow.hops + 1,
  };
  return respond(next, { scheme, host, port, path: uri }, servers);
}

interface Flags {
  readonly name: string;
  readonly set: readonly string[];
}

function cookieFlags(level: Level): Flags | undefined {
  const [node] = level.nearest(["proxy_cookie_flags"], everywhere).nodes;
  const words = node?.known;
  if (!words || words[0] === "off") return undefined;
  return { name: words[0]!, set: words.slice(1).map((word) => word.toLowerCase()) };
}

function withFlags(cookie: string, flags: Flags): string {
  const name = cookie.split("=")[0]!.trim();
  if (!flags.name.startsWith("~") && flags.name !== name) return cookie;
  if (flags.name.length > 1 && flags.name.startsWith("~") && !name.includes(flags.name.slice(1))) return cookie;
  const present = cookie.toLowerCase();
  const added = flags.set.filter((flag) => !flag.startsWith("no") && !present.includes(`; ${flag.split("=")[0]}`));
  return [cookie.replace(/;\s*$/, ""), ...added].join("; ");
}
