import assert from "node:assert/strict";
import { cli, withFiles } from "../support.js";

const secret = ["correct", "horse", "7731", "staple"].join("-");
const files = {
  "nginx.conf":
    "mail {\n  server {\n    listen 143;\n    starttls on;\n  }\n  server {\n    listen 110;\n    starttls on;\n  }\n}\n",
  "a <b>&.env": `DB_PASSWORD=${secret}\n`,
};

/** Runs one format over the files and gives its text; the planted secret is never in it. */
async function write(format: string): Promise<string> {
  return withFiles(files, (folder) => {
    const run = cli(folder, ["check", ".", "--format", format]);
    assert.equal(run.code, 1, run.err);
    assert.ok(!run.out.includes(secret), "the secret is printed");
    return run.out;
  });
}

describe("output formats", () => {
  it("jsonl: one object a line", async () => {
    const lines = (await write("jsonl")).trim().split("\n");
    assert.equal(lines.length, 3);
    for (const line of lines) assert.ok((JSON.parse(line) as { rule: string }).rule);
  });

  it("github: annotations with escaped properties, at most ten of a kind", async () => {
    const out = await write("github");
    assert.match(out, /^::error file=nginx\.conf,line=4,endLine=4,col=\d+,endColumn=\d+,title=starttls-optional::/m);
    assert.match(out, /^::error file=a <b>&\.env,/m);
    const many = await withFiles(
      { "nginx.conf": `mail {\n${"server { listen 143; starttls on; }\n".repeat(25)}}\n` },
      (folder) => cli(folder, ["check", ".", "--format", "github"]),
    );
    assert.equal(many.out.match(/^::error /gm)?.length, 10);
    assert.match(many.out, /^::notice title=tenet::15 more findings/m);
  });

  it("gitlab: unique fingerprints that stay when lines move", async () => {
    const issues = JSON.parse(await write("gitlab")) as {
      fingerprint: string;
      location: { lines: { begin: number } };
    }[];
    assert.equal(new Set(issues.map((issue) => issue.fingerprint)).size, 3);
    const moved = await withFiles({ ...files, "nginx.conf": `\n\n# moved\n${files["nginx.conf"]}` }, (folder) =>
      JSON.parse(cli(folder, ["check", ".", "--format", "gitlab"]).out),
    );
    assert.deepEqual(
      moved.map((issue: { fingerprint: string }) => issue.fingerprint),
      issues.map((issue) => issue.fingerprint),
    );
    assert.notDeepEqual(moved, issues);
  });

  it("junit and checkstyle: well-formed XML with every finding", async () => {
    for (const [format, element] of [
      ["junit", "failure"],
      ["checkstyle", "error"],
    ] as const) {
      const out = await write(format);
      assert.equal(out.match(new RegExp(`<${element} `, "g"))?.length, 3);
      assert.match(out, /a &lt;b&gt;&amp;\.env/);
      assertWellFormed(out);
    }
    await withFiles({ "empty.env": "" }, (folder) =>
      assertWellFormed(cli(folder, ["check", ".", "--format", "junit"]).out),
    );
  });

  it("rdjson: columns in UTF-8 bytes, safe fixes as suggestions", async () => {
    const report = await withFiles(
      { "nginx.conf": "mail { server { server_name é; listen 143; starttls on; } }\n" },
      (folder) => JSON.parse(cli(folder, ["check", ".", "--format", "rdjson"]).out),
    );
    const [diagnostic] = report.diagnostics;
    const before = Buffer.from("mail { server { server_name é; listen 143; starttls ").length;
    assert.equal(diagnostic.location.range.start.column, before + 1);
    assert.equal(diagnostic.suggestions[0].text, "only");
  });

  it("markdown: a table whose cells hold no markup of the files", async () => {
    const out = await write("markdown");
    assert.match(out, /^\| error \| `a &lt;b>&\.env:1` \|/m);
  });

  it("html: one page without network, its data unable to leave its element", async () => {
    const out = await write("html");
    assert.doesNotMatch(out, /https?:\/\//);
    const data = /<script type="application\/json" id="data">([^<]*)<\/script>/.exec(out);
    assert.ok(data, "the data holds a <");
    assert.equal((JSON.parse(data[1]!) as unknown[]).length, 3);
  });
});

/** Tags open and close in order and no bare & stands between. */
function assertWellFormed(xml: string): void {
  const open: string[] = [];
  for (const [, close, name, selfClosing] of xml.matchAll(/<(\/?)([a-z]+)(?:\s+[a-z]+="[^"<]*")*\s*(\/?)>/g)) {
    if (close) assert.equal(open.pop(), name);
    else if (!selfClosing) open.push(name!);
  }
  assert.deepEqual(open, []);
  assert.doesNotMatch(xml, /&(?!(amp|lt|gt|quot|apos|#10);)/);
}
