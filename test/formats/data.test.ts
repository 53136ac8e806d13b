import assert from "node:assert/strict";
import { type Document, noFiles } from "../../server/src/document/document.js";
import { detect } from "../../server/src/formats/index.js";

async function read(path: string, text: string, files: Record<string, string> = {}): Promise<Document> {
  const entry = detect(path, () => text.slice(0, 4096));
  assert.ok(entry, `no format for ${path}`);
  const list = (folder: string) =>
    Object.keys(files)
      .filter((name) => name.startsWith(folder) && !name.slice(folder.length).includes("/"))
      .map((name) => name.slice(folder.length));
  const access = Object.keys(files).length > 0 ? { read: (name: string) => files[name], list } : noFiles;
  return await (await entry.load()).parse(path, text, access);
}

function formatOf(path: string, text = ""): string | undefined {
  return detect(path, () => text)?.id;
}

/** Depth alone must neither overflow the stack nor take long. */
const deep: Readonly<Record<string, string>> = {
  "a.json": "[".repeat(100_000),
  "b.json": '{"a":'.repeat(100_000),
  "c.yaml": "[".repeat(100_000),
  "d.yaml": "{a: ".repeat(100_000),
  "e.yaml": "- ".repeat(100_000),
  "f.yaml": Array.from({ length: 2000 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"),
  "g.toml": `a = ${"[".repeat(100_000)}`,
  "h.tf": `a = ${"[".repeat(100_000)}`,
  "i.tf": "a {\n".repeat(100_000),
  "j.tf": `a = ${"(".repeat(100_000)}`,
  "k.tf": `a = ${'"${'.repeat(100_000)}`,
  "l.tf": `a = 1${" + 1".repeat(100_000)}`,
  "m.tf": `a = ${"f(".repeat(100_000)}`,
  "n.tf": `a = ${"x ? ".repeat(100_000)}`,
  "o.tf": `a = ${"!".repeat(100_000)}`,
  "p.tf.json": `{"resource": ${'{"a":'.repeat(100_000)}`,
  "q.tf.json": JSON.stringify({ locals: { a: `\${${"[".repeat(50_000)}` } }),
  "r.tf": `a = ${"{b = ".repeat(100_000)}`,
  "s.tf": `a = b${"[0]".repeat(100_000)}`,
  "t.tf": `a = b${"[b".repeat(100_000)}`,
};

describe("data formats", () => {
  for (const [path, text] of Object.entries(deep)) {
    it(`survives depth: ${path}`, async () => {
      const start = performance.now();
      const document = await read(path, text);
      document.all();
      assert.ok(performance.now() - start < 5000);
    });
  }

  it("reads every prefix of a file", async () => {
    const hcl =
      'a "b" {\n  c = "${d}" # e\n  f = <<-G\n    h\n  G\n  i = [1, { j = k.l[0] }]\n  m = n ? "o" : p("q")\n}\n';
    const json = '{"a": [1, {"b": "${jsonencode({c = \\"d\\"})}"}], "e": null} // f';
    const yaml = 'a: &b [1, "c"]\nd: *b\ne: |\n  f\n? g\n: h\n';
    const texts: [string, string][] = [
      ["a.tf", hcl],
      ["a.tf.json", json],
      ["a.json", json],
      ["a.yaml", yaml],
      ["a.toml", '[a]\nb = "c"\nd = [1, {e = 2}]\n[[f]]\n'],
      [".env", 'A="b\nc"\nexport D=$E # f\n'],
      ["a.ini", "[a]\nb = c ; d\n e\n"],
      ["a.properties", "a.b = c\\\n d\n\\u00"],
    ];
    for (const [path, text] of texts) {
      for (let end = 0; end <= text.length; end++) {
        const part = text.slice(0, end);
        const document = await read(path, part);
        for (const node of document.all()) {
          for (const { start, end: stop } of [node.range, node.nameRange, ...node.values.map((value) => value.range)]) {
            assert.ok(
              0 <= start && start <= stop && stop <= part.length,
              `${path} ${end}: ${node.name} ${start}-${stop}`,
            );
          }
        }
      }
    }
  });

  it("bounds alias bombs", async () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `a${i}: &a${i} [${i === 0 ? "x" : Array(9).fill(`*a${i - 1}`)}]`,
    );
    const document = await read("bomb.yaml", levels.join("\n"));
    assert.ok(document.all().length < 100_000);
    const circle = await read("circle.yaml", "a: &a\n  b: *a\n");
    assert.ok(circle.all().length < 10);
  });

  it("bounds names that double", async () => {
    const names = Array.from(
      { length: 60 },
      (_, i) => `  a${i} = ${i === 0 ? '"xxxxxxxxxxxxxxxx"' : `[local.a${i - 1}, local.a${i - 1}]`}`,
    );
    const texts = Array.from(
      { length: 60 },
      (_, i) => `  b${i} = ${i === 0 ? '"xxxxxxxxxxxxxxxx"' : `"\${local.b${i - 1}}\${local.b${i - 1}}"`}`,
    );
    const document = await read(
      "double.tf",
      `locals {\n${[...names, ...texts].join("\n")}\n}\nx = local.a59\ny = local.b59\n`,
    );
    assert.ok(document.all().length < 1000);
  });

  it("leaves lock files alone", () => {
    for (const path of [
      "package-lock.json",
      "a/pnpm-lock.yaml",
      "Cargo.lock",
      "composer.lock",
      "npm-shrinkwrap.json",
    ]) {
      assert.equal(formatOf(path), undefined, path);
    }
  });

  it("knows files by name and content", () => {
    assert.equal(formatOf("main.tf"), "terraform");
    assert.equal(formatOf("stacks/cdk.tf.json"), "terraform");
    assert.equal(formatOf("prod.auto.tfvars"), "terraform");
    assert.equal(formatOf("docker-compose.prod.yml"), "compose");
    assert.equal(formatOf("compose.yaml"), "compose");
    assert.equal(formatOf(".github/workflows/ci.yml"), "workflow");
    assert.equal(formatOf("deploy.yaml", "apiVersion: v1\nkind: Pod\n"), "kubernetes");
    assert.equal(formatOf("values.yaml", "image: x\n"), "yaml");
    assert.equal(formatOf("policy.json", '{"Statement": [{"Effect": "Allow"}]}'), "iam-policy");
    assert.equal(formatOf("tsconfig.json"), "json");
    assert.equal(formatOf("config/.env.production"), "env");
    assert.equal(formatOf("env.ts"), formatOf("other.ts"));
  });
});

describe("HCL comments", () => {
  it("are told once", async () => {
    const document = await read("a.tf", "a = 1 # one\nb = [ # two\n  1, /* three */ 2 // four\n]\nc = f( # five\n)\n");
    const texts = document.comments.map(({ start, end }) => document.text.slice(start, end));
    assert.deepEqual(texts, ["# one", "# two", "/* three */", "// four", "# five"]);
    assert.deepEqual(document.problems, []);
  });
});

describe("terraform names", () => {
  it("finds variables, locals and given values in the files beside", async () => {
    const files = {
      "net/variables.tf":
        'variable "cidr" {\n  default = "10.0.0.0/8"\n}\nvariable "none" {}\nlocals {\n  loop = local.loop\n}\n',
      "net/more.tf.json": '{"locals": {"port": 22}, "variable": {"given": {"default": "default"}}}',
      "net/terraform.tfvars": 'given = "from tfvars"\n',
    };
    const text = "a = var.cidr\nb = local.port\nc = var.none\nd = local.loop\ne = var.given\n";
    const document = await read("net/main.tf", text, files);
    const values = document.root.children
      .map((node) => node.values[0])
      .map((value) => value && [value.known, value.text]);
    assert.deepEqual(values, [
      [true, "10.0.0.0/8"],
      [true, "22"],
      [false, "var.none"],
      [false, "local.loop"],
      [true, "from tfvars"],
    ]);
  });
});
