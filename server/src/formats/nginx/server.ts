import { type Node, Unknown } from "../../document/node.js";
import { type Remembered, readFaces, recordReads, remember } from "../../document/reads.js";
import type { Level } from "./level.js";

/** The part of nginx a level belongs to. */
export type Module = "http" | "stream" | "mail" | "main";

/** Which part of nginx a level belongs to; told by what it holds when the blocks above are not in view. */
export function moduleOf(level: Level): Module {
  const known = level.up("http", "stream", "mail");
  if (known) return known.name as Module;
  const server = level.up("server") ?? level;
  if (
    ["protocol", "starttls", "auth_http", "smtp_auth", "imap_auth", "pop3_auth"].some((n) => server.named(n).length > 0)
  ) {
    return "mail";
  }
  const passes = server.name === "server" ? server.named("proxy_pass") : [];
  if (server.named("ssl_preread").length > 0 || passes.some((node) => !/:\/\/|^\$/.test(node.known[0] ?? "$")))
    return "stream";
  if (!level.above && level.whole) return "main";
  return "http";
}

/** One `listen` of a server. */
export interface Listen {
  /** Address as written, `*` when only a port is. `unix:` for sockets. */
  readonly address: string;
  readonly port: string;
  readonly tls: boolean;
  readonly isDefault: boolean;
}

/** The sockets of a server; nginx's own default (port 80) when it names none. Throws {@link Unknown} when some may be unseen. */
export function listens(server: Level): readonly Listen[] {
  return remember(sockets, server, () => readListens(server));
}

const sockets = new WeakMap<Level, Remembered<readonly Listen[]>>();

function readListens(server: Level): Listen[] {
  const nodes = server.named("listen");
  if (nodes.length === 0) {
    if (server.mayHold("listen")) throw new Unknown("listen");
    return [{ address: "*", port: "80", tls: sslOn(server), isDefault: false }];
  }
  return nodes.map((node) => {
    const first = node.values[0];
    const options = node.known.slice(first?.known ? 1 : 0);
    const { address, port } = socket(first?.known ? first.text : "?");
    return {
      address,
      port,
      tls: options.includes("ssl") || options.includes("quic") || sslOn(server),
      isDefault: options.includes("default_server") || options.includes("default"),
    };
  });
}

function sslOn(server: Level): boolean {
  const here = server.named("ssl");
  return here.length > 0 && here[0]!.known[0] === "on";
}

function socket(text: string): { address: string; port: string } {
  if (text.startsWith("unix:")) return { address: text, port: "" };
  if (/^\d+$/.test(text)) return { address: "*", port: text };
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(text);
  return { address: match?.[1] ?? text, port: match?.[2] ?? "80" };
}

/** True when a server ends TLS on one of its sockets. Throws {@link Unknown} when it may. */
export function speaksTls(level: Level): boolean {
  const server = level.up("server");
  if (!server) throw new Unknown("the server is not in view");
  let unclear: unknown;
  try {
    if (listens(server).some((each) => each.tls)) return true;
  } catch (error) {
    unclear = error;
  }
  if (server.node.values.length === 0 && server.named("listen").some((node) => node.values.some((v) => !v.known))) {
    throw new Unknown("listen");
  }
  if (unclear || server.mayHold("listen")) throw new Unknown("listen");
  return false;
}

/** True when a server listens where other machines can reach it: not only on loopback and unix sockets. */
export function isReachable(level: Level): boolean {
  const server = level.up("server");
  if (!server) return true;
  return listens(server).some((each) => !isLoopback(each.address) && !each.address.startsWith("unix:"));
}

/** True for loopback addresses, networks in them, and `localhost`. */
export function isLoopback(address: string): boolean {
  return /^(?:127\.\d+\.\d+\.\d+(?:\/(?:[89]|[12]\d|3[0-2]))?|\[?::1\]?(?:\/128)?|localhost)$/.test(address);
}

/** The server that answers on the first socket of `server` when no name matches. */
export function defaultServer(server: Level): Node {
  return defaultOf(listens(server)[0]!, server);
}

/** The servers that answer on the TLS sockets of `server` when no name matches, each once. */
export function defaultServers(server: Level): readonly Node[] {
  const own = listens(server).filter((each) => each.tls);
  return [...new Set(own.map((each) => defaultOf(each, server)))];
}

function defaultOf(own: Listen, server: Level): Node {
  const beside = server.above;
  if (!beside) return server.node;
  readFaces();
  let sockets = defaults.get(beside);
  if (!sockets) {
    sockets = recordReads(undefined, () => findDefaults(beside));
    defaults.set(beside, sockets);
  }
  return sockets.get(`${own.address} ${own.port}`) ?? server.node;
}

/** Who answers on each socket to everybody else, of the servers at a level. */
function findDefaults(beside: Level): Map<string, Node> {
  const sockets = new Map<string, Node>();
  const chosen = new Set<string>();
  for (const other of beside.blocks()) {
    if (other.name !== "server") continue;
    for (const each of listens(other)) {
      const socket = `${each.address} ${each.port}`;
      if (chosen.has(socket) || (sockets.has(socket) && !each.isDefault)) continue;
      sockets.set(socket, other.node);
      if (each.isDefault) chosen.add(socket);
    }
  }
  return sockets;
}

/** By the level around servers: who answers on each socket to everybody else. */
const defaults = new WeakMap<Level, Map<string, Node>>();

/** How a location is written: its modifier (`=`, `~`, `~*`, `^~`, `@` or none) and its path or pattern. */
export function locationOf(level: Level): { modifier: string; path: string } {
  const [first, second] = level.node.values;
  if (first && !first.known) throw new Unknown(first.text);
  if (second) {
    if (!second.known) throw new Unknown(second.text);
    return { modifier: first!.text, path: second.text };
  }
  const match = /^(=|~\*|~|\^~|@)?(.*)$/s.exec(first?.text ?? "");
  return { modifier: match?.[1] ?? "", path: match?.[2] ?? "" };
}

/**
 * What a level answers by its own directives before any handler or access rule is asked: the code of an unconditional
 * `return`, 302 for an unconditional redirecting `rewrite`, undefined for neither.
 */
export function returned(level: Level): number | undefined {
  for (const node of level.items) {
    if (node.name === "return") {
      const [first] = node.values;
      if (!first?.known) return 200;
      return /^\d{3}$/.test(first.text) ? Number(first.text) : 302;
    }
    if (node.name === "rewrite" && everything.test(node.known[0] ?? "")) {
      const target = node.known[1] ?? "";
      if (/^(?:permanent|redirect)$/.test(node.known[2] ?? "") || /^(?:https?:\/\/|\$scheme)/.test(target)) return 302;
    }
  }
  return undefined;
}

const everything = /^\^?\/?(?:\(?\.\*\)?)?\$?$/;

/** The return code that decides for all requests of a level, its server's own `return` included. */
export function answered(level: Level): number | undefined {
  const server = level.up("server");
  return (server && returned(server)) ?? (level === server ? undefined : returned(level));
}

/** True when a level answers with content of its own or of an application: no redirect, refusal or internal target. */
export function answersContent(level: Level): boolean {
  if (level.name === "server") return contentLevels(level).length > 0;
  const code = answered(level);
  if (code !== undefined && code !== 200) return false;
  if (level.name !== "location") return true;
  const { modifier } = locationOf(level);
  return modifier !== "@" && level.named("internal").length === 0 && !isRefused(level);
}

function isRefused(level: Level): boolean {
  const rules = level.items.filter((node) => node.name === "allow" || node.name === "deny");
  return rules.length > 0 && rules.every((node) => node.name === "deny" && node.known[0] === "all");
}

/**
 * The levels of a server that answer content: its locations, named ones too (`try_files` leads there), and itself where
 * no location catches every path.
 */
export function contentLevels(server: Level): readonly Level[] {
  return remember(contents, server, () => findContentLevels(server));
}

const contents = new WeakMap<Level, Remembered<readonly Level[]>>();

function findContentLevels(server: Level): Level[] {
  const code = returned(server);
  if (code !== undefined && code !== 200) return [];
  if (server.named("ssl_reject_handshake").some((node) => node.known[0] === "on") || isRefused(server)) return [];
  const result: Level[] = [];
  let caught = false;
  const pending = [...server.blocks()];
  for (let i = 0; i < pending.length; i++) {
    const level = pending[i]!;
    if (level.name === "location") {
      const known = level.node.values.every((value) => value.known);
      if (known && locationOf(level).path === "/" && locationOf(level).modifier !== "=") caught = true;
      const named = known && locationOf(level).modifier === "@" && (returned(level) ?? 200) === 200;
      if (!known || named || answersContent(level)) result.push(level);
      pending.push(...level.blocks());
    }
  }
  if (!caught) result.unshift(server);
  return result;
}

/** True when the content of a level comes from an application or another server behind nginx. */
export function isProxied(level: Level): boolean {
  const levels = level.name === "server" ? contentLevels(level) : [level];
  return levels.some((each) => passes.some((name) => each.named(name).length > 0) || hasNestedPass(each));
}

function hasNestedPass(level: Level): boolean {
  return level.blocks().some((inner) => inner.name === "if" && passes.some((name) => inner.named(name).length > 0));
}

const passes = ["proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "passenger_enabled"];
