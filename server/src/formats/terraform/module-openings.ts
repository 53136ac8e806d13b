import { type Node, textValue, type Value } from "../../document/node.js";
import { table } from "../../document/tables.js";
import { makeOpening, portsOf } from "./make-opening.js";

/** A named rule of the registry's security group module. */
interface NamedRule {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly protocol: string;
}

const groups = /(?:^|[/:])terraform-aws-(?:modules\/security-group\/aws|security-group)(?:\/\/modules\/([\w-]+))?/;

/** What a module of the registry admits by the arguments it is given; other modules by arguments of the provider's form. */
export function moduleOpenings(module: Node): Node[] {
  const found: Node[] = [];
  const source = values(module, "source")[0];
  const group = source?.known ? groups.exec(source.text) : null;
  if (group) found.push(...groupOpenings(module, group[1]));
  for (const argument of module.children) {
    if (/(?:^|_)(?:ingress|inbound_acl_rules)$/.test(argument.name)) found.push(...ruleOpenings(argument));
  }
  return found;
}

function groupOpenings(module: Node, submodule: string | undefined): Node[] {
  const names = [...values(module, "ingress_rules"), ...values(module, "auto_ingress_rules")];
  if (submodule && names.length === 0) names.push(...submoduleRules(submodule, module));
  const found: Node[] = [];
  for (const list of ["ingress_cidr_blocks", "ingress_ipv6_cidr_blocks"]) {
    const sources = values(module, list);
    if (sources.length === 0) continue;
    const range = { start: sources[0]!.range.start, end: sources.at(-1)!.range.end };
    for (const name of names) {
      const rule = namedRule(name);
      if (rule) found.push(makeOpening(module, sources, rule.ports, rule.protocol, range));
    }
  }
  for (const argument of module.children) {
    if (!/^(?:computed_)?ingress_with_(?:ipv6_)?cidr_blocks$/.test(argument.name)) continue;
    const given = values(argument, "cidr_blocks").concat(values(argument, "ipv6_cidr_blocks"));
    const fallback = values(
      module,
      argument.name.includes("ipv6") ? "ingress_ipv6_cidr_blocks" : "ingress_cidr_blocks",
    );
    const sources = (given.length > 0 ? given : fallback).flatMap(split);
    if (sources.length === 0) continue;
    const range = given[0]?.range ?? argument.range;
    const named = values(argument, "rule")[0];
    const rule = named && namedRule(named);
    const protocol = values(argument, "protocol")[0] ?? rule?.protocol;
    const from = values(argument, "from_port")[0];
    const ports = from || !rule ? portsOf(from, values(argument, "to_port")[0], protocol) : rule.ports;
    found.push(makeOpening(argument, sources, ports, protocol, range));
  }
  return found;
}

/** Rules in the provider's own form, handed on by a module. */
function ruleOpenings(rule: Node): Node[] {
  const action = values(rule, "rule_action")[0] ?? values(rule, "action")[0];
  if (action && (!action.known || action.text.toLowerCase() !== "allow")) return [];
  const protocol = values(rule, "protocol")[0];
  const isAcl = action !== undefined;
  if (isAcl && (!protocol?.known || protocol.text === "-1" || protocol.text === "all")) return [];
  const ports = portsOf(values(rule, "from_port")[0], values(rule, "to_port")[0], protocol);
  return ["cidr_blocks", "ipv6_cidr_blocks", "cidr_block", "ipv6_cidr_block"].flatMap((name) => {
    const sources = values(rule, name).flatMap(split);
    if (sources.length === 0) return [];
    return [
      makeOpening(rule, sources, ports, protocol, { start: sources[0]!.range.start, end: sources.at(-1)!.range.end }),
    ];
  });
}

function submoduleRules(name: string, module: Node): Value[] {
  return rows()
    .filter((rule) => rule.name === `${name}-tcp` || rule.name === name || rule.name.startsWith(`${name}-`))
    .map((rule) => textValue(rule.name, module.nameRange));
}

function namedRule(name: Value): { ports: Value; protocol: Value } | undefined {
  const row = name.known ? rows().find((rule) => rule.name === name.text) : undefined;
  if (!row) return undefined;
  const ports = row.protocol === "-1" ? "*" : row.from === row.to ? String(row.from) : `${row.from}-${row.to}`;
  return { ports: textValue(ports, name.range), protocol: textValue(row.protocol, name.range) };
}

function rows(): readonly NamedRule[] {
  try {
    return table<readonly NamedRule[]>("security-group-module");
  } catch {
    return [];
  }
}

/** The module takes several networks in one text. */
function split(value: Value): Value[] {
  if (!value.known || !value.text.includes(",")) return [value];
  return value.text.split(",").map((text) => textValue(text.trim(), value.range));
}

function values(node: Node, name: string): Value[] {
  return node.children.filter((child) => child.name === name).flatMap((child) => child.values);
}
