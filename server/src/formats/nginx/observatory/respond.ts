import { Unknown } from "../../../document/node.js";
import type { Address, Response } from "../../../observatory/response.js";
import { addressRules, authentication } from "../access.js";
import type { Level } from "../level.js";
import { textOrUndefined } from "../values.js";
import { addHeaders } from "./added.js";
import { lookUp, readFound } from "./docroot.js";
import { findLocation, namedLocation } from "./find-location.js";
import { expand, type Flow } from "./flow.js";
import { handlerOf, passOn } from "./pass-on.js";
import { rewrite } from "./rewrite.js";

const everywhere = { blind: ["", "http", "server", "location", "if", "limit_except"] };
const mostTurns = 10;

/** What nginx, or what stands behind it, answers before nginx adds its own headers. */
export interface Content {
  readonly level: Level;
  readonly status: number;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly open: boolean;
  readonly unseen?: (name: string) => boolean;
  readonly flagged?: boolean;
  readonly html: boolean;
  readonly page?: string;
  /** Where a redirect leads. */
  readonly target?: string;
  /** True for answers that `error_page` does not replace. */
  readonly final?: boolean;
}

/** A server's answer to a request; undefined when it closes the connection without one. */
export function respond(flow: Flow, address: Address, servers: readonly Level[]): Response | undefined {
  const start = rewrite(flow.server, flow);
  let content = start.kind === "answer" ? returned(start, flow) : inLocation(flow, servers);
  content = replaced(content, flow, servers);
  if (content.status === 444) return undefined;
  const added = addHeaders(content.headers, content.level, content.status, flow);
  if (content.target !== undefined) added.list.set("location", [content.target]);
  const unseen = content.unseen;
  return {
    address,
    status: content.status,
    headers: added.list,
    open: content.open,
    unseen: (name) => added.unseen || (unseen?.(name) ?? false),
    flagged: content.flagged ?? false,
    html: content.html,
    page: content.page,
  };
}

const none: ReadonlyMap<string, readonly string[]> = new Map();

/** An answer that nginx makes itself. */
function own(level: Level, status: number): Content {
  return { level, status, headers: none, open: false, html: true };
}

function returned(done: { level: Level; status: number; text: string | undefined }, flow: Flow): Content {
  const { level, status, text } = done;
  if (status >= 300 && status < 400) return { ...own(level, status), target: text ?? "", final: true };
  const type = level.setting("default_type", "text/plain", everywhere);
  const html = status >= 400 || /html/.test(expand(type, flow, level) ?? "");
  return { ...own(level, status), html, page: text };
}

/** Looks the location up and answers from there. */
function inLocation(flow: Flow, servers: readonly Level[]): Content {
  if (flow.turns++ > mostTurns) return own(flow.server, 500);
  const found = findLocation(flow);
  return answer(found ?? flow.server, flow, servers);
}

function answer(location: Level, flow: Flow, servers: readonly Level[]): Content {
  const done = location === flow.server ? undefined : rewrite(location, flow);
  if (done?.kind === "answer") return returned(done, flow);
  if (done?.kind === "again") return inLocation(flow, servers);
  const level = done?.level ?? location;
  const refused = access(level, flow);
  if (refused) return own(level, refused);
  return tried(level, flow, servers) ?? content(level, flow, servers);
}

/** The status with which a stranger without a password is refused. */
function access(level: Level, flow: Flow): number | undefined {
  try {
    if (level.setting("ssl_verify_client", "off", everywhere) === "on" && flow.scheme === "https") return 400;
    const rules = addressRules(level);
    const proofs = authentication(level).filter((proof) => proof !== "client-certificate");
    const listed = flow.local && rules.allowed.some((each) => each === "127.0.0.1" || each === "127.0.0.0/8");
    const outside = !listed && (rules.restricts || rules.denied);
    const any = level.setting("satisfy", "all", everywhere) === "any";
    if (any && (listed || rules.allowsAll)) return undefined;
    if (outside && !(any && proofs.length > 0)) return 403;
    return proofs.length > 0 ? 401 : undefined;
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
}

/** `try_files`: the first file that is there, else the last parameter. Undefined when the level has none. */
function tried(level: Level, flow: Flow, servers: readonly Level[]): Content | undefined {
  const node = (level.name === "if" ? level.above! : level).named("try_files")[0];
  const words = node?.values.map(textOrUndefined);
  if (!words || words.length < 2) return undefined;
  const last = words.pop();
  for (const word of words) {
    const path = word === undefined ? undefined : expand(word, flow, level);
    if (path === undefined) continue;
    const folder = word!.endsWith("/");
    const found = lookUp(path, level, flow);
    // What is not in view: a path that ends in a slash is a folder, every other is a file.
    const there = found ? found.kind === (folder ? "folder" : "file") : folder === path.endsWith("/");
    if (!there && !(folder && path === "/" && found?.kind !== "nothing")) continue;
    const uri = path.startsWith("/") ? path : `/${path}`;
    // The slash that asks for a folder is no part of the path that is found: `$uri/` of `/` is `/`.
    flow.uri = folder ? uri.slice(0, -1) || "/" : uri;
    return content(level, flow, servers);
  }
  if (last === undefined) return own(level, 404);
  if (last.startsWith("=")) return own(level, Number(last.slice(1)) || 404);
  if (last.startsWith("@")) return inNamed(last, flow, servers) ?? own(level, 500);
  return redirected(expand(last, flow, level) ?? "/", flow, servers);
}

/** An internal redirect to a path. */
function redirected(to: string, flow: Flow, servers: readonly Level[]): Content {
  const [path, args] = to.split("?");
  flow.uri = path!;
  flow.args = args ?? flow.args;
  return inLocation(flow, servers);
}

function inNamed(name: string, flow: Flow, servers: readonly Level[]): Content | undefined {
  const level = namedLocation(flow.server, name);
  if (!level || flow.turns++ > mostTurns) return undefined;
  return answer(level, flow, servers);
}

function content(level: Level, flow: Flow, servers: readonly Level[]): Content {
  const handler = handlerOf(level);
  if (handler) return passOn(handler, level, flow, servers);
  if (flow.method !== "GET" && flow.method !== "HEAD") return own(level, 405);
  if (!flow.uri.endsWith("/")) return file(level, flow);
  const names = level.nearest(["index"], everywhere).nodes.flatMap((node) => node.values.map(textOrUndefined));
  for (const name of names.length > 0 ? names : ["index.html"]) {
    const path = name === undefined ? undefined : expand(name, flow, level);
    if (path === undefined) continue;
    if (path.startsWith("/")) return redirected(path, flow, servers);
    const found = lookUp(flow.uri + path, level, flow);
    if (!found || found.kind === "file") return redirected(flow.uri + path, flow, servers);
  }
  return own(level, level.setting("autoindex", "off", everywhere) === "on" ? 200 : 403);
}

function file(level: Level, flow: Flow): Content {
  const found = lookUp(flow.uri, level, flow);
  if (found?.kind === "nothing") return own(level, 404);
  if (found?.kind === "folder") return { ...own(level, 301), target: `${flow.uri}/`, final: true };
  const html = isHtml(level, flow);
  const page = readFound(found, level);
  return { ...own(level, 200), html, page, open: page === undefined };
}

/** True when a file is sent as a page: by the `types` in view, else by its name. */
function isHtml(level: Level, flow: Flow): boolean {
  const extension = /\.(\w+)$/.exec(flow.uri)?.[1]?.toLowerCase();
  const { nodes } = level.nearest(["types"], everywhere);
  for (const { children } of nodes)
    for (const entry of children) if (entry.known.includes(extension ?? "")) return entry.name.includes("html");
  if (nodes.length === 0 || nodes.some((node) => node.open))
    return extension === undefined || /^(?:html?|php)$/.test(extension);
  return (expand(level.setting("default_type", "text/plain", everywhere), flow, level) ?? "html").includes("html");
}

/** What `error_page` makes of an answer. */
function replaced(content: Content, flow: Flow, servers: readonly Level[]): Content {
  if (content.status < 400 || content.final) return content;
  const { nodes } = content.level.nearest(["error_page"], everywhere);
  for (const node of nodes) {
    const words = node.values.map(textOrUndefined);
    const target = words.pop();
    const response = words[words.length - 1]?.startsWith("=") ? words.pop()!.slice(1) : undefined;
    if (!words.includes(String(content.status)) || target === undefined) continue;
    const to = expand(target, flow, content.level);
    if (to === undefined) return content;
    if (/^https?:\/\//.test(to)) return { ...own(content.level, Number(response) || 302), target: to, final: true };
    // A page of its own for an error that has none is asked for once.
    const page = to.startsWith("@") ? inNamed(to, flow, servers) : redirected(to, flow, servers);
    if (!page) return content;
    if (page.status >= 300 && page.status < 400) return page;
    const status = response === undefined ? content.status : response === "" ? page.status : Number(response);
    return { ...page, status, final: true };
  }
  return content;
}
