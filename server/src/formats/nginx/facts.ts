import type { Fact } from "../../document/fact.js";
import { type Node, Unknown } from "../../document/node.js";
import { remarkFact } from "../remark.js";
import {
  accessOf,
  addressRules,
  addressSkips,
  authentication,
  believesAnybody,
  governed,
  grantsByAddress,
} from "./access.js";
import { askedAddress, claimedText, deniesByAddress } from "./address-condition.js";
import { brokenCiphers, dhBits } from "./ciphers.js";
import { fileOf } from "./file-of.js";
import { addedHeaders, lostHeaders, sentHeaders, serverHeaders } from "./headers.js";
import type { Level } from "./level.js";
import { gradeFacts } from "./observatory/grade-facts.js";
import { requestFacts } from "./request-facts.js";
import { selectionFacts } from "./selection-facts.js";
import {
  answersContent,
  defaultServer,
  isProxied,
  isReachable,
  listens,
  locationOf,
  moduleOf,
  speaksTls,
} from "./server.js";
import { targetOf } from "./upstream.js";
import { versionFacts } from "./version-facts.js";

/** What rules can ask of nginx configurations. A level is a block in its place; a directive asks for the level it stands in. */
export const facts: readonly Fact[] = [
  {
    signature: "Node.effective(string): list<Node>",
    description:
      "The directives of that name that hold at this level by nginx's inheritance: those of the nearest level that has any (allow and deny are one list); of this level alone for what is not inherited (`return`, `try_files`, `proxy_pass` …); of all levels for what adds up (`more_set_headers`, `add_header` with `add_header_inherit merge`). Unknown when a nearer level may get one from a file that is not in view.",
    example: 'node.effective("add_header").exists(h, h.args[0] == "X-Frame-Options")',
    handler: (node: Node, name: string) => {
      if (name === "add_header") return addedHeaders(level(node));
      if (/^more_(?:set|clear)_/.test(name)) return allLevels(level(node), name);
      const names = name === "allow" || name === "deny" ? ["allow", "deny"] : [name];
      return level(node).nearest(names).nodes;
    },
  },
  {
    signature: "Node.setting(string, string): string",
    description:
      "The values of the directive that holds at this level, joined by blanks, or the second text when there is none. Unknown as `effective` is.",
    example: 'node.setting("satisfy", "all") == "any"',
    handler: (node: Node, name: string, absent: string) => level(node).setting(name, absent),
  },
  {
    signature: "Node.whole(): bool",
    description:
      "True when everything above this level is in view: the file is a whole configuration, or one in the workspace includes it.",
    example: 'node.whole() && node.setting("server_tokens", "on") != "off"',
    handler: (node: Node) => level(node).whole,
  },
  {
    signature: "Node.module(): string",
    description: "The part of nginx this belongs to: `http`, `stream`, `mail` or `main`.",
    example: 'node.module() == "http"',
    handler: (node: Node) => moduleOf(level(node)),
  },
  {
    signature: "Node.here(): bool",
    description:
      "True when the node stands in the file that is checked, and not in one that it includes or is included by.",
    example: 'node.effective("add_header").filter(h, h.here())',
    handler: (node: Node) => fileOf(node) === fileOf(node).configuration.document,
  },
  {
    signature: "Node.written(): string",
    description: "The directive as it is written, without its semicolon.",
    example: 'node.effective("add_header").map(h, h.written())',
    handler: (node: Node) => fileOf(node).text.slice(node.range.start, node.range.end),
  },
  {
    signature: "Node.serverName(): string",
    description:
      "What to call the server this belongs to in a message: its first name, else its first socket, else `server`.",
    example: 'node.serverName() == "example.com"',
    handler: (node: Node) => {
      const server = level(node).up("server");
      const words = [...(server?.named("server_name") ?? []), ...(server?.named("listen") ?? [])].flatMap(
        (n) => n.known,
      );
      return words.find((word) => word !== "_" && word !== "") ?? "server";
    },
  },
  {
    signature: "Node.tls(): bool",
    description:
      "True when the server this belongs to ends TLS on one of its sockets. Unknown when its `listen`s are not in view.",
    example: 'node.tls() && node.passScheme() == "http"',
    handler: (node: Node) => speaksTls(level(node)),
  },
  {
    signature: "Node.clearPorts(): list<string>",
    description: "The ports on which the server this belongs to accepts connections without TLS from other machines.",
    example: 'node.clearPorts() == ["25"]',
    handler: (node: Node) => clearPorts(level(node)),
  },
  {
    signature: "Node.reachable(): bool",
    description: "True when the server this belongs to listens on more than loopback and unix sockets.",
    example: "node.reachable()",
    handler: (node: Node) => isReachable(level(node)),
  },
  {
    signature: "Node.defaultServer(): Node",
    description: "The server block that answers on this server's first socket when no name matches.",
    example: "node.defaultServer().same(node)",
    handler: (node: Node) => defaultServer(need(level(node).up("server"))),
  },
  {
    signature: "Node.answersContent(): bool",
    description: "True when this server or location answers with content, and not only with redirects or refusals.",
    example: "node.tls() && node.answersContent()",
    handler: (node: Node) => answersContent(level(node)),
  },
  {
    signature: "Node.proxied(): bool",
    description: "True when the content of this server or location comes from an application behind nginx.",
    example: "!node.proxied()",
    handler: (node: Node) => isProxied(level(node)),
  },
  {
    signature: "Node.location(): string",
    description: "The path or pattern of the location this is or belongs to, without its modifier.",
    example: 'node.location().startsWith("/admin")',
    handler: (node: Node) => locationOf(need(level(node).up("location"))).path,
  },
  {
    signature: "Node.governs(): list<Node>",
    description: "The blocks for which this directive holds: its own and those inside that do not replace it.",
    example: 'node.governs().exists(b, b.setting("auth_basic", "off") != "off")',
    handler: (node: Node) => {
      const names = node.name === "allow" || node.name === "deny" ? ["allow", "deny"] : [node.name];
      return governed(level(node), names).map((each) => each.node);
    },
  },
  {
    signature: "Node.access(): string",
    description:
      "Who gets an answer here by nginx's own decision: `open`, `denied`, `internal`, `returned` (a return answers first), `address` (an address alone is enough), `authenticated`, or `both`. Unknown when a file not in view or a script decides.",
    example: 'node.access() == "open"',
    handler: (node: Node) => accessOf(level(node)),
  },
  {
    signature: "Node.authentication(): list<string>",
    description:
      "By what callers must prove who they are here: `auth_basic` (with a user file), `auth_request`, `auth_jwt`, `client-certificate` …",
    example: "node.authentication().size() == 0",
    handler: (node: Node) => authentication(level(node)),
  },
  {
    signature: "Node.allowed(): list<string>",
    description: "The addresses that the allow list holding here lets in, when it refuses the rest.",
    example: "node.allowed().exists(a, isPublic(a))",
    handler: (node: Node) => addressRules(level(node)).allowed,
  },
  {
    signature: "Node.grantsByAddress(): bool",
    description:
      "True for the one node that stands for a decision by address alone: the first `allow` of a list (or the `include` that brings it), or an `if` that refuses all but listed addresses. Lists of loopback addresses do not count.",
    example: "node.grantsByAddress()",
    handler: (node: Node) => {
      if (moduleOf(level(node)) !== "http") return false;
      return grantsByAddress(node, level(node));
    },
  },
  {
    signature: "Node.believesAnybody(): list<Node>",
    description:
      "The `set_real_ip_from`s that hold here and let every client say which address it has, as `0.0.0.0/0` does.",
    example: "node.believesAnybody().size() > 0",
    handler: (node: Node) => believesAnybody(level(node)),
  },
  {
    signature: "Node.deniesByAddress(): bool",
    description: "True for an `if` that refuses everybody but listed addresses, also through `geo` and `map`.",
    example: "node.deniesByAddress()",
    handler: (node: Node) => deniesByAddress(level(node)),
  },
  {
    signature: "Node.askedAddress(): string",
    description:
      "The variable that holds the client address an `if` asks about, through `geo` and `map`; empty when it asks about none.",
    example: 'node.askedAddress().startsWith("$http_")',
    handler: (node: Node) => askedAddress(level(node)) ?? "",
  },
  {
    signature: "Node.skipsPassword(): bool",
    description: "True for an `auth_basic` whose realm is `off` for some addresses (by `geo`, `map` or `set`).",
    example: "node.skipsPassword()",
    handler: (node: Node) => {
      const [realm] = node.values;
      if (!realm?.known || !realm.text.startsWith("$")) return false;
      return addressSkips(realm.text, level(node));
    },
  },
  {
    signature: "isClaimedAddress(string): bool",
    description:
      "True when the text reads a header in which a client can claim any address, such as `$http_x_forwarded_for`.",
    example: "isClaimedAddress(node.args[1])",
    handler: (text: string) => claimedText.test(text),
  },
  {
    signature: "Node.passScheme(): string",
    description:
      "How a `proxy_pass` or other `…_pass` speaks: `http`, `https`, `grpc`, `grpcs`, `fastcgi`, `uwsgi`, `suwsgi`, `scgi`, `memcached`, `tcp`. Unknown when a variable decides.",
    example: 'node.passScheme() == "http"',
    handler: (node: Node) => targetOf(node, level(node)).scheme,
  },
  {
    signature: "Node.passesTo(): list<string>",
    description:
      "The hosts, with ports where written, that a `…_pass` sends requests to, through `set` and upstream blocks. Unknown when a variable or a file not in view decides.",
    example: 'node.passesTo().exists(h, !h.startsWith("unix:"))',
    handler: (node: Node) => targetOf(node, level(node)).hosts,
  },
  {
    signature: "hopOf(string): string",
    description:
      "How far a host of `passesTo` is: `local` (loopback, unix socket, the container's own machine), `service` (a single name or a cluster-internal one: another container), `private` (a private address or an internal name), or `public`.",
    example: 'node.passesTo().exists(h, hopOf(h) == "public")',
    handler: (host: string) => hopOf(host),
  },
  {
    signature: "Node.sends(): list<string>",
    description:
      "Names, in lower case, of the headers nginx adds here; for a server those that any of its content gets. A Content-Security-Policy that restricts framing also counts as `frame-ancestors`. Unknown when a file not in view may add some.",
    example: '"strict-transport-security" in node.sends()',
    handler: (node: Node) => {
      const here = level(node);
      return here.name === "server" ? serverHeaders(here) : sentHeaders(here);
    },
  },
  {
    signature: "Node.lostHeaders(): list<Node>",
    description:
      "For the first `add_header` of a level (or the include that brings it): those of the level around that are no longer sent because of it.",
    example: "node.lostHeaders().size() > 0",
    handler: (node: Node) => lostHeaders(node, level(node)),
  },
  {
    signature: "brokenCiphers(string): list<string>",
    description:
      "The broken kinds that an OpenSSL cipher list lets in: RC4, 3DES, DES, NULL, EXPORT, anonymous, MD5, LOW, SEED, IDEA, SECLEVEL=0.",
    example: "brokenCiphers(node.args[0]).size() > 0",
    handler: (list: string) => brokenCiphers(list),
  },
  {
    signature: "Node.dhBits(): int",
    description:
      "Bits of the prime in the file that `ssl_dhparam` names. Unknown when the file is not in the workspace.",
    example: "node.dhBits() < 2048",
    handler: (node: Node) => {
      const [file] = node.values;
      const text = file?.known ? fileOf(node).configuration.readBeside(file.text, fileOf(node)) : undefined;
      const bits = text === undefined ? 0 : dhBits(text);
      if (bits === 0) throw new Unknown("ssl_dhparam");
      return BigInt(bits);
    },
  },
  ...gradeFacts,
  ...requestFacts,
  ...selectionFacts,
  ...versionFacts,
  remarkFact,
];

function level(node: Node): Level {
  return fileOf(node).configuration.levelOf(node);
}

/** The directives of a name of every level, the outermost first. */
function allLevels(here: Level, name: string): Node[] {
  if (here.mayHold(name)) throw new Unknown(`${name} may be set by a file that is not in view`);
  return [...(here.above ? allLevels(here.above, name) : []), ...here.named(name)];
}

function need(found: Level | undefined): Level {
  if (!found) throw new RangeError("not inside a server");
  return found;
}

function clearPorts(here: Level): string[] {
  const server = here.up("server");
  const servers = server ? [server] : governed(here, []).filter((each) => each.name === "server");
  return servers.flatMap((each) =>
    listens(each)
      .filter((one) => !one.tls && one.port !== "" && !/^(?:127\.|\[::1\]|localhost$)/.test(one.address))
      .map((one) => one.port),
  );
}

function hopOf(host: string): string {
  if (host.startsWith("unix:")) return "local";
  const name = host
    .replace(/:\d+$/, "")
    .replace(/^\[|\]$/g, "")
    .toLowerCase();
  if (
    /^(?:localhost|.*\.localhost|127\.\d+\.\d+\.\d+|::1|0\.0\.0\.0|host\.docker\.internal|host\.containers\.internal)$/.test(
      name,
    )
  ) {
    return "local";
  }
  if (/^[a-z0-9_-]+$/.test(name) && !/^\d+$/.test(name)) return "service";
  if (/\.svc(?:\.cluster\.local)?$|\.cluster\.local$/.test(name)) return "service";
  if (
    /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/.test(
      name,
    )
  )
    return "private";
  if (/\.(?:local|internal|intern|intranet|lan|corp|home|private|localdomain|home\.arpa|consul|docker)$/.test(name))
    return "private";
  return "public";
}
