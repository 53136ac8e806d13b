import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import Ajv04 from "ajv-draft-04";
import { cli, git, root, withFiles } from "../support.js";

const bad = "mail { server { listen 143; starttls on; } }\n";
const good = "mail { server { listen 143; starttls only; } }\n";

interface JsonReport {
  version: number;
  findings: {
    rule: string;
    severity: string;
    path: string;
    range: { start: { line: number; column: number }; end: { line: number; column: number } };
    message: string;
  }[];
  suppressed: unknown[];
  problems: { path: string; message: string; start?: { line: number; column: number } }[];
}

interface Sarif {
  runs: {
    tool: {
      driver: {
        rules: {
          id: string;
          properties: Record<string, string>;
          shortDescription: { text: string };
          help: { markdown: string };
        }[];
      };
    };
    results: {
      ruleId: string;
      ruleIndex: number;
      partialFingerprints: Record<string, string>;
      locations: {
        physicalLocation: {
          artifactLocation: { uri: string };
          region: { startLine: number; startColumn: number; endLine: number };
        };
      }[];
    }[];
  }[];
}

function checkJson(folder: string, ...args: string[]): { code: number | null; report: JsonReport; err: string } {
  const run = cli(folder, ["check", "--format", "json", ...args]);
  return { code: run.code, report: JSON.parse(run.out) as JsonReport, err: run.err };
}

describe("tenet check", () => {
  it("exits 1 with findings, 0 when clean and with --exit-zero, 2 when it could not run", () =>
    withFiles({ "bad/nginx.conf": bad, "good/nginx.conf": good }, (folder) => {
      assert.equal(cli(folder, ["check", "bad"]).code, 1);
      assert.equal(cli(folder, ["check", "bad", "--exit-zero"]).code, 0);
      assert.equal(cli(folder, ["check", "good"]).code, 0);
      assert.equal(cli(folder, ["check", "missing"]).code, 2);
      assert.match(cli(folder, ["check", "missing"]).err, /no file or folder "missing"/);
      assert.equal(cli(folder, ["check", "--formt", "json"]).code, 2);
      assert.match(cli(folder, ["check", "--formt", "json"]).err, /did you mean "--format"/);
      assert.equal(cli(folder, ["chek"]).code, 2);
      assert.match(cli(folder, ["chek"]).err, /did you mean "check"/);
    }));

  it("prints JSON of version 1 with lines and columns from 1 and paths relative to the working directory", () =>
    withFiles({ "conf/nginx.conf": `# first\n${bad}` }, (folder) => {
      const { report, code } = checkJson(folder, ".");
      assert.equal(code, 1);
      assert.equal(report.version, 1);
      const [finding, ...others] = report.findings;
      assert.deepEqual(others, []);
      assert.equal(finding?.rule, "starttls-optional");
      assert.equal(finding?.severity, "error");
      assert.equal(finding?.path, "conf/nginx.conf");
      const line = bad.split("\n")[0]!;
      const { start, end } = finding!.range;
      assert.equal(start.line, 2);
      assert.ok(line.indexOf("starttls") <= start.column - 1 && end.column - 1 <= line.indexOf("on;") + 2);
      assert.match(finding!.message, /starttls on/);
    }));

  it("writes several formats at once", () =>
    withFiles({ "nginx.conf": bad }, (folder) => {
      const run = cli(folder, [
        "check",
        ".",
        "--format",
        "concise",
        "--format",
        "json",
        "--output",
        "r.json",
        "--format=sarif",
        "--output=r.sarif",
      ]);
      assert.equal(run.code, 1);
      assert.match(run.out, /^nginx\.conf:1:\d+: error starttls-optional: /);
      assert.equal((JSON.parse(readFileSync(join(folder, "r.json"), "utf8")) as JsonReport).findings.length, 1);
      assert.equal(JSON.parse(readFileSync(join(folder, "r.sarif"), "utf8")).runs[0].results.length, 1);
      assert.equal(cli(folder, ["check", ".", "--format", "json", "--format", "concise"]).code, 2);
    }));

  it("shows a code frame with carets under the exact range", () =>
    withFiles({ "nginx.conf": bad }, (folder) => {
      const { out } = cli(folder, ["check", "."]);
      const lines = out.split("\n");
      const at = lines.findIndex((line) => line.includes("starttls on;"));
      assert.ok(at > 0, out);
      const carets = lines[at + 1]!;
      const marked = lines[at]!.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1);
      assert.ok("starttls on".includes(marked) && marked.length >= 2, marked);
      assert.match(out, /why /);
      assert.match(out, /1 error in 1 file/);
    }));

  it("reads standard input under a name", () =>
    withFiles({}, (folder) => {
      const run = cli(folder, ["check", "--stdin", "--stdin-filename", "site/nginx.conf", "--format", "concise"], bad);
      assert.equal(run.code, 1);
      assert.match(run.out, /^site\/nginx\.conf:1:/);
      assert.equal(cli(folder, ["check", "--stdin", "x"], bad).code, 2);
    }));

  it("keeps to severity and confidence thresholds", () =>
    withFiles({ "nginx.conf": bad }, (folder) => {
      assert.equal(cli(folder, ["check", ".", "--fail-on", "error"]).code, 1);
      assert.equal(cli(folder, ["check", ".", "--fail-on", "worst"]).code, 2);
      assert.equal(cli(folder, ["check", ".", "--min-confidence", "certain"]).code, 1);
    }));

  it("prints SARIF that the OASIS schema accepts", () => {
    const run = cli(root, ["check", "examples", "--format", "sarif", "--exit-zero"]);
    const log: unknown = JSON.parse(run.out);
    const schema = JSON.parse(
      readFileSync(join(root, "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8"),
    );
    const validate = new Ajv04.default({
      strict: false,
      allErrors: true,
      validateFormats: false,
      unicodeRegExp: false,
    }).compile<Sarif>(schema);
    if (!validate(log)) assert.fail(JSON.stringify(validate.errors?.slice(0, 5)));
    const { tool, results } = log.runs[0]!;
    assert.ok(results.length > 10);
    for (const rule of tool.driver.rules) {
      assert.ok(Number(rule.properties["security-severity"]) > 0);
      assert.ok(rule.shortDescription.text.length > 0 && rule.help.markdown.length > 0);
    }
    for (const result of results) {
      const { artifactLocation, region } = result.locations[0]!.physicalLocation;
      assert.ok(!artifactLocation.uri.startsWith("/") && !artifactLocation.uri.includes(".."));
      assert.ok(region.startLine >= 1 && region.startColumn >= 1 && region.endLine >= region.startLine);
      assert.equal(tool.driver.rules[result.ruleIndex]?.id, result.ruleId);
    }
    const prints = results.map((result) => Object.values(result.partialFingerprints)[0]);
    assert.equal(new Set(prints).size, prints.length);
  });

  it("respects .gitignore, nested and negated, and skips node_modules", () =>
    withFiles(
      {
        ".gitignore": "build/\n*.bak.conf\n",
        "build/nginx.conf": bad,
        "a/.gitignore": "nginx.conf\n!keep/nginx.conf\n",
        "a/nginx.conf": bad,
        "a/keep/nginx.conf": bad,
        "node_modules/x/nginx.conf": bad,
        "b/nginx.conf": bad,
      },
      (folder) => {
        git(folder, "init", "-q");
        const { report } = checkJson(folder, ".");
        assert.deepEqual(report.findings.map((finding) => finding.path).sort(), ["a/keep/nginx.conf", "b/nginx.conf"]);
        assert.equal(checkJson(folder, "build/nginx.conf").report.findings.length, 1, "a named file is linted");
        assert.equal(checkJson(folder, "build").report.findings.length, 1, "a named folder is linted");
      },
    ));

  it("never follows links out of the root, nor in circles", () =>
    withFiles({ "in/nginx.conf": good, "out/nginx.conf": bad }, (folder) => {
      symlinkSync(join(folder, "out"), join(folder, "in/link"));
      symlinkSync(join(folder, "out/nginx.conf"), join(folder, "in/file.nginx.conf"));
      symlinkSync(".", join(folder, "in/loop"));
      assert.equal(checkJson(folder, "in").report.findings.length, 0);
    }));
});

describe("bad input", () => {
  it("goes on past binary, truncated, undecodable, huge and nested files, and says what was wrong", () =>
    withFiles(
      {
        "binary.conf": Uint8Array.from({ length: 5000 }, (_, i) => i % 256),
        "nginx.conf": "http { server { listen 80;\n",
        "latin.env": Uint8Array.from([...Buffer.from("NAME=caf"), 0xe9, 0x0a]),
        "bom/nginx.conf": `\ufeff${bad.replaceAll("\n", "\r\n")}`,
        "deep.json": "[".repeat(100_000),
        "deep.yaml": "[".repeat(20_000),
        "huge.json": Buffer.alloc(50 * 1024 * 1024, 0x20),
        "cut.tf.json": '{"resource": {"aws_instance": {"a": ',
        "empty.env": "",
      },
      (folder) => {
        const { report, code } = checkJson(folder, ".");
        assert.equal(code, 1);
        assert.deepEqual(
          report.findings.filter((finding) => finding.rule === "starttls-optional").map((finding) => finding.path),
          ["bom/nginx.conf"],
        );
        const problem = (path: string) => report.problems.find((one) => one.path === path);
        assert.match(
          problem("huge.json")?.message ?? "",
          /50\.0 MB, more than the limit of 20\.0 MB; not linted \(--max-file-size BYTES/,
        );
        assert.ok(problem("nginx.conf")?.start, "a truncated file has a problem with a place");
      },
    ));

  it("exits 2 only when nothing could be checked", () =>
    withFiles({ "shut/nginx.conf": bad, "open/nginx.conf": good }, (folder) => {
      // Root reads everything, so the run gives its rights away, with a copy of the build that anybody may read.
      cpSync(join(root, "dist"), join(folder, "dist"), { recursive: true });
      chmodSync(folder, 0o755);
      chmodSync(join(folder, "shut"), 0);
      const rights = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
      const check = (...paths: string[]) =>
        spawnSync(process.execPath, [join(folder, "dist/cli.js"), "check", ...paths], {
          cwd: folder,
          encoding: "utf8",
          ...rights,
        });
      try {
        const both = check("open", "shut");
        assert.equal(both.status, 0, both.stderr);
        assert.match(both.stdout, /shut.*cannot be read/);
        assert.equal(check("shut").status, 2);
      } finally {
        chmodSync(join(folder, "shut"), 0o755);
      }
    }));

  it("tells a broken rule file with file, line and column, and runs the other rules", () =>
    withFiles(
      {
        "nginx.conf": bad,
        "tenet.yaml": "rulePaths: [team]\nrules: { starttls-optionl: off }\nignroe: []\n",
        "team/broken.yaml":
          "id: broken\ntitle: Broken\nseverity: warning\nwhy: x\nremedy: y\nchecks:\n  nginx:\n    - on: mail\n      where: node.foo == 1\n      message: m\n    - on: server\n      wher: 'true'\n      message: m\n",
        "team/not-yaml.yaml": "id: [\n",
        "team/works.yaml":
          "id: works\ntitle: Works\nseverity: warning\nwhy: x\nremedy: y\nchecks:\n  nginx:\n    - on: mail\n      message: 'a mail block'\n",
        "team/taken.yaml":
          "id: weak-tls\ntitle: T\nseverity: warning\nwhy: x\nremedy: y\nchecks: { nginx: [{ on: mail, message: m }] }\n",
      },
      (folder) => {
        const { report } = checkJson(folder, "nginx.conf");
        const said = report.problems
          .map((one) => `${one.path}:${one.start?.line}:${one.start?.column} ${one.message}`)
          .join("\n");
        assert.match(said, /team\/broken\.yaml:9:19 .*foo/);
        assert.match(said, /team\/broken\.yaml:12:7 unknown key "wher"; did you mean "where"\?/);
        assert.match(said, /team\/not-yaml\.yaml:\d+:\d+ /);
        assert.match(said, /team\/taken\.yaml:1:1 the id "weak-tls" is taken/);
        assert.match(said, /tenet\.yaml:2:10 there is no rule "starttls-optionl"; did you mean "starttls-optional"\?/);
        assert.match(said, /tenet\.yaml:3:1 unknown key "ignroe"; did you mean "ignore"\?/);
        assert.deepEqual(report.findings.map((finding) => finding.rule).sort(), ["starttls-optional", "works"]);
      },
    ));
});
