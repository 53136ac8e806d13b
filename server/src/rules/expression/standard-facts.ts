import type { Fact } from "../../document/fact.js";
import { EvaluationError } from "./evaluate.js";

/** The functions that CEL itself has, as far as rules know them (CEL specification, "Standard Definitions" and the strings extension). */
export const standardFacts: readonly Fact[] = [
  ...sizes("string", "How many characters the text has.", "node.text", characters),
  ...sizes("list", "How many items the list has.", "node.args", (list: readonly unknown[]) => BigInt(list.length)),
  ...sizes("map", "How many keys the map has.", "group", (map: object) => BigInt(Object.keys(map).length)),
  {
    signature: "string.startsWith(string): bool",
    description: "True when the text begins with the other.",
    example: 'node.text.startsWith("http:")',
    handler: (text: string, start: string) => text.startsWith(start),
  },
  {
    signature: "string.endsWith(string): bool",
    description: "True when the text ends with the other.",
    example: 'node.text.endsWith(".pem")',
    handler: (text: string, end: string) => text.endsWith(end),
  },
  {
    signature: "string.contains(string): bool",
    description: "True when the other stands somewhere in the text.",
    example: 'node.text.contains("TLSv1.1")',
    handler: (text: string, part: string) => text.includes(part),
  },
  {
    signature: "string.lowerAscii(): string",
    description: "The text in lower case.",
    example: 'node.text.lowerAscii() == "on"',
    handler: (text: string) => text.toLowerCase(),
  },
  {
    signature: "string.upperAscii(): string",
    description: "The text in upper case.",
    example: 'node.text.upperAscii() == "ANY"',
    handler: (text: string) => text.toUpperCase(),
  },
  {
    signature: "string.trim(): string",
    description: "The text without blanks at its ends.",
    example: 'node.text.trim() == ""',
    handler: (text: string) => text.trim(),
  },
  {
    signature: "string.indexOf(string): int",
    description: "Where the other begins in the text, counted from 0; -1 when it is not in it.",
    example: 'node.text.indexOf("@") > 0',
    handler: (text: string, part: string) => BigInt(text.indexOf(part)),
  },
  {
    signature: "string.lastIndexOf(string): int",
    description: "Where the other begins for the last time; -1 when it is not in the text.",
    example: 'node.text.lastIndexOf(":") > 0',
    handler: (text: string, part: string) => BigInt(text.lastIndexOf(part)),
  },
  {
    signature: "string.substring(int): string",
    description: "The text from a place on, counted from 0.",
    example: 'node.text.substring(1) == "all"',
    handler: (text: string, start: bigint) => part(text, start, BigInt(text.length)),
  },
  {
    signature: "string.substring(int, int): string",
    description: "The text from one place up to another.",
    example: 'node.text.substring(0, 4) == "http"',
    handler: part,
  },
  {
    signature: "string.split(string): list<string>",
    description: "The parts of the text between the separators.",
    example: 'node.text.split(",").exists(part, part == "all")',
    handler: (text: string, separator: string) => text.split(separator),
  },
  {
    signature: "list<string>.join(): string",
    description: "The texts put together.",
    example: 'node.args.join() == "all"',
    handler: (texts: readonly string[]) => joined(texts, ""),
  },
  {
    signature: "list<string>.join(string): string",
    description: "The texts put together with a separator between them.",
    example: 'node.args.join(" ") == "deny all"',
    handler: joined,
  },
  {
    signature: "int(int): int",
    description: "The number itself.",
    example: "int(1) == 1",
    handler: (value: bigint) => value,
  },
  {
    signature: "int(double): int",
    description: "The number without what stands behind its point.",
    example: "int(1.5) == 1",
    handler: (value: number) => {
      if (!Number.isFinite(value)) throw new EvaluationError("not a whole number");
      return BigInt(Math.trunc(value));
    },
  },
  {
    signature: "int(string): int",
    description: "The whole number that the text writes; any other text makes the check not match.",
    example: "int(node.text) < 2048",
    handler: (text: string) => {
      if (!/^-?\d{1,19}$/.test(text)) throw new EvaluationError("not a whole number");
      return BigInt(text);
    },
  },
  {
    signature: "double(double): double",
    description: "The number itself.",
    example: "double(1.5) > 1.0",
    handler: (value: number) => value,
  },
  {
    signature: "double(int): double",
    description: "The number with a point.",
    example: "double(1) == 1.0",
    handler: (value: bigint) => Number(value),
  },
  {
    signature: "double(string): double",
    description: "The number that the text writes; any other text makes the check not match.",
    example: "double(node.text) < 1.2",
    handler: (text: string) => {
      if (!/^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(text)) throw new EvaluationError("not a number");
      return Number(text);
    },
  },
  {
    signature: "string(string): string",
    description: "The text itself.",
    example: 'string("a") == "a"',
    handler: (text: string) => text,
  },
  ...["bool", "int", "double"].map((type) => ({
    signature: `string(${type}): string`,
    description: "The value as text.",
    example: 'string(node.get("port")) == "22"',
    handler: String,
  })),
  {
    signature: "bool(bool): bool",
    description: "The value itself.",
    example: "bool(true)",
    handler: (value: boolean) => value,
  },
  {
    signature: "dyn(dyn): dyn",
    description: "The value, whose type is not checked any more when the rule is read.",
    example: 'dyn(node.value) == "on"',
    handler: (value: unknown) => value,
  },
];

/** `size(x)` and `x.size()`, which CEL has both. */
function sizes(type: string, description: string, example: string, handler: Fact["handler"]): Fact[] {
  return [
    { signature: `size(${type}): int`, description, example: `size(${example}) > 1`, handler },
    { signature: `${type}.size(): int`, description, example: `${example}.size() > 1`, handler },
  ];
}

/** Characters, not units of UTF-16. */
function characters(text: string): bigint {
  let count = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.length && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      count--;
      i++;
    }
  }
  return BigInt(count);
}

function part(text: string, start: bigint, end: bigint): string {
  if (start < 0n || end < start || end > BigInt(text.length)) throw new EvaluationError("not a part of the text");
  return text.substring(Number(start), Number(end));
}

function joined(texts: readonly string[], separator: string): string {
  if (texts.some((text) => typeof text !== "string")) throw new EvaluationError("only texts are put together");
  return texts.join(separator);
}
