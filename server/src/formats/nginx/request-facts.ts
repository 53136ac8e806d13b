import type { Fact } from "../../document/fact.js";
import type { Node } from "../../document/node.js";
import { readFaces, recordReads } from "../../document/reads.js";
import { judgePolicies } from "../../observatory/policy.js";
import { fileOf } from "./file-of.js";
import { addedHeaders } from "./headers.js";
import type { Level } from "./level.js";
import { overtakenBy } from "./overtaken.js";
import { returned } from "./server.js";
import { forgeable, splitting } from "./tainted.js";
import { weakOrigin } from "./weak-origin.js";

/** What rules can ask of what a client's request can do to a directive. */
export const requestFacts: readonly Fact[] = [
  {
    signature: "Node.splitting(): list<string>",
    description:
      "The variables of this directive that may hold a line break which a client wrote as `%0a`: `$uri`, and captures of the decoded path whose pattern matches line breaks, also through `set`.",
    example: "node.splitting().size() > 0",
    handler: (node: Node) => [...new Set(node.known.flatMap((text) => splitting(text, node, levelOf(node))))],
  },
  {
    signature: "Node.undecoded(): string",
    description:
      "The directive as it is written, with `$request_uri` (which is as the client sent it) in place of `$uri` and `$document_uri`.",
    example: 'node.undecoded().contains("$request_uri")',
    handler: (node: Node) =>
      fileOf(node)
        .text.slice(node.range.start, node.range.end)
        .replace(/\$(?:\{(?:document_)?uri\}|(?:document_)?uri\b)/g, "$request_uri"),
  },
  {
    signature: "Node.shadowedBy(): list<Node>",
    description:
      "For a location with a regular expression: an earlier one beside it whose pattern is the same, so that it always answers instead.",
    example: "node.shadowedBy().size() > 0",
    handler: (node: Node) => shadowedBy(node, fileOf(node).configuration.around(node)),
  },
  {
    signature: "Node.forgeable(): list<string>",
    description:
      "The variables in the scheme or host of a `…_pass` by which a client chooses where nginx sends the request: `$arg_…`, `$http_…`, captures that match any host, also through `set` and `map`.",
    example: "node.forgeable().size() > 0",
    handler: (node: Node) => [...new Set(forgeable(node.known[0] ?? "", node, levelOf(node)))],
  },
  {
    signature: "Node.skippedBy(): list<Node>",
    description:
      "For an access rule: the `return` with content, or the `rewrite` to another location, of the same level that answers every request before access rules are asked.",
    example: "node.skippedBy().size() > 0",
    handler: (node: Node) => skippedBy(levelOf(node)),
  },
  {
    signature: "Node.overtakenBy(): list<Node>",
    description:
      "For a location with a plain prefix that keeps strangers out: the locations with a regular expression beside it that answer some of its paths instead, from the same application or folder, and let everybody in. Files that pages are made of (images, styles) do not count.",
    example: "node.overtakenBy().size() > 0",
    handler: (node: Node) => overtakenBy(levelOf(node)),
  },
  {
    signature: "weakOrigin(string, string): string",
    description:
      "Why a regular expression for the header `origin` or `referer` lets strangers through, in words that follow `the pattern`; empty when it does not.",
    example: 'weakOrigin(node.args[2], "origin") != ""',
    handler: (pattern: string, header: string) => weakOrigin(pattern, header === "referer" ? "referer" : "origin"),
  },
  {
    signature: "policyVerdict(string): string",
    description:
      "What the HTTP Observatory makes of a Content-Security-Policy: `csp-implemented-with-no-unsafe`, `csp-implemented-with-unsafe-inline` …",
    example: 'policyVerdict(node.args[1]) == "csp-header-invalid"',
    handler: (policy: string) => judgePolicies([policy], true),
  },
  {
    signature: "Node.sharesCertificateWith(): list<Node>",
    description:
      "For a server that ends TLS: the `server_name`s of other servers that use the same certificate and send requests to another place. `www.` and the bare name are one.",
    example: "node.sharesCertificateWith().size() > 0",
    handler: (node: Node) => sharesCertificateWith(levelOf(node)),
  },
  {
    signature: "Node.addedHeader(string): list<string>",
    description:
      "The values with which nginx adds a header (its name in lower case) to answers at this level. Unknown when a file not in view may add some.",
    example: '"true" in node.addedHeader("access-control-allow-credentials")',
    handler: (node: Node, name: string) =>
      addedHeaders(levelOf(node))
        .filter((each) => each.known[0]?.toLowerCase() === name)
        .map((each) => each.known[1] ?? ""),
  },
];

function levelOf(node: Node): Level {
  return fileOf(node).configuration.levelOf(node);
}

function skippedBy(level: Level): Node[] {
  const code = returned(level);
  if (code !== undefined) return code >= 300 ? [] : level.named("return").slice(0, 1);
  if (level.name !== "location") return [];
  return level.items.filter((node) => {
    const [pattern, target, flag] = node.known;
    return (
      node.name === "rewrite" &&
      /^\^?(?:\.\*|\(\.\*\))?\$?$/.test(pattern ?? "x") &&
      target?.startsWith("/") === true &&
      flag !== "break"
    );
  });
}

function shadowedBy(node: Node, around: Level): Node[] {
  const [modifier, pattern] = node.known;
  if (node.kind !== "block" || node.values.length !== 2 || !modifier?.startsWith("~")) return [];
  const siblings = around.named("location");
  const same = siblings.slice(0, siblings.indexOf(node)).find((each) => {
    const [other, text] = each.known;
    return text === pattern && (other === "~*" || other === modifier);
  });
  return same ? [same] : [];
}

/** How many of the others are named. */
const mostShown = 5;

function sharesCertificateWith(server: Level): Node[] {
  const certificate = certificateOf(server);
  const target = passes(server);
  if (certificate === undefined || target === undefined || !server.above) return [];
  const name = bare(server.named("server_name")[0]?.known[0]);
  const found: Node[] = [];
  for (const other of withCertificate(server.above).get(certificate) ?? []) {
    const [node] = other.named("server_name");
    const elsewhere = passes(other);
    if (other === server || !node || elsewhere === undefined || elsewhere === target) continue;
    if (bare(node.known[0]) !== name) found.push(node);
    if (found.length === mostShown) break;
  }
  return found;
}

/** The servers of a level by their certificate. */
function withCertificate(level: Level): ReadonlyMap<string, readonly Level[]> {
  readFaces();
  let found = certificates.get(level);
  if (!found) {
    found = recordReads(undefined, () => findCertificates(level));
    certificates.set(level, found);
  }
  return found;
}

function findCertificates(level: Level): Map<string, Level[]> {
  const found = new Map<string, Level[]>();
  for (const server of level.blocks()) {
    const certificate = server.name === "server" ? certificateOf(server) : undefined;
    if (certificate === undefined) continue;
    const list = found.get(certificate);
    if (list) list.push(server);
    else found.set(certificate, [server]);
  }
  return found;
}

const certificates = new WeakMap<Level, Map<string, Level[]>>();

/** The file of a server's certificate, as it is written. */
export function certificateOf(server: Level): string | undefined {
  return server.nearest(["ssl_certificate"], { blind: ["", "http"] }).nodes[0]?.known[0];
}

/** Where the server's `/` goes. */
function passes(server: Level): string | undefined {
  const location = server.blocks().find((level) => level.name === "location" && level.node.known[0] === "/");
  return location?.named("proxy_pass")[0]?.known[0];
}

function bare(name: string | undefined): string | undefined {
  return name?.toLowerCase().replace(/^www\./, "");
}
