import { Node } from "../../document/node.js";
import { table } from "../../document/tables.js";
import { cover } from "../../text/range.js";
import { evaluate, type Result, type Scope } from "./evaluate.js";
import type { Block, Body } from "./expression.js";
import { attributeNodes } from "./lower-body.js";

/** A row of the table `registry-modules`; its head says what the columns mean. */
interface RegistryModule {
  readonly module: string;
  readonly resource: string;
  readonly arguments?: readonly string[];
  readonly renamed?: Readonly<Record<string, string>>;
  readonly each?: string;
  readonly given?: string;
  readonly closed?: string;
}

/** A list of such resources is followed for so many. */
const maxItems = 200;

/**
 * What calls of well-known registry modules hand on, as the resources that the modules make of it. Whatever a call
 * does not say is the module's to decide: the resources are open.
 */
export function registryNodes(body: Body, scope: Scope): Node[] {
  return body.flatMap((item) => (item.type === "block" && item.name === "module" ? ofCall(item, scope) : []));
}

function ofCall(call: Block, scope: Scope): Node[] {
  const source = call.body.find((item) => item.type === "attribute" && item.name === "source");
  if (source?.type !== "attribute" || source.value.type !== "string") return [];
  const address = registryAddress(source.value.data);
  const rows = address === undefined ? [] : registryModules().filter((row) => row.module === address);
  return rows.flatMap((row) => {
    if (row.given && !call.body.some((item) => item.name === row.given)) return [];
    if (row.each === undefined) {
      const given = call.body.flatMap((item): Given[] =>
        item.type === "attribute" ? [{ ...item, value: evaluate(item.value, scope) }] : [],
      );
      return resource(row, call, given, call);
    }
    const list = call.body.find((item) => item.type === "attribute" && item.name === row.each);
    if (list?.type !== "attribute") return [];
    const result = evaluate(list.value, scope);
    let items: readonly Result[] = [];
    if (result.type === "list") items = result.items;
    else if (result.type === "object") items = result.entries.map((entry) => entry.value);
    return items
      .slice(0, maxItems)
      .flatMap((one) => (one.type === "object" ? resource(row, call, one.entries, one) : []));
  });
}

/** An argument of a call. */
interface Given {
  readonly name: string;
  readonly nameRange: Node["range"];
  readonly range: Node["range"];
  readonly value: Result;
}

function resource(row: RegistryModule, call: Block, given: readonly Given[], place: { range: Node["range"] }): Node[] {
  const children: Node[] = [];
  const blocks = new Map<string, Node[]>();
  for (const one of given) {
    const target = row.renamed?.[one.name] ?? (row.arguments?.includes(one.name) ? one.name : undefined);
    if (target === undefined) continue;
    const [name, outer] = target.split("/").reverse() as [string, string?];
    const nodes = attributeNodes(name, one.nameRange, one.range, one.value);
    if (outer === undefined) children.push(...nodes);
    else blocks.set(outer, [...(blocks.get(outer) ?? []), ...nodes]);
  }
  for (const [name, inner] of blocks) {
    if (inner.length === 0) continue;
    const range = inner.map((node) => node.range).reduce(cover);
    children.push(new Node({ kind: "block", name, range, children: inner, open: row.closed !== name }));
  }
  if (children.length === 0) return [];
  const [label] = call.labels;
  const node = new Node({
    kind: "block",
    name: row.resource,
    nameRange: label?.range ?? call.nameRange,
    range: place.range,
    values: label ? [{ text: label.text, data: label.text, known: true, range: label.range }] : [],
    children,
    open: true,
    source: call.body,
  });
  return [
    new Node({ kind: "block", name: "resource", nameRange: call.nameRange, range: place.range, children: [node] }),
  ];
}

/** `NAMESPACE/NAME/PROVIDER//SUBFOLDER` of a registry module, also when it is taken from GitHub; undefined for others. */
export function registryAddress(source: string): string | undefined {
  const bare = source.replace(/\?.*$/, "").replace(/\.git(?=$|\/\/)/, "");
  const git = /(?:^|[/:@.])github\.com[/:]([\w-]+)\/terraform-([a-z]+)-([\w-]+)(\/\/[\w/-]+)?$/.exec(bare);
  if (git) return `${git[1]}/${git[3]}/${git[2]}${git[4] ?? ""}`;
  const plain = bare.replace(/^registry\.(?:terraform\.io|opentofu\.org)\//, "");
  return /^[\w-]+\/[\w-]+\/[a-z]+(?:\/\/[\w/-]+)?$/.test(plain) ? plain : undefined;
}

function registryModules(): readonly RegistryModule[] {
  try {
    return table<readonly RegistryModule[]>("registry-modules");
  } catch {
    return [];
  }
}
