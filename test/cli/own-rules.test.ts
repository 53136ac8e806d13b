import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "../lsp/client.js";
import { byCli, byServer } from "../lsp/shown.js";
import { cli, git, withFiles } from "../support.js";

describe("tenet new rule", () => {
  for (const [format, name] of [
    ["dockerfile", "MAINTAINER"],
    ["dockerfile", "FROM"],
    ["nginx", "autoindex"],
    ["terraform", "aws_instance"],
    ["compose", "privileged"],
    ["env", "AWS_PROFILE"],
    ["python", "eval"],
    ["javascript", "eval"],
    ["shell", "telnet"],
    ["php", "exec"],
  ] as const)
    it(`writes a rule for ${name} in ${format} whose examples hold`, () =>
      withFiles({}, (folder) => {
        const run = cli(folder, ["new", "rule", "--format", format, "--on", name, "--message", `no {${name}} here`]);
        assert.equal(run.code, 0, run.err);
        const test = cli(folder, ["test"]);
        assert.match(test.out, /2 of 2 examples hold in 1 rule file/);
        assert.match(readFileSync(join(folder, run.out.split("\n")[0]!), "utf8"), /\^/);
        assert.equal(
          cli(folder, ["new", "rule", "--format", format, "--on", name, "--message", "x"]).code,
          2,
          "it is there already",
        );
      }));

  it("writes a rule that counts at once, without a tenet.yaml, in the editor too", () =>
    withFiles(
      { Dockerfile: "FROM debian:12.8\nMAINTAINER me\nUSER app\n", "sub/Dockerfile": "MAINTAINER me\n" },
      async (folder) => {
        git(folder, "init", "-q");
        cli(folder, ["new", "rule", "--format", "dockerfile", "--on", "MAINTAINER", "--message", "outdated"]);
        const found = byCli(folder);
        assert.deepEqual(
          found.map((one) => `${one.path} ${one.rule}`),
          ["Dockerfile team-maintainer", "sub/Dockerfile team-maintainer"],
        );
        assert.deepEqual(await byServer(folder, undefined, ["Dockerfile", "sub/Dockerfile"]), found);
        assert.equal(cli(join(folder, "sub"), ["check", "--format", "concise"]).code, 1);
        assert.equal(cli(folder, ["config"]).out, ".tenet/rules: nothing wrong\n");
        assert.match(
          cli(folder, ["config", "--explain", "Dockerfile"]).out,
          /^team-maintainer +warning +the rule itself$/m,
        );
        writeFileSync(join(folder, ".tenet/rules/other.yaml"), "id: x\n");
        assert.match(cli(folder, ["check"]).out, /\.tenet\/rules\/other\.yaml:1:1 problem: the key "title" is missing/);
        assert.equal(cli(folder, ["check", "--no-config"]).code, 0);
      },
    ));

  it("asks its three questions", () =>
    withFiles({}, (folder) => {
      const run = cli(folder, ["new", "rule"], "nginx\nautoindex\nListings tell what is there\n");
      assert.equal(run.code, 0, run.err);
      assert.equal(run.err.match(/\?/g)?.length, 3);
      assert.equal(cli(folder, ["test"]).code, 0);
    }));

  it("says what it cannot write", () =>
    withFiles({}, (folder) => {
      assert.match(
        cli(folder, ["new", "rule", "--format", "ngnix", "--on", "x", "--message", "m"]).err,
        /did you mean "nginx"/,
      );
      assert.match(
        cli(folder, ["new", "rule", "--format", "nginx", "--on", "a b", "--message", "m"]).err,
        /"a b" is no name/,
      );
    }));
});

describe("tenet test --update", () => {
  const rule = `id: no-mail
title: No mail
severity: warning
why: x
remedy: y
checks:
  nginx:
    - on: mail
      at: name
      message: no mail here
      examples:
        - good: |
            http {
            }
    - on: autoindex
      at: args[0]
      message: no listings
      fix: { title: Switch it off, replace: "args[0]", with: "off", safe: true }
      where: node.args[0] == "on"
      examples:
        - bad: |
            # a comment stays

            autoindex on;
            ^^^
          fixed: |
            autoindex no;
        - bad: |
            mail {
              ^^
            }
`;
  it("rewrites carets and fixed texts, and nothing else", () =>
    withFiles({ "rule.yaml": rule }, (folder) => {
      assert.equal(cli(folder, ["test", "rule.yaml"]).code, 1);
      const run = cli(folder, ["test", "rule.yaml", "--update"]);
      assert.equal(run.code, 0, run.out);
      assert.match(run.out, /2 rewritten/);
      const text = readFileSync(join(folder, "rule.yaml"), "utf8");
      assert.equal(
        text,
        rule
          .replace(
            "            autoindex on;\n            ^^^\n",
            "            autoindex on;\n                      ^^\n",
          )
          .replace("            autoindex no;\n", "            # a comment stays\n\n            autoindex off;\n")
          .replace("            mail {\n              ^^\n", "            mail {\n            ^^^^\n"),
      );
      assert.equal(cli(folder, ["test", "rule.yaml"]).code, 0);
    }));

  it("rewrites no finding into being", () =>
    withFiles({ "rule.yaml": rule.replace("on: mail\n", "on: mial\n") }, (folder) => {
      const run = cli(folder, ["test", "rule.yaml", "--update"]);
      assert.equal(run.code, 1);
      assert.match(run.out, /a bad example has no finding/);
    }));
});

describe("fixtures", () => {
  it("hold when exactly the expected findings are found", () =>
    withFiles(
      {
        "ok/nginx.conf":
          "mail {\n  server {\n    listen 143;\n    starttls on; # expect: starttls-optional\n  }\n  server {\n    listen 110;\n    # expect: starttls-optional\n    starttls on;\n  }\n}\n",
        "bad/nginx.conf": "mail {\n  server {\n    listen 143; # expect: weak-tls\n    starttls on;\n  }\n}\n",
      },
      (folder) => {
        const ok = cli(folder, ["test", "ok"]);
        assert.equal(ok.code, 0, ok.out);
        assert.match(ok.out, /1 of 1 examples hold in 0 rule files and 1 fixture/);
        const bad = cli(folder, ["test", "bad"]);
        assert.equal(bad.code, 1);
        assert.match(bad.out, /not expected: starttls-optional/);
        assert.match(bad.out, /line 3: expected weak-tls, not found/);
        writeFileSync(join(folder, "bad/nginx.conf"), "events {}\n");
        assert.equal(cli(folder, ["test", "bad"]).code, 2, "nothing to test");
      },
    ));
});

describe("a pack's own statements and link base", () => {
  const statements = `- principle: acme
  title: How we build
  groups:
    - group: supply
      title: Know what comes in
      statements:
        supply-1: Images from elsewhere
`;
  const rule =
    "id: acme-registry\ntitle: Images are ours\nstatement: supply-1\nseverity: error\nwhy: w\nremedy: r\nchecks: { dockerfile: [{ on: FROM, message: not ours }] }\n";

  it("group the report, are known in the editor, and lead to the team's pages", () =>
    withFiles(
      {
        "tenet.yaml": "extends: '@acme/pack'\ndocumentation: { weak-tls: https://wiki.example.com/tls }\n",
        "node_modules/@acme/pack/tenet.yaml": "rulePaths: [rules]\nlinkBase: https://rules.example.com/\n",
        "node_modules/@acme/pack/rules/registry.yaml": rule,
        "node_modules/@acme/pack/rules/statements.yaml": statements,
        ".tenet/rules/other.yaml": rule
          .replace("acme-registry", "other")
          .replace("supply-1", "suply-1")
          .replace("FROM", "USER"),
        Dockerfile: "FROM debian:12.8\nUSER app\n",
      },
      async (folder) => {
        git(folder, "init", "-q");
        const report = JSON.parse(cli(folder, ["check", "--format", "json"]).out);
        assert.deepEqual(report.problems, []);
        assert.deepEqual(
          report.findings.map((one: { rule: string; documentation?: string }) => `${one.rule} ${one.documentation}`),
          ["acme-registry https://rules.example.com/acme-registry", "other undefined"],
        );
        const html = cli(folder, ["check", "--format", "html"]).out;
        const rows = JSON.parse(/id="data">(.*?)<\/script>/s.exec(html)![1]!) as {
          principle: string;
          statement: string;
        }[];
        assert.deepEqual(
          rows.map((row) => `${row.principle} / ${row.statement}`),
          ["How we build / supply-1: Images from elsewhere", "Rules of your own / Rules of your own"],
        );
        const told = await Client.with({ folder }, async (client) => {
          const path = join(folder, ".tenet/rules/other.yaml");
          await client.open(path, readFileSync(path, "utf8"), "yaml");
          return (await client.diagnostics(path)).map((one) => String(one.message));
        });
        assert.deepEqual(told, ['there is no statement "suply-1"; did you mean "supply-1"?']);
      },
    ));

  it("are told where they are written wrongly", () =>
    withFiles(
      { ".tenet/rules/statements.yaml": statements.replace("title: How", "titel: How"), "nginx.conf": "events {}\n" },
      (folder) => {
        const { problems } = JSON.parse(cli(folder, ["check", "--format", "json"]).out);
        assert.deepEqual(
          problems.map((one: { path: string; message: string }) => `${one.path} ${one.message}`),
          [
            '.tenet/rules/statements.yaml the key "title" is missing',
            '.tenet/rules/statements.yaml unknown key "titel"; did you mean "title"?',
          ],
        );
      },
    ));
});
