import { type Node, Unknown } from "../../document/node.js";
import { type Remembered, remember } from "../../document/reads.js";
import { addressVariable, deniesByAddress } from "./address-condition.js";
import { fileOf } from "./file-of.js";
import type { Level } from "./level.js";
import { answered, isLoopback, locationOf } from "./server.js";

/**
 * Who gets an answer at a level, decided by nginx alone:
 * `open` everybody · `denied` nobody · `internal` only nginx itself · `returned` a `return` or redirect answers before
 * access rules are asked · `address` whoever comes from a listed address · `authenticated` whoever proves who they
 * are · `both` who proves it and comes from a listed address.
 */
export type Access = "open" | "denied" | "internal" | "returned" | "address" | "authenticated" | "both";

/** What at a level above could hold authentication unseen is not worth a doubt: nobody logs in for all of http. */
const blind = { blind: ["http", ""] };

/** The access decision at a level; see {@link Access}. Throws {@link Unknown} when files not in view may change it. */
export function accessOf(level: Level): Access {
  const location = level.up("location");
  if (location && (location.named("internal").length > 0 || locationOf(location).modifier === "@")) return "internal";
  if (answered(level) !== undefined) return "returned";
  const decision = inAccessPhase(level);
  // An `if` refuses before the access rules are asked, whatever `satisfy` says.
  if (conditions(level).length === 0) return decision;
  if (decision === "open") return "address";
  return decision === "authenticated" ? "both" : decision;
}

function inAccessPhase(level: Level): Access {
  const rules = addressRules(level);
  const proofs = authentication(level);
  const any = proofs.length > 0 && satisfiesAny(level);
  if (rules.denied) return any ? "authenticated" : "denied";
  if (proofs.length === 0) return rules.restricts ? "address" : "open";
  if (proofs.every((proof) => proof === skippedByAddress)) return "address";
  if (!any) return rules.restricts ? "both" : "authenticated";
  if (rules.allowsAll) return "open";
  // `satisfy any` with an allow list needs no `deny all`: who is not on it has the other proof to give.
  return rules.allowed.length > 0 ? "address" : "authenticated";
}

/** The allow and deny rules that hold at a level, taken as the one list they are. */
export interface AddressRules {
  readonly nodes: readonly Node[];
  readonly level: Level | undefined;
  /** The addresses of the `allow`s that stand before a `deny all`. */
  readonly allowed: readonly string[];
  /** Some are let in and the rest refused. */
  readonly restricts: boolean;
  /** Everybody is refused. */
  readonly denied: boolean;
  /** `allow all` comes first. */
  readonly allowsAll: boolean;
}

/** The allow and deny rules at a level. Throws {@link Unknown} when a file not in view may hold nearer ones. */
export function addressRules(level: Level): AddressRules {
  const { nodes, level: at } = level.nearest(["allow", "deny"], blind);
  const allowed: string[] = [];
  let refused = false;
  let allowsAll = false;
  for (const node of nodes) {
    const text = node.known[0] ?? "?";
    if (node.name === "allow" && isAll(text)) {
      allowsAll = true;
      break;
    }
    if (node.name === "allow") allowed.push(text);
    else if (isAll(text)) {
      refused = true;
      break;
    }
  }
  return {
    nodes,
    level: at,
    allowed,
    restricts: refused && allowed.length > 0,
    denied: refused && allowed.length === 0,
    allowsAll,
  };
}

function isAll(text: string): boolean {
  return text === "all" || text === "0.0.0.0/0" || text === "::/0";
}

/** `satisfy any` holds at the level. */
function satisfiesAny(level: Level): boolean {
  return level.setting("satisfy", "all", blind) === "any";
}

/** A password that is asked for only from some addresses. */
const skippedByAddress = "auth_basic unless by address";

/**
 * By what nginx makes callers prove who they are at a level: `auth_basic`, `auth_request`, `auth_jwt`, `auth_oidc`,
 * `client-certificate`, or the directive of another authentication module. Throws {@link Unknown} for scripts.
 */
export function authentication(level: Level): string[] {
  const result: string[] = [];
  for (const [name, ...files] of checked) {
    const { nodes } = level.nearest([name!], blind);
    const value = nodes[0]?.values[0];
    if (!value || (value.known && value.text === "off")) continue;
    if (!value.known) throw new Unknown(value.text);
    if (files.length > 0 && files.every((file) => level.nearest([file], blind).nodes.length === 0)) continue;
    result.push(value.text.startsWith("$") && addressSkips(value.text, level) ? skippedByAddress : name!);
  }
  for (const each of chain(level)) {
    for (const node of otherModules(each)) {
      if (scripted.test(node.name)) throw new Unknown(`${node.name} decides`);
      if (node.known[0] !== "off") result.push(node.name);
    }
  }
  if (clientCertificate(level)) result.push("client-certificate");
  return [...new Set(result)];
}

const checked: readonly (readonly string[])[] = [
  ["auth_basic", "auth_basic_user_file"],
  ["auth_request"],
  ["auth_jwt"],
  ["auth_oidc"],
];

/** Authentication modules from elsewhere: `auth_pam`, `auth_ldap`, `auth_digest`, `auth_gss`, `auth_spnego` … */
const otherAuthentication =
  /^(?:auth_require|auth_(?!basic|request|jwt|oidc|http|delay|require)\w+|vouch_|oidc_|secure_link)/;

const scripted = /^(?:access_by_lua|rewrite_by_lua|js_access|access_by_perl|server_rewrite_by_lua)/;

/** The directives of a level by which scripts and other modules decide; kept, for http may hold thousands of servers. */
function otherModules(level: Level): readonly Node[] {
  return remember(decisive, level, () =>
    level.items.filter((node) => scripted.test(node.name) || otherAuthentication.test(node.name)),
  );
}

const decisive = new WeakMap<Level, Remembered<readonly Node[]>>();

function* chain(level: Level): Generator<Level> {
  for (let each: Level | undefined = level; each; each = each.above) yield each;
}

/** True when the variable that names the realm of `auth_basic` is `off` for some addresses. */
export function addressSkips(name: string, level: Level): boolean {
  const source = addressVariable(name, level);
  if (source) return source.values.includes("off");
  for (const each of chain(level)) {
    for (const block of each.blocks()) {
      if (block.name !== "if" || !/^\$(?:binary_)?remote_addr$/.test(block.node.known[0] ?? "")) continue;
      if (block.named("set").some((node) => node.known[0] === name && node.known[1] === "off")) return true;
    }
  }
  return false;
}

/** True when a client certificate is demanded, by the handshake or by a check of its result. */
function clientCertificate(level: Level): boolean {
  const mode = level.setting("ssl_verify_client", "off", blind);
  if (mode === "on") return true;
  if (mode !== "optional") return false;
  return [...chain(level)].some((each) =>
    each.blocks().some((block) => {
      const [name, operator, value] = block.node.known;
      const refuses = block.name === "if" && (returnCode(block) ?? 0) >= 300;
      return refuses && name === "$ssl_client_verify" && operator === "!=" && value === "SUCCESS";
    }),
  );
}

function returnCode(block: Level): number | undefined {
  const code = block.named("return")[0]?.known[0];
  return code ? Number(code) || 302 : undefined;
}

/** The `if`s that refuse requests by address at a level: its own and its server's. They are not inherited otherwise. */
export function conditions(level: Level): Node[] {
  const server = level.up("server");
  const result: Node[] = [];
  for (const each of new Set([level, server])) {
    for (const block of each?.blocks() ?? []) {
      if (block.name === "if" && deniesByAddress(block)) result.push(block.node);
    }
  }
  return result;
}

/**
 * The levels for which a directive of this level decides: the level itself and those inside that take it over from
 * here. `names` are the directives that replace it.
 */
export function governed(level: Level, names: readonly string[]): Level[] {
  const result: Level[] = [];
  const pending = [level];
  for (let each = pending.pop(); each; each = pending.pop()) {
    result.push(each);
    for (const inner of each.blocks()) {
      if (!inside.has(inner.name)) continue;
      if (!inner.items.some((node) => names.includes(node.name))) pending.push(inner);
    }
  }
  return result;
}

const inside = new Set(["server", "location", "limit_except"]);

/**
 * True for the one node of the document that stands for an access decision by address alone: the first `allow` of a
 * list that is not loopback (or, when a file that it includes holds those, the `deny all` or the `include`), or an
 * `if` that refuses by address. Throws {@link Unknown} when every place it governs is undecided.
 */
export function grantsByAddress(node: Node, level: Level): boolean {
  if (node.name === "if") {
    const block = level;
    if (!deniesByAddress(block) || !block.above) return false;
    return block.above.name === "server" ? decides(governedBy(block.above)) : decides([block.above]);
  }
  const rules = level.items.filter((each) => each.name === "allow" || each.name === "deny");
  const telling = rules.filter((each) => each.name === "allow" && !isHarmless(each.known[0] ?? "all"));
  if (telling.length === 0 && rules.some((each) => each.name === "allow" && each.known.length === 0)) {
    throw new Unknown("allow");
  }
  if (telling.length === 0 || (level.above === undefined && level.name === "" && !level.whole)) return false;
  const document = level.configuration.document;
  const own =
    [...telling, ...rules].find((each) => fileOf(each) === document && !level.via(each)) ?? level.via(telling[0]!);
  if (own !== node) return false;
  return decides(governed(level, ["allow", "deny"]).filter((each) => serves(each)));
}

/**
 * The `set_real_ip_from`s that hold at a level and believe everybody who names another address; empty where a file not
 * in view may replace them.
 */
export function believesAnybody(level: Level): Node[] {
  try {
    return level.nearest(["set_real_ip_from"], blind).nodes.filter((node) => {
      const [network = ""] = node.known;
      return network === "::/0" || /^[\d.]+\/[0-7]$/.test(network);
    });
  } catch (error) {
    if (error instanceof Unknown) return [];
    throw error;
  }
}

function governedBy(server: Level): Level[] {
  return governed(server, []).filter((each) => serves(each));
}

/** A server whose `/` location takes every request, or http itself, never answers on its own. */
function serves(level: Level): boolean {
  if (level.name === "http" || level.name === "") return false;
  if (level.name !== "server") return true;
  return !level.blocks().some((inner) => inner.name === "location" && inner.node.known[0] === "/");
}

function decides(levels: readonly Level[]): boolean {
  let unknown: unknown;
  for (const level of levels) {
    try {
      if (accessOf(level) === "address") return true;
    } catch (error) {
      if (!(error instanceof Unknown)) throw error;
      unknown = error;
    }
  }
  if (unknown) throw unknown;
  return false;
}

function isHarmless(address: string): boolean {
  return isAll(address) || isLoopback(address) || address === "unix:";
}
