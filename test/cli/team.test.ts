import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cli, git, withFiles } from "../support.js";

const bad = "mail {\n  server {\n    listen 143;\n    starttls on;\n  }\n}\n";
const good = bad.replace("starttls on", "starttls only");

interface Json {
  findings: { rule: string; severity: string; path: string }[];
  suppressed: { rule: string }[];
  problems: { path: string; message: string; start?: { line: number; column: number } }[];
  baselined: number;
}

function check(folder: string, ...args: string[]): Json {
  const run = cli(folder, ["check", "--format", "json", ...args]);
  assert.ok(run.out.startsWith("{"), run.err);
  return JSON.parse(run.out) as Json;
}

const brief = (report: Json) => report.findings.map((finding) => `${finding.path} ${finding.severity} ${finding.rule}`);

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

describe("configuration", () => {
  it("merges folders upwards, the nearest last, until root: true", () =>
    withFiles(
      {
        "tenet.yaml": "rules: { starttls-optional: info }\n",
        "a/nginx.conf": bad,
        "a/b/tenet.yaml": "rules: { weak-tls: off }\n",
        "a/b/nginx.conf": bad,
        "c/tenet.yaml": "root: true\n",
        "c/nginx.conf": bad,
      },
      (folder) => {
        git(folder, "init", "-q");
        assert.deepEqual(brief(check(folder, ".")), [
          "a/b/nginx.conf info starttls-optional",
          "a/nginx.conf info starttls-optional",
          "c/nginx.conf error starttls-optional",
        ]);
      },
    ));

  it("lets the last override that matches win, and explains who said so", () =>
    withFiles(
      {
        "tenet.yaml":
          "rules:\n  starttls-optional: warning\noverrides:\n  - files: ['legacy/**']\n    rules: { starttls-optional: hint }\n  - files: legacy/old/**\n    rules:\n      starttls-optional: off\n",
        "nginx.conf": bad,
        "legacy/nginx.conf": bad,
        "legacy/old/nginx.conf": bad,
      },
      (folder) => {
        assert.deepEqual(brief(check(folder, ".")), [
          "legacy/nginx.conf hint starttls-optional",
          "nginx.conf warning starttls-optional",
        ]);
        const explained = cli(folder, ["config", "--explain", "legacy/old/nginx.conf"]).out;
        assert.match(explained, /^starttls-optional +off +tenet\.yaml:8:7$/m);
        assert.match(explained, /^weak-tls +warning +the rule itself$/m);
      },
    ));

  it("extends presets, paths and packages, read as data", () =>
    withFiles(
      {
        "tenet.yaml": "extends: [strict, ./shared/base.yaml, '@team/tenet-rules']\n",
        "shared/base.yaml": "rules: { starttls-optional: warning }\n",
        "node_modules/@team/tenet-rules/tenet.yaml":
          "rulePaths: [rules]\noverrides: [{ files: ['mail/**'], rules: { no-mail: error } }]\n",
        "node_modules/@team/tenet-rules/rules/no-mail.yaml":
          "id: no-mail\ntitle: No mail here\nseverity: info\nwhy: x\nremedy: y\nchecks: { nginx: [{ on: mail, message: no mail here }] }\n",
        "mail/nginx.conf": bad,
        "nginx.conf": `${bad.trimEnd()} # tenet-ignore no-mail\n`,
      },
      (folder) => {
        git(folder, "init", "-q");
        const report = check(folder, "nginx.conf", "mail");
        assert.deepEqual(report.problems, []);
        assert.ok(brief(report).includes("mail/nginx.conf error no-mail"), brief(report).join("\n"));
        assert.ok(brief(report).includes("mail/nginx.conf warning starttls-optional"));
        assert.ok(
          report.findings.some((finding) => finding.rule === "invalid-suppression"),
          "strict asks for reasons",
        );
      },
    ));

  it("tells cycles, ways out, unknown names and misspelt keys with their place", () =>
    withFiles(
      {
        "in/tenet.yaml":
          "extends: [./tenet.yaml, ../out.yaml, recommendd, no-such-package]\nrulePaths: [../out, missing]\noverrides:\n  - files: '*'\n    rules: { weak-tsl: off }\n",
        "out.yaml": "rules: {}\n",
        "in/nginx.conf": good,
      },
      (folder) => {
        git(join(folder, "in"), "init", "-q");
        const { problems } = check(join(folder, "in"), ".");
        const said = problems.map((one) => `${one.start?.line}:${one.start?.column} ${one.message}`).join("\n");
        assert.match(said, /1:11 "\.\/tenet\.yaml" extends itself/);
        assert.match(said, /1:25 "\.\.\/out\.yaml" leads out of the workspace/);
        assert.match(said, /1:38 "recommendd" .*did you mean "recommended"/);
        assert.match(said, /"no-such-package" is no preset, file or installed package/);
        assert.match(said, /2:13 "\.\.\/out" leads out/);
        assert.match(said, /2:21 there is no file or folder "missing"/);
        assert.match(said, /5:14 there is no rule "weak-tsl"; did you mean "weak-tls"/);
      },
    ));

  const idle = {
    "tenet.yaml": `ignore: [test/fixtrues/**, dist/**, "**/node_modules/**", test/fixtures/**]
overrides:
  - files: legcay/**
    rules: { starttls-optional: hint }
  - files: [./web/**, conf/**, test/fixtures/**]
    rules: { starttls-optional: hint }
  - files: "docs/**"
    rules: { starttls-optional: off }
  - files: "web/*"
    rules: { starttls-optional: hint }
suppress:
  - { rule: weak-tls, files: web\\nginx.conf, reason: the phones }
`,
    ".gitignore": "dist/\n",
    ".tenet/rules/no-mail.yaml":
      "id: no-mail\ntitle: No mail\nseverity: info\nwhy: x\nremedy: y\nchecks:\n  postfix: [{ on: a, message: m }]\n",
    ".tenet/rules/no-web.yaml":
      "id: no-web\ntitle: No web\nseverity: info\nwhy: x\nremedy: y\nchecks:\n  nginx: [{ on: http, message: m }]\n  postfix: [{ on: a, message: m }]\n",
    "legacy/nginx.conf": bad,
    "web/nginx.conf": good,
    "etc/conf/nginx.conf": good,
    "docs/notes.md": "nothing\n",
    "test/fixtures/nginx.conf": bad,
  };
  const idleSaid = [
    '.tenet/rules/no-mail.yaml:6:1: "no-mail" never runs: no file here is one it reads (postfix)',
    'tenet.yaml:1:10: "test/fixtrues/**" matches no file; did you mean "test/fixtures/**"?',
    'tenet.yaml:3:12: "legcay/**" matches no file; did you mean "legacy/**"?',
    'tenet.yaml:5:13: "./web/**" matches no file; did you mean "web/**"?',
    'tenet.yaml:5:23: "conf/**" matches no file; did you mean "**/conf/**"?',
    'tenet.yaml:5:32: every file that "test/fixtures/**" matches is ignored',
    'tenet.yaml:8:14: "starttls-optional" reads none of these files: it reads nginx',
    'tenet.yaml:12:30: "web\\nginx.conf" matches no file; did you mean "web/nginx.conf"?',
  ];

  it("tells globs that match nothing and rules that read none of the files, where every file was seen", () =>
    withFiles(idle, (folder) => {
      git(folder, "init", "-q");
      const said = (args: readonly string[], at = folder): string[] =>
        check(at, ...args).problems.map(
          ({ path, start, message }) =>
            `${path}:${start?.line}:${start?.column}: ${message.replace(/(nginx), .*/, "$1")}`,
        );
      assert.deepEqual(said(["."]), idleSaid);
      assert.deepEqual(said([".", "--shard", "2/3"]), idleSaid, "each machine sees every name");
      assert.deepEqual(said(["web"]), [], "elsewhere may be what the globs are for");
      assert.deepEqual(said(["web/nginx.conf"]), []);
      assert.deepEqual(said(["."], join(folder, "web")), []);
      const told = cli(folder, ["config"]);
      assert.equal(told.code, 1);
      assert.deepEqual(
        told.out
          .trim()
          .split("\n")
          .map((line) => line.replace(/(nginx), .*/, "$1")),
        idleSaid,
      );
      write(folder, "tenet.yaml", "overrides:\n  - { files: 'legacy/**', rules: { starttls-optional: hint } }\n");
      rmSync(join(folder, ".tenet"), { recursive: true });
      const right = cli(folder, ["config"]);
      assert.deepEqual([right.code, right.out], [0, "tenet.yaml: nothing wrong\n"]);
    }));

  it("does not ask of a shared configuration that it fits one place only", () =>
    withFiles(
      {
        "tenet.yaml": "extends: [./shared/base.yaml, '@team/pack']\n",
        "shared/base.yaml": "ignore: ['generated/**']\noverrides: [{ files: 'x/**', rules: { weak-tls: off } }]\n",
        "node_modules/@team/pack/tenet.yaml": "rulePaths: [rules]\nignore: ['y/**']\n",
        "node_modules/@team/pack/rules/no-mail.yaml": idle[".tenet/rules/no-mail.yaml"],
        "nginx.conf": good,
      },
      (folder) => {
        git(folder, "init", "-q");
        assert.deepEqual(check(folder, ".").problems, []);
        write(folder, "pack/tenet.yaml", "root: true\nrulePaths: [rules]\n");
        write(folder, "pack/rules/no-mail.yaml", idle[".tenet/rules/no-mail.yaml"]);
        write(folder, "pack/README.md", "rules for others\n");
        assert.deepEqual(check(join(folder, "pack"), ".").problems, [], "a folder of rules for others is a pack");
      },
    ));

  it("holds suppressions for files without comments, until their day", () =>
    withFiles(
      {
        "tenet.yaml":
          "suppress:\n  - { rule: wildcard-permission, files: 'admin.json', reason: the break-glass role }\n  - { rule: wildcard-permission, files: 'old.json', until: '2020-01-01', reason: gone }\n",
        "admin.json": '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}\n',
        "old.json": '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}\n',
      },
      (folder) => {
        const report = check(folder, ".");
        assert.deepEqual(brief(report), ["old.json error wildcard-permission"]);
        assert.equal(report.suppressed.length, 1);
      },
    ));
});

describe("the baseline", () => {
  it("holds old findings when lines move, tells new ones, and is pruned", () =>
    withFiles({ "nginx.conf": bad, "app.env": `DB_PASSWORD=${["old", "horse", "7731"].join("-")}x\n` }, (folder) => {
      git(folder, "init", "-q");
      assert.match(cli(folder, ["baseline"]).out, /\.tenet\/baseline\.json: 2 findings held/);
      const held = readFileSync(join(folder, ".tenet/baseline.json"), "utf8");
      assert.ok(!held.includes("old-horse"));
      assert.deepEqual([check(folder, ".").findings.length, check(folder, ".").baselined], [0, 2]);
      assert.equal(check(folder, ".", "--no-baseline").findings.length, 2);
      write(folder, "nginx.conf", `# moved\n\n${bad.replaceAll("    ", "\t")}`);
      assert.equal(check(folder, ".").findings.length, 0, "lines may move and be indented anew");
      write(folder, "app.env", `DB_PASSWORD=${["new", "horse", "9442"].join("-")}y\n`);
      assert.deepEqual(
        brief(check(folder, ".")),
        ["app.env error hardcoded-credential"],
        "a new secret on an old line is new",
      );
      assert.match(cli(folder, ["baseline", "--prune"]).out, /1 finding held, 2 before/);
      assert.equal(check(folder, ".").findings.length, 1, "pruning adds nothing");
      write(folder, "nginx.conf", bad + bad);
      assert.equal(check(folder, "nginx.conf").findings.length, 1, "a second one like the first is new");
    }));
});

describe("git", () => {
  it("--staged judges what will be committed, --changed and --since what differs", () =>
    withFiles({ "nginx.conf": good, "old/nginx.conf": bad }, (folder) => {
      git(folder, "init", "-q", "-b", "main");
      git(folder, "add", ".");
      git(folder, "commit", "-qm", "first");
      assert.equal(check(folder, "--staged").findings.length, 0);
      write(folder, "nginx.conf", bad);
      git(folder, "add", "nginx.conf");
      write(folder, "nginx.conf", good);
      assert.deepEqual(
        brief(check(folder, "--staged")),
        ["nginx.conf error starttls-optional"],
        "the index counts, not the disk",
      );
      write(folder, "nginx.conf", bad);
      git(folder, "reset", "-q");
      write(folder, "new dir/ñ.nginx.conf", bad);
      assert.deepEqual(brief(check(folder, "--changed")), [
        "new dir/ñ.nginx.conf error starttls-optional",
        "nginx.conf error starttls-optional",
      ]);
      git(folder, "checkout", "-qb", "topic");
      git(folder, "add", ".");
      git(folder, "commit", "-qm", "second");
      assert.equal(check(folder, "--changed").findings.length, 0);
      assert.equal(check(folder, "--since", "main").findings.length, 2);
      assert.match(cli(folder, ["check", "--since", "nowhere"]).err, /git does not know "nowhere"/);
      assert.equal(cli(folder, ["check", "--since", "--output=x"]).code, 2);
      rmSync(join(folder, ".git"), { recursive: true });
      assert.match(cli(folder, ["check", "--staged"]).err, /no git repository/);
    }));

  it("works before the first commit", () =>
    withFiles({ "nginx.conf": bad }, (folder) => {
      git(folder, "init", "-q");
      git(folder, "add", ".");
      assert.equal(check(folder, "--staged").findings.length, 1);
      assert.equal(check(folder, "--changed").findings.length, 1);
    }));
});

describe("shards", () => {
  it("merged are the whole, in JSON and SARIF", () =>
    withFiles(
      Object.fromEntries(
        Array.from({ length: 12 }, (_, i) => [
          `s${i % 3}/${i}.nginx.conf`,
          i % 4 === 0 ? good : `${bad.trimEnd()} # tenet-ignore weak-tls\n`,
        ]),
      ),
      (folder) => {
        mkdirSync(join(folder, "node_modules"));
        for (const format of ["json", "sarif"]) {
          const whole = cli(folder, ["check", ".", "--format", format]).out;
          const parts = [1, 2, 3].map((i) => {
            // Skipped by every walk, so that one part is not linted by the next.
            const name = `node_modules/part${i}.${format}`;
            cli(folder, ["check", ".", "--shard", `${i}/3`, "--format", format, "--output", name]);
            return name;
          });
          const merged = cli(folder, ["merge", ...parts, "--exit-zero"]);
          assert.deepEqual(JSON.parse(merged.out), JSON.parse(whole));
          assert.equal(cli(folder, ["merge", ...parts]).code, 1);
          for (const part of parts) rmSync(join(folder, part));
        }
        assert.equal(cli(folder, ["check", ".", "--shard", "4/3"]).code, 2);
      },
    ));
});

describe("tenet suppressions", () => {
  it("lists each with its state and takes unused ones away", () =>
    withFiles(
      {
        "nginx.conf": `# tenet-ignore weak-tls: nothing to see\nevents {}\n${bad.replace("starttls on;", "starttls on; # tenet-ignore starttls-optional until 2999-01-01: phones")}# tenet-ignore-file starttls-optional until 2001-01-01: long ago\n`,
      },
      (folder) => {
        const run = cli(folder, ["suppressions"]);
        assert.equal(run.code, 1);
        assert.match(run.out, /nginx\.conf:1:3: unused weak-tls: nothing to see/);
        assert.match(run.out, /nginx\.conf:\d+:\d+: active starttls-optional until 2999-01-01: phones/);
        assert.match(run.out, /nginx\.conf:\d+:\d+: expired starttls-optional until 2001-01-01: long ago/);
        cli(folder, ["suppressions", "--fix"]);
        assert.ok(!readFileSync(join(folder, "nginx.conf"), "utf8").includes("weak-tls"));
      },
    ));

  it("lists the entries of tenet.yaml with theirs, unused ones only when every file was seen", () =>
    withFiles(
      {
        "tenet.yaml":
          "suppress:\n  - { rule: starttls-optional, files: 'mail/**', until: '2999-01-01', reason: phones }\n  - { rule: weak-tls, files: 'mail/**', reason: nothing there }\n  - { rule: starttls-optional, files: nginx.conf, until: '2001-01-01', reason: long ago }\n",
        "mail/nginx.conf": bad,
        "nginx.conf": bad,
        "web/nginx.conf": good,
      },
      (folder) => {
        const run = cli(folder, ["suppressions"]);
        assert.equal(run.code, 1);
        assert.deepEqual(run.out.trim().split("\n"), [
          "tenet.yaml:2:5: active starttls-optional until 2999-01-01: phones",
          "tenet.yaml:3:5: unused weak-tls: nothing there",
          "tenet.yaml:4:5: expired starttls-optional until 2001-01-01: long ago",
        ]);
        assert.match(cli(folder, ["suppressions", "--state", "unused"]).out, /^tenet\.yaml:3:5: unused weak-tls.*\n$/);
        assert.doesNotMatch(cli(folder, ["suppressions", "mail"]).out, /unused/);
        const listed = JSON.parse(cli(folder, ["suppressions", "--format", "json"]).out).suppressions;
        assert.deepEqual(listed[0], {
          path: "tenet.yaml",
          line: 2,
          column: 5,
          rules: ["starttls-optional"],
          state: "active",
          until: "2999-01-01",
          reason: "phones",
        });
      },
    ));
});
