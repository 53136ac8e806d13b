import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { diskHost } from "../../server/src/disk.js";
import { Document, noFiles } from "../../server/src/document/document.js";
import { nginx } from "../../server/src/formats/nginx/nginx.js";
import { defaultLintOptions, type LintResult, lint } from "../../server/src/lint/lint.js";
import { LintMemory } from "../../server/src/lint/lint-memory.js";
import { builtinPack } from "../../server/src/project/builtin-rules.js";
import { RuleSet } from "../../server/src/rules/rule-set.js";
import { type Random, randomFrom } from "../fuzz/random.js";

const options = { ...defaultLintOptions("2026-01-01"), minConfidence: "possible", allRules: true } as const;

/** `LINT_MEMORY=1000` tries a thousand documents; `LINT_MEMORY=1000+200` two hundred more, after those. */
const [, from = "0", count = "12"] = /^(?:(\d+)\+)?(\d+)$/.exec(process.env.LINT_MEMORY ?? "12") ?? [];
const first = Number(from);
const seeds = Number(count);

describe("a lint after an edit finds what a lint from the start finds", function () {
  this.timeout(300_000 + seeds * 60_000);
  let rules: RuleSet;
  before(async () => {
    rules = new RuleSet([builtinPack(await diskHost().builtin())]);
    await rules.ready();
  });

  const told = ({ findings, suppressed, undecided, stopped }: LintResult) =>
    JSON.stringify(
      { findings, suppressed, undecided, stopped },
      (key, value) => (key === "rule" ? undefined : value),
      1,
    );

  it("in nginx configurations made of the rules' own examples, under random edits", () => {
    const { servers, statements } = material();
    assert.ok(servers.length > 150 && statements.length > 300, `${servers.length} ${statements.length}`);
    let few = 0;
    let edits = 0;
    for (let seed = first; seed < first + seeds; seed++) {
      const random = randomFrom(`lint-memory ${seed}`);
      const some = Array.from({ length: 3 + random.below(8) }, () => neighbourly(random.pick(servers), random));
      const top = random.one(3) ? `${random.pick(statements)}\n` : "";
      let text = random.one(8) ? some.join("\n") : `http {\n${top}${some.join("\n")}\n}\n`;
      const memory = new LintMemory();
      lint(read(text), rules, options, undefined, memory);
      for (let turn = 0; turn < 25; turn++) {
        const document = read(text);
        const parts = nginx.parts!(document).list;
        const inside = parts.length > 0 && !random.one(10) ? random.pick(parts).inner : { start: 0, end: text.length };
        const at = inside.start + random.below(inside.end - inside.start + 1);
        const statement = document.at(at);
        const kind = random.below(7);
        if (kind < 2)
          text = put(text, at, at, random.pick(["\n", " ", ";", "}", "{", '"', "#", "x", "\r\n", "80", "ssl"]));
        else if (kind === 2 && statement?.kind === "directive") {
          text = put(text, statement.range.start, statement.range.start, `${another(statements, random)}\n  `);
        } else if (kind === 3 && statement?.kind === "directive") {
          text = put(text, statement.range.start, statement.range.end, another(statements, random).replace(/;$/, ""));
        } else if (kind === 4 && statement && statement.kind !== "block") {
          text = put(text, statement.range.start, statement.range.end, "");
        } else if (kind === 5) {
          const line = text.indexOf("\n", random.below(text.length));
          const blank = line < 0 ? text.length : line + random.below(2);
          if (random.one(2)) text = put(text, blank, blank, random.pick([" ", "  ", "\n", "\t\n"]));
          else if (/[ \t\n]/.test(text[blank - 1] ?? "")) text = put(text, blank - 1, blank, "");
        } else text = put(text, at, Math.min(at + 1 + random.below(4), inside.end), "");
        const after = read(text);
        let asked = 0;
        const counted = counting(after, () => asked++);
        const again = told(lint(counted, rules, options, undefined, memory));
        assert.equal(again, told(lint(read(text), rules, options)), `seed ${seed}, edit ${turn}\n${text}`);
        edits++;
        if (asked <= 1 && nginx.parts!(after).list.length > 2) few++;
      }
    }
    assert.ok(few > edits / 3, `of ${edits} edits only ${few} made use of what was known`);
  });

  it("judges the servers anew that an edit in another one concerns", () => {
    const tls = (names: string, rest: string) =>
      `  server {\n    listen 443 ssl;\n    server_name ${names};\n    ssl_certificate a.pem;\n${rest}  }\n`;
    const text = (first: string, second: string) =>
      `http {\n${tls("a.example.com", first)}${tls("b.example.com", second)}  server {
    listen 80;
    server_name a.example.com;
    location / { root /srv/a; }
  }
}
`;
    const page = "    location / { root /srv; }\n";
    const memory = new LintMemory();
    const versions = [
      text(page, page),
      // The first server leads to the second one, whose headers then count for it.
      text("    return 301 https://b.example.com$request_uri;\n", page),
      text(
        "    return 301 https://b.example.com$request_uri;\n",
        `    add_header X-Content-Type-Options nosniff;\n${page}`,
      ),
      // Nobody answers the name of the clear server over TLS any more.
      text(page, page).replace("server_name a.example.com", "server_name c.example.com"),
    ];
    const all = versions.map((version) => {
      const found = told(lint(read(version), rules, options, undefined, memory));
      assert.equal(found, told(lint(read(version), rules, options)));
      return found;
    });
    assert.equal(new Set(all).size, all.length);
  });

  it("also when a file around it changed, or the settings", () => {
    const text =
      "http {\n  include a.conf;\n  server { listen 80; location / { root /a; } }\n  server { listen 81; }\n}\n";
    const memory = new LintMemory();
    for (const [settings, included] of [
      ["one", "server_tokens off;"],
      ["one", "server_tokens on;"],
      ["two", "server_tokens on;"],
      ["two", undefined],
    ] as const) {
      const files = { read: (path: string) => (path === "a.conf" ? included : undefined), list: () => [] };
      const around = memory.under(settings, files);
      const own = settings === "one" ? options : { ...options, minConfidence: "certain" as const };
      const again = lint(nginx.parse("nginx.conf", text, around) as Document, rules, own, undefined, memory);
      assert.equal(told(again), told(lint(nginx.parse("nginx.conf", text, files) as Document, rules, own)));
    }
  });
});

/** Directives by which servers of one configuration concern each other. */
const between = [
  "listen 80;",
  "listen 443 ssl;",
  "listen 443 ssl default_server;",
  "listen 127.0.0.1:8080;",
  "server_name a.example.com;",
  "server_name b.example.com;",
  "server_name *.example.com;",
  "ssl_certificate /etc/ssl/one.pem;",
  "ssl_certificate /etc/ssl/two.pem;",
  "return 301 https://a.example.com$request_uri;",
  "return 301 https://$host$request_uri;",
  "return 200 ok;",
  "proxy_pass http://127.0.0.1:8080;",
  "proxy_pass https://b.example.com;",
  "ssl_protocols TLSv1.2 TLSv1.3;",
  "ssl_protocols TLSv1;",
  "add_header Strict-Transport-Security max-age=63072000 always;",
  "add_header_inherit merge;",
];

function another(statements: readonly string[], random: Random): string {
  return random.pick(random.one(2) ? between : statements);
}

/** A server block on one of two ports and with one of few names, so that it meets others. */
function neighbourly(server: string, random: Random): string {
  const name = random.pick(["a.example.com", "b.example.com", "*.example.com", "c.example.com"]);
  const listen = random.pick(["listen 80;", "listen 443 ssl;", "listen 127.0.0.1:8080;"]);
  const own = random.one(4) ? server : server.replace(/\b(?:listen|server_name)\s[^;{}#]*;/g, "");
  return own.replace("{", `{\n  ${listen}\n  server_name ${name};\n  ${random.one(2) ? random.pick(between) : ""}\n`);
}

function read(text: string): Document {
  return nginx.parse("nginx.conf", text, noFiles) as Document;
}

/** The document, with every question for a part's face told. */
function counting(document: Document, asked: () => void): Document {
  const parts = nginx.parts!(document);
  const face = (index: number) => {
    asked();
    return parts.face(index);
  };
  const format = { ...document.format, parts: () => ({ ...parts, face }) };
  const { path, text, root, comments, problems } = document;
  return new Document({ path, text, format, root, comments, problems });
}

function put(text: string, start: number, end: number, inserted: string): string {
  return text.slice(0, start) + inserted + text.slice(end);
}

/** Server blocks and single directives out of the examples of all rules for nginx. */
function material(): { servers: string[]; statements: string[] } {
  const servers = new Set<string>();
  const statements = new Set<string>();
  for (const entry of readdirSync("rules", { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith(".yaml")) continue;
    const rule = parse(readFileSync(`${entry.parentPath}/${entry.name}`, "utf8")) as {
      checks?: Record<string, { examples?: Record<string, unknown>[] }[]>;
    };
    for (const { examples } of rule.checks?.nginx ?? [])
      for (const example of examples ?? [])
        for (const text of [example.bad, example.good]) {
          if (typeof text !== "string") continue;
          const document = read(text.replace(/^[ \t]*\^[ \t^]*$/gm, ""));
          for (const node of document.all()) {
            const source = document.text.slice(node.range.start, node.range.end);
            if (node.name === "server" && node.kind === "block") servers.add(source);
            else if (node.kind === "directive") statements.add(`${source};`);
          }
        }
  }
  return { servers: [...servers], statements: [...statements] };
}
