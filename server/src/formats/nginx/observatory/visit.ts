import type { Address, Response, Visit } from "../../../observatory/response.js";
import type { Level } from "../level.js";
import { findServer, socketsNamed } from "./find-server.js";
import { type Doubts, type Flow, noDoubts } from "./flow.js";
import { respond } from "./respond.js";

const mostRedirects = 10;

/** What a scanner sees of a host. */
export interface Seen {
  readonly visit: Visit;
  /** The server that answers for the host. */
  readonly server: Level;
  /** The server whose page is judged, where redirects are followed; undefined when that is out of view. */
  readonly judged: Level | undefined;
  /** Where the host leads everybody, when that is out of view. */
  readonly leadsTo: string | undefined;
}

/** How many conditions that the files do not tell are tried both ways. */
const mostDoubts = 4;

/**
 * Scans a host of a configuration; undefined when nothing answers for it. An `if` whose condition the files do not tell
 * is taken to be false, and what is seen where it is true stands beside.
 */
export function see(host: string, servers: readonly Level[]): Seen | undefined {
  const doubts = noDoubts();
  const seen = look(host, servers, doubts);
  if (!seen || doubts.met.size === 0) return seen;
  const instead = [...doubts.met]
    .slice(0, mostDoubts)
    .flatMap((node) => look(host, servers, { assumed: new Set([node]), met: new Set() })?.visit ?? []);
  return { ...seen, visit: { ...seen.visit, instead } };
}

function look(host: string, servers: readonly Level[], doubts: Doubts): Seen | undefined {
  const ports = portsOf(host, servers);
  const https = ports.https === undefined ? undefined : follow("https", host, ports.https, servers, doubts);
  const http = ports.http === undefined ? undefined : follow("http", host, ports.http, servers, doubts);
  const answerer =
    (ports.https === undefined ? undefined : findServer(servers, ports.https, host, false)) ??
    (ports.http === undefined ? undefined : findServer(servers, ports.http, host, false));
  if (!answerer || (!https && !http)) return undefined;
  const chain = https?.chain ?? http!.chain;
  const last = chain[chain.length - 1]!;
  const { leadsTo } = (https ?? http)!;
  return {
    visit: {
      host,
      http: http?.chain,
      https: https?.chain,
      preflight: respondTo(last.address, "OPTIONS", servers, doubts),
    },
    server: answerer.server,
    judged:
      leadsTo === undefined ? findServer(servers, last.address.port, last.address.host, false)?.server : undefined,
    leadsTo,
  };
}

/** The ports of the web where a server answers, else those on which a server of that name listens. */
function portsOf(host: string, servers: readonly Level[]): { http?: string; https?: string } {
  const http = findServer(servers, "80", host, false);
  const https = findServer(servers, "443", host, false);
  const ports = {
    ...(http && !http.tls ? { http: "80" } : {}),
    ...(https?.tls ? { https: "443" } : {}),
  };
  if (http?.named || https?.named || ports.https) return ports;
  const own = socketsNamed(servers, host).filter((each) => findServer(servers, each.port, host, false)?.named);
  const clear = ports.http ?? own.find((each) => !each.tls && each.port !== "")?.port;
  const tls = own.find((each) => each.tls)?.port;
  return { ...(clear === undefined ? {} : { http: clear }), ...(tls === undefined ? {} : { https: tls }) };
}

function follow(
  scheme: "http" | "https",
  host: string,
  port: string,
  servers: readonly Level[],
  doubts: Doubts,
): { chain: Response[]; leadsTo: string | undefined } | undefined {
  const chain: Response[] = [];
  let next: Address | undefined = { scheme, host, port, path: "/" };
  let leadsTo: string | undefined;
  while (next && chain.length <= mostRedirects) {
    const known: boolean =
      chain.length === 0 || findServer(servers, next.port, next.host, false)?.named === true || next.host === host;
    const response: Response | undefined = known ? respondTo(next, "GET", servers, doubts) : elsewhere(next);
    if (!response) return chain.length === 0 ? undefined : { chain: [...chain, refused(next)], leadsTo };
    if (!known) leadsTo = next.host;
    chain.push(response);
    const location: string | undefined = response.headers.get("location")?.[0];
    next = response.status >= 300 && response.status < 400 ? resolve(location, next) : undefined;
  }
  return { chain, leadsTo };
}

/** A page of which nothing is known. */
function elsewhere(address: Address): Response {
  return { address, status: 200, headers: new Map(), open: true, unseen: () => true, flagged: false, html: true };
}

/** Nobody listens where a redirect leads. */
function refused(address: Address): Response {
  return { address, status: 0, headers: new Map(), open: false, unseen: () => false, flagged: false, html: false };
}

function resolve(location: string | undefined, from: Address): Address | undefined {
  if (location === undefined) return undefined;
  if (location === "") return { scheme: "https", host: "", port: "443", path: "/" };
  const match = /^(https?):\/\/([^/?#:]*)(?::(\d+))?([^#]*)/i.exec(location);
  if (match) {
    const scheme = match[1]!.toLowerCase() as "http" | "https";
    const port = match[3] ?? (scheme === "https" ? "443" : "80");
    const path = match[4]!.startsWith("/") ? match[4]! : `/${match[4]!}`;
    return { scheme, host: match[2]!.toLowerCase(), port, path };
  }
  return { ...from, path: location.startsWith("/") ? location : `/${location}` };
}

function respondTo(address: Address, method: string, servers: readonly Level[], doubts: Doubts): Response | undefined {
  const found = findServer(servers, address.port, address.host, false);
  if (!found || found.tls !== (address.scheme === "https")) return undefined;
  const [path, args = ""] = address.path.split("?");
  const flow: Flow = {
    scheme: address.scheme,
    host: address.host,
    port: address.port,
    method,
    requestUri: address.path,
    local: false,
    server: found.server,
    uri: path!,
    args,
    captures: [],
    variables: new Map(),
    doubts,
    turns: 0,
    hops: 0,
  };
  return respond(flow, address, servers);
}
