import type { Fact } from "../../document/fact.js";
import { type Node, Unknown } from "../../document/node.js";
import { fileOf } from "./file-of.js";
import { sentHeaders } from "./headers.js";
import type { Level } from "./level.js";
import { findLocation } from "./observatory/find-location.js";
import { findServer } from "./observatory/find-server.js";
import { expand, type Flow, noDoubts } from "./observatory/flow.js";
import { hostsOf, serversOf } from "./observatory/host-grades.js";
import { handlerOf } from "./observatory/pass-on.js";
import { respond } from "./observatory/respond.js";
import { listens, locationOf } from "./server.js";

/** What rules can ask of who answers a request and with what. */
export const selectionFacts: readonly Fact[] = [
  {
    signature: "Node.locationFor(string): Node",
    description:
      "The location of this server that nginx takes for a path (exact, longest prefix, `^~`, regular expressions in order, nested), or the server itself where it takes none.",
    example: 'node.locationFor("/admin/users.php").access() != "open"',
    handler: (node: Node, path: string) => {
      const server = serverOf(node);
      checkLocations(server);
      return (findLocation(request(server, path)) ?? server).node;
    },
  },
  {
    signature: "Node.serverFor(string, string): list<Node>",
    description:
      "The server of this configuration that answers a host on a port (by exact name, wildcard, regular expression, else the default server), as a list of none or one.",
    example: 'node.serverFor("www.example.com", "443").exists(s, s.tls())',
    handler: (node: Node, host: string, port: string) => {
      const servers = serversOf(fileOf(node).configuration);
      for (const server of servers) listens(server);
      const found = findServer(servers, port, host.toLowerCase(), false);
      return found ? [found.server.node] : [];
    },
  },
  {
    signature: "Node.answerTo(string): string",
    description:
      "What a stranger without a password gets from this server for a path: the status, and where it leads (`301 https://www.example.com/`), by its rewrites, locations, access rules, `try_files`, `index` and `error_page`; `closed` for 444. Unknown where an application or a file not in view decides.",
    example: 'node.answerTo("/.git/config") in ["403", "404"]',
    handler: (node: Node, path: string) => {
      const server = serverOf(node);
      checkLocations(server);
      const flow = request(server, path);
      const { scheme, host, port } = flow;
      const answer = respond(flow, { scheme, host, port, path }, serversOf(server.configuration));
      if (flow.doubts.met.size > 0) throw new Unknown("the condition of an if");
      if (!answer) return "closed";
      if (answer.open) throw new Unknown("an application or a file that is not in view answers");
      const target = answer.headers.get("location")?.[0];
      return target === undefined ? String(answer.status) : `${answer.status} ${target}`;
    },
  },
  {
    signature: "Node.leftByIndex(): list<Node>",
    description:
      "For an exact location of a folder (`location = /`) that serves files: its `add_header`s that the folder's page goes without, because `index` leads on to another location inside nginx.",
    example: "node.leftByIndex().size() > 0",
    handler: (node: Node) => leftByIndex(fileOf(node).configuration.levelOf(node)),
  },
  {
    signature: "Node.expand(string): string",
    description:
      "A text with its variables filled in as they are in a request that a browser without cookies makes to this location: nginx's own, and those of `set`, `map` and `geo` here. Unknown when one cannot be told.",
    example: 'node.expand("$scheme://$host") == "https://www.example.com"',
    handler: (node: Node, text: string) => {
      const level = fileOf(node).configuration.levelOf(node);
      const location = level.up("location");
      const path = location && /^(?:|=|\^~)$/.test(locationOf(location).modifier) ? locationOf(location).path : "/";
      const flow = request(serverOf(node), path);
      for (let each: Level | undefined = level; each; each = each.above) {
        for (const set of each.named("set")) {
          const [name, value] = set.values;
          if (!name?.known || !value || flow.variables.has(name.text.slice(1))) continue;
          flow.variables.set(name.text.slice(1), value.known ? expand(value.text, flow, each) : undefined);
        }
      }
      const found = expand(text, flow, level);
      if (found === undefined) throw new Unknown(text);
      return found;
    },
  },
];

function leftByIndex(level: Level): Node[] {
  if (level.name !== "location" || locationOf(level).modifier !== "=") return [];
  const { path } = locationOf(level);
  const answers = ["return", "rewrite", "try_files", "if"].some((name) => level.named(name).length > 0);
  if (!path.endsWith("/") || answers || handlerOf(level)) return [];
  const [page = "index.html"] = level.nearest(["index"]).nodes.flatMap((each) => each.known);
  const server = serverOf(level.node);
  checkLocations(server);
  if (page.includes("$")) return [];
  const uri = page.startsWith("/") ? page : path + page;
  const target = findLocation(request(server, uri)) ?? server;
  const sent = sentHeaders(target);
  return level.named("add_header").filter((each) => {
    const [name, value] = each.known;
    return name !== undefined && value !== "" && !sent.includes(name.toLowerCase());
  });
}

function serverOf(node: Node): Level {
  const server = fileOf(node).configuration.levelOf(node).up("server");
  if (!server) throw new Unknown("the server is not in view");
  return server;
}

/** Throws when the server may have locations that are not in view. */
function checkLocations(server: Level): void {
  if (server.mayHold("location")) throw new Unknown("a location may stand in a file that is not in view");
  for (const level of server.blocks()) if (level.name === "location") locationOf(level);
}

/** A request for a path to a server, by its first name and socket; over TLS where it speaks that. */
function request(server: Level, path: string): Flow {
  const sockets = listens(server);
  const socket = sockets.find((each) => each.tls) ?? sockets[0]!;
  const [uri, args = ""] = path.split("?");
  return {
    scheme: socket.tls ? "https" : "http",
    host: hostsOf(server)[0]!,
    port: socket.port || "80",
    method: "GET",
    requestUri: path,
    local: false,
    server,
    uri: uri!,
    args,
    captures: [],
    variables: new Map(),
    doubts: noDoubts(),
    turns: 0,
    hops: 0,
  };
}
