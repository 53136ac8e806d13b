import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
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

/** A schema of an object with exactly these properties. */
function object(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { type: "object", properties, required: Object.keys(properties), additionalProperties: false };
}

/** Fails when a value does not fit a JSON Schema: what the formats' pages say of them. */
function assertShape(value: unknown, schema: Record<string, unknown>): void {
  const validate = new Ajv2020().compile(schema);
  assert.ok(validate(value), JSON.stringify(validate.errors));
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
    const problems = await withFiles(
      { "tenet.yaml": "rules: { weak-tsl: off }\n", "nginx.conf": "events {}\n", "broken.json": "{" },
      (folder) => cli(folder, ["check", ".", "--format", "github"]),
    );
    assert.match(
      problems.out,
      /^::warning file=tenet\.yaml,line=1,col=10,title=tenet::there is no rule "weak-tsl"; did you mean "weak-tls"\?$/m,
    );
    assert.equal(problems.out.match(/^::/gm)?.length, 1, "what is wrong with other files is no annotation");
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
    assertShape(issues, {
      type: "array",
      items: object({
        description: { type: "string", minLength: 1 },
        check_name: { type: "string", minLength: 1 },
        fingerprint: { type: "string", minLength: 1 },
        severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
        location: object({
          path: { type: "string", not: { pattern: "^(?:\\./|/)" } },
          lines: object({ begin: { type: "integer", minimum: 1 }, end: { type: "integer", minimum: 1 } }),
        }),
      }),
    });
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
      assertFits(out, format === "junit" ? junitSchema : checkstyleSchema);
    }
    await withFiles({ "empty.env": "" }, (folder) => {
      const { out } = cli(folder, ["check", ".", "--format", "junit"]);
      assertWellFormed(out);
      assertFits(out, junitSchema);
    });
  });

  it("rdjson: columns in UTF-8 bytes, safe fixes as suggestions", async () => {
    const report = await withFiles(
      { "nginx.conf": "mail { server { server_name é; listen 143; starttls on; } }\n" },
      (folder) => JSON.parse(cli(folder, ["check", ".", "--format", "rdjson"]).out),
    );
    const place = object({ line: { type: "integer", minimum: 1 }, column: { type: "integer", minimum: 1 } });
    const range = object({ start: place, end: place });
    assertShape(report, {
      ...object({
        source: object({ name: { const: "tenet" } }),
        diagnostics: {
          type: "array",
          items: {
            type: "object",
            required: ["message", "location", "severity", "code"],
            properties: {
              message: { type: "string" },
              location: object({ path: { type: "string" }, range }),
              severity: { enum: ["ERROR", "WARNING", "INFO"] },
              code: object({ value: { type: "string" } }),
              suggestions: { type: "array", items: object({ range, text: { type: "string" } }) },
            },
            additionalProperties: false,
          },
        },
      }),
    });
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

/** The elements and attributes that a schema knows; those with `!` must be there. */
type Schema = Readonly<Record<string, { readonly attributes: readonly string[]; readonly inside: readonly string[] }>>;

/** What Jenkins' junit-10.xsd says of the elements that are used. */
const junitSchema: Schema = {
  testsuites: { attributes: ["name", "time", "tests", "failures", "errors"], inside: [] },
  testsuite: {
    attributes: ["name!", "tests!", "failures!", "errors!", "time", "skipped", "timestamp", "file", "package"],
    inside: ["testsuites"],
  },
  testcase: { attributes: ["name!", "time", "classname", "group"], inside: ["testsuite"] },
  failure: { attributes: ["type", "message"], inside: ["testcase"] },
};

/** What readers of Checkstyle's reports know. */
const checkstyleSchema: Schema = {
  checkstyle: { attributes: ["version"], inside: [] },
  file: { attributes: ["name!"], inside: ["checkstyle"] },
  error: { attributes: ["line!", "column", "severity!", "message!", "source"], inside: ["file"] },
};

function assertFits(xml: string, schema: Schema): void {
  const open: string[] = [];
  for (const [, close, name, attributes, selfClosing] of xml.matchAll(
    /<(\/?)([a-z]+)((?:\s+[a-z]+="[^"<]*")*)\s*(\/?)>/g,
  )) {
    if (close) {
      open.pop();
      continue;
    }
    const known = schema[name!];
    assert.ok(known, `<${name}>`);
    const parent = open.at(-1);
    assert.ok(
      parent === undefined ? known.inside.length === 0 : known.inside.includes(parent),
      `<${name}> in ${parent}`,
    );
    const given = [...attributes!.matchAll(/([a-z]+)="/g)].map((one) => one[1]!);
    for (const one of given)
      assert.ok(
        known.attributes.some((each) => each.replace("!", "") === one),
        `${name} ${one}`,
      );
    for (const one of known.attributes)
      if (one.endsWith("!")) assert.ok(given.includes(one.slice(0, -1)), `${name} needs ${one}`);
    if (!selfClosing) open.push(name!);
  }
}

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
