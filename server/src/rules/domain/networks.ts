import type { Fact } from "../../document/fact.js";

/** An address or a network: the first address as a number, and how many leading bits are fixed. */
interface Network {
  readonly version: 4 | 6;
  readonly bits: bigint;
  readonly prefix: number;
}

/** Facts about addresses and networks. A text that is neither makes the check not match. */
export const networkFacts: readonly Fact[] = [
  {
    signature: "isAnywhere(string): bool",
    description:
      "True for what stands for every address: a network of prefix length 0 in any spelling (`0.0.0.0/0`, `::/0`), `0.0.0.0`, `::`, `*`, `any`, `all`, `Internet`.",
    example: "node.known.exists(c, isAnywhere(c))",
    handler: (text: string) => isAnywhere(text),
  },
  {
    signature: "isAddress(string): bool",
    description: "True when the text is an IP address or network, IPv4 or IPv6.",
    example: "node.args.all(a, isAddress(a))",
    handler: (text: string) => readNetwork(text) !== undefined,
  },
  {
    signature: "isLoopback(string): bool",
    description: "True for addresses of the machine itself: 127.0.0.0/8, ::1, `localhost`.",
    example: "!isLoopback(node.args[0])",
    handler: (text: string) => isLoopback(text),
  },
  {
    signature: "isPrivate(string): bool",
    description:
      "True for an address or network that lies wholly in a range the internet does not route (RFC 1918, 6598, 4193, link-local).",
    example: "isPrivate(node.args[0])",
    handler: (text: string) => within(text, privateRanges),
  },
  {
    signature: "isPublic(string): bool",
    description:
      "True for an address or network that is reachable on the internet, and for one that holds such addresses.",
    example: "node.args.exists(a, isPublic(a))",
    handler: (text: string) => isAnywhere(text) || (readNetwork(text) !== undefined && !within(text, specialRanges)),
  },
  {
    signature: "isSingleHost(string): bool",
    description: "True for an address, a /32 or a /128.",
    example: "node.known.all(c, isSingleHost(c))",
    handler: (text: string) => {
      if (isAnywhere(text)) return false;
      const network = required(text);
      return network.prefix === width(network);
    },
  },
  {
    signature: "covers(string, string): bool",
    description: "True when the first network holds every address of the second.",
    example: 'covers(node.args[0], "10.0.0.0/8")',
    handler: (outer: string, inner: string) => covers(required(outer), required(inner)),
  },
  {
    signature: "prefixLength(string): int",
    description: "The prefix length of a network; 32 or 128 for a single address.",
    example: "prefixLength(node.text) < 24",
    handler: (text: string) => BigInt(required(text).prefix),
  },
  {
    signature: "hostCount(string): int",
    description: "How many addresses a network holds, at most 2^62.",
    example: "hostCount(node.text) > 256",
    handler: (text: string) => {
      const network = required(text);
      return 1n << BigInt(Math.min(62, width(network) - network.prefix));
    },
  },
];

const everything = new Set(["*", "any", "all", "internet", "0.0.0.0", "::", "[::]", "/0", "0/0", "::0", "anywhere"]);

/** True for what stands for every address. */
export function isAnywhere(text: string): boolean {
  const word = text.trim().toLowerCase();
  if (everything.has(word)) return true;
  return /\/0+$/.test(word) && (readNetwork(word) !== undefined || /^[\d.:]*\/0+$/.test(word));
}

/** True for addresses of the machine itself. */
export function isLoopback(text: string): boolean {
  const word = text.trim().toLowerCase();
  return (
    word === "localhost" || word === "localhost.localdomain" || word === "ip6-localhost" || within(word, loopbackRanges)
  );
}

function required(text: string): Network {
  const network = readNetwork(text);
  if (!network) throw new RangeError(`"${text}" is no address`);
  return network;
}

const width = (network: Network) => (network.version === 4 ? 32 : 128);

/** Reads an address or network: `10.0.0.0/8`, `10.0.0.0/255.0.0.0`, `fe80::1%eth0`, `[::1]`, `::ffff:10.0.0.1`. */
export function readNetwork(text: string): Network | undefined {
  let word = text.trim().toLowerCase();
  if (word.startsWith("[") && word.includes("]"))
    word = word.slice(1, word.indexOf("]")) + word.slice(word.indexOf("]") + 1);
  const slash = word.indexOf("/");
  const address = (slash < 0 ? word : word.slice(0, slash)).replace(/%[\w.-]+$/, "");
  const rest = slash < 0 ? undefined : word.slice(slash + 1);
  const four = readFour(address);
  if (four !== undefined) {
    const prefix = rest === undefined ? 32 : readPrefix(rest, 32);
    return prefix === undefined ? undefined : { version: 4, bits: BigInt(four), prefix };
  }
  const six = readSix(address);
  if (six === undefined) return undefined;
  const prefix = rest === undefined ? 128 : readPrefix(rest, 128);
  if (prefix === undefined) return undefined;
  // An IPv4 address written as IPv6 is that address.
  if (six >> 32n === 0xffffn && prefix >= 96) return { version: 4, bits: six & 0xffffffffn, prefix: prefix - 96 };
  return { version: 6, bits: six, prefix };
}

function readPrefix(text: string, most: number): number | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text) <= most ? Number(text) : undefined;
  const mask = most === 32 ? readFour(text) : undefined;
  if (mask === undefined) return undefined;
  const ones = mask.toString(2).padStart(32, "0");
  return /^1*0*$/.test(ones) ? ones.lastIndexOf("1") + 1 : undefined;
}

function readFour(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  let value = 0;
  for (const part of match.slice(1)) {
    if (Number(part) > 255) return undefined;
    value = value * 256 + Number(part);
  }
  return value;
}

function readSix(text: string): bigint | undefined {
  if (!text.includes(":") || !/^[\da-f:.]+$/.test(text)) return undefined;
  let word = text;
  const lastColon = word.lastIndexOf(":");
  const four = readFour(word.slice(lastColon + 1));
  if (four !== undefined)
    word = `${word.slice(0, lastColon + 1)}${(four >>> 16).toString(16)}:${(four & 0xffff).toString(16)}`;
  const halves = word.split("::");
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  const [head = [], tail = []] = groups;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  let value = 0n;
  for (const group of [...head, ...Array<string>(halves.length === 2 ? missing : 0).fill("0"), ...tail]) {
    if (!/^[\da-f]{1,4}$/.test(group)) return undefined;
    value = (value << 16n) | BigInt(Number.parseInt(group, 16));
  }
  return value;
}

function covers(outer: Network, inner: Network): boolean {
  if (outer.version !== inner.version || outer.prefix > inner.prefix) return false;
  const shift = BigInt(width(outer) - outer.prefix);
  return outer.bits >> shift === inner.bits >> shift;
}

function within(text: string, ranges: readonly Network[]): boolean {
  const network = readNetwork(text);
  return network !== undefined && ranges.some((range) => covers(range, network));
}

const networks = (...texts: string[]) => texts.map((text) => required(text));

const loopbackRanges = networks("127.0.0.0/8", "::1/128");
const privateRanges = networks(
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "169.254.0.0/16",
  "fc00::/7",
  "fe80::/10",
);
/** IANA special-purpose registries: not globally reachable. */
const specialRanges = [
  ...privateRanges,
  ...loopbackRanges,
  ...networks(
    "0.0.0.0/8",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
  ),
  ...networks("::/128", "2001:db8::/32", "ff00::/8", "100::/64"),
];
