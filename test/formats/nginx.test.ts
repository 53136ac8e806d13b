import assert from "node:assert/strict";
import type { Document, Files } from "../../server/src/document/document.js";
import type { Node } from "../../server/src/document/node.js";
import { Unknown } from "../../server/src/document/node.js";
import { detect } from "../../server/src/formats/index.js";
import { brokenCiphers } from "../../server/src/formats/nginx/ciphers.js";
import { glob } from "../../server/src/data/find-included.js";
import { nginx } from "../../server/src/formats/nginx/nginx.js";
import { applyEdits } from "../../server/src/text/edit.js";
import { accessCases, password } from "../nginx/access-cases.js";

function parse(text: string, others: Record<string, string> = {}, path = "nginx.conf"): Document {
  const files: Files = {
    read: (name) => (name === path ? text : others[name]),
    list: (folder) => {
      const start = folder === "" ? "" : `${folder}/`;
      const names = [path, ...Object.keys(others)]
        .filter((name) => name.startsWith(start))
        .map((name) => name.slice(start.length));
      return [
        ...new Set(names.map((name) => (name.includes("/") ? name.slice(0, name.indexOf("/") + 1) : name))),
      ].sort();
    },
  };
  return nginx.parse(path, text, files) as Document;
}

function ask(node: Node, fact: string, ...args: unknown[]): unknown {
  const found = nginx.facts!.find((each) => each.signature.startsWith(`Node.${fact}(`))!;
  return found.handler(node, ...args);
}

/** The access decision at the first location, or the first server where there is none. */
function access(text: string, others?: Record<string, string>): unknown {
  const document = parse(text, others);
  const node = document.named("location")[0] ?? document.named("server")[0]!;
  return ask(node, "access");
}

describe("nginx: who gets an answer", () => {
  // Each line was tried with real requests from an allowed and another address, with and without a password.
  const table: readonly (readonly [string, string])[] = [
    ...accessCases,
    ["satisfy any; allow 127.0.0.2; deny all; auth_request /auth;", "address"],
    ["deny 127.0.0.2;", "open"],
    ["auth_request /auth;", "authenticated"],
    ["auth_request off;", "open"],
  ];
  for (const [rules, expected] of table) {
    it(`${rules} → ${expected}`, () => {
      assert.equal(access(`http { server { location / { ${rules} root /srv; } } }`), expected);
    });
  }
  const inherited: readonly (readonly [string, string, string])[] = [
    [`satisfy any; allow 127.0.0.2; deny all; ${password}`, "auth_basic off;", "address"],
    [`satisfy any; allow 127.0.0.2; deny all; ${password}`, "satisfy all;", "both"],
    [`satisfy any; allow 127.0.0.2; deny all; ${password}`, "allow all;", "open"],
    ["allow 127.0.0.2; deny all;", "", "address"],
    ["ssl_verify_client on;", "", "authenticated"],
    ["ssl_verify_client optional;", "", "open"],
    ["ssl_verify_client optional; if ($ssl_client_verify != SUCCESS) { return 403; }", "", "authenticated"],
    ["ssl_verify_client optional_no_ca; if ($ssl_client_verify = NONE) { return 403; }", "", "open"],
    ["return 301 https://$host$request_uri;", "allow 127.0.0.2; deny all;", "returned"],
  ];
  for (const [server, location, expected] of inherited) {
    it(`server ${server} location ${location} → ${expected}`, () => {
      assert.equal(access(`http { server { ${server} location / { ${location} root /srv; } } }`), expected);
    });
  }
  it("goes by geo and map, and tells allow lists from block lists", () => {
    const site = (geo: string, condition: string) =>
      access(`http { ${geo} server { ${condition} location / { root /srv; } } }`);
    const allow = "geo $x { default 0; 192.0.2.1 1; }";
    assert.equal(site(allow, "if ($x = 0) { return 403; }"), "address");
    assert.equal(site(allow, "if ($x = 1) { return 403; }"), "open");
    assert.equal(site("geo $x { 192.0.2.1 1; }", "if ($x) { return 403; }"), "open");
    assert.equal(
      site("map $http_x_forwarded_for $x { default 1; 192.0.2.1 0; }", "if ($x) { return 403; }"),
      "address",
    );
  });
  it("does not know what an include that is not in view or a script does", () => {
    assert.throws(() => access("location / { allow 10.0.0.0/8; deny all; include auth.conf; }"), Unknown);
    assert.throws(() => access("location / { allow 10.0.0.0/8; deny all; access_by_lua_block { x() } }"), Unknown);
    assert.equal(access("location / { deny all; include mime.types; }"), "denied");
    assert.equal(access("location / { include auth.conf; }", { "auth.conf": password }), "authenticated");
  });
});

describe("nginx: includes", () => {
  const main = "http { add_header A 1; include /etc/nginx/conf.d/*.conf; include sites-enabled/*; }";
  it("finds the level around an included file", () => {
    const site = parse("server { listen 80; }", { "etc/nginx.conf": main }, "etc/conf.d/site.conf");
    const server = site.named("server")[0]!;
    assert.equal(ask(server, "whole"), true);
    assert.equal((ask(server, "effective", "add_header") as Node[])[0]!.text, "A 1");
    const available = parse("server { }", { "nginx.conf": main }, "sites-available/example.com");
    assert.equal(ask(available.named("server")[0]!, "whole"), true);
  });
  it("leaves a file alone that nothing includes", () => {
    const server = parse("server { }", { "nginx.conf": "http { }" }, "other/site.conf").named("server")[0]!;
    assert.equal(ask(server, "whole"), false);
    assert.deepEqual(ask(server, "effective", "add_header"), []);
  });
  it("survives cycles", () => {
    const document = parse("http { include a.conf; server { } }", {
      "a.conf": "include b.conf; add_header A 1;",
      "b.conf": "include a.conf; include nginx.conf;",
    });
    assert.equal((ask(document.named("server")[0]!, "effective", "add_header") as Node[]).length, 1);
  });
  it("takes an include that is not found for unknown", () => {
    const document = parse("http { include conf.d/*.conf; server { } }");
    assert.throws(() => ask(document.named("server")[0]!, "setting", "server_tokens", "on"), Unknown);
    assert.equal(
      ask(parse("http { include mime.types; server { } }").named("server")[0]!, "setting", "server_tokens", "on"),
      "on",
    );
  });
  it("follows the sections of a dump", () => {
    const text =
      "# configuration file /etc/nginx/nginx.conf:\nhttp { add_header A 1; include conf.d/*.conf; }\n" +
      "# configuration file /etc/nginx/conf.d/a.conf:\nserver { location / { } }\n";
    const document = parse(text, {}, "dump.conf");
    assert.deepEqual(document.problems, []);
    assert.equal((ask(document.named("location")[0]!, "effective", "add_header") as Node[]).length, 1);
    assert.equal(ask(document.named("location")[0]!, "whole"), true);
  });
  it("matches file names as the shell does", () => {
    assert.ok(glob("*.conf", "a.conf") && glob("[0-9]?-*", "10-a") && glob("a*b*c", "aXbYbc") && glob("[!a]x", "bx"));
    assert.ok(!glob("*.conf", "a.conf.bak") && !glob("[!a]x", "ax") && !glob("?", ""));
  });
});

describe("nginx: what holds at a level", () => {
  const holds = (text: string, name: string) => {
    const location = parse(`http { ${text} }`).named("location").at(-1)!;
    return (ask(location, "effective", name) as Node[]).map((node) => node.text);
  };
  // How each kind of directive is taken over from the levels around.
  const table: readonly (readonly [kind: string, text: string, name: string, expected: readonly string[]])[] = [
    ["nearest", "root /a; server { root /b; location / { } }", "root", ["/b"]],
    ["a list, replaced", "server { add_header A 1; location / { add_header B 2; } }", "add_header", ["B 2"]],
    ["a list, taken over", "server { add_header A 1; add_header C 3; location / { } }", "add_header", ["A 1", "C 3"]],
    [
      "a list, added to",
      "add_header A 1; server { location / { add_header_inherit merge; add_header B 2; } }",
      "add_header",
      ["A 1", "B 2"],
    ],
    ["a list, cut off", "add_header A 1; server { location / { add_header_inherit off; } }", "add_header", []],
    ["two names, one list", "server { deny all; location / { allow 10.1.1.1; } }", "deny", ["10.1.1.1"]],
    ["of all levels", "more_set_headers 'A: 1'; server { location / { more_set_headers 'B: 2'; } }", "more_set_headers", ["A: 1", "B: 2"]],
    ["not taken over", "server { return 404; try_files a b; location / { } }", "try_files", []],
    ["a handler, not by a nested location", "server { location / { proxy_pass http://a; location /b { } } }", "proxy_pass", []],
    ["switched off", "server { auth_basic x; location / { auth_basic off; } }", "auth_basic", ["off"]],
    ["parameters, replaced", "server { proxy_set_header A 1; location / { proxy_set_header B 2; } }", "proxy_set_header", ["B 2"]],
  ];
  for (const [kind, text, name, expected] of table)
    it(kind, () => assert.deepEqual(holds(text, name), expected));
});

describe("nginx: reading bad input", () => {
  it("never fails, and keeps ranges inside the text", () => {
    const pieces = [
      "server",
      " ",
      "{",
      "}",
      ";",
      '"',
      "'",
      "\\",
      "#",
      "\n",
      "{{",
      "}}",
      "{%",
      "%}",
      "<%",
      "%>",
      "${",
      "$A",
      "x_by_lua_block",
      "--[[",
      "]]",
      "if (",
      ")",
      "\0",
      "é",
    ];
    let seed = 7;
    for (let round = 0; round < 3000; round++) {
      let text = "";
      for (let i = 0; i < 30; i++) {
        seed = (seed * 1103515245 + 12345) % 2147483648;
        text += pieces[seed % pieces.length];
      }
      const document = parse(text);
      for (const node of document.all()) {
        for (const range of [node.range, node.nameRange, ...node.values.map((value) => value.range)]) {
          assert.ok(range.start <= range.end && range.end <= text.length, JSON.stringify(text));
        }
      }
    }
  });
  it("stops at a depth, and says so", () => {
    const document = parse(`${"location / {".repeat(20_000)}deny all;${"}".repeat(20_000)} listen 80;`);
    assert.equal(document.problems.length, 1);
    assert.equal(document.root.children.at(-1)!.name, "listen");
  });
  it("says that a binary is none", () => {
    assert.equal(parse("\x7fELF\0\0;;;").problems.length, 1);
  });
  it("reads 100,000 directives, and quotes and braces that never end, in a moment", () => {
    const started = performance.now();
    parse("add_header X-Name \"some 'value' here\" always;\n".repeat(100_000));
    parse("a '\n".repeat(50_000));
    parse("a \"x'\n".repeat(50_000));
    parse("{{".repeat(50_000));
    parse("a { b '".repeat(20_000));
    parse("x_by_lua_block { [[".repeat(5_000));
    assert.ok(performance.now() - started < 4000);
  });
});

describe("nginx: edits", () => {
  const afterIt = (text: string, name: string, added: string) => {
    const document = parse(text);
    return applyEdits(text, [nginx.after!(document, document.named(name)[0]!, added)]);
  };
  const append = (text: string, added: string) => {
    const document = parse(text);
    return applyEdits(text, [nginx.append!(document, document.named("server")[0]!, added)]);
  };
  it("writes on a line of its own where the block does", () => {
    assert.equal(
      afterIt("server {\n\tlisten 80;\n}\n", "listen", "root /a"),
      "server {\n\tlisten 80;\n\troot /a;\n}\n",
    );
    assert.equal(afterIt("server { listen 80; }", "listen", "root /a;"), "server { listen 80; root /a; }");
    assert.equal(append("server {\n}\n", "root /a"), "server {\n    root /a;\n}\n");
    assert.equal(append("server {}\n", "root /a"), "server {\n    root /a;\n}\n");
    assert.equal(
      append("server {\r\n  listen 80;\r\n}\r\n", "root /a"),
      "server {\r\n  listen 80;\r\n  root /a;\r\n}\r\n",
    );
  });
  it("takes the line away where nothing else stands on it", () => {
    const text = "server {\n  listen 80;\n  root /a; # note\n}\n";
    const document = parse(text);
    assert.equal(
      applyEdits(text, [nginx.remove!(document, document.named("listen")[0]!)]),
      "server {\n  root /a; # note\n}\n",
    );
    assert.equal(
      applyEdits(text, [nginx.remove!(document, document.named("root")[0]!)]),
      "server {\n  listen 80;\n  # note\n}\n",
    );
  });
});

describe("nginx: cipher lists", () => {
  const table: readonly (readonly [string, readonly string[]])[] = [
    ["HIGH:!aNULL:!MD5", []],
    ["ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-CHACHA20-POLY1305", []],
    ["EECDH+CHACHA20:EECDH+AES", []],
    ["HIGH", ["anonymous"]],
    ["ALL:!aNULL", ["RC4"]],
    ["ECDHE-RSA-AES128-SHA:DES-CBC3-SHA", ["3DES"]],
    ["RC4-SHA:!RC4", []],
    ["AES128-SHA:EXP-RC4-MD5", ["RC4", "EXPORT"]],
    ["NULL-SHA256", ["NULL"]],
    ["EDH+3DES:!aNULL", ["3DES"]],
  ];
  for (const [list, expected] of table) it(list, () => assert.deepEqual(brokenCiphers(list), expected));
});

describe("nginx: files", () => {
  const is = (path: string, head = "") => detect(path, () => head)?.id === "nginx";
  it("are known by name, by folder or by what stands in them", () => {
    assert.ok(is("nginx.conf") && is("deploy/nginx.prod.conf") && is("templates/nginx.conf.j2") && is("my.nginx"));
    assert.ok(is("etc/nginx/sites-enabled/example.com", "server {\n listen 80;\n}"));
    assert.ok(is("nginx/conf.d/default.conf", "server {"));
    assert.ok(is("proxy/default.conf", "upstream app {\n  server a;\n}"));
    assert.ok(is("docker/default.conf.template", "server {\n  server_name $" + "{NAME};\n}"));
  });
  it("are not those of other programs", () => {
    assert.ok(!is("sites-available/000-default.conf", "<VirtualHost *:80>\n  ServerName a\n</VirtualHost>"));
    assert.ok(!is("rspamd/actions.conf", "add_header = 6;\nreject = 15;"));
    assert.ok(!is("app.conf", "server {\n  host = 1\n}"));
    assert.ok(!is("named.conf", 'zone "a" {\n  type master;\n};'));
  });
});
