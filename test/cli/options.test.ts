import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { cli, withFiles } from "../support.js";

const tagged = 'resource "aws_instance" "web" {\n  tags = {\n    Team = "shop"\n  }\n}\n';
const limit = `id: long-timeout
title: A timeout is long
severity: warning
confidence: certain
why: Whoever waits blocks others.
remedy: Wait for less.
options:
  most: { about: the longest time in seconds, default: 60 }
  strict: { about: whether zero counts, default: false }
  unit: { about: what stands behind the number, default: s, oneOf: [s, ms] }
checks:
  nginx:
    - on: proxy_read_timeout
      where: int(node.args[0].split(option.unit)[0]) > option.most || (option.strict && node.args[0] == "0")
      message: "more than {option.most} {option.unit}"
      examples:
        - bad: |
            proxy_read_timeout 90s;
            ^^^^^^^^^^^^^^^^^^^^^^
        - good: |
            proxy_read_timeout 90s;
          options: { most: 100 }
        - good: |
            proxy_read_timeout 30s;
`;

interface Json {
  findings: { rule: string; path: string; severity: string; message: string; documentation?: string }[];
  problems: { start?: { line: number; column: number }; message: string }[];
}
const check = (folder: string, ...args: string[]): Json =>
  JSON.parse(cli(folder, ["check", ".", "--format", "json", ...args]).out) as Json;
const found = (folder: string, ...args: string[]): string[] =>
  check(folder, ...args).findings.map((one) => `${one.path} ${one.severity} ${one.rule}`);

describe("rules as maps in tenet.yaml", () => {
  it("set severity, options and documentation, by file too, and say who did", () =>
    withFiles(
      {
        "tenet.yaml": `rules:
  long-timeout:
    severity: error
    documentation: https://wiki.example.com/timeouts
    options:
      most: 10
overrides:
  - files: slow/**
    rules:
      long-timeout: { options: { most: 100 } }
  - files: off/**
    rules: { long-timeout: { severity: off } }
`,
        ".tenet/rules/long-timeout.yaml": limit,
        "nginx.conf": "proxy_read_timeout 30s;\n",
        "slow/nginx.conf": "proxy_read_timeout 30s;\n",
        "off/nginx.conf": "proxy_read_timeout 30s;\n",
      },
      (folder) => {
        assert.equal(cli(folder, ["test"]).out, "3 of 3 examples hold in 1 rule file\n");
        const report = check(folder);
        assert.deepEqual(report.problems, []);
        assert.deepEqual(found(folder), ["nginx.conf error long-timeout"]);
        assert.equal(report.findings[0]!.message, "more than 10 s");
        const page = "https://wiki.example.com/timeouts";
        assert.equal(report.findings[0]!.documentation, page);
        const sarif = JSON.parse(cli(folder, ["check", ".", "--format", "sarif"]).out);
        assert.equal(sarif.runs[0].tool.driver.rules[0].helpUri, page);
        for (const shown of [cli(folder, ["check"]).out, cli(folder, ["explain", "long-timeout"]).out])
          assert.ok(shown.includes(page), shown);
        const explain = (path: string): string => cli(folder, ["config", "--explain", path]).out;
        assert.match(
          explain("nginx.conf"),
          /^long-timeout +error +tenet\.yaml:3:5\n {2}most: 10 +tenet\.yaml:6:7\n {2}strict: false +the rule itself$/m,
        );
        assert.match(
          explain("slow/nginx.conf"),
          /^long-timeout +error +tenet\.yaml:3:5\n {2}most: 100 +tenet\.yaml:10:34$/m,
        );
        assert.match(explain("off/nginx.conf"), /^long-timeout +off +tenet\.yaml:12:30$/m);
        assert.match(
          cli(folder, ["explain", "long-timeout"]).out,
          /## Options\n.*\n- `most`: the longest time in seconds; `60` when/,
        );
      },
    ));

  it("tell options that there are not and values of another kind, at their place", () =>
    withFiles(
      {
        "tenet.yaml": `rules:
  long-timeout: { options: { mots: 1, most: soon, strict: 1, unit: mss } }
  weak-tls: { options: { a: 1 } }
  starttls-optional: { serverity: off }
defaults: { owner: cost-center, aws: [ebs-encrypton] }
`,
        ".tenet/rules/long-timeout.yaml": limit,
        "nginx.conf": "events {}\n",
      },
      (folder) => {
        assert.deepEqual(
          check(folder).problems.map(({ start, message }) => `${start?.line}:${start?.column} ${message}`),
          [
            '2:30 "long-timeout" has no option "mots"; did you mean "most"?',
            '2:39 "most" is a number: the longest time in seconds',
            '2:51 "strict" is true or false: whether zero counts',
            '2:62 "mss" is none of s, ms; did you mean "ms"?',
            '3:26 "weak-tls" has no options',
            '4:24 unknown key "serverity"; did you mean "severity"?',
            '5:39 "ebs-encrypton" is none of ebs-encryption, imds-v2; did you mean "ebs-encryption"?',
          ],
        );
      },
    ));

  it("tell a rule that asks for an option it has not", () =>
    withFiles(
      {
        ".tenet/rules/a.yaml": limit.replace("> option.most", "> option.mots"),
        "tenet.yaml": "root: true\n",
        "nginx.conf": "events {}\n",
      },
      (folder) => {
        const [problem] = check(folder).problems;
        assert.equal(problem?.message, 'the rule has no option "mots"; did you mean "most"?');
        assert.deepEqual(problem?.start, { line: 14, column: 63 });
      },
    ));

  it("defaults say which tags name an owner and what the cloud does, for every rule that asks", () =>
    withFiles(
      {
        "tenet.yaml": "rules: { owner-missing: warning }\n",
        "a.tf": tagged,
        "b.tf": tagged.replace("Team", "Cost-Center"),
        "c.tf":
          'resource "aws_ebs_volume" "data" {\n  size = 40\n}\nresource "aws_instance" "bare" {\n  ami = "ami-1"\n}\n',
        "own/tenet.yaml": "defaults: { owner: [cost-center], aws: [ebs-encryption, imds-v2] }\n",
        "own/a.tf": tagged,
        "own/b.tf": tagged.replace("Team", "Cost-Center"),
        "own/c.tf":
          'resource "aws_ebs_volume" "data" {\n  size = 40\n}\nresource "aws_instance" "bare" {\n  ami = "ami-1"\n}\n',
      },
      (folder) => {
        const seen = found(folder).filter((one) => /owner|storage|metadata/.test(one));
        assert.deepEqual(
          seen.filter((one) => one.includes("owner-missing")),
          ["b.tf warning owner-missing", "own/a.tf warning owner-missing"],
        );
        assert.deepEqual(
          [...new Set(seen.filter((one) => /storage|metadata/.test(one)).map((one) => one.split(" ")[0]))],
          ["a.tf", "b.tf", "c.tf"],
          "an account that encrypts and asks for tokens by default needs neither written",
        );
      },
    ));
});

describe("the JSON Schema of tenet.yaml", () => {
  it("takes what tenet takes and refuses what tenet refuses", () =>
    withFiles({ "nginx.conf": "events {}\n" }, (folder) => {
      const schema = JSON.parse(cli(folder, ["config", "--schema"]).out) as Record<string, unknown>;
      const validate = new Ajv2020({ strict: false }).compile(schema);
      const right = [
        "root: true\nextends: [recommended, ./x.yaml]\nignore: a\nrulePaths: [b]\nminConfidence: certain\n",
        "extends: strict\nrules: { weak-tls: off, a: { severity: error, options: { b: [c], d: 1 }, documentation: 'https://x' } }\n",
        "overrides: [{ files: a, rules: { b: hint, c: { options: { d: true } } } }]\n",
        "defaults: { nginx: debian-12, owner: [x], aws: [imds-v2] }\nsuppressions: { requireReason: true, maxDays: 30 }\n",
        "suppress: [{ rule: a, files: [b], reason: c, until: '2030-01-01' }]\nlimits: { findings: 1, steps: 1, fileSize: 1 }\n",
        "documentation: { a: 'https://wiki.example.com' }\n",
      ];
      const wrong = [
        "rot: true\n",
        "rules: { a: loud }\n",
        "documentation: { a: b }\n",
        "rules: { a: { options: { b: { c: 1 } } } }\n",
        "overrides: [{ files: a }]\n",
        "defaults: { nginks: '1.0' }\n",
        "defaults: { aws: [x] }\n",
        "suppress: [{ rule: a, files: b }]\n",
        "suppressions: { maxDays: 0 }\n",
        "limits: { steps: many }\n",
      ];
      for (const text of right) assert.ok(validate(parse(text)), `${text}${JSON.stringify(validate.errors)}`);
      for (const text of wrong) assert.ok(!validate(parse(text)), text);
    }));
});
