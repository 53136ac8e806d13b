import { type JsonValue, readJson } from "../../data/read-json.js";
import { Node, textValue, unknownValue } from "../../document/node.js";
import type { Range } from "../../text/range.js";
import { attributeNodes, jsonResult } from "./lower-body.js";
import { addressesIn } from "./references.js";
import { type Skimmed, skimItems, skimMembers } from "./skim-json.js";

/** True for the JSON of `terraform show -json` (a plan or a state) and for a state file, by how the text begins. */
export function isPlan(head: string): boolean {
  return /"terraform_version"\s*:/.test(head) && /"(?:format_version|lineage|serial)"\s*:/.test(head);
}

/** The resources of a plan or a state as nodes, with their places in the JSON. */
export function lowerPlan(text: string): Node[] {
  const top = new Map(skimMembers(text, 0).map((member) => [member.key, member.value]));
  const changes = lazily(() => unknowns(text, top.get("resource_changes")));
  const written = lazily(() => expressions(text, top.get("configuration")));
  const values = top.get("planned_values") ?? top.get("values");
  if (values) {
    const root = skimMembers(text, values.start).find((member) => member.key === "root_module");
    return root ? moduleNodes(text, root.value, changes, written, 0) : [];
  }
  const resources = top.get("resources");
  return resources ? skimItems(text, resources.start).flatMap((range) => stateNodes(text, range)) : [];
}

const maxDepth = 50;
type Lazy<T> = () => T;

function lazily<T>(make: () => T): Lazy<T> {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function moduleNodes(
  text: string,
  module: Range,
  changes: Lazy<Map<string, Range>>,
  written: Lazy<Map<string, Range>>,
  depth: number,
): Node[] {
  if (depth > maxDepth) return [];
  const members = skimMembers(text, module.start);
  const nodes: Node[] = [];
  for (const { key, value } of members) {
    if (key === "resources") {
      for (const item of skimItems(text, value.start)) {
        const parts = new Map(skimMembers(text, item.start).map((member) => [member.key, member.value]));
        const address = textAt(text, parts.get("address"));
        nodes.push(
          ...resourceNode(text, item, parts, parts.get("values"), () => ({
            unknown: changes().get(address),
            written: written().get(bare(address)),
          })),
        );
      }
    } else if (key === "child_modules") {
      for (const item of skimItems(text, value.start))
        nodes.push(...moduleNodes(text, item, changes, written, depth + 1));
    }
  }
  return nodes;
}

/** One node for each instance of a resource of a state file. */
function stateNodes(text: string, range: Range): Node[] {
  const parts = new Map(skimMembers(text, range.start).map((member) => [member.key, member.value]));
  const instances = parts.get("instances");
  return (instances ? skimItems(text, instances.start) : []).flatMap((instance) => {
    const attributes = skimMembers(text, instance.start).find((member) => member.key === "attributes");
    return resourceNode(text, range, parts, attributes?.value, () => ({}));
  });
}

interface Beside {
  /** What is known only after the plan is applied. */
  readonly unknown?: Range | undefined;
  /** The expressions of the configuration. */
  readonly written?: Range | undefined;
}

function resourceNode(
  text: string,
  range: Range,
  parts: ReadonlyMap<string, Range>,
  values: Range | undefined,
  beside: () => Beside,
): Node[] {
  const [type, name, mode] = ["type", "name", "mode"].map((key) => parts.get(key));
  if (!type || !name) return [];
  const kind = textAt(text, mode) === "data" ? "data" : "resource";
  const label = inner(name);
  const resource = new Node({
    kind: "block",
    name: textAt(text, type),
    nameRange: inner(type),
    range,
    values: [textValue(text.slice(label.start, label.end), label)],
    children: () => attributes(text, values, beside()),
    source: { references: lazily(() => new Set(addressesIn(slice(text, beside().written)))) },
  });
  return [new Node({ kind: "block", name: kind, nameRange: inner(type), range, children: [resource] })];
}

function attributes(text: string, values: Range | undefined, beside: Beside): Node[] {
  const nodes: Node[] = [];
  const seen = new Set<string>();
  if (values) {
    const { value } = readJson(slice(text, values));
    const place = (range: Range) => ({ start: range.start + values.start, end: range.end + values.start });
    for (const member of value?.type === "object" ? value.members : []) {
      // Blocks and lists that were not written stand there empty.
      if (isEmpty(member.value)) continue;
      seen.add(member.key);
      nodes.push(
        ...attributeNodes(
          member.key,
          place(member.keyRange),
          place(member.range),
          jsonResult(member.value, place, true),
        ),
      );
    }
  }
  const written = new Map(skimAll(text, beside.written).map((member) => [member.key, member.value]));
  for (const { key, value } of skimAll(text, beside.unknown)) {
    if (seen.has(key) || !/true/.test(slice(text, value))) continue;
    const names = addressesIn(slice(text, written.get(key))).join(", ");
    nodes.push(
      new Node({ kind: "attribute", name: key, range: value, values: [unknownValue(names || "…", value)], open: true }),
    );
  }
  return nodes;
}

function isEmpty(value: JsonValue): boolean {
  return (value.type === "array" && value.items.length === 0) || (value.type === "other" && value.data === null);
}

function unknowns(text: string, changes: Range | undefined): Map<string, Range> {
  const found = new Map<string, Range>();
  for (const item of changes ? skimItems(text, changes.start) : []) {
    const parts = new Map(skimMembers(text, item.start).map((member) => [member.key, member.value]));
    const change = parts.get("change");
    const unknown = change && skimMembers(text, change.start).find((member) => member.key === "after_unknown");
    if (unknown) found.set(textAt(text, parts.get("address")), unknown.value);
  }
  return found;
}

/** The expressions of every resource of the configuration, by address without indices. */
function expressions(text: string, configuration: Range | undefined): Map<string, Range> {
  const found = new Map<string, Range>();
  const root = skimAll(text, configuration).find((member) => member.key === "root_module");
  if (root) collect(root.value, "", 0);
  return found;

  function collect(module: Range, prefix: string, depth: number): void {
    if (depth > maxDepth) return;
    for (const { key, value } of skimMembers(text, module.start)) {
      if (key === "resources") {
        for (const item of skimItems(text, value.start)) {
          const parts = new Map(skimMembers(text, item.start).map((member) => [member.key, member.value]));
          const written = parts.get("expressions");
          if (written) found.set(prefix + textAt(text, parts.get("address")), written);
        }
      } else if (key === "module_calls") {
        for (const call of skimMembers(text, value.start)) {
          const inside = skimMembers(text, call.value.start).find((member) => member.key === "module");
          if (inside) collect(inside.value, `${prefix}module.${call.key}.`, depth + 1);
        }
      }
    }
  }
}

function skimAll(text: string, range: Range | undefined): Skimmed[] {
  return range ? skimMembers(text, range.start) : [];
}

function bare(address: string): string {
  return address.replace(/\[[^\]]*\]/g, "");
}

function slice(text: string, range: Range | undefined): string {
  return range ? text.slice(range.start, range.end) : "";
}

function inner({ start, end }: Range): Range {
  return { start: start + 1, end: end - 1 };
}

/** The text of the JSON string there, as it is written. */
function textAt(text: string, range: Range | undefined): string {
  return range && text[range.start] === '"' ? text.slice(range.start + 1, range.end - 1).replace(/\\"/g, '"') : "";
}
