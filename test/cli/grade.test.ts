import assert from "node:assert/strict";
import { cli, withFiles } from "../support.js";

const site = `http {
  server { listen 80; server_name a.example.com; return 301 https://$host$request_uri; }
  server {
    listen 443 ssl;
    server_name a.example.com;
    root www;
    add_header Strict-Transport-Security "max-age=63072000" always;
    add_header X-Frame-Options DENY always;
  }
  server { listen 443 ssl; server_name b.example.com; return 404; }
  server { listen 443 ssl; server_name c.example.com; return 301 https://elsewhere.example.org/; }
}
`;
const files = { "nginx.conf": site, "www/index.html": "<!doctype html><title>t</title>\n" };

interface Answer {
  readonly version: number;
  readonly hosts: readonly {
    readonly host: string;
    readonly path: string;
    readonly line: number;
    readonly algorithms: Readonly<
      Record<
        string,
        { grade: string | null; score: number; range: [number, number]; tests: Record<string, [string, number]> }
      >
    >;
  }[];
}

describe("tenet grade", () => {
  it("prints every host with what costs points", () =>
    withFiles(files, (folder) => {
      const { out, code } = cli(folder, ["grade", "nginx.conf"]);
      assert.equal(code, 0);
      assert.match(out, /^a\.example\.com {2}nginx\.conf:3\n {2}v4 B \(70\) {3}v5 B \(70\) {3}v6 B \(70\)\n/);
      assert.match(out, /-25 {2}content-security-policy \(csp-not-implemented\)/);
      assert.match(out, /b\.example\.com {2}nginx\.conf:10\n {2}v4 none/);
      assert.match(out, /c\.example\.com .*\n.*\n {2}leads to elsewhere\.example\.org, which is not in view/);
    }));

  it("gives the same as JSON, no grade where the scanner gives none", () =>
    withFiles(files, (folder) => {
      const { out } = cli(folder, [
        "grade",
        "nginx.conf",
        "--host",
        "a.example.com",
        "--host",
        "b.example.com",
        "--format",
        "json",
      ]);
      const { version, hosts } = JSON.parse(out) as Answer;
      assert.equal(version, 1);
      assert.deepEqual(
        hosts.map(({ host, path, line, algorithms }) => [host, path, line, algorithms.v5!.grade]),
        [
          ["a.example.com", "nginx.conf", 3, "B"],
          ["b.example.com", "nginx.conf", 10, null],
        ],
      );
      const { score, range, tests } = hosts[0]!.algorithms.v4!;
      assert.deepEqual(
        [score, range, tests["x-frame-options"]],
        [70, [70, 70], ["x-frame-options-sameorigin-or-deny", 0]],
      );
      assert.equal(hosts[0]!.algorithms.v4!.tests["cross-origin-opener-policy"], undefined);
      assert.deepEqual(hosts[0]!.algorithms.v6!.tests["cross-origin-opener-policy"], ["coop-not-implemented", 0]);
    }));

  it("takes a file for what the person says it is", () =>
    withFiles({ "site.txt": site, ...files }, (folder) => {
      const { out, code } = cli(folder, ["grade", "site.txt"]);
      assert.equal(code, 0);
      assert.match(out, /^a\.example\.com {2}site\.txt:3\n/);
    }));

  it("says what it cannot grade", () =>
    withFiles({ ...files, "empty.conf": "# nothing\n", "http.conf": "http { }\n" }, (folder) => {
      assert.match(cli(folder, ["grade", "."]).err, /is a folder/);
      assert.match(cli(folder, ["grade"]).err, /name the configuration/);
      assert.match(cli(folder, ["grade", "empty.conf"]).err, /nothing there configures a web server/);
      const none = cli(folder, ["grade", "http.conf"]);
      assert.deepEqual([none.out, none.code], ["no host is served here\n", 1]);
      assert.equal(cli(folder, ["grade", "nginx.conf", "--host", "unknown.example.net", "--format", "json"]).code, 0);
    }));
});
