import { Unknown } from "../../../document/node.js";
import { readFaces, recordReads } from "../../../document/reads.js";
import type { Level } from "../level.js";
import { isLoopback, type Listen, listens, moduleOf } from "../server.js";
import { tryPattern } from "./try-pattern.js";

/** Every server of http in a configuration, in order. */
export function httpServers(top: Level): Level[] {
  const result: Level[] = [];
  for (const level of top.blocks()) {
    if (level.name === "server" && moduleOf(level) === "http") result.push(level);
    if (level.name === "http") result.push(...level.blocks().filter((each) => each.name === "server"));
  }
  return result;
}

/** The sockets of a server as far as they are in view. */
export function socketsOf(server: Level): readonly Listen[] {
  try {
    return listens(server);
  } catch (error) {
    if (error instanceof Unknown) return [];
    throw error;
  }
}

/** The sockets of the servers that have a name, as far as they are in view. */
export function socketsNamed(servers: readonly Level[], host: string): readonly Listen[] {
  readFaces();
  return recordReads(undefined, () => servers.filter((server) => namesOf(server).includes(host)).flatMap(socketsOf));
}

/** The first words of a server's names: `server_name`s in lower case. */
export function namesOf(server: Level): string[] {
  const names = server.named("server_name").flatMap((node) => node.known);
  return names.length > 0 ? names.map((name) => name.toLowerCase()) : [""];
}

/** Who answers: a server, and whether the socket that is asked speaks TLS. */
export interface Answerer {
  readonly server: Level;
  readonly tls: boolean;
  /** False when the server answers only since nobody has the name. */
  readonly named: boolean;
}

/**
 * The server that answers for a host on a port: by exact name, then wildcards at the start and at the end, then regular
 * expressions in order, else the default server. `local` asks over loopback, where other sockets are open.
 */
export function findServer(
  servers: readonly Level[],
  port: string,
  host: string,
  local: boolean,
): Answerer | undefined {
  const open = socketsByPort(servers, local).get(port);
  if (!open) return undefined;
  let best = open.exact.get(host);
  let rank = 0;
  if (!best) {
    for (const { name, server } of open.patterns) {
      const own = rankOf(name, host);
      if (own > rank) {
        best = server;
        rank = own;
      }
    }
  }
  return { server: best ?? open.fallback, tls: open.tls, named: best !== undefined };
}

/** What is open on a port: who answers by name, by pattern, and to everybody else. */
interface Open {
  readonly exact: Map<string, Level>;
  readonly patterns: { readonly name: string; readonly server: Level }[];
  fallback: Level;
  chosen: boolean;
  tls: boolean;
}

function socketsByPort(servers: readonly Level[], local: boolean): ReadonlyMap<string, Open> {
  const table = local ? localPorts : publicPorts;
  readFaces();
  let known = table.get(servers);
  if (!known) {
    known = recordReads(undefined, () => findPorts(servers, local));
    table.set(servers, known);
  }
  return known;
}

function findPorts(servers: readonly Level[], local: boolean): ReadonlyMap<string, Open> {
  const found = new Map<string, Open>();
  for (const server of servers) {
    const here = new Map<string, Listen>();
    for (const each of socketsOf(server)) {
      if (isReached(each.address, local) && (!here.has(each.port) || each.isDefault)) here.set(each.port, each);
    }
    for (const [port, listen] of here) {
      let open = found.get(port);
      if (!open) {
        open = { exact: new Map(), patterns: [], fallback: server, chosen: false, tls: false };
        found.set(port, open);
      }
      open.tls ||= listen.tls;
      if (listen.isDefault && !open.chosen) {
        open.fallback = server;
        open.chosen = true;
      }
      for (const name of namesOf(server)) {
        if (/^~|^\.|\*/.test(name)) open.patterns.push({ name, server });
        else if (!open.exact.has(name)) open.exact.set(name, server);
      }
    }
  }
  return found;
}

const localPorts = new WeakMap<readonly Level[], ReadonlyMap<string, Open>>();
const publicPorts = new WeakMap<readonly Level[], ReadonlyMap<string, Open>>();

function isReached(address: string, local: boolean): boolean {
  if (address.startsWith("unix:")) return false;
  return local || !isLoopback(address);
}

/** How well a server name fits a host, 0 for not at all; longer wildcards fit better, the first of equals wins. */
function rankOf(name: string, host: string): number {
  if (name.startsWith("~")) return tryPattern(name.slice(1), host, true) ? 1 : 0;
  if (name.startsWith(".") && (host === name.slice(1) || host.endsWith(name))) return 3000 + name.length;
  if (name.startsWith("*.") && host.endsWith(name.slice(1))) return 3000 + name.length;
  if (name.endsWith(".*") && host.startsWith(name.slice(0, -1))) return 2000 + name.length;
  return 0;
}
