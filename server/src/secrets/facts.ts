import type { Fact } from "../document/fact.js";
import { type Node, Unknown } from "../document/node.js";
import type { Candidate } from "./candidate.js";
import { isPlaceholder } from "./value.js";

/** How many characters of a public prefix a message shows. */
export const longestPrefix = 4;

/** What rules can ask of the nodes that `find: credentials` and `find: default-passwords` yield. */
export const facts: readonly Fact[] = [
  {
    signature: "Node.confidence(): string",
    description: "How sure the detector is of a found credential: `certain`, `likely` or `possible`.",
    example: 'node.confidence() == "certain"',
    handler: (node: Node) => of(node).confidence,
  },
  {
    signature: "isPlaceholder(string): bool",
    description:
      "True for a text that stands where a secret belongs without being one: a template, a reference, `<password>`, `xxxx`.",
    example: "!isPlaceholder(node.value)",
    handler: (text: string) => text.trim() === "" || isPlaceholder(text),
  },
  {
    signature: "Node.provider(): string",
    description: "Who issued a found token. Undecided for a secret that no provider's format tells.",
    example: 'node.provider() == "GitHub"',
    handler: (node: Node) => known(of(node).provider),
  },
  {
    signature: "Node.redacted(): string",
    description:
      "A found secret for messages: its length, and of a provider's token the prefix that all of them share.",
    example: '"holds {node.redacted()}"',
    handler: redacted,
  },
  {
    signature: "Node.described(): string",
    description:
      "What was found, in words for a message and without the secret: `a GitHub token (ghp_…, 40 characters)`.",
    example: '"holds {node.described()}"',
    handler: described,
  },
  {
    signature: "Node.place(): string",
    description:
      "Where a found secret stands, in words: a quoted name, or `the password of root in the mysql address`.",
    example: '"{node.place()} is a default"',
    handler: place,
  },
  {
    signature: "Node.host(): string",
    description: "The host that a found URL password or netrc entry is for. Undecided for others.",
    example: 'node.host() != "localhost"',
    handler: (node: Node) => known(of(node).host),
  },
  {
    signature: "Node.user(): string",
    description: "The account that a found password belongs to. Undecided when the text does not tell.",
    example: 'node.user() == "root"',
    handler: (node: Node) => known(of(node).user),
  },
  {
    signature: "Node.reference(): string",
    description:
      "What reads a found secret when the program runs, in the file's language, to be written in place of `args[1]` (the secret with its quotes). Undecided where the format has none.",
    example: '"Write {node.reference()} instead"',
    handler: (node: Node) => known(of(node).reference?.text),
  },
  {
    signature: "Node.variable(): string",
    description: "The variable that `reference()` reads. Undecided where there is none.",
    example: '"Set {node.variable()}"',
    handler: (node: Node) => known(of(node).reference?.variable),
  },
  {
    signature: "Node.environmentLine(): string",
    description:
      "The line without a value that an example of the environment (`.env.example`) gets for `variable()`. Empty where `reference()` reads something else.",
    example: "node.environmentLine()",
    handler: (node: Node) => {
      const { environment, variable } = known(of(node).reference);
      return environment ? `${variable}=` : "";
    },
  },
  {
    signature: "Node.checksum(): string",
    description: "`valid` or `invalid` for a token whose format has a checksum. Undecided for others.",
    example: 'node.checksum() == "valid"',
    handler: (node: Node) => known(of(node).checksum),
  },
  {
    signature: "Node.weakness(): string",
    description:
      "Why a found default password is guessable: `vendor-default`, `known-pair`, `same-as-user`, `common` or `fallback`.",
    example: 'node.weakness() == "vendor-default"',
    handler: (node: Node) => known(of(node).weakness),
  },
  {
    signature: "Node.product(): string",
    description: "The product whose default a found password is. Undecided for others.",
    example: 'node.product() == "RabbitMQ"',
    handler: (node: Node) => known(of(node).product),
  },
];

/** A secret without itself: `ghp_… (40 characters)`. */
export function redacted(node: Node): string {
  const candidate = of(node);
  const length = candidate.end - candidate.start;
  const prefix = node.values[0]!.text.slice(0, Math.min(candidate.shown ?? 0, longestPrefix));
  return `${prefix}… (${length} characters)`;
}

/** What was found, in words, without the secret. */
export function described(node: Node): string {
  const { kind, name, provider } = of(node);
  const what: Record<string, string> = {
    "provider-token": `a token for ${provider}`,
    "private-key": "a private key",
    "json-web-key": "the private part of a JSON Web Key",
    "json-web-token": "a signed JSON Web Token",
    authorization: `credentials for ${name}`,
    "named-value": `a secret in \`${name}\``,
  };
  return `${what[kind] ?? place(node)}: ${redacted(node)}`;
}

/** Where a found secret stands, in words: `` `DB_PASSWORD` ``, `the password of root in the mysql address`. */
export function place(node: Node): string {
  const { kind, name, user } = of(node);
  const owner = user ? `the password of \`${user}\`` : "the password";
  switch (kind) {
    case "url-password":
      return `${owner} in the ${name} address`;
    case "command-line":
      return `${owner} on the command line of ${name}`;
    case "argument":
      return `${user ? owner : "the secret"} in the call of \`${name}\``;
    case "sql-password":
      return `${owner} in the SQL statement`;
    case "netrc":
      return `${owner} in the netrc entry`;
    case "pgpass":
      return `${owner} in the password file`;
    case "registry-token":
      return "the registry credential";
    default:
      return `\`${name}\``;
  }
}

function of(node: Node): Candidate {
  const candidate = node.source as Candidate | undefined;
  if (candidate === undefined || typeof candidate.confidence !== "string")
    throw new RangeError("not a found credential");
  return candidate;
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Unknown("not told");
  return value;
}
