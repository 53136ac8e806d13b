import { table } from "../document/tables.js";
import type { Candidate, Weakness } from "./candidate.js";

interface Defaults {
  readonly pairs: readonly { readonly product: string; readonly user: string; readonly passwords: readonly string[] }[];
  readonly server: readonly string[];
}

interface Loaded {
  readonly data: object;
  readonly common: ReadonlySet<string>;
  /** `user\npassword` in lower case → the products that come with them. */
  readonly pairs: ReadonlyMap<string, readonly string[]>;
  readonly server: ReadonlySet<string>;
}

let loaded: Loaded | undefined;

/** Why a password is guessable, knowing the user it belongs to when that is told; undefined when it is not. */
export function weaknessOf(
  password: string,
  user?: string,
): { weakness: Weakness; products?: readonly string[] } | undefined {
  const { pairs } = tables();
  const low = password.toLowerCase();
  if (user) {
    const products = pairs.get(`${user.toLowerCase()}\n${low}`);
    if (products) return { weakness: "vendor-default", products };
    if (user.toLowerCase() === low && low.length >= 2) return { weakness: "same-as-user" };
  }
  return isCommonPassword(password) ? { weakness: "common" } : undefined;
}

/**
 * A pair such as `admin` and `admin` is many products' default: which one is told only when the file names it, or when
 * the account itself is the product's.
 */
export function withoutUnseenProduct(candidate: Candidate, path: string, text: string): Candidate {
  const { products, user, weakness } = candidate;
  if (weakness !== "vendor-default" || products === undefined) return candidate;
  const own = !/^(?:root|admin|administrator|guest|user|default|system|manager|test)$/i.test(user ?? "admin");
  const product = products.find((one) => isShown(one, path, text)) ?? (own ? products[0] : undefined);
  return product === undefined ? { ...candidate, weakness: "known-pair" } : { ...candidate, product };
}

function isShown(product: string, path: string, text: string): boolean {
  return product.split(/[ /]/).some((word) => {
    if (word.length < 4 || /^(?:Database|Server|Linux|Registry|Java)$/.test(word)) return false;
    const shape = new RegExp(escaped(word), "i");
    return shape.test(path) || shape.test(text);
  });
}

function escaped(word: string): string {
  return word.replace(/[^\w]/g, "\\$&");
}

/** True when a password stands in the table of common ones, case and a closing `!` aside. */
export function isCommonPassword(password: string): boolean {
  const low = password.toLowerCase();
  return tables().common.has(low) || tables().common.has(low.replace(/!$/, ""));
}

/** True for a setting that gives a server the password it will ask for: `POSTGRES_PASSWORD`. */
export function isServerSetting(name: string): boolean {
  const low = name.toLowerCase();
  return tables().server.has(low) || tables().server.has(low.slice(low.lastIndexOf(".") + 1));
}

function tables(): Loaded {
  const data = table<Defaults>("default-passwords");
  if (loaded?.data === data) return loaded;
  const pairs = new Map<string, string[]>();
  for (const row of data.pairs) {
    for (const password of row.passwords) {
      const pair = `${row.user}\n${password}`.toLowerCase();
      pairs.set(pair, [...(pairs.get(pair) ?? []), row.product]);
    }
  }
  loaded = {
    data,
    pairs,
    common: new Set(table<readonly string[]>("common-passwords").map((row) => String(row).toLowerCase())),
    server: new Set(data.server.map((name) => name.toLowerCase())),
  };
  return loaded;
}
