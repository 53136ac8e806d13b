import assert from "node:assert/strict";
import { type Document, noFiles } from "../../server/src/document/document.js";
import { nginx } from "../../server/src/formats/nginx/nginx.js";
import { cli, withFiles } from "../support.js";

interface Report {
  readonly findings: readonly {
    readonly rule: string;
    readonly path: string;
    readonly range: { readonly start: { line: number } };
  }[];
  readonly problems: readonly {
    readonly path: string;
    readonly message: string;
    readonly start?: { line: number; column: number };
  }[];
}

function check(folder: string, ...paths: string[]): Report {
  const run = cli(folder, ["check", ...paths, "--format", "json", "--exit-zero"]);
  return JSON.parse(run.out) as Report;
}

const rules = new Set(["exposed-admin-interface", "path-traversal"]);

/** A configuration with a finding before and one behind what is put between. */
function around(middle: string): string {
  return `http {
  server {
    listen 80 default_server;
    location /status { stub_status; }
  }
  server {
    listen 80;
    server_name b.example.com;
${middle}
  }
  server {
    listen 80;
    server_name c.example.com;
    location /files { alias /srv/files/; }
  }
}
`;
}

describe("nginx: what is wrong in one place, told by what is checked", () => {
  // What stands between, and the problem: its line and column (from 1) and its message.
  const table: readonly (readonly [what: string, middle: string, problems: readonly string[]])[] = [
    ["a missing semicolon", "    root /srv/b\n    index b.html;", ["9:10 missing `;`"]],
    ["a missing semicolon before a brace", "    location / { root /srv/b }", ["9:23 missing `;`"]],
    ["a missing brace", "    location / { root /srv/b;", ["6:3 `server` is not closed: missing `}` before `server`"]],
    ["a brace too many", "    location / { root /srv/b; } }\n  server {", []],
    ["a quote that does not end", '    add_header X-A "one;\n    root /srv/b;', ["9:20 the quote is not closed"]],
    ["a block without a name", "    { root /srv/b; }", ["9:5 unexpected `{`: a block needs a name"]],
    ["two semicolons", "    root /srv/b;;", ["9:17 unexpected `;`"]],
  ];
  for (const [what, middle, expected] of table) {
    it(what, () =>
      withFiles({ "nginx.conf": around(middle) }, (folder) => {
        const { findings, problems } = check(folder, ".");
        assert.deepEqual(
          problems.map(({ message, start }) => `${start?.line}:${start?.column} ${message}`),
          expected,
        );
        const last =
          around(middle)
            .split("\n")
            .findIndex((line) => line.includes("alias")) + 1;
        assert.deepEqual(
          findings.filter(({ rule }) => rules.has(rule)).map(({ rule, range }) => `${range.start.line} ${rule}`),
          ["4 exposed-admin-interface", `${last} path-traversal`],
        );
      }),
    );
  }

  it("a brace too many at the end, and one too few", () =>
    withFiles({ "nginx.conf": `${around("")}}\n`, "more/nginx.conf": around("").trimEnd().slice(0, -1) }, (folder) => {
      const { findings, problems } = check(folder, ".");
      assert.deepEqual(problems.map(({ path, message, start }) => `${path}:${start?.line} ${message}`).sort(), [
        "more/nginx.conf:1 `http` is not closed: missing `}`",
        "nginx.conf:17 unexpected `}`: no block is open here",
      ]);
      assert.equal(findings.filter(({ rule }) => rules.has(rule)).length, 4);
    }));

  it("bytes that are no text", () =>
    withFiles(
      { "nginx.conf": Uint8Array.from([0x7f, 0x45, 0, 0, 255, 254, 0]), "a/nginx.conf": around("") },
      (folder) => {
        const { findings } = check(folder, ".");
        assert.deepEqual([...new Set(findings.map(({ path }) => path))], ["a/nginx.conf"]);
      },
    ));
});

describe("nginx: includes that do not do what they should", () => {
  const main = (includes: string) => `http {
  ${includes}
  server {
    listen 443 ssl;
    server_name a.example.com;
    root /srv;
    location /status { stub_status; }
  }
}
`;
  const told = (report: Report) =>
    report.findings
      .filter(({ path }) => path === "nginx.conf")
      .map(({ rule }) => rule)
      .sort();

  it("that are not there are unknown, not empty", () =>
    withFiles({ "nginx.conf": main("include headers.conf;"), "whole/nginx.conf": main("") }, (folder) => {
      const missing = check(folder, "nginx.conf");
      // What the file may hold (server_tokens, headers, ssl_protocols) is not missed; what stands here is seen.
      assert.deepEqual(told(missing), ["exposed-admin-interface"]);
      assert.deepEqual(missing.problems, []);
      const { findings } = check(folder, "whole/nginx.conf");
      assert.ok(findings.some(({ rule }) => rule === "server-version-disclosed"));
    }));

  it("that lead out of the workspace are not read", () =>
    withFiles(
      {
        "outside/headers.conf": "server_tokens on;\n",
        "inside/.git/HEAD": "",
        "inside/nginx.conf": main(
          "include ../outside/headers.conf; include /etc/passwd; include ../../../../etc/hosts;",
        ),
      },
      (folder) => {
        const report = check(`${folder}/inside`, ".");
        assert.deepEqual(told(report), ["exposed-admin-interface"]);
        assert.deepEqual(report.problems, []);
      },
    ));

  it("that go in circles end", () =>
    withFiles(
      {
        "nginx.conf": main("include a.conf; include nginx.conf;"),
        "a.conf": "include b.conf; include *.conf;\n",
        "b.conf": "include a.conf;\nserver_tokens off;\n",
      },
      (folder) => {
        const report = check(folder, ".");
        assert.ok(told(report).includes("exposed-admin-interface"));
        assert.ok(!report.findings.some(({ rule }) => rule === "server-version-disclosed"));
        assert.deepEqual(report.problems, []);
      },
    ));
});

describe("nginx: long files", () => {
  it("are read in time that grows with their length", function () {
    this.timeout(120_000);
    const line = "    add_header X-Name \"some 'value' here\" always;\n";
    const texts: readonly ((n: number) => string)[] = [
      (n) => line.repeat(n),
      (n) => `http { ${"server { listen 80; server_name a.example; location / { root /srv; } }\n".repeat(n / 4)} }`,
      (n) => "server {\n".repeat(n),
      (n) => `${"a '\n".repeat(n)}`,
    ];
    for (const make of texts) {
      const [few, many] = [make(25_000), make(100_000)];
      // The processor's time, and the least of five: what other programs do is no growth.
      const fastest = (text: string) =>
        Math.min(
          ...[0, 1, 2, 3, 4].map(() => {
            const start = process.cpuUsage();
            const document = nginx.parse("nginx.conf", text, noFiles) as Document;
            assert.ok(document.root.children.length > 0);
            const { user, system } = process.cpuUsage(start);
            return user + system;
          }),
        );
      fastest(few);
      const exponent = Math.log(fastest(many) / fastest(few)) / Math.log(4);
      // What grows with the square has 2; the garbage collector alone makes more than 1 of what grows evenly.
      assert.ok(exponent < 1.7, `${make(8).slice(0, 40)}: time grows with the power ${exponent.toFixed(2)}`);
    }
  });
});
