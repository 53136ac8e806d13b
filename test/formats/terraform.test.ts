import assert from "node:assert/strict";
import type { Files } from "../../server/src/document/document.js";
import { noFiles } from "../../server/src/document/document.js";
import type { Node } from "../../server/src/document/node.js";
import { terraform } from "../../server/src/formats/terraform/terraform.js";
import { terraformFacts } from "../../server/src/formats/terraform/terraform-facts.js";

function folder(files: Readonly<Record<string, string>>): Files {
  return {
    read: (path) => files[path],
    list: (name) =>
      Object.keys(files)
        .filter((path) => path.startsWith(name) && !path.slice(name.length).includes("/"))
        .map((path) => path.slice(name.length))
        .sort(),
  };
}

async function parse(files: Readonly<Record<string, string>>, path = "main.tf") {
  return terraform.parse(path, files[path]!, folder(files));
}

function fact(name: string) {
  const found = terraformFacts.find((one) => one.signature.includes(name));
  assert.ok(found, name);
  return found.handler;
}

async function valuesOf(files: Readonly<Record<string, string>>, name: string): Promise<string[]> {
  const document = await parse(files);
  return document.named(name).flatMap((node) => node.values.map((value) => (value.known ? value.text : "?")));
}

describe("terraform: values", () => {
  it("knows what other resources are given, but no secret", async () => {
    const text = `
      resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
      resource "aws_x" "a" { net = aws_vpc.main.cidr_block }
      resource "aws_x" "b" { net = aws_vpc.main[0].id }
      resource "aws_db_instance" "d" { password = "correct-horse-7" }
      resource "aws_x" "c" { net = aws_db_instance.d.password }`;
    assert.deepEqual(await valuesOf({ "main.tf": text }, "net"), ["10.0.0.0/16", "?", "?"]);
  });

  it("reads files of the workspace and nothing else", async () => {
    const text = `
      resource "x" "a" { body = file("\${path.module}/motd") }
      resource "x" "b" { body = templatefile("hello.tftpl", { name = "Anna" }) }
      resource "x" "c" { body = templatefile("hello.tftpl", { name = var.name }) }
      resource "x" "d" { body = file("/etc/passwd") }
      resource "x" "e" { body = file("../../../secret") }`;
    const files = { "main.tf": text, motd: "welcome", "hello.tftpl": `Hello \${name}` };
    assert.deepEqual(await valuesOf(files, "body"), ["welcome", "Hello Anna", "?", "?", "?"]);
  });

  it("follows for_each and leaves out what is never made", async () => {
    const text = `
      resource "x" "a" {
        for_each = { ssh = 22, web = 443 }
        port     = each.value
      }
      resource "x" "b" {
        count = 0
        port  = 1
      }
      resource "x" "c" {
        for_each = var.unknown
        port     = each.value
      }`;
    assert.deepEqual(await valuesOf({ "main.tf": text }, "port"), ["22", "443", "?"]);
  });
});

describe("terraform: what can be computed", () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ["for over a list", `[for port in [22, 443] : port + 1]`, ["23", "444"]],
    ["for with a condition", `[for c in ["10.0.0.0/8", "::/0"] : c if c != "::/0"]`, ["10.0.0.0/8"]],
    ["for over a map", `[for name, rule in { ssh = { port = 22 }, web = { port = 443 } } : "\${name}-\${rule.port}"]`, ["ssh-22", "web-443"]],
    ["for that makes a map", `{ for c in ["a", "b"] : c => upper(c) }["b"]`, ["B"]],
    ["for with an unknown test", `[for c in ["a", "b"] : c if var.open]`, ["?"]],
    ["for over something unknown", `[for c in var.list : c]`, ["?"]],
    ["a nested for", `flatten([for a in ["x", "y"] : [for b in [1, 2] : "\${a}\${b}"]])`, ["x1", "x2", "y1", "y2"]],
    ["a splat", `[{ port = 22 }, { port = 443 }][*].port`, ["22", "443"]],
    ["an old splat", `local.rules.*.port`, ["22", "8080"]],
    ["a splat over what is no list", `local.one[*].port`, ["25"]],
    ["values of a map, in order", `values({ b = 2, a = 1 })`, ["1", "2"]],
    ["keys", `keys({ b = 2, a = 1 })`, ["a", "b"]],
    ["lookup", `lookup({ dev = "10.0.0.0/8" }, "prod", "::/0")`, ["::/0"]],
    ["lookup in an open map", `lookup({ (var.x) = 1 }, "prod", "::/0")`, ["?"]],
    ["element goes round", `element(["a", "b"], 3)`, ["b"]],
    ["length", `length(["a", "b"]) > 1 ? "many" : "few"`, ["many"]],
    ["length of what is not known", `length(concat(var.x, ["a"])) > 1 ? "many" : "few"`, ["?"]],
    ["split and replace", `split(",", replace("a;b", ";", ","))`, ["a", "b"]],
    ["contains", `contains(["a"], "a") ? 1 : 2`, ["1"]],
    ["range", `range(20, 23)`, ["20", "21", "22"]],
    ["zipmap", `zipmap(["a", "b"], [1, 2]).b`, ["2"]],
    ["networks within networks", `cidrsubnet("10.20.0.0/16", 8, 3)`, ["10.20.3.0/24"]],
    ["networks that do not fit", `cidrsubnet("10.20.0.0/16", 20, 3)`, ["?"]],
    ["a member of what a call gives", `merge({ port = 1 }, { port = 22 }).port`, ["22"]],
    ["JSON of a file", `jsondecode(file("rules.json")).cidrs`, ["10.0.0.0/8", "::/0"]],
    ["a data source's own arguments", `data.aws_vpc.shared.cidr_block`, ["10.9.0.0/16"]],
    ["a data source that is asked", `data.aws_vpc.shared.arn`, ["?"]],
    ["a rendered template", `data.template_file.hello.rendered`, ["Hello Anna"]],
    ["what a terraform_data holds", `terraform_data.ports.output`, ["22", "23"]],
    ["a name that a for hides", `[for local in [{ rules = 1 }] : local.rules]`, ["1"]],
    ["a for that is half typed", `[for c in [1, 2] : ]`, ["?", "?"]],
  ];
  for (const [what, expression, expected] of cases) {
    const rest = `
      locals {
        rules = [{ port = 22 }, { port = 8080 }]
        one   = { port = 25 }
      }
      data "aws_vpc" "shared" { cidr_block = "10.9.0.0/16" }
      data "template_file" "hello" {
        template = "Hello $\${name}"
        vars     = { name = "Anna" }
      }
      resource "terraform_data" "ports" { input = [22, 23] }`;
    const files = { "rest.tf": rest, "rules.json": `{"cidrs": ["10.0.0.0/8", "::/0"]}` };
    it(what, async () => {
      assert.deepEqual(await valuesOf({ ...files, "main.tf": `resource "x" "y" {\n  given = ${expression}\n}\n` }, "given"), expected);
    });
    it(`${what}, in JSON`, async () => {
      const json = JSON.stringify({ resource: { x: { y: { given: `\${${expression}}` } } } });
      const document = await parse({ ...files, "main.tf.json": json }, "main.tf.json");
      const values = document.named("given").flatMap((node) => node.values.map((value) => (value.known ? value.text : "?")));
      assert.deepEqual(values, expected);
    });
  }
});

describe("terraform: what would take too long", () => {
  const cases: Readonly<Record<string, string>> = {
    "fors in fors": `[for a in range(400) : [for b in range(400) : [for c in range(400) : [for d in range(400) : d]]]]`,
    "a text that grows": `replace(replace("\${local.long}", "a", local.long), "a", local.long)`,
    "a long list in one text": `join(local.long, [for a in range(400) : local.long])`,
    "fors that are never closed": "[for a in ".repeat(2000),
    "brackets behind a for": `[for a in b : ${"[{(".repeat(5000)}`,
    "splats of splats": `local.list${"[*]".repeat(5000)}`,
  };
  for (const [what, expression] of Object.entries(cases))
    it(`${what} is left`, async () => {
      const start = performance.now();
      const long = "a".repeat(20_000);
      const text = `locals {\n  long = "${long}"\n  list = [1, 2]\n}\nresource "x" "y" {\n  given = ${expression}\n}\n`;
      const document = await parse({ "main.tf": text });
      const size = document.named("given").flatMap((node) => node.values).length;
      assert.ok(size < 1_000_000);
      assert.ok(performance.now() - start < 5000, `${performance.now() - start} ms`);
    });
});

describe("terraform: modules of the workspace", () => {
  it("tell what they give back", async () => {
    const files = {
      "main.tf": `
        module "net" {
          source = "./net"
          base   = "10.0.0.0/8"
        }
        module "far" { source = "terraform-aws-modules/vpc/aws" }
        resource "aws_x" "a" { given = module.net.cidr }
        resource "aws_x" "b" { given = module.net.ports[1] }
        resource "aws_x" "c" { given = module.net.db_password }
        resource "aws_x" "d" { given = module.far.cidr }
        resource "aws_x" "e" { given = module.net.inner }
        resource "aws_x" "f" { given = module.net.itself }`,
      "net/main.tf": `
        variable "base" {}
        module "inner" {
          source = "./inner"
          what   = var.base
        }
        output "cidr" { value = cidrsubnet(var.base, 8, 1) }
        output "ports" { value = [22, 443] }
        output "db_password" { value = "correct-horse-7" }
        output "inner" { value = module.inner.same }
        output "itself" { value = module.inner.missing }`,
      "net/inner/main.tf": `
        variable "what" {}
        output "same" { value = "\${var.what}" }`,
    };
    assert.deepEqual(await valuesOf(files, "given"), ["10.1.0.0/16", "443", "?", "?", "10.0.0.0/8", "?"]);
  });

  it("that give each other what they give back do not hang", async () => {
    const files = {
      "main.tf": `
        module "a" {
          source = "./m"
          in     = module.b.out
        }
        module "b" {
          source = "./m"
          in     = module.a.out
        }
        resource "aws_x" "a" { given = module.a.out }`,
      "m/main.tf": `variable "in" {}\noutput "out" { value = var.in }\n`,
    };
    assert.deepEqual(await valuesOf(files, "given"), ["?"]);
  });

  it("make nothing where the call says so", async () => {
    const files = {
      "main.tf": `module "a" {\n  source = "./m"\n  open   = false\n  port   = 22\n}\n`,
      "m/main.tf": `variable "open" { default = true }\nvariable "port" {}\nresource "x" "y" {\n  count = var.open ? 1 : 0\n  port  = var.port\n}\n`,
    };
    assert.deepEqual(await valuesOf(files, "port"), ["22"]);
  });

  const files = {
    "main.tf": `module "a" {\n  source = "./m"\n  port   = 22\n}\nmodule "b" {\n  source = "./m"\n  port   = var.port\n}\n`,
    "m/main.tf": `variable "port" {}\nvariable "open" {\n  default = true\n}\nresource "x" "y" {\n  port = var.port\n  open = var.open\n}\n`,
  };

  it("are followed one call at a time, and only what the call gives has a place", async () => {
    const document = await parse(files);
    const made = document.named("y").length === 0 ? document.named("x") : [];
    assert.equal(made.length, 2);
    const [first, second] = made.map((node) => node.children.find((child) => child.name === "port")!);
    assert.equal(files["main.tf"].slice(first!.range.start, first!.range.end), "22");
    assert.equal(second!.values[0]!.known, false);
    assert.equal(made[0]!.range.start, -1);
    assert.equal(made[0]!.children.find((child) => child.name === "open")!.range.start, -1);
  });

  it("give places only to what stands in the file of the first call", async () => {
    const nested = {
      "main.tf": `module "a" {\n  source = "./m"\n  port   = 22\n}\n`,
      "m/main.tf": `variable "port" {}\nmodule "b" {\n  source = "./n"\n  port   = var.port\n  wide   = true\n}\n`,
      "m/n/main.tf": `variable "port" {}\nvariable "wide" {}\nresource "x" "y" {\n  port = var.port\n  wide = var.wide\n}\n`,
    };
    const [port, wide] = (await parse(nested)).named("x")[0]!.children;
    assert.deepEqual([port!.values[0]!.text, wide!.values[0]!.text], ["22", "true"]);
    assert.equal(nested["main.tf"].slice(port!.range.start, port!.range.end), "22");
    assert.equal(wide!.range.start, -1);
  });

  it("that call each other do not hang", async () => {
    const looping = {
      "main.tf": `module "a" {\n  source = "./m"\n  v = 1\n}\n`,
      "m/main.tf": `module "b" {\n  source = "../m"\n  v = 2\n}\nresource "x" "y" {}\n`,
    };
    assert.ok((await parse(looping)).named("x").length > 0);
  });
});

describe("terraform: the folder", () => {
  it("tells who names a resource, also from other files and through known attributes", async () => {
    const files = {
      "main.tf": `resource "aws_s3_bucket" "logs" {\n  bucket = "logs"\n}\nresource "aws_x" "own" {\n  bucket = aws_s3_bucket.logs.bucket\n}\n`,
      "other.tf": `resource "aws_x" "other" {\n  bucket = aws_s3_bucket.logs.id\n}\nresource "aws_x" "none" {\n  bucket = "logs"\n}\n`,
    };
    const document = await parse(files);
    const bucket = document.named("aws_s3_bucket")[0]!;
    const labels = (fact("referrers(")(bucket, "aws_x") as Node[]).map((node) => node.values[0]!.text);
    assert.deepEqual(labels, ["own", "other"]);
    const own = document.named("bucket")[1]!;
    assert.deepEqual((fact("targets(")(own) as Node[]).map((node) => node.name), ["aws_s3_bucket"]);
  });

  it("reads durations", () => {
    const seconds = fact("seconds(");
    for (const [text, count] of Object.entries({ "7776000s": 7776000, "1h30m": 5400, P90D: 7776000, PT8H: 28800, "2d": 172800 }))
      assert.equal(seconds(text), BigInt(count));
    assert.throws(() => seconds("soon"));
  });
});

describe("terraform: plans and states", () => {
  const values = { cidr_blocks: ["10.0.0.0/8", null], tags: null, ingress: [], policy: `{"Statement":[{"Effect":"Allow"}]}` };
  const plan = JSON.stringify(
    {
      format_version: "1.2",
      terraform_version: "1.9.5",
      planned_values: {
        root_module: {
          resources: [{ address: "aws_x.a", mode: "managed", type: "aws_x", name: "a", values }],
          child_modules: [{ resources: [{ address: "module.m.aws_y.b[0]", mode: "managed", type: "aws_y", name: "b", values: {} }] }],
        },
      },
      resource_changes: [
        { address: "aws_x.a", change: { after_unknown: { vpc_id: true, tags: {} } } },
        { address: "module.m.aws_y.b[0]", change: { after_unknown: { id: true } } },
      ],
      configuration: {
        root_module: {
          resources: [{ address: "aws_x.a", expressions: { vpc_id: { references: ["aws_vpc.main.id", "aws_vpc.main"] } } }],
        },
      },
    },
    null,
    2,
  );

  it("give resources with their places; what is known after apply is unknown", async () => {
    const document = await terraform.parse("plan.json", plan, noFiles);
    const resource = document.named("aws_x")[0]!;
    assert.deepEqual(resource.children.map((child) => child.name).sort(), ["cidr_blocks", "policy", "vpc_id"]);
    const cidrs = document.named("cidr_blocks")[0]!;
    assert.deepEqual(cidrs.values.map((value) => value.known), [true, false]);
    assert.equal(plan.slice(cidrs.values[0]!.range.start, cidrs.values[0]!.range.end), "10.0.0.0/8");
    assert.equal(document.named("Statement").length, 1);
    assert.deepEqual(fact("references(")(document.named("vpc_id")[0]!), ["aws_vpc.main"]);
    assert.equal(document.named("aws_y").length, 1);
    assert.equal(document.format.generated, true);
  });

  it("give the instances of a state file", async () => {
    const state = JSON.stringify({
      version: 4,
      terraform_version: "1.9.5",
      serial: 3,
      resources: [{ mode: "managed", type: "aws_x", name: "a", instances: [{ attributes: { open: true } }, { attributes: {} }] }],
    });
    const document = await terraform.parse("terraform.tfstate", state, noFiles);
    assert.equal(document.named("aws_x").length, 2);
    assert.equal(document.named("open").length, 1);
  });

  it("that are cut off give what stands there", async () => {
    for (let end = 0; end < plan.length; end += 37) await terraform.parse("plan.json", plan.slice(0, end), noFiles);
  });
});
