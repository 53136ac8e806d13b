import { type Node, Unknown } from "../../document/node.js";
import { table } from "../../document/tables.js";
import { defaultOf, isBelow, versionOf } from "./defaults.js";
import { fileOf } from "./file-of.js";
import type { Level } from "./level.js";
import { defaultServers, listens } from "./server.js";

/** What a profile lets a server offer. */
interface Profile {
  readonly protocols: readonly string[];
  /** Ciphers of TLS 1.2, by OpenSSL's names. */
  readonly ciphers: readonly string[];
}

/** The version from which each server of a socket has protocols of its own. */
const ownProtocolsSince = "1.29.2";

/**
 * The profile of Mozilla's that a server reaches by its protocols and ciphers: `modern`, `intermediate`, or
 * `below intermediate` with what is too much. Throws {@link Unknown} when a file not in view or the version decides.
 */
export function tlsProfile(server: Level): string {
  const decides = protocolsHold(server) ? server : levelOf(defaultServers(server)[0]!);
  const protocols = words(decides.setting("ssl_protocols", "") || defaultOf("ssl_protocols", server.configuration));
  const list = server.setting("ssl_ciphers", "") || defaultOf("ssl_ciphers", server.configuration);
  const ciphers = protocols.some((each) => each !== "TLSv1.3") ? words(list.replace(/:/g, " ")) : [];
  if (protocols.some(isHole) || ciphers.some(isHole)) throw new Unknown("ssl_protocols");
  const profiles = Object.entries(table<Readonly<Record<string, Profile>>>("tls-profiles"));
  const reached = profiles.find(([, profile]) => beyond(profile, protocols, ciphers).length === 0);
  if (reached) return reached[0];
  const [name, weakest] = profiles.at(-1)!;
  const too = beyond(weakest, protocols, ciphers);
  return `below ${name} (${too.slice(0, 4).join(", ")}${too.length > 4 ? " …" : ""})`;
}

function beyond(profile: Profile, protocols: readonly string[], ciphers: readonly string[]): string[] {
  return [
    ...protocols.filter((each) => !profile.protocols.includes(each)),
    ...ciphers.filter((each) => !/^[!-]/.test(each) && !profile.ciphers.includes(each)),
  ];
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

function isHole(word: string): boolean {
  return /[${<]/.test(word);
}

/**
 * For the `ssl_protocols` of a server that is the default of none of its TLS sockets: the default servers, or their own
 * `ssl_protocols`, which hold instead. Empty where the list holds, says the same, or not enough is in view.
 */
export function overruledBy(node: Node): readonly Node[] {
  const { configuration } = fileOf(node);
  const server = configuration.levelOf(node);
  if (server.name !== "server") return [];
  try {
    if (protocolsHold(server)) return [];
    return defaultServers(server).flatMap((each) => {
      const held = levelOf(each).nearest(["ssl_protocols"]).nodes[0];
      const same = held && [...held.known].sort().join() === [...node.known].sort().join();
      return same ? [] : [held ?? each];
    });
  } catch (error) {
    if (error instanceof Unknown) return [];
    throw error;
  }
}

/** True when the server's own `ssl_protocols` holds: it is the default of a socket, or nginx is new enough. */
function protocolsHold(server: Level): boolean {
  const { configuration } = server;
  if (configuration.files.versions?.nginx !== undefined && !isBelow(versionOf(configuration), ownProtocolsSince)) {
    return true;
  }
  if (!listens(server).some((each) => each.tls)) return true;
  return defaultServers(server).includes(server.node);
}

function levelOf(node: Node): Level {
  return fileOf(node).configuration.levelOf(node);
}
