import assert from "node:assert/strict";
import { join } from "node:path";
import { diskHost } from "../../server/src/disk.js";
import { Project } from "../../server/src/project/project.js";
import { withFiles } from "../support.js";

interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly path: string;
}

/**
 * What is found in each case's file, as `LINE RULE`, of the rules that are named. Every case has a folder of its own.
 */
async function foundIn(
  cases: Readonly<Record<string, Case>>,
  rules: readonly string[],
): Promise<Map<string, readonly string[]>> {
  const names = Object.keys(cases);
  const files: Record<string, string> = {};
  for (const [i, { files: own }] of Object.values(cases).entries())
    for (const [path, text] of Object.entries(own)) files[`${i}/${path}`] = text;
  return withFiles(files, async (folder) => {
    const project = await Project.open(diskHost(), { root: folder, noConfig: true });
    const found = new Map<string, readonly string[]>();
    for (const [i, name] of names.entries()) {
      const { path, files: own } = cases[name]!;
      const { findings } = await project.lintFile(join(folder, String(i), path));
      const lines = findings
        .filter(({ id }) => rules.includes(id))
        .map(({ id, range }) => `${own[path]!.slice(0, range.start).split("\n").length} ${id}`);
      found.set(name, lines);
    }
    return found;
  });
}

/** A test for each case: how often the rule reports in it `holds`. */
function testEach(
  verb: string,
  rule: string,
  cases: Readonly<Record<string, Case | string>>,
  holds: (count: number) => boolean,
): void {
  const whole = Object.fromEntries(
    Object.entries(cases).map(([name, one]) => [
      name,
      typeof one === "string" ? { files: { "main.tf": one }, path: "main.tf" } : one,
    ]),
  );
  let found: Promise<Map<string, readonly string[]>> | undefined;
  for (const name of Object.keys(whole))
    it(`${verb} ${name}`, async () => {
      found ??= foundIn(whole, [rule]);
      const lines = (await found).get(name)!;
      assert.ok(holds(lines.length), `found: ${lines.join(", ")}`);
    });
}

describe("Terraform: access documents", function () {
  this.timeout(60_000);
  const json = `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["*"], "Resource": "*"}]}`;
  const hcl = `{ Statement = [{ Effect = "Allow", Action = "*", Resource = ["*"] }] }`;
  const forms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    jsonencode: { "main.tf": `resource "aws_iam_policy" "a" {\n  policy = jsonencode(${hcl})\n}\n` },
    "a here-document": { "main.tf": `resource "aws_iam_policy" "a" {\n  policy = <<-EOT\n    ${json}\n  EOT\n}\n` },
    "a here-document with holes": {
      "main.tf": `resource "aws_iam_role_policy" "a" {\n  policy = <<EOT\n${json.replace('"Statement"', `"Id": "$\{var.id}", "Statement"`)}\nEOT\n}\n`,
    },
    "a quoted text": { "main.tf": `resource "aws_iam_group_policy" "a" {\n  policy = ${JSON.stringify(json)}\n}\n` },
    "a data document, where Effect is Allow when absent": {
      "main.tf": `data "aws_iam_policy_document" "a" {\n  statement {\n    actions   = ["*"]\n    resources = ["*"]\n  }\n}\n`,
    },
    "a data document with a dynamic statement": {
      "main.tf": `data "aws_iam_policy_document" "a" {\n  dynamic "statement" {\n    for_each = var.more\n    content {\n      actions   = ["*"]\n      resources = ["*"]\n    }\n  }\n}\n`,
    },
    "a file beside it": {
      "main.tf": `resource "aws_iam_policy" "a" {\n  policy = file("$\{path.module}/all.json")\n}\n`,
      "all.json": json,
    },
    "a template beside it": {
      "main.tf": `resource "aws_iam_policy" "a" {\n  policy = templatefile("all.json.tftpl", { effect = "Allow" })\n}\n`,
      "all.json.tftpl": json.replace('"Allow"', `"$\{effect}"`),
    },
    "a local that another file encodes": {
      "locals.tf": `locals {\n  everything = ${hcl}\n}\n`,
      "main.tf": `resource "aws_iam_policy" "a" {\n  policy = jsonencode(local.everything)\n}\n`,
    },
    "a local, where it is written and not where it is used": {
      "main.tf": `locals {\n  everything = ${hcl}\n}\nresource "aws_iam_policy" "a" {\n  policy = jsonencode(local.everything)\n}\n`,
    },
    "a choice between two": {
      "main.tf": `resource "aws_iam_policy" "a" {\n  policy = true ? jsonencode(${hcl}) : ""\n}\n`,
    },
    "an item of for_each": {
      "main.tf": `resource "aws_iam_policy" "a" {\n  for_each = { all = ${hcl} }\n  policy   = jsonencode(each.value)\n}\n`,
    },
    "an inline policy of a role": {
      "main.tf": `resource "aws_iam_role" "a" {\n  inline_policy {\n    name   = "a"\n    policy = jsonencode(${hcl})\n  }\n}\n`,
    },
    "a permission set": {
      "main.tf": `resource "aws_ssoadmin_permission_set_inline_policy" "a" {\n  inline_policy = jsonencode(${hcl})\n}\n`,
    },
    "a resource policy": {
      "main.tf": `resource "aws_sqs_queue_policy" "a" {\n  policy = jsonencode({ Statement = { Effect = "Allow", Principal = { AWS = "123456789012" }, Action = "*", Resource = "*" } })\n}\n`,
    },
    "an argument of a module": {
      "main.tf": `module "a" {\n  source = "./m"\n  policy = jsonencode(${hcl})\n}\n`,
      "m/main.tf": `variable "policy" {}\nresource "aws_iam_policy" "a" {\n  policy = var.policy\n}\n`,
    },
    "a plan": {
      "plan.json": JSON.stringify(
        {
          format_version: "1.2",
          terraform_version: "1.9.5",
          planned_values: {
            root_module: {
              resources: [
                { address: "aws_iam_policy.a", mode: "managed", type: "aws_iam_policy", name: "a", values: { policy: json } },
              ],
            },
          },
        },
        null,
        2,
      ),
    },
    "a document of its own": { "all-policy.json": json },
    "a role of Google Cloud": {
      "main.tf": `resource "google_project_iam_binding" "a" {\n  role    = "roles/owner"\n  members = ["group:ops@example.com"]\n}\n`,
    },
    "a policy of Google Cloud": {
      "main.tf": `data "google_iam_policy" "a" {\n  binding {\n    role    = "roles/editor"\n    members = ["group:ops@example.com"]\n  }\n}\n`,
    },
    "a role definition of Azure": {
      "main.tf": `resource "azurerm_role_definition" "a" {\n  permissions {\n    actions = ["*"]\n  }\n}\n`,
    },
    "an assignment of Azure": {
      "main.tf": `resource "azurerm_role_assignment" "a" {\n  role_definition_name = "Owner"\n}\n`,
    },
  };
  const cases = Object.fromEntries(
    Object.entries(forms).map(([form, files]) => [form, { files, path: Object.keys(files)[0]! }]),
  );
  testEach("are found once in", "wildcard-permission", cases, (count) => count === 1);

  const harmless: Readonly<Record<string, string>> = {
    "Deny": `resource "aws_iam_policy" "a" {\n  policy = jsonencode({ Statement = [{ Effect = "Deny", Action = "*", Resource = "*" }] })\n}\n`,
    "an effect that is not known": `resource "aws_iam_policy" "a" {\n  policy = jsonencode({ Statement = [{ Effect = var.effect, Action = "*", Resource = "*" }] })\n}\n`,
    "actions that are not known": `resource "aws_iam_policy" "a" {\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = var.actions, Resource = "*" }] })\n}\n`,
    "one bucket": `resource "aws_iam_policy" "a" {\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:*", Resource = ["arn:aws:s3:::a", "arn:aws:s3:::a/*"] }] })\n}\n`,
    "a service that has no resources, to read": `data "aws_iam_policy_document" "a" {\n  statement {\n    actions   = ["cloudwatch:ListMetrics", "ec2:DescribeInstances"]\n    resources = ["*"]\n  }\n}\n`,
    "a key's own policy": `resource "aws_kms_key" "a" {\n  enable_key_rotation = true\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::123456789012:root" }, Action = "kms:*", Resource = "*" }] })\n}\n`,
  };
  testEach("say nothing of", "wildcard-permission", harmless, (count) => count === 0);
});

describe("Terraform: networks", function () {
  this.timeout(60_000);
  const inline = (rule: string) => `resource "aws_security_group" "a" {\n  ingress {\n    ${rule}\n  }\n}\n`;
  const ssh = "from_port = 22\n    to_port = 22\n    protocol = \"tcp\"";
  const open: Readonly<Record<string, string>> = {
    "a block": inline(`${ssh}\n    cidr_blocks = ["0.0.0.0/0"]`),
    "an attribute with nulls": `resource "aws_security_group" "a" {\n  ingress = [{ from_port = 22, to_port = 22, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"], ipv6_cidr_blocks = null, prefix_list_ids = null, security_groups = null, self = null, description = null }]\n}\n`,
    "a rule beside the group": `resource "aws_security_group_rule" "a" {\n  type = "ingress"\n  ${ssh}\n  cidr_blocks = ["0.0.0.0/0"]\n}\n`,
    "a rule of the newer kind": `resource "aws_vpc_security_group_ingress_rule" "a" {\n  from_port = 22\n  to_port = 22\n  ip_protocol = "tcp"\n  cidr_ipv4 = "0.0.0.0/0"\n}\n`,
    "a rule of the newer kind for all protocols": `resource "aws_vpc_security_group_ingress_rule" "a" {\n  ip_protocol = "-1"\n  cidr_ipv6 = "::/0"\n}\n`,
    "the default group": `resource "aws_default_security_group" "a" {\n  ingress {\n    ${ssh}\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n}\n`,
    "self beside an open rule": `resource "aws_security_group" "a" {\n  ingress {\n    from_port = 0\n    to_port = 0\n    protocol = "-1"\n    self = true\n  }\n  ingress {\n    ${ssh}\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n}\n`,
    "the protocol as a number": inline(`from_port = 22\n    to_port = 22\n    protocol = "6"\n    cidr_blocks = ["0.0.0.0/0"]`),
    "the protocol as a bare number": inline(`from_port = 22\n    to_port = 22\n    protocol = 6\n    cidr_blocks = ["0.0.0.0/0"]`),
    "the protocol in capitals": inline(`from_port = 22\n    to_port = 22\n    protocol = "TCP"\n    cidr_blocks = ["0.0.0.0/0"]`),
    "every protocol": inline(`from_port = 0\n    to_port = 0\n    protocol = "-1"\n    cidr_blocks = ["0.0.0.0/0"]`),
    "every protocol by name": inline(`from_port = 0\n    to_port = 0\n    protocol = "all"\n    cidr_blocks = ["0.0.0.0/0"]`),
    "a range": inline(`from_port = 20\n    to_port = 30\n    protocol = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]`),
    "ports as texts": inline(`from_port = "22"\n    to_port = "22"\n    protocol = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]`),
    "any address with prefix 0": inline(`${ssh}\n    cidr_blocks = ["0.0.2.0/0"]`),
    "IPv6": inline(`${ssh}\n    ipv6_cidr_blocks = ["::/0"]`),
    "IPv6 in full": inline(`${ssh}\n    ipv6_cidr_blocks = ["0000:0000:0000:0000:0000:0000:0000:0000/0"]`),
    "IPv6 with short groups": inline(`${ssh}\n    ipv6_cidr_blocks = ["0:0:0:0:0:0:0:0/0"]`),
    "IPv6 written as IPv4": inline(`${ssh}\n    ipv6_cidr_blocks = ["::0.0.0.0/0"]`),
    "one of several networks": inline(`${ssh}\n    cidr_blocks = [var.office, "10.0.0.0/8", "0.0.0.0/0"]`),
    "a list by a local": `locals {\n  all = ["0.0.0.0/0"]\n}\n${inline(`${ssh}\n    cidr_blocks = concat(var.more, local.all)`)}`,
    "a dynamic block of something unknown": `resource "aws_security_group" "a" {\n  dynamic "ingress" {\n    for_each = var.rules\n    content {\n      ${ssh}\n      cidr_blocks = ["0.0.0.0/0"]\n    }\n  }\n}\n`,
    "an access list": `resource "aws_network_acl" "a" {\n  ingress {\n    rule_no = 1\n    action = "allow"\n    protocol = "tcp"\n    from_port = 22\n    to_port = 22\n    cidr_block = "0.0.0.0/0"\n  }\n}\n`,
    "a rule of an access list": `resource "aws_network_acl_rule" "a" {\n  rule_number = 1\n  egress = false\n  rule_action = "allow"\n  protocol = "tcp"\n  from_port = 22\n  to_port = 22\n  ipv6_cidr_block = "::/0"\n}\n`,
    "a group of Azure": `resource "azurerm_network_security_group" "a" {\n  security_rule {\n    direction = "Inbound"\n    access = "Allow"\n    protocol = "Tcp"\n    destination_port_range = "22"\n    source_address_prefix = "*"\n  }\n}\n`,
    "a rule of Azure with a list of ranges": `resource "azurerm_network_security_rule" "a" {\n  direction = "Inbound"\n  access = "Allow"\n  protocol = "*"\n  destination_port_ranges = ["443", "20-25"]\n  source_address_prefix = "Internet"\n}\n`,
    "a rule of Azure from /0": `resource "azurerm_network_security_rule" "a" {\n  direction = "inbound"\n  access = "allow"\n  protocol = "Tcp"\n  destination_port_range = "*"\n  source_address_prefixes = ["10.0.0.0/8", "0.0.0.0/0"]\n}\n`,
    "a firewall of Google Cloud": `resource "google_compute_firewall" "a" {\n  source_ranges = ["0.0.0.0/0"]\n  allow {\n    protocol = "tcp"\n    ports = ["20-30"]\n  }\n}\n`,
    "a firewall of Google Cloud without ports": `resource "google_compute_firewall" "a" {\n  source_ranges = ["::/0"]\n  allow {\n    protocol = "tcp"\n  }\n}\n`,
    "a firewall of Google Cloud without sources": `resource "google_compute_firewall" "a" {\n  allow {\n    protocol = "all"\n  }\n}\n`,
    "a module of the registry by named rules": `module "a" {\n  source = "terraform-aws-modules/security-group/aws"\n  ingress_cidr_blocks = ["0.0.0.0/0"]\n  ingress_rules = ["https-443-tcp", "ssh-tcp"]\n}\n`,
    "a module of the registry by rules with networks": `module "a" {\n  source = "terraform-aws-modules/security-group/aws"\n  ingress_with_cidr_blocks = [{ from_port = 22, to_port = 22, protocol = "tcp", cidr_blocks = "10.0.0.0/8,0.0.0.0/0" }]\n}\n`,
    "a submodule of the registry": `module "a" {\n  source = "terraform-aws-modules/security-group/aws//modules/ssh"\n  ingress_cidr_blocks = ["0.0.0.0/0"]\n}\n`,
    "a network module's access list": `module "a" {\n  source = "terraform-aws-modules/vpc/aws"\n  enable_flow_log = true\n  public_inbound_acl_rules = [{ rule_number = 1, rule_action = "allow", from_port = 22, to_port = 22, protocol = "tcp", cidr_block = "0.0.0.0/0" }]\n}\n`,
  };
  testEach("are found in", "remote-admin-open-to-world", open, (count) => count > 0);

  const shut: Readonly<Record<string, string>> = {
    "egress": `resource "aws_security_group" "a" {\n  egress {\n    ${ssh}\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n}\n`,
    "an egress rule": `resource "aws_security_group_rule" "a" {\n  type = "egress"\n  ${ssh}\n  cidr_blocks = ["0.0.0.0/0"]\n}\n`,
    "one host": inline(`${ssh}\n    cidr_blocks = ["198.51.100.7/32"]\n    ipv6_cidr_blocks = ["2001:db8::7/128"]`),
    "a group as source": inline(`${ssh}\n    security_groups = ["sg-1a2b3c4d"]`),
    "the group itself": inline(`${ssh}\n    self = true`),
    "a prefix list": inline(`${ssh}\n    prefix_list_ids = ["pl-1a2b3c4d"]`),
    "no source at all": inline(ssh),
    "UDP": inline(`from_port = 22\n    to_port = 22\n    protocol = "udp"\n    cidr_blocks = ["0.0.0.0/0"]`),
    "UDP as a number": inline(`from_port = 22\n    to_port = 22\n    protocol = "17"\n    cidr_blocks = ["0.0.0.0/0"]`),
    "the web": inline(`from_port = 443\n    to_port = 443\n    protocol = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]`),
    "sources that are not known": inline(`${ssh}\n    cidr_blocks = var.sources`),
    "ports that are not known": inline(`from_port = var.port\n    to_port = var.port\n    protocol = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]`),
    "a denying access list": `resource "aws_network_acl_rule" "a" {\n  rule_number = 1\n  rule_action = "deny"\n  protocol = "tcp"\n  from_port = 22\n  to_port = 22\n  cidr_block = "0.0.0.0/0"\n}\n`,
    "a denying rule of Azure": `resource "azurerm_network_security_rule" "a" {\n  direction = "Inbound"\n  access = "Deny"\n  protocol = "*"\n  destination_port_range = "22"\n  source_address_prefix = "*"\n}\n`,
    "an outbound rule of Azure": `resource "azurerm_network_security_rule" "a" {\n  direction = "Outbound"\n  access = "Allow"\n  protocol = "*"\n  destination_port_range = "22"\n  source_address_prefix = "*"\n}\n`,
    "a service of Azure": `resource "azurerm_network_security_rule" "a" {\n  direction = "Inbound"\n  access = "Allow"\n  protocol = "Tcp"\n  destination_port_range = "22"\n  source_address_prefix = "AzureLoadBalancer"\n}\n`,
    "egress of Google Cloud": `resource "google_compute_firewall" "a" {\n  direction = "EGRESS"\n  allow {\n    protocol = "tcp"\n  }\n}\n`,
    "a disabled firewall of Google Cloud": `resource "google_compute_firewall" "a" {\n  disabled = true\n  source_ranges = ["0.0.0.0/0"]\n  allow {\n    protocol = "tcp"\n  }\n}\n`,
    "a firewall for tagged machines": `resource "google_compute_firewall" "a" {\n  source_tags = ["web"]\n  allow {\n    protocol = "tcp"\n  }\n}\n`,
    "the half of all addresses": inline(`${ssh}\n    cidr_blocks = ["0.0.0.0/1"]`),
    "a module without rules": `module "a" {\n  source = "terraform-aws-modules/security-group/aws"\n  ingress_cidr_blocks = ["0.0.0.0/0"]\n}\n`,
    "a resource that is never made": `resource "aws_security_group_rule" "a" {\n  count = 0\n  type = "ingress"\n  ${ssh}\n  cidr_blocks = ["0.0.0.0/0"]\n}\n`,
  };
  testEach("say nothing of", "remote-admin-open-to-world", shut, (count) => count === 0);
});

describe("Terraform: what others take for a mistake", function () {
  this.timeout(60_000);
  const cases: Readonly<Record<string, readonly [rule: string, text: string]>> = {
    "a database whose public address is not mentioned": [
      "database-open-to-network",
      `resource "aws_db_instance" "a" {\n  storage_encrypted = true\n}\n`,
    ],
    "a replica, which is encrypted as its source is": [
      "unencrypted-storage",
      `resource "aws_db_instance" "a" {\n  replicate_source_db = aws_db_instance.main.identifier\n}\n`,
    ],
    "a database from a snapshot": [
      "unencrypted-storage",
      `resource "aws_db_instance" "a" {\n  snapshot_identifier = "rds:main-2026"\n}\n`,
    ],
    "a bucket without a word of encryption": [
      "unencrypted-storage",
      `resource "aws_s3_bucket" "a" {\n  bucket = "a"\n}\n`,
    ],
    "a listener that only sends browsers on, also on port 80": [
      "no-https-redirect",
      `resource "aws_lb_listener" "a" {\n  port     = 80\n  protocol = "HTTP"\n  default_action {\n    type = "redirect"\n    redirect {\n      port        = "443"\n      protocol    = "HTTPS"\n      status_code = "HTTP_301"\n    }\n  }\n}\n`,
    ],
    "a listener of a network load balancer for a protocol with TLS of its own": [
      "cleartext-protocol",
      `resource "aws_lb_listener" "a" {\n  port     = 5432\n  protocol = "TCP"\n  default_action {\n    type = "forward"\n  }\n}\n`,
    ],
    "minor versions when nothing is said of them": [
      "automatic-patching-disabled",
      `resource "aws_db_instance" "a" {\n  storage_encrypted = true\n}\n`,
    ],
    "a flow log that names the network by an index": [
      "flow-logs-missing",
      `resource "aws_vpc" "a" {\n  count      = 1\n  cidr_block = "10.0.0.0/16"\n}\nresource "aws_flow_log" "a" {\n  vpc_id = aws_vpc.a[0].id\n}\n`,
    ],
    "a private control plane": [
      "exposed-admin-interface",
      `resource "aws_eks_cluster" "a" {\n  vpc_config {\n    endpoint_public_access = false\n  }\n}\n`,
    ],
    "a module repository without a detector of its own": [
      "no-anomaly-detection",
      `resource "aws_vpc" "a" {\n  cidr_block = "10.0.0.0/16"\n}\n`,
    ],
    "passwords that come from elsewhere": [
      "hardcoded-credential",
      `variable "db_password" {\n  sensitive = true\n  default   = ""\n}\nresource "random_password" "b" {\n  length = 24\n}\nresource "aws_db_instance" "a" {\n  password = var.db_password\n}\nresource "aws_db_instance" "b" {\n  password = random_password.b.result\n}\nresource "aws_db_instance" "c" {\n  password = data.aws_secretsmanager_secret_version.c.secret_string\n}\n`,
    ],
    "the name of a TLS policy that is not known": [
      "weak-tls",
      `resource "aws_lb_listener" "a" {\n  protocol   = "HTTPS"\n  ssl_policy = "ELBSecurityPolicy-TLS13-1-4-2031-01"\n}\n`,
    ],
    "a policy that must have every resource": [
      "wildcard-permission",
      `resource "aws_iam_policy" "a" {\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["ec2:DescribeInstances", "sts:GetCallerIdentity"], Resource = "*" }] })\n}\n`,
    ],
    "a key that cannot be renewed": [
      "rotation-disabled",
      `resource "aws_kms_key" "a" {\n  customer_master_key_spec = "ECC_NIST_P256"\n  key_usage                = "SIGN_VERIFY"\n}\n`,
    ],
    "a role that a service takes": [
      "mfa-not-required",
      `resource "aws_iam_role" "a" {\n  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })\n}\n`,
    ],
    "a database port for the other group": [
      "database-open-to-network",
      `resource "aws_security_group_rule" "a" {\n  type                     = "ingress"\n  from_port                = 5432\n  to_port                  = 5432\n  protocol                 = "tcp"\n  source_security_group_id = aws_security_group.app.id\n}\n`,
    ],
    "metadata where the account asks for tokens": [
      "instance-metadata-v1",
      `resource "aws_ec2_instance_metadata_defaults" "all" {\n  http_tokens = "required"\n}\nresource "aws_instance" "a" {\n  ami = "ami-0abcdef1234567890"\n}\n`,
    ],
  };
  let found: Promise<Map<string, readonly string[]>> | undefined;
  for (const [name, [rule]] of Object.entries(cases))
    it(`${rule} says nothing of ${name}`, async () => {
      found ??= foundIn(
        Object.fromEntries(
          Object.entries(cases).map(([one, [, text]]) => [one, { files: { "main.tf": text }, path: "main.tf" }]),
        ),
        Object.values(cases).map(([of]) => of),
      );
      const lines = (await found).get(name)!;
      assert.deepEqual(
        lines.filter((line) => line.endsWith(` ${rule}`)),
        [],
      );
    });
});
