import type { Grade, HostGrade } from "../../../document/host-grade.js";
import { type Remembered, readFaces, recordReads, remember } from "../../../document/reads.js";
import { gradeBy, gradesOf } from "../../../observatory/grade.js";
import type { Visit } from "../../../observatory/response.js";
import { LineIndex } from "../../../text/line-index.js";
import type { ConfigFile, Configuration } from "../configuration.js";
import { fileOf } from "../file-of.js";
import type { Level } from "../level.js";
import { returned } from "../server.js";
import { findServer, httpServers, namesOf, socketsOf } from "./find-server.js";
import { type Seen, see } from "./visit.js";

/**
 * The grades of the hosts that a configuration serves, or of the named ones. A host is every name of a server without
 * wildcards; `_` stands for a server that has none.
 */
export function hostGrades(configuration: Configuration, hosts?: readonly string[]): HostGrade[] {
  const servers = serversOf(configuration);
  const asked = hosts ?? [...new Set(servers.filter(isPublic).flatMap((server) => hostsOf(server)))];
  return asked.flatMap((host) => gradeHost(host, servers) ?? []);
}

/**
 * The grade, by one version of the algorithm, of every host whose page a server answers over TLS; empty for servers
 * that only lead elsewhere.
 */
export function serverGrades(server: Level, version: string): Grade[] {
  const visits = remember(ofServer, server, () => {
    const servers = serversOf(server.configuration);
    const hosts = isPublic(server) ? hostsOf(server) : [];
    return hosts.flatMap((host) => {
      const found = seeOnce(host, servers);
      return found?.judged === server && found.visit.https ? [found.visit] : [];
    });
  });
  return visits.map((visit) => gradeBy(visit, version));
}

const ofServer = new WeakMap<Level, Remembered<readonly Visit[]>>();

/** What a scanner sees of a host of the server's configuration. */
export function seen(server: Level, host: string): Seen | undefined {
  return seeOnce(host, serversOf(server.configuration));
}

/** Several servers of a configuration ask about one host: the one that leads to HTTPS, the one that answers there. */
function seeOnce(host: string, servers: readonly Level[]): Seen | undefined {
  const ofHosts = visits.get(servers) ?? new Map<string, Host>();
  visits.set(servers, ofHosts);
  let asked = ofHosts.get(host);
  if (!asked) {
    asked = { host };
    ofHosts.set(host, asked);
  }
  return remember(seenOf, asked, () => see(host, servers));
}

/** A host that was asked for. */
interface Host {
  readonly host: string;
}

const visits = new WeakMap<readonly Level[], Map<string, Host>>();
const seenOf = new WeakMap<Host, Remembered<Seen | undefined>>();

/** The first public name whose page the server answers in clear text, where no proxy in front seems to end TLS. */
export function clearHost(server: Level): string | undefined {
  if (socketsOf(server).every((each) => each.tls) || !isPublic(server) || isBehindProxy(server)) return undefined;
  if ((returned(server) ?? 200) >= 300) return undefined;
  return hostsOf(server).find((host) => {
    if (!isPublicName(host)) return false;
    const [first] = seen(server, host)?.visit.http ?? [];
    if (!first || first.status >= 300) return false;
    const answerer = findServer(serversOf(server.configuration), first.address.port, host, false);
    return answerer?.server === server;
  });
}

const privateNames =
  /(?:^|\.)(?:localhost|local|internal|intern|intranet|lan|corp|home|private|localdomain|arpa|test|cluster)$/;

function isPublicName(host: string): boolean {
  return host.includes(".") && /\.[a-z][a-z0-9-]+$/.test(host) && !privateNames.test(host);
}

/** A server that reads what a proxy in front tells of the client is not the end of TLS. */
function isBehindProxy(server: Level): boolean {
  for (let each: Level | undefined = server; each; each = each.above) {
    if (each.named("set_real_ip_from").length > 0) return true;
  }
  const { start, end } = server.node.range;
  return fileOf(server.node).text.slice(start, end).includes("$http_x_forwarded_proto");
}

/** Every server of http in a configuration, with what includes bring in. */
export function serversOf(configuration: Configuration): readonly Level[] {
  readFaces();
  let found = known.get(configuration);
  if (!found) {
    found = recordReads(undefined, () => {
      let top = configuration.levelOf(configuration.document.root!);
      while (top.above) top = top.above;
      return httpServers(top);
    });
    known.set(configuration, found);
  }
  return found;
}

const known = new WeakMap<Configuration, readonly Level[]>();

/** True for a server that listens for others than the machine itself. */
export function isPublic(server: Level): boolean {
  return socketsOf(server).some((each) => !/^(?:127\.|\[::1\]|localhost$|unix:)/.test(each.address));
}

/** The hosts by which a server can be asked. */
export function hostsOf(server: Level): string[] {
  const plain = namesOf(server).filter((name) => !/[*~${]|^\./.test(name));
  const dotted = namesOf(server).filter((name) => name.startsWith("."));
  const hosts = [...plain.filter((name) => name !== ""), ...dotted.map((name) => name.slice(1))];
  return hosts.length > 0 ? hosts : ["_"];
}

function gradeHost(host: string, servers: readonly Level[]): HostGrade | undefined {
  const found = see(host.toLowerCase(), servers);
  if (!found) return undefined;
  const file = fileOf(found.server.node);
  const algorithms = gradesOf(found.visit);
  return {
    host,
    path: file.path,
    line: linesOf(file).position(found.server.node.range.start).line + 1,
    leadsTo: found.leadsTo,
    algorithms,
  };
}

function linesOf(file: ConfigFile): LineIndex {
  let found = lines.get(file);
  if (!found) {
    found = new LineIndex(file.text);
    lines.set(file, found);
  }
  return found;
}

const lines = new WeakMap<ConfigFile, LineIndex>();
