import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cli, root, withFiles } from "../support.js";

interface Report {
  readonly findings: readonly {
    readonly rule: string;
    readonly path: string;
    readonly range: { readonly start: { readonly line: number } };
    readonly related: readonly {
      readonly path: string;
      readonly message: string;
      readonly range: { readonly start: { readonly line: number } };
    }[];
  }[];
  readonly problems: readonly { readonly path: string; readonly message: string; readonly start?: { line: number } }[];
}

function check(folder: string, ...args: string[]): Report {
  const run = cli(folder, ["check", "--no-config", "--exit-zero", "--format", "json", ...args]);
  assert.equal(run.code, 0, run.err);
  return JSON.parse(run.out) as Report;
}

const brief = (report: Report) =>
  report.findings.map(({ path, range, rule }) => `${path}:${range.start.line} ${rule}`).sort();

const group = `resource "aws_security_group" "ssh" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`;

describe("tenet check: Terraform", () => {
  it("points to the machine behind a group and to the bucket of a trail, also in other files", () =>
    withFiles(
      {
        "live/network.tf": group,
        "live/machines.tf": `\nresource "aws_instance" "way_in" {\n  vpc_security_group_ids = [aws_security_group.ssh.id]\n  metadata_options {\n    http_tokens = "required"\n  }\n}\n`,
        "live/trail.tf": `resource "aws_cloudtrail" "all" {\n  s3_bucket_name        = aws_s3_bucket.logs.id\n  is_multi_region_trail = true\n}\n`,
        "live/buckets.tf.json": `{\n  "resource": {\n    "aws_s3_bucket": {\n      "logs": { "bucket": "logs" }\n    }\n  }\n}\n`,
      },
      (folder) => {
        const { findings } = check(folder, "live", "--all-rules");
        const related = (rule: string) =>
          findings.find((one) => one.rule === rule)?.related.map((one) => `${one.path}:${one.range.start.line}`);
        assert.deepEqual(related("remote-admin-open-to-world"), ["live/machines.tf:2"]);
        assert.deepEqual(related("logs-kept-in-account"), ["live/buckets.tf.json:4"]);
        const text = cli(folder, ["check", "live/network.tf", "--no-config", "--exit-zero"]).out;
        assert.match(text, /see live\/machines\.tf:2:1: this machine stands behind it/);
        const sarif = cli(folder, ["check", "live/network.tf", "--no-config", "--exit-zero", "--format", "sarif"]).out;
        assert.match(sarif, /"uri": "live\/machines\.tf"[\s\S]{0,200}"startLine": 2/);
      },
    ));

  it("says with --show-undecided what it could not know", () =>
    withFiles({ "main.tf": group.replace(`["0.0.0.0/0"]`, "var.sources") }, (folder) => {
      assert.deepEqual(check(folder, ".").findings, []);
      const { out } = cli(folder, ["check", ".", "--no-config", "--show-undecided"]);
      assert.match(out, /undecided remote-admin-open-to-world at main\.tf:6:\d+: unknown var\.sources/);
      assert.match(cli(folder, ["help", "check"]).out, /--show-undecided/);
    }));
});

describe("tenet check: Terraform that is broken", () => {
  it("finds what stands before and after a block that is being typed", () => {
    const typed: readonly string[] = [
      `resource "aws_instance" "new" {\n  ami = \n`,
      `resource "aws_instance" "new" {\n  tags = {\n    Name = "x\n`,
      `resource "aws_insta`,
      `resource "aws_instance" {\n`,
      `module "a" {\n  source = "./\${\n`,
      `resource "aws_instance" "new" {\n  user_data = <<-EOT\n    echo hello\n`,
      `locals {\n  x = [for a in\n`,
      `}`,
    ];
    const files = Object.fromEntries(typed.map((text, i) => [`${i}/main.tf`, `${group}\n${text}\n`]));
    const after = Object.fromEntries(
      typed.filter((_, i) => i !== 5).map((text, i) => [`after${i}/main.tf`, `${text}\n\n${group}`]),
    );
    return withFiles({ ...files, ...after }, (folder) => {
      const report = check(folder, ".");
      const found = new Set(
        report.findings.filter((one) => one.rule === "remote-admin-open-to-world").map((one) => one.path),
      );
      assert.deepEqual([...found].sort(), Object.keys({ ...files, ...after }).sort());
      assert.ok(report.problems.length >= typed.length, JSON.stringify(report.problems));
    });
  });

  it("finds what both sides of a merge conflict hold", () =>
    withFiles(
      {
        "main.tf": `resource "aws_security_group" "a" {\n<<<<<<< HEAD\n  ingress {\n    from_port   = 22\n    to_port     = 22\n    protocol    = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n=======\n  ingress {\n    from_port   = 3389\n    to_port     = 3389\n    protocol    = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n>>>>>>> feature\n}\n`,
      },
      (folder) => {
        const report = check(folder, ".");
        assert.deepEqual(brief(report), [
          "main.tf:14 remote-admin-open-to-world",
          "main.tf:7 remote-admin-open-to-world",
        ]);
        assert.deepEqual(
          report.problems.map((one) => one.start?.line),
          [2, 9, 16],
        );
      },
    ));

  it("judges each of two resources of the same name", () =>
    withFiles({ "a.tf": group, "b.tf": group, "c.tf": group + group }, (folder) => {
      assert.deepEqual(brief(check(folder, ".")), [
        "a.tf:6 remote-admin-open-to-world",
        "b.tf:6 remote-admin-open-to-world",
        "c.tf:14 remote-admin-open-to-world",
        "c.tf:6 remote-admin-open-to-world",
      ]);
    }));

  it("says nothing of providers that it does not know", () =>
    withFiles(
      {
        "main.tf": `terraform {\n  required_providers {\n    acme = {\n      source = "example/acme"\n    }\n  }\n}\nprovider "acme" {\n  endpoint = "https://acme.example.com"\n}\nresource "acme_firewall" "a" {\n  ingress {\n    from_port   = 22\n    to_port     = 22\n    protocol    = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n  encrypted = true\n}\nresource "acme_thing" "b" {\n  count = provider::acme::many("x")\n}\n`,
      },
      (folder) => {
        const report = check(folder, ".", "--all-rules");
        assert.deepEqual(brief(report), []);
        assert.deepEqual(report.problems, []);
      },
    ));

  it("reads a plan of 50 MB with a heap of 1 GB", () =>
    withFiles({}, (folder) => {
      const resources: string[] = [];
      const changes: string[] = [];
      for (let size = 0, i = 0; size < 53_000_000; i++) {
        const values = {
          name: `group-${i}`,
          description: "made by a program",
          ingress: [
            {
              cidr_blocks: [i % 5000 === 0 ? "0.0.0.0/0" : "10.0.0.0/24"],
              from_port: 22,
              to_port: 22,
              protocol: "tcp",
              ipv6_cidr_blocks: [],
            },
          ],
          tags: { Owner: "ops", Name: `group-${i}` },
        };
        const head = {
          address: `aws_security_group.g${i}`,
          mode: "managed",
          type: "aws_security_group",
          name: `g${i}`,
        };
        const one = JSON.stringify({ ...head, values });
        const change = JSON.stringify({
          ...head,
          change: { actions: ["create"], after: values, after_unknown: { id: true } },
        });
        resources.push(one);
        changes.push(change);
        size += one.length + change.length + 2;
      }
      const text = `{"format_version":"1.2","terraform_version":"1.9.5","planned_values":{"root_module":{"resources":[${resources.join(",")}]}},"resource_changes":[${changes.join(",")}]}`;
      assert.ok(text.length > 50 * 1024 * 1024);
      writeFileSync(join(folder, "plan.json"), text);
      const run = spawnSync(
        process.execPath,
        [
          "--max-old-space-size=1024",
          join(root, "dist/cli.js"),
          "check",
          "plan.json",
          "--no-config",
          "--format",
          "concise",
        ],
        { cwd: folder, encoding: "utf8" },
      );
      assert.equal(run.status, 1, run.stderr);
      assert.equal(run.stdout.match(/remote-admin-open-to-world/g)?.length, Math.ceil(resources.length / 5000));
    })).timeout(600_000);
});
