import { type JsonMember, type JsonValue, readJson, unescapeJson } from "../../data/read-json.js";
import type { Problem } from "../../document/document.js";
import { MappedText } from "../../text/mapped-text.js";
import type { Range } from "../../text/range.js";
import type { Attribute, Block, Body, Expression } from "./expression.js";
import { readTemplate } from "./read-hcl.js";

/** What stood in a Terraform JSON file: the same body that HCL would give. */
export interface JsonBodyReading {
  readonly body: Body;
  readonly comments: readonly Range[];
  readonly problems: readonly Problem[];
}

/** How many labels the blocks of the language have; blocks of providers are told from attributes by nobody. */
const labelled: Readonly<Record<string, number>> = {
  resource: 2,
  data: 2,
  ephemeral: 2,
  variable: 1,
  output: 1,
  module: 1,
  provider: 1,
  check: 1,
};
const unlabelled = new Set(["locals", "terraform", "moved", "import", "removed"]);
/** Blocks with a label inside other blocks. */
const innerLabelled: Readonly<Record<string, string>> = {
  backend: "terraform",
  provisioner: "resource",
  dynamic: "",
  provider_meta: "terraform",
};

/** Reads a Terraform JSON text into a body. Never throws. */
export function lowerJsonBody(text: string): JsonBodyReading {
  const reading = readJson(text);
  const comments: Range[] = [...reading.comments];
  const items: (Attribute | Block)[] = [];
  for (const object of objects(reading.value)) {
    for (const member of object.members) {
      if (isComment(member, comments)) continue;
      const count = labelled[member.key];
      if (count !== undefined) items.push(...blocks(member.key, member, count, []));
      else if (unlabelled.has(member.key)) items.push(...blocks(member.key, member, 0, []));
      else items.push(attribute(member));
    }
  }
  comments.sort((a, b) => a.start - b.start);
  return { body: items, comments, problems: reading.problems };

  function blocks(name: string, member: JsonMember, count: number, labels: Block["labels"]): Block[] {
    const found: Block[] = [];
    for (const object of objects(member.value)) {
      if (count === labels.length) {
        // Several bodies under one label stand for themselves.
        const range = member.value.type === "array" && member.value.items.length > 1 ? object.range : member.range;
        const nameRange = member.keyRange;
        found.push({
          type: "block",
          name,
          nameRange: range === member.range ? nameRange : firstOf(range),
          labels,
          range,
          body: bodyOf(object, name),
        });
        continue;
      }
      for (const inner of object.members) {
        if (isComment(inner, comments)) continue;
        found.push(...blocks(name, inner, count, [...labels, { text: inner.key, range: inner.keyRange }]));
      }
    }
    return found;
  }

  function bodyOf(object: Extract<JsonValue, { type: "object" }>, parent: string): Body {
    const body: (Attribute | Block)[] = [];
    for (const member of object.members) {
      if (isComment(member, comments)) continue;
      const within = innerLabelled[member.key];
      if (within === parent || (within === "" && isDynamic(member.value)))
        body.push(...blocks(member.key, member, 1, []));
      else body.push(attribute(member));
    }
    return body;
  }

  function attribute(member: JsonMember): Attribute {
    return {
      type: "attribute",
      name: member.key,
      nameRange: member.keyRange,
      range: member.range,
      value: expression(member.value),
    };
  }

  function expression(value: JsonValue): Expression {
    switch (value.type) {
      case "string":
        return stringExpression(text, value.range, value.data);
      case "array":
        return { type: "tuple", range: value.range, items: value.items.map(expression) };
      case "object": {
        const entries = [];
        for (const member of value.members) {
          if (!isComment(member, comments)) entries.push(entry(member));
        }
        return { type: "object", range: value.range, entries };
      }
      case "other":
        if (value.data === undefined) return { type: "opaque", range: value.range, text: value.text };
        return { type: "literal", range: value.range, data: value.data, text: value.text };
    }
  }

  function entry(member: JsonMember) {
    const key: Expression = {
      type: "string",
      range: member.keyRange,
      data: member.key,
      mapped: () => MappedText.from(member.key, member.keyRange.start),
    };
    return { key, nameRange: member.keyRange, range: member.range, value: expression(member.value) };
  }
}

function stringExpression(text: string, range: Range, data: string): Expression {
  const plain = range.end - range.start === data.length;
  const mapped = () => (plain ? MappedText.from(data, range.start) : unescapeJson(text, range));
  if (!data.includes("${") && !data.includes("%{")) return { type: "string", range, data, mapped };
  const value = readTemplate(mapped());
  return { ...value, range };
}

/** `"//"` is how Terraform JSON writes a comment. */
function isComment(member: JsonMember, comments: Range[]): boolean {
  if (member.key !== "//") return false;
  if (member.value.type === "string") comments.push(member.range);
  return true;
}

function isDynamic(value: JsonValue): boolean {
  return objects(value).some((object) =>
    object.members.some((member) =>
      objects(member.value).some((inner) => inner.members.some(({ key }) => key === "content")),
    ),
  );
}

function objects(value: JsonValue | undefined): Extract<JsonValue, { type: "object" }>[] {
  if (value?.type === "object") return [value];
  if (value?.type !== "array") return [];
  return value.items.flatMap((item) => (item.type === "object" ? [item] : []));
}

function firstOf({ start }: Range): Range {
  return { start, end: start + 1 };
}
