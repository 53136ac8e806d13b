import assert from "node:assert/strict";
import { type Document, noFiles } from "../../server/src/document/document.js";
import { type Node, Unknown } from "../../server/src/document/node.js";
import { codeFormat } from "../../server/src/formats/code/code.js";
import type { languages } from "../../server/src/formats/code/language.js";
import { detect } from "../../server/src/formats/index.js";
import { applyEdits } from "../../server/src/text/edit.js";
import { useSourceGrammars } from "../support.js";

type Id = keyof typeof languages;

async function read(id: Id, text: string, path = "src/example"): Promise<Document> {
  return codeFormat(id).parse(path, text, noFiles);
}

function ask(node: Node | undefined, fact: string, ...args: unknown[]): unknown {
  assert.ok(node, `nothing to ask for ${fact}`);
  const found = codeFormat("javascript").facts!.find((each) => each.signature.startsWith(`Node.${fact}(`))!;
  return found.handler(node, ...args);
}

const shown = (nodes: readonly Node[]): string[] => nodes.map((node) => `${node.kind} ${node.name}`);

describe("code", () => {
  before(useSourceGrammars);

  it("is told by name and first line", () => {
    const id = (path: string, head = "") => detect(path, () => head)?.id;
    assert.equal(id("a/b.mjs"), "javascript");
    assert.equal(id("a/b.cts"), "typescript");
    assert.equal(id("a/b.tsx"), "tsx");
    assert.equal(id("bin/run", "#!/usr/bin/env python3\n"), "python");
    assert.equal(id("Gemfile"), "ruby");
    assert.equal(id("a/Program.cs"), "csharp");
    assert.equal(id("a/build.gradle.kts"), "kotlin");
    assert.notEqual(id("a/notes"), "javascript");
  });

  it("finds a name where it stands, whatever it is there", async () => {
    const document = await read(
      "javascript",
      'secure = 1; f({ secure: 2 }); class A { secure = 3 }\nif (a.secure === "secure") secure();',
    );
    assert.deepEqual(shown(document.named("secure")), [
      "assign secure",
      "entry secure",
      "assign secure",
      "reference a.secure",
      "call secure",
    ]);
    assert.deepEqual(shown(document.named("a.secure")), ["reference a.secure"]);
    assert.deepEqual(shown(document.named("cure")), []);
  });

  it("knows a node by one object only, with its parents", async () => {
    const document = await read("python", "requests.get(url, verify=False)\n");
    const verify = document.named("verify")[0]!;
    assert.equal(verify.above, document.named("requests.get")[0]);
    assert.equal(document.root.children[0]!.children[0], verify);
    assert.equal(document.at(22), verify);
  });

  it("computes constants from constants", async () => {
    const cases: [Id, string, unknown][] = [
      ["javascript", "const d = 24 * 60 * 60; use(365 * d - 1);", 31535999],
      ["javascript", "const h = 'a'; use(`x://${h}:${25}`);", "x://a:25"],
      ["javascript", "use(`x://${h}`);", "unknown"],
      ["javascript", "const n = null; use(n);", null],
      ["typescript", "use('a' + 1 + 'b');", "a1b"],
      ["python", 'H = "a"\nuse(f"x://{H}/")', "x://a/"],
      ["python", 'H = "a"\nuse(f"x://{H:>3}/")', "unknown"],
      ["python", 'H = "a"\nuse("x://%s:%d" % (H, 25))', "x://a:25"],
      ["python", 'use("100%" % x)', "unknown"],
      ["go", 'package a\nconst h = "a"\nvar b = use(fmt.Sprintf("x://%s", h))', "x://a"],
      ["go", 'package a\nvar b = use(fmt.Sprintf("x://%q", "h"))', "unknown"],
      ["java", 'class A { static final String H = "a"; void b() { use(String.format("x://%s", H)); } }', "x://a"],
      ["kotlin", 'const val H = "a"\nval b = use("x://${H}")', "x://a"],
      ["kotlin", 'const val H = "a"\nval b = use("x://$H")', "unknown"],
      ["ruby", 'H = "a"\nuse("x://#{H}")', "x://a"],
      ["php", "<?php $h = 'a'; use_(\"x://{$h}:$h\");", "x://a:a"],
      ["csharp", 'class A { const string H = "a"; void B() { use($"x://{H}"); use2(string.Format("{1}{0}", "a", "b")); } }', "x://a"],
    ];
    for (const [id, text, expected] of cases) {
      const document = await read(id, text);
      const [call] = [...document.named("use"), ...document.named("use_")];
      const [value] = call!.values;
      assert.equal(value!.known ? value!.data : "unknown", expected, `${id}: ${text}`);
    }
  });

  it("resolves imports", async () => {
    const cases: [Id, string, string][] = [
      ["javascript", 'const { request: ask } = require("node:https"); ask(1);', "https.request"],
      ["javascript", 'import mail from "nodemailer"; mail.createTransport(1);', "nodemailer.createTransport"],
      ["javascript", 'import { get } from "./own.js"; get(1);', "get"],
      ["python", "from ssl import CERT_NONE as none\nf(none)", "ssl.CERT_NONE"],
      ["python", "import smtplib as s\ns.SMTP(1)", "smtplib.SMTP"],
      ["go", 'package a\nimport web "net/http"\nvar x = web.Get(1)', "http.Get"],
      ["go", 'package a\nimport (\n"fmt"\nyaml "gopkg.in/yaml/v3"\n)\nvar x = yaml.Load(1)', "yaml.Load"],
      ["php", "<?php use Guzzle\\Client as Http; new Http(1);", "Guzzle.Client"],
      ["kotlin", "import okhttp3.OkHttpClient as Http\nval a = Http(1)", "okhttp3.OkHttpClient"],
      ["csharp", "using Mail = MailKit.Smtp; class A { void B() { Mail.Send(1); } }", "MailKit.Smtp.Send"],
    ];
    for (const [id, text, name] of cases) assert.equal((await read(id, text)).named(name).length, 1, `${id}: ${name}`);
  });

  it("follows a name to its constant only when it is given once", async () => {
    const value = async (text: string): Promise<unknown> => {
      const [node] = (await read("javascript", text)).named("use");
      return node!.values[0]!.known ? node!.values[0]!.data : undefined;
    };
    assert.equal(await value('const a = "x" + "y"; use(a);'), "xy");
    assert.equal(await value('let a = "x"; a = "y"; use(a);'), undefined);
    assert.equal(await value('let a = "x"; a += "y"; use(a);'), undefined);
    assert.equal(await value('const a = "x"; function f(a) { use(a); }'), undefined);
    assert.equal(await value('const a = "x"; function f() { const a = "y"; } use(a);'), "x");
    assert.equal(await value('let a = "x"; function f() { a = "y"; } use(a);'), undefined);
    assert.equal(await value("for (const a of b) use(a);"), undefined);
    assert.equal(await value("const { a } = b; use(a);"), undefined);
    assert.equal(await value("const a = a + a; use(a);"), undefined);
    assert.equal(await value("use(!0);"), undefined);
    assert.equal(await value("class A { #a = 1; b() { use(this.#a); } }"), 1);
    assert.equal(await value("class A { a = 1; b() { use(this.a); } }"), undefined, "others may set it");
  });

  it("does not know what is computed", async () => {
    const document = await read("python", 'f(f"a{b}", "c" "d", -1, x or "y", None)');
    assert.deepEqual(document.named("f")[0]!.known, ["cd", "-1", "None"]);
    const open = await read("javascript", "connect({ ...defaults, tls: true }); connect(options); connect({ a })");
    assert.deepEqual(
      open.named("connect").map((node) => node.open),
      [true, true, false],
    );
    assert.equal(open.named("a").length, 1);
  });

  it("gives the options of a call, also from a variable", async () => {
    const document = await read("javascript", "const o = { a: 1 }; f(o); const p = { a: 1 }; p.b = 2; g(p); h(q);");
    assert.equal((ask(document.named("f")[0], "options") as Node).children[0]!.name, "a");
    const changed = ask(document.named("g")[0], "options") as Node;
    assert.deepEqual(
      changed.children.map((entry) => [entry.name, entry.known]),
      [
        ["a", ["1"]],
        ["b", ["2"]],
      ],
    );
    assert.throws(() => ask(document.named("h")[0], "options"), Unknown);
    assert.equal(document.named("a")[0]!.above!.name, "o");
    for (const code of [
      "const p = { a: 1 }; if (x) p.a = 2; g(p);",
      "const p = { a: 1 }; fill(p); p.a = 2; g(p);",
      "const p = { a: 1 }; p[key] = 2; g(p);",
      "const p = { a: 1 }; p.a = 2; function later() { g(p); }",
    ]) {
      const other = await read("javascript", code);
      assert.throws(() => ask(other.named("g")[0], "options"), Unknown, code);
    }
  });

  it("follows options to the calls that are handed them", async () => {
    const cases: [Id, string, string][] = [
      ["javascript", "f({ a: { k: 1 } });", "f"],
      ["javascript", "const o = { k: 1 }; g(x, { ...o, b: 2 }); const p = Object.assign({}, o); h(p);", "g h"],
      ["javascript", "const o = { k: 1 }; o.k = 2; f(o);", "f"],
      ["javascript", "const o = {}; if (x) { o.k = 1; } f(o);", "f"],
      ["javascript", "function make(o) { return f(o); } make({ k: 1 });", "f make"],
      ["python", "o = {'k': 1}\nf(url, **o)", "f"],
      ["python", "o = {}\no['k'] = 1\nf(url, **o)\no = {}\ng(**o)", "f"],
      ["python", "def a():\n  o = dict(x=1)\n  o['k'] = 1\n  return s.get(u, **o)", "s.get"],
      ["python", "f(k=1)", "f"],
      ["go", "package a\nfunc b() { c := &http.Cookie{Name: n}; c.k = 1; http.SetCookie(w, c) }", "http.SetCookie"],
      ["java", "class A { void b() { Cookie c = new Cookie(n); c.k = 1; r.add(c); } }", "r.add"],
      ["kotlin", "fun b() {\n val c = Cookie(n)\n c.k = 1\n r.add(c)\n}", "r.add"],
      ["ruby", "o = { a: 1 }\no[:k] = 1\nf(url, **o)\ng(o.merge(b: 1))", "f g"],
      ["php", "<?php $o = ['a' => 1]; $o['k'] = 1; new Client($o); $o['k'] = 2; g($o);", "Client g"],
      ["php", "<?php $o = []; $o['ssl']['k'] = 1; stream_context_create($o);", "stream_context_create"],
      ["csharp", "class A { void B() { C.Append(n, new CookieOptions { k = 1 }); } }", "C.Append CookieOptions"],
      ["csharp", "class A { void B() { var o = new CookieOptions(); o.k = 1; Cookies.Append(n, v, o); } }", "Cookies.Append"],
    ];
    for (const [id, text, expected] of cases) {
      const names = new Set<string>();
      for (const node of (await read(id, text)).named("k"))
        for (const call of ask(node, "givenTo") as Node[]) names.add(call.name);
      assert.equal([...names].sort().join(" "), expected, `${id}: ${text}`);
    }
    const over = await read("javascript", "const o = { k: 1 }; o.k = 2; f(o);");
    assert.deepEqual(
      over.named("k").map((node) => (ask(node, "givenTo") as Node[]).length),
      [0, 1],
    );
  });

  it("says what a function always answers", async () => {
    const results: [Id, string, unknown][] = [
      ["javascript", "x.f = () => true", true],
      ["javascript", "x.f = function () {}", null],
      ["javascript", "x.f = (a) => { log(a); return a; }", "unknown"],
      ["javascript", "x.f = () => { throw new Error() }", "unknown"],
      ["javascript", "x.f = () => { console.warn('x'); return true; }", true],
      ["csharp", "class A { void B() { x.f += delegate { return true; }; } }", true],
      ["ruby", "x.f = lambda { |a| true }", true],
      ["go", "package a\nfunc b() { x.f = func(c string) error { return nil } }", null],
      ["python", "x.f = lambda *a: True", true],
      ["kotlin", "fun a() { x.f = { _, _ -> true } }", true],
      ["kotlin", "fun a() { x.f = HostnameVerifier { a, b ->\n log.info(a)\n true } }", true],
      ["kotlin", "fun a() { x.f = { a -> a == b } }", "unknown"],
      ["kotlin", "fun a() { x.f = fun(a: Int): Boolean { return false } }", false],
      ["kotlin", "fun a() { x.f = { } }", null],
    ];
    for (const [id, text, expected] of results) {
      let actual: unknown;
      try {
        actual = ask((await read(id, text)).named("f")[0], "result");
      } catch (error) {
        assert.ok(error instanceof Unknown);
        actual = "unknown";
      }
      assert.equal(actual, expected, text);
    }
  });

  it("sees what a comparison with an address decides", async () => {
    const decides = async (id: Id, text: string): Promise<unknown> =>
      ask((await read(id, text)).named("ip")[0], "guards");
    assert.equal(
      await decides("javascript", "(req, res, next) => { if (req.ip === '10.0.0.1') return next(); }"),
      "allows",
    );
    assert.equal(
      await decides("javascript", "(req, res, next) => { if (req.ip !== list) return res.status(403).end(); next(); }"),
      "other",
    );
    assert.equal(
      await decides(
        "javascript",
        "(req, res, next) => { if (req.ip === '10.0.0.1') return res.status(403).end(); next(); }",
      ),
      "other",
    );
    assert.equal(await decides("javascript", "const host = req.ip === '::1' ? 'a' : 'b'"), "other");
    assert.equal(await decides("javascript", "rateLimit({ skip: (req) => req.ip === '127.0.0.1' })"), "other");
    assert.equal(await decides("ruby", "def admin?\n  request.ip == '127.0.0.1'\nend"), "allows");
    const kotlin: [string, string][] = [
      ["fun isAdmin() = request.ip == \"127.0.0.1\"", "allows"],
      ["fun isAdmin(): Boolean {\n return if (request.ip == \"127.0.0.1\") true else false\n}", "allows"],
      ["fun f() { if (!request.ip.startsWith(\"10.\")) { response.sendError(403); return } }", "allows"],
      ["fun f() { if (request.ip.startsWith(\"10.\")) { response.sendError(403); return } }", "other"],
      ["fun f() { if (request.ip !in allowed) throw AccessDeniedException() }", "allows"],
      ["val isLocal get() = request.ip == \"::1\"", "allows"],
      ["fun f() { when { request.ip == \"10.0.0.1\" -> chain.doFilter(a, b)\n else -> response.sendError(403) } }", "allows"],
      ["fun f() { val a = if (request.ip == \"::1\") \"x\" else \"y\" }", "other"],
    ];
    for (const [text, effect] of kotlin) assert.equal(await decides("kotlin", text), effect, text);
  });

  it("shows where a comparison leads", async () => {
    const cases: [Id, string, string | undefined, string | undefined][] = [
      ["javascript", "if (ip === '10.0.0.1') { log(); return next(); } else { res.sendStatus(403); }", "return next();", "res.sendStatus(403);"],
      ["javascript", "if (ip !== '10.0.0.1') return res.sendStatus(403);", undefined, "return res.sendStatus(403);"],
      ["javascript", "const local = allowed.includes(ip); if (!local) { throw new Forbidden(); }", undefined, "throw new Forbidden();"],
      ["javascript", "if (allowed.indexOf(ip) === -1) deny(); else next();", "next();", "deny();"],
      ["python", "def is_admin(r):\n  return ip == '10.0.0.1' or x", "return ip == '10.0.0.1' or x", undefined],
      ["python", "if ip not in ALLOWED:\n  abort(403)", undefined, "abort(403)"],
      ["go", "package a\nfunc b() { if ip != \"10.0.0.1\" { http.Error(w, \"x\", 403)\n return } }", undefined, 'http.Error(w, "x", 403)'],
      ["java", "class A { boolean isAdmin() { return \"10.0.0.1\".equals(ip); } }", 'return "10.0.0.1".equals(ip);', undefined],
      ["kotlin", "fun isAdmin() = ip == \"10.0.0.1\"", 'ip == "10.0.0.1"', undefined],
      ["kotlin", "fun b() { if (!ip.startsWith(\"10.0.0.1\")) { response.sendError(403) } }", undefined, "response.sendError(403)"],
      ["ruby", "def admin?\n  ip == '10.0.0.1'\nend", "ip == '10.0.0.1'", undefined],
      ["php", "<?php if ($ip !== '10.0.0.1') { die('no'); }", undefined, "die('no');"],
      ["csharp", "class A { void B() { if (ip == \"10.0.0.1\") { next(); } } }", "next();", undefined],
    ];
    for (const [id, text, granted, refused] of cases) {
      const document = await read(id, text);
      const [condition] = ask(document.named("ip")[0], "grants") as Node[];
      assert.ok(condition, text);
      const told = (fact: string): string | undefined => {
        try {
          const { range } = ask(condition, fact) as Node;
          return text.slice(range.start, range.end);
        } catch (error) {
          assert.ok(error instanceof RangeError);
          return undefined;
        }
      };
      assert.deepEqual([told("granted"), told("refused")], [granted, refused], `${id}: ${text}`);
    }
  });

  it("reads on behind what does not parse", async () => {
    const document = await read("javascript", "const a = (;\nconnect({ tls: false });\n}}}\nconnect({ tls: true });");
    assert.equal(document.named("connect").length, 2);
    assert.ok(document.problems.length > 0);
  });

  it("keeps offsets behind characters of any width", async () => {
    const text = 'const a = "\u{1F600}\uFFFDé"; connect({ tls: false });';
    const [tls] = (await read("javascript", text)).named("tls");
    assert.equal(text.slice(tls!.range.start, tls!.range.end), "tls: false");
  });

  it("does not read what nobody wrote", async () => {
    const cases: [string, string][] = [
      ["a.min.js", "connect()"],
      ["a.js", `x = "${"a".repeat(6000)}"; connect()`],
      ["a.js", `${"// filler\n".repeat(110_000)}connect()`],
      ["a.js", "// @generated by a tool\nconnect()"],
    ];
    for (const [path, text] of cases) {
      const document = await read("javascript", text, path);
      assert.equal(document.problems.length, 1, path);
      assert.deepEqual(document.named("connect"), []);
    }
  });

  it("bears deep nesting and long chains", async () => {
    const deep = 2000;
    const nested = `x = ${"[".repeat(deep)}1${"]".repeat(deep)}\nconnect(tls=False)\n`;
    assert.equal((await read("python", nested)).named("tls").length, 1);
    const chain = `a${".b()".repeat(deep)}.connect(${"(".repeat(deep)}1${")".repeat(deep)});`.replace(
      /(.{4000})/g,
      "$1\n",
    );
    const document = await read("javascript", chain);
    assert.ok(document.named("connect").length <= 1);
    assert.ok(document.all().length > 0);
    const sum = `const a = ${'"a" +\n'.repeat(deep)} "b"; use(a);`;
    assert.equal((await read("javascript", sum)).named("use").length, 1);
  });

  it("reads a changed text as if it were new", async () => {
    const texts = [
      "connect({ tls: false });",
      "connect({ tls: true });",
      "f();\nconnect({ tls: true });",
      "",
      "connect({ tls: 1, a: 2 });",
    ];
    for (const text of texts) {
      const [again, fresh] = [
        await read("typescript", text, "same.ts"),
        await read("typescript", text, `${text.length}.ts`),
      ];
      const print = (document: Document) =>
        document.all().map((node) => `${node.kind} ${node.name} ${node.range.start}-${node.range.end}`);
      assert.deepEqual(print(again), print(fresh));
    }
  });

  it("runs queries", async () => {
    const format = codeFormat("javascript");
    const document = await read("javascript", "a(1); b(2); a(3);");
    const query = '(call_expression function: (identifier) @name arguments: (arguments) (#eq? @name "a")) @node';
    assert.equal(await format.checkQuery!(query), undefined);
    const found = format.query!(document, query);
    assert.deepEqual(
      found.map(({ node }) => node!.values[0]!.data),
      [1, 3],
    );
    assert.equal(found[0]!.node, document.named("a")[0]);
    const problem = await format.checkQuery!("(call_expression (nothing))");
    assert.equal(problem!.offset, 18);
  });

  it("gives its memory back", async () => {
    const document = await read("javascript", "connect({ tls: false }); // c", "src/gone.js");
    assert.equal(document.named("tls").length, 1);
    document.release();
    document.release();
    assert.deepEqual([document.named("connect"), document.comments, document.all(), document.at(3)], [[], [], [], undefined]);
  });

  it("adds and takes away entries and statements", async () => {
    const format = codeFormat("javascript");
    const text = "f({\n  a: 1,\n  b: 2\n});\ng({ c: 1, d: 2 });\n";
    const document = await read("javascript", text);
    const edit = (name: string, act: "after" | "remove") => {
      const node = document.named(name)[0]!;
      return applyEdits(text, [
        act === "after" ? format.after!(document, node, "x: 9") : format.remove!(document, node),
      ]);
    };
    assert.equal(edit("a", "after"), "f({\n  a: 1,\n  x: 9,\n  b: 2\n});\ng({ c: 1, d: 2 });\n");
    assert.equal(edit("d", "after"), "f({\n  a: 1,\n  b: 2\n});\ng({ c: 1, d: 2, x: 9 });\n");
    assert.equal(edit("a", "remove"), "f({\n  b: 2\n});\ng({ c: 1, d: 2 });\n");
    assert.equal(edit("c", "remove"), "f({\n  a: 1,\n  b: 2\n});\ng({ d: 2 });\n");
    assert.equal(edit("d", "remove"), "f({\n  a: 1,\n  b: 2\n});\ng({ c: 1 });\n");
  });

  it("takes tests and examples for what they are", async () => {
    for (const path of [
      "test/a.js",
      "src/a.spec.ts",
      "pkg/a_test.go",
      "examples/x/a.py",
      "src/test_a.py",
      "src/ATest.java",
    ])
      assert.equal((await read("javascript", "", path)).test, true, path);
    for (const path of ["src/a.js", "src/latest.py", "contest/a.go", "src/attestation.rb"])
      assert.equal((await read("javascript", "", path)).test, false, path);
  });
});
