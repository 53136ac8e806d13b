import type { Level } from "./level.js";

/** A variable that `geo` or `map` makes from the client's address. */
export interface AddressVariable {
  /** What it is made from: `$remote_addr`, `$http_x_forwarded_for` … */
  readonly from: string;
  /** Its value for addresses that no entry names. */
  readonly fallback: string;
  /** The values of the other entries. */
  readonly values: readonly string[];
}

/** Variables that hold the client's address, as the connection has it or as a header claims. */
export const addressText =
  /^\$\{?(?:binary_remote_addr|remote_addr|realip_remote_addr|proxy_protocol_addr|proxy_add_x_forwarded_for|http_(?:x_forwarded_for|x_real_ip|x_client_ip|client_ip|true_client_ip|cf_connecting_ip|x_cluster_client_ip|x_originating_ip|x_remote_ip|x_remote_addr|forwarded))\}?$/;

/** Headers in which a client can claim any address. */
export const claimedText =
  /\$\{?http_(?:x_forwarded_for|x_real_ip|x_client_ip|client_ip|true_client_ip|cf_connecting_ip|x_cluster_client_ip|x_originating_ip|x_remote_ip|x_remote_addr|forwarded)\b/;

/** The `geo` or `map` that makes a variable from the client's address, undefined when none in view does. */
export function addressVariable(name: string, level: Level): AddressVariable | undefined {
  const plain = name.replace(/[{}]/g, "");
  for (let each: Level | undefined = level; each; each = each.above) {
    for (const kind of ["geo", "map"]) {
      for (const node of each.named(kind)) {
        const words = node.known;
        if (words[words.length - 1] !== plain) continue;
        const from = words.length > 1 ? words[0]! : "$remote_addr";
        if (kind === "map" && !addressText.test(from)) {
          // A map of a geo variable is still a question about the address.
          const inner = from === plain ? undefined : geoOnly(from, each);
          if (!inner) return undefined;
          const entry = node.children.find((child) => child.name === inner.fallback);
          return read(node.children, inner.from, entry?.known[0]);
        }
        return read(node.children, from, undefined);
      }
    }
  }
  return undefined;
}

function geoOnly(name: string, level: Level): AddressVariable | undefined {
  for (const node of level.named("geo")) {
    const words = node.known;
    if (words[words.length - 1] === name)
      return read(node.children, words.length > 1 ? words[0]! : "$remote_addr", undefined);
  }
  return undefined;
}

function read(entries: Level["items"], from: string, fallback: string | undefined): AddressVariable {
  let otherwise = fallback ?? "";
  const values: string[] = [];
  for (const entry of entries) {
    const value = entry.known[0] ?? "";
    if (entry.name === "default" || /^0\.0\.0\.0\/0$|^::\/0$/.test(entry.name)) {
      if (fallback === undefined) otherwise = value;
      else values.push(value);
    } else if (!/^(?:include|proxy|proxy_recursive|ranges|delete|volatile|hostnames)$/.test(entry.name))
      values.push(value);
  }
  return { from, fallback: otherwise, values };
}

/**
 * True when an `if` refuses everybody but listed addresses (an allow list). False for block lists, for other
 * conditions, and where a regular expression or a variable makes it unclear.
 */
export function deniesByAddress(block: Level): boolean {
  if (!refuses(block)) return false;
  const words = block.node.known;
  if (words.length !== block.node.values.length) return false;
  const [name, operator, value] = words;
  if (!name) return false;
  if (addressText.test(name)) return operator === "!=" || operator === "!~" || operator === "!~*";
  const made = block.above && addressVariable(name, block.above);
  if (!made) return false;
  const holds = (text: string): boolean | undefined => {
    if (operator === undefined) return text !== "" && text !== "0";
    if (operator === "=") return text === value;
    if (operator === "!=") return text !== value;
    return undefined;
  };
  return holds(made.fallback) === true && made.values.some((each) => holds(each) === false);
}

/** Where the address in an `if` comes from: a variable, through `geo` and `map`. Undefined when it asks none. */
export function askedAddress(block: Level): string | undefined {
  for (const word of block.node.known) {
    if (addressText.test(word)) return word;
    const made = word.startsWith("$") && block.above ? addressVariable(word, block.above) : undefined;
    if (made) return made.from;
  }
  return undefined;
}

function refuses(block: Level): boolean {
  const [code] = block.named("return").map((node) => node.known[0]);
  return code !== undefined && (/^4\d\d$/.test(code) || /^30\d$/.test(code) || /^https?:/.test(code));
}
