import type { Document } from "../../document/document.js";
import { type Node, textValue, type Value } from "../../document/node.js";
import { cover, type Range } from "../../text/range.js";
import { makeOpening, portsOf } from "./make-opening.js";
import { moduleOpenings } from "./module-openings.js";

/** What the resources of a Terraform document admit from the network, in all the forms that the providers know. */
export function terraformOpenings(document: Document): Node[] {
  const found: Node[] = [];
  for (const top of document.root.children) {
    if (top.name === "module") found.push(...moduleOpenings(top));
    if (top.name !== "resource") continue;
    for (const resource of top.children) found.push(...resourceOpenings(resource));
  }
  return found;
}

function resourceOpenings(resource: Node): Node[] {
  switch (resource.name) {
    case "aws_security_group":
    case "aws_default_security_group":
      return all(resource, "ingress").flatMap(awsRule);
    case "aws_security_group_rule":
      return is(resource, "type", "ingress") ? awsRule(resource) : [];
    case "aws_vpc_security_group_ingress_rule":
      return awsRule(resource);
    case "aws_network_acl":
    case "aws_default_network_acl":
      return all(resource, "ingress").flatMap(aclRule);
    case "aws_network_acl_rule":
      return is(resource, "egress", "true") || unknownAt(resource, "egress") ? [] : aclRule(resource);
    case "azurerm_network_security_group":
      return all(resource, "security_rule").flatMap(azureRule);
    case "azurerm_network_security_rule":
      return azureRule(resource);
    case "google_compute_firewall":
      return googleRule(resource);
    default:
      return [];
  }
}

const awsSources = ["cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6"];

/** A rule of an AWS security group: one opening for each list of addresses. */
function awsRule(rule: Node): Node[] {
  const protocol = one(rule, "protocol") ?? one(rule, "ip_protocol");
  const ports = portsOf(one(rule, "from_port"), one(rule, "to_port"), protocol);
  return awsSources.flatMap((name) =>
    all(rule, name)
      .filter((source) => source.values.length > 0)
      .map((source) => makeOpening(rule, source.values, ports, protocol, underline(source))),
  );
}

function aclRule(rule: Node): Node[] {
  const action = one(rule, "rule_action") ?? one(rule, "action");
  if (action && (!action.known || action.text.toLowerCase() !== "allow")) return [];
  const protocol = one(rule, "protocol");
  // An ACL that admits all traffic is AWS's default: the security groups behind it decide.
  if (!protocol?.known || protocol.text === "-1" || protocol.text === "all") return [];
  const ports = portsOf(one(rule, "from_port"), one(rule, "to_port"), protocol);
  return ["cidr_block", "ipv6_cidr_block"].flatMap((name) =>
    all(rule, name).map((source) => makeOpening(rule, source.values, ports, protocol, underline(source))),
  );
}

/** A rule of an Azure network security group. */
function azureRule(rule: Node): Node[] {
  if (!is(rule, "access", "allow") || !is(rule, "direction", "inbound")) return [];
  const sources = [...values(rule, "source_address_prefix"), ...values(rule, "source_address_prefixes")];
  if (sources.length === 0) return [];
  const protocol = one(rule, "protocol");
  const found: Node[] = [];
  for (const name of ["destination_port_range", "destination_port_ranges"]) {
    for (const ports of values(rule, name)) found.push(makeOpening(rule, sources, ports, protocol, ports.range));
  }
  return found;
}

/** A Google Cloud firewall: every `allow` with the sources of the whole. */
function googleRule(firewall: Node): Node[] {
  if (is(firewall, "direction", "egress") || unknownAt(firewall, "direction")) return [];
  if (is(firewall, "disabled", "true") || unknownAt(firewall, "disabled")) return [];
  let sources: readonly Value[] = values(firewall, "source_ranges");
  if (sources.length === 0) {
    const restricted = ["source_tags", "source_service_accounts", "source_ranges"].some(
      (name) => all(firewall, name).length > 0,
    );
    // Without any source the rule holds for every address.
    if (restricted || firewall.open) return [];
    sources = [textValue("0.0.0.0/0", firewall.nameRange)];
  }
  return all(firewall, "allow").flatMap((allow) => {
    const protocol = one(allow, "protocol");
    const ports = values(allow, "ports");
    if (ports.length > 0) return ports.map((value) => makeOpening(allow, sources, value, protocol, value.range));
    if (all(allow, "ports").some((node) => node.open)) return [];
    return [makeOpening(allow, sources, textValue("*", allow.nameRange), protocol, protocol?.range ?? allow.nameRange)];
  });
}

function all(node: Node, name: string): Node[] {
  return node.children.filter((child) => child.name === name);
}

function values(node: Node, name: string): Value[] {
  return all(node, name).flatMap((child) => child.values);
}

function one(node: Node, name: string): Value | undefined {
  return values(node, name)[0];
}

function is(node: Node, name: string, text: string): boolean {
  const value = one(node, name);
  return value?.known === true && value.text.toLowerCase() === text;
}

function unknownAt(node: Node, name: string): boolean {
  return values(node, name).some((value) => !value.known);
}

function underline(source: Node): Range {
  const ranges = source.values.map((value) => value.range).filter((range) => range.start >= 0);
  return ranges.length > 0 ? ranges.reduce(cover) : source.range;
}
