import assert from "node:assert/strict";
import { diskHost } from "../../server/src/disk.js";
import { type Document, type Files, noFiles } from "../../server/src/document/document.js";
import type { HostGrade } from "../../server/src/document/host-grade.js";
import { setTable } from "../../server/src/document/tables.js";
import { nginx } from "../../server/src/formats/nginx/nginx.js";
import { letter, total } from "../../server/src/observatory/grade.js";
import { judgeScripts, readPage } from "../../server/src/observatory/page.js";
import { judgePolicies } from "../../server/src/observatory/policy.js";

const host = "www.example.com";
const redirect = `server { listen 80; server_name ${host}; return 301 https://$host$request_uri; }`;
const headers = [
  'add_header Strict-Transport-Security "max-age=31536000" always;',
  "add_header X-Content-Type-Options nosniff always;",
  "add_header X-Frame-Options DENY always;",
  "add_header Content-Security-Policy \"default-src 'none'; script-src 'self'; frame-ancestors 'none'\" always;",
  "add_header Referrer-Policy no-referrer always;",
  "add_header Cross-Origin-Resource-Policy same-origin always;",
];
const all = headers.join(" ");
const without = all.replaceAll(" always", "");

/** The files of a site whose pages are in view. */
const site: Files = {
  read: (path) => (path === "www/index.html" ? "<!doctype html><title>t</title>" : undefined),
  list: (folder) => (folder === "" ? ["nginx.conf", "www/"] : folder === "www" ? ["index.html"] : []),
};

function grades(text: string, files: Files = site): HostGrade[] {
  return nginx.grades!(nginx.parse("nginx.conf", `http { ${text} }`, files) as Document, [host]);
}

function tls(body: string, name = host): string {
  return `server { listen 443 ssl; server_name ${name}; root www; ${body} }`;
}

describe("the Observatory grade of nginx", () => {
  before(async () => {
    for (const [name, rows] of Object.entries((await diskHost().builtin()).tables)) setTable(name, rows);
  });

  // Each was scanned with the real scanner; grade and score are what it said.
  const table: readonly (readonly [what: string, text: string, grade: string | undefined, score: number])[] = [
    ["nothing", `server { listen 80; server_name ${host}; root www; } ${tls("")}`, "F", 10],
    ["a redirect", redirect + tls(""), "D", 30],
    ["everything", redirect + tls(all), "A+", 130],
    ["headers lost in a location", redirect + tls(`${all} location / { add_header X-A 1; }`), "D", 30],
    ["headers at http", all + redirect + tls(""), "A+", 130],
    ["headers lost in the server", all + redirect + tls("add_header X-A 1;"), "D", 30],
    ["an error of the front page", redirect + tls(`${all} location / { return 404; }`), undefined, 130],
    ["403 without always", redirect + tls(`${without} location = / { deny all; }`), "D", 30],
    ["403 with always", redirect + tls(`${all} location = / { deny all; }`), "A+", 130],
    ["401 without always", redirect + tls(`${without} auth_basic x; auth_basic_user_file u;`), "D", 30],
    ["no HTTPS", `server { listen 80; server_name ${host}; root www; ${all} }`, "C+", 60],
    ["no HTTP", tls(all), "A+", 130],
    [
      "HTTPS leads back",
      `server { listen 80; server_name ${host}; root www; ${all} } ${tls("return 301 http://$host/;")}`,
      "B+",
      80,
    ],
    ["an internal redirect to the index", redirect + tls(`location = / { ${all} } location / { }`), "D", 30],
    ["headers where the index is", redirect + tls(`location / { } location ~ \\.html$ { ${all} }`), "A+", 130],
    ["try_files", redirect + tls(`location = / { try_files /index.html =404; ${all} } location / { }`), "A+", 130],
    [
      "an if that is true",
      redirect + tls(`${all} location / { if ($request_method = GET) { add_header X-A 1; } }`),
      "D",
      30,
    ],
    [
      "an error page",
      redirect + tls(`location = / { error_page 403 =200 /index.html; deny all; } location = /index.html { ${all} }`),
      "A+",
      130,
    ],
    ["an empty header", redirect + tls(`${all} location / { add_header X-Frame-Options ""; }`), "D", 30],
  ];
  for (const [what, text, grade, score] of table) {
    it(what, () => {
      const { v4 } = grades(text)[0]!.algorithms;
      assert.deepEqual([v4!.grade, v4!.score, v4!.range], [grade, score, [score, score]]);
    });
  }

  it("tells what an application can change as a range", () => {
    const [found] = grades(`${redirect} ${tls("location / { proxy_pass http://app:3000; }")}`, noFiles);
    const { v5 } = found!.algorithms;
    assert.equal(v5!.score, 30);
    assert.deepEqual(v5!.range, [0, 140]);
    assert.deepEqual(v5!.undecided.cookies, [-40, 5]);
  });

  it("tells what a condition that is not in view can change as a range", () => {
    const condition = (inner: string) =>
      grades(redirect + tls(`${all} location / { if ($geoip_country_code = XX) { ${inner} } }`))[0]!;
    const lost = condition("add_header X-A 1;").algorithms.v4!;
    assert.deepEqual([lost.grade, lost.score, lost.range], ["A+", 130, [30, 130]]);
    assert.deepEqual(lost.undecided["content-security-policy"], [-25, 10]);
    const repeated = condition(all).algorithms.v4!;
    assert.deepEqual([repeated.range, repeated.undecided], [[130, 130], {}]);
    const refused = condition("return 403;").algorithms.v4!;
    assert.deepEqual(refused.range, [130, 130]);
    const agent = grades(redirect + tls(`${all} if ($http_user_agent ~* (bot|curl)) { return 403; }`))[0]!;
    assert.deepEqual(agent.algorithms.v4!.range, [130, 130]);
  });

  it("sees a header twice where two servers send it", () => {
    const behind = "server { listen 127.0.0.1:3000; root www; add_header X-Frame-Options DENY; }";
    const [found] = grades(
      `${redirect} ${tls(`${headers.slice(0, 3).join(" ")} location / { proxy_pass http://127.0.0.1:3000; }`)} ${behind}`,
    );
    assert.deepEqual(found!.algorithms.v5!.tests["x-frame-options"], ["x-frame-options-header-invalid", -20]);
  });

  it("says where a host leads", () => {
    const [found] = grades(`server { listen 443 ssl; server_name ${host}; return 301 https://other.example.org/; }`);
    assert.equal(found!.leadsTo, "other.example.org");
  });

  it("follows no redirect for ever, and no pattern", () => {
    const loop = `server { listen 443 ssl; server_name ${host}; return 301 https://${host}/a; }`;
    assert.equal(grades(loop)[0]!.algorithms.v5!.tests.redirection![0], "redirection-not-needed-no-http");
    const name = `${"a".repeat(60)}.example.com`;
    const slow = `server { listen 443 ssl; server_name ~^(a+)+$; root www; } server { listen 443 ssl; server_name ${name}; root www; }`;
    const document = nginx.parse("nginx.conf", `http { ${slow} }`, site) as Document;
    const start = performance.now();
    nginx.grades!(document, [`${name}x`]);
    assert.ok(performance.now() - start < 500);
  });

  it("counts what is earned only where enough is left", () => {
    assert.deepEqual([total([]), total([-10, 5]), total([-15, 5]), total([-200])], [100, 95, 85, 0]);
    assert.deepEqual([130, 100, 95, 80, 79, 65, 24, 0].map(letter), ["A+", "A+", "A", "B+", "B", "B-", "F", "F"]);
  });
});

describe("policies and pages as the Observatory reads them", () => {
  const policies: readonly (readonly [string[], string])[] = [
    [["default-src 'none'"], "csp-implemented-with-no-unsafe-default-src-none"],
    [["default-src 'self'"], "csp-implemented-with-no-unsafe"],
    [["default-src 'self'; style-src 'unsafe-inline'"], "csp-implemented-with-unsafe-inline-in-style-src-only"],
    [["default-src https:"], "csp-implemented-with-unsafe-inline"],
    [["upgrade-insecure-requests"], "csp-implemented-with-unsafe-inline"],
    [["default-src 'self'; script-src 'self' 'unsafe-eval'"], "csp-implemented-with-unsafe-eval"],
    [["default-src 'self'; img-src http://a.example"], "csp-implemented-with-insecure-scheme-in-passive-content-only"],
    [["default-src 'self'; script-src http://a.example"], "csp-implemented-with-insecure-scheme"],
    [["default-src 'self'; default-src 'none'"], "csp-header-invalid"],
    [["x"], "csp-header-invalid"],
    [["script-src 'strict-dynamic'"], "csp-header-invalid"],
    [
      ["object-src 'none'; script-src 'nonce-a' 'strict-dynamic' 'unsafe-inline' https:"],
      "csp-implemented-with-unsafe-inline-in-style-src-only",
    ],
    [["default-src *", "default-src 'self'"], "csp-implemented-with-no-unsafe-default-src-none"],
  ];
  for (const [texts, result] of policies)
    it(texts.join(" and "), () => assert.equal(judgePolicies(texts, true), result));

  it("reads scripts and meta tags, not comments", () => {
    const page = readPage(
      '<!-- <script src="a.js"> --><META name=referrer content="no-referrer"><script src="https://cdn.example/x.js" integrity="sha384-x"></script>',
    );
    assert.deepEqual(page.referrers, ["no-referrer"]);
    assert.equal(page.scripts.length, 1);
    assert.equal(judgeScripts(page, host, true), "sri-implemented-and-all-scripts-loaded-securely");
    const foreign = readPage('<script src="//cdn.example/x.js"></script>');
    assert.equal(judgeScripts(foreign, host, true), "sri-not-implemented-and-external-scripts-not-loaded-securely");
  });
});
