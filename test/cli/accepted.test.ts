import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withoutEntries } from "../../server/src/project/suppression-entries.js";
import { cli, git, withFiles } from "../support.js";

const bad = "mail {\n  server {\n    listen 143;\n    starttls on;\n  }\n}\n";
const admin = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}\n';

describe("entries taken out of tenet.yaml", () => {
  const cases: readonly [string, string, readonly number[], string | undefined][] = [
    [
      "a list with comments",
      "# top\nsuppress:\n  # about a\n  - rule: a\n    files: x # inner\n    reason: r\n    # end of a\n  # about b\n  - { rule: b, files: y, reason: w } # why\n\n# rules\nrules: {}\n",
      [0],
      "# top\nsuppress:\n  # about a\n    # end of a\n  # about b\n  - { rule: b, files: y, reason: w } # why\n\n# rules\nrules: {}\n",
    ],
    [
      "a dash on a line of its own, a folded text",
      "suppress:\n-\n  rule: a\n  files: [q]\n  reason: >\n    long\n    text\n- { rule: b, files: y, reason: w }\n",
      [0],
      "suppress:\n- { rule: b, files: y, reason: w }\n",
    ],
    [
      "the last one",
      "suppress:\n  - { rule: a, files: x, reason: r }\n  - { rule: b, files: y, reason: w }",
      [1],
      "suppress:\n  - { rule: a, files: x, reason: r }\n",
    ],
    [
      "all, with their key",
      "root: true\nsuppress: # accepted\n  # stays\n  - { rule: a, files: x, reason: r }\n  - rule: b\n    files: y\n    reason: w\nrules: {}\n",
      [0, 1],
      "root: true\n  # stays\nrules: {}\n",
    ],
    [
      "a list in brackets",
      "suppress: [{ rule: a, files: x, reason: r }, { rule: b, files: y, reason: w }, { rule: c, files: z, reason: v }]\n",
      [0, 2],
      "suppress: [{ rule: b, files: y, reason: w }]\n",
    ],
    ["all in brackets", "suppress: [{ rule: a, files: x, reason: r }]\nroot: true\n", [0], "root: true\n"],
    [
      "Windows line ends",
      "suppress:\r\n  - { rule: a, files: x, reason: r }\r\n  - { rule: b, files: y, reason: w }\r\n",
      [0],
      "suppress:\r\n  - { rule: b, files: y, reason: w }\r\n",
    ],
    ["what cannot be read", "suppress: [\n", [0], undefined],
    ["a map in braces with nothing left", "{ suppress: [{ rule: a, files: x, reason: r }] }\n", [0], undefined],
  ];
  for (const [name, before, gone, after] of cases)
    it(name, () => assert.equal(withoutEntries(before, new Set(gone)), after));
});

describe("tenet suppressions --fix", () => {
  it("takes what is unused or expired out of tenet.yaml and of files, and leaves the rest as it is written", () =>
    withFiles(
      {
        "tenet.yaml": `# ours
suppress:
  # the phones
  - { rule: starttls-optional, files: "mail/**", reason: phones }
  - rule: weak-tls # nothing there
    files: "mail/**"
    reason: old
  - { rule: wildcard-permission, files: old.json, until: "2001-01-01", reason: gone }
rules: {}
`,
        "mail/nginx.conf": bad,
        "old.json": admin,
        "web/nginx.conf": `# tenet-ignore-file weak-tls until 2001-01-01: long ago\n${bad.replace("    starttls", "    # tenet-ignore weak-tls, starttls-optional: phones\n    starttls")}`,
        "web/page.md": "text\n",
        "run.sql.yaml": "a: 1 # tenet-ignore weak-tls: nothing\n",
      },
      (folder) => {
        const listed = cli(folder, ["suppressions"]).out;
        const run = cli(folder, ["suppressions", "--fix"]);
        assert.equal(run.code, 0, run.out + run.err);
        assert.deepEqual(run.out.replaceAll("removed, ", ""), listed, "what is taken away is what is listed");
        assert.match(run.out, /^tenet\.yaml:5:5: removed, unused weak-tls: old$/m);
        assert.match(run.out, /^tenet\.yaml:8:5: removed, expired wildcard-permission until 2001-01-01: gone$/m);
        assert.match(run.out, /^tenet\.yaml:4:5: active starttls-optional: phones$/m);
        assert.equal(
          readFileSync(join(folder, "tenet.yaml"), "utf8"),
          '# ours\nsuppress:\n  # the phones\n  - { rule: starttls-optional, files: "mail/**", reason: phones }\nrules: {}\n',
        );
        assert.equal(
          readFileSync(join(folder, "web/nginx.conf"), "utf8"),
          bad.replace("    starttls", "    # tenet-ignore starttls-optional: phones\n    starttls"),
        );
        assert.equal(readFileSync(join(folder, "run.sql.yaml"), "utf8"), "a: 1\n");
        assert.doesNotMatch(cli(folder, ["suppressions"]).out, /unused|expired/);
      },
    ));

  it("leaves alone what may be needed elsewhere, and what others keep", () =>
    withFiles(
      {
        "a/tenet.yaml": "extends: ../shared/base.yaml\nroot: true\n",
        "b/tenet.yaml": "extends: [../shared/base.yaml, '@team/pack']\nroot: true\n",
        "shared/base.yaml": "suppress:\n  - { rule: starttls-optional, files: nginx.conf, reason: phones }\n",
        "node_modules/@team/pack/tenet.yaml":
          "suppress:\n  - { rule: weak-tls, files: nginx.conf, until: '2001-01-01', reason: theirs }\n",
        "a/nginx.conf": bad,
        "b/nginx.conf": "events {}\n",
      },
      (folder) => {
        git(folder, "init", "-q");
        const run = cli(folder, ["suppressions", "--fix"]);
        assert.deepEqual(run.out.trim().split("\n"), [
          "shared/base.yaml:2:5: active starttls-optional: phones",
          "node_modules/@team/pack/tenet.yaml:2:5: expired weak-tls until 2001-01-01: theirs",
        ]);
        assert.equal(run.code, 1);
        assert.doesNotMatch(cli(folder, ["suppressions", "b"]).out, /unused/, "a may need it");
      },
    ));
});

describe("suppressions in tenet.yaml", () => {
  it("tell their end, and end as the policy wants", () =>
    withFiles(
      {
        "tenet.yaml": `suppressions: { maxDays: 30 }
suppress:
  - { rule: wildcard-permission, files: admin.json, until: "2026-01-01", reason: gone }
  - { rule: wildcard-permission, files: admin.json, reason: for ever }
  - { rule: wildcard-permission, files: admin.json, until: "2026-06-01", reason: long }
  - { rule: wildcard-permission, files: admin.json, until: "2026-02-30", reason: never }
  - { rule: wildcard-permission, files: admin.json, until: "2026-02-20", reason: right }
`,
        "admin.json": admin,
      },
      (folder) => {
        const { problems } = JSON.parse(
          cli(folder, ["check", ".", "--as-of", "2026-02-01", "--format", "json"]).out,
        ) as { problems: { start: { line: number; column: number }; message: string }[] };
        assert.deepEqual(
          problems.map(({ start, message }) => `${start.line}:${start.column} ${message}`),
          [
            "3:53 this suppression ended on 2026-01-01; what it is about is told again",
            "4:5 a suppression ends at most 30 days from now: until 2026-03-03",
            "5:53 a suppression ends at most 30 days from now: until 2026-03-03",
            '6:53 "2026-02-30" is no day; write YYYY-MM-DD',
          ],
        );
      },
    ));
});

describe("a baseline that is broken", () => {
  const wrong: readonly [string, string, string][] = [
    [
      "a merge",
      '{\n  "version": 1,\n<<<<<<< ours\n',
      "3:1: the baseline is broken and holds nothing: a merge left its marks",
    ],
    ["half a file", '{\n  "version": 1,\n  "salt"', "3:8: the baseline is broken and holds nothing: this is no JSON"],
    [
      "another version",
      '{ "version": 7, "salt": "x", "findings": {} }',
      "1:3: .* it is of version 7; this tenet reads version 1",
    ],
    ["no salt", '{ "version": 1, "findings": {} }', "1:1: .* it has no salt"],
    ["no findings", '{ "version": 1, "salt": "x", "findings": [] }', "1:30: .* it has no findings"],
    ["other findings", '{ "version": 1, "salt": "x",\n"findings": { "nginx.conf": null } }', "2:15: .* no map"],
    ["nothing", "", "1:1: .* this is no JSON"],
  ];
  for (const [name, text, message] of wrong)
    it(`is told at its place, and nothing passes for it: ${name}`, () =>
      withFiles({ "tenet.yaml": "root: true\n", ".tenet/baseline.json": text, "nginx.conf": bad }, (folder) => {
        const run = cli(folder, ["check", "--format", "concise"]);
        assert.equal(run.code, 2);
        assert.match(run.out, /starttls-optional/);
        assert.match(run.err, new RegExp(`^tenet: \\.tenet/baseline\\.json:${message}`, "m"));
        writeFileSync(join(folder, "nginx.conf"), "events {}\n");
        assert.equal(cli(folder, ["check", "--exit-zero"]).code, 2, "even where nothing is found");
        assert.equal(cli(folder, ["check", "--no-baseline"]).code, 0);
        const again = cli(folder, ["baseline"]);
        assert.equal(again.code, 2);
        assert.match(again.err, /\.tenet\/baseline\.json is broken .* take it away to write it anew/);
        assert.equal(readFileSync(join(folder, ".tenet/baseline.json"), "utf8"), text);
      }));
});
