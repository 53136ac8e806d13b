import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Document, Files } from "../../server/src/document/document.js";
import { type Node, Unknown } from "../../server/src/document/node.js";
import { nginx } from "../../server/src/formats/nginx/nginx.js";
import { program, temporary } from "./program.js";

/** Each location and server answers with its own word, so that one sees who took the request. */
const text = `http {
  map $host $group { hostnames; default none; .shop.example trade; ~^x\\d+\\.example$ digits; }
  server { listen 80 default_server; server_name first.example; add_header X-Who default; return 200 $group; }
  server { listen 80; server_name b.shop.example; return 200 $group; }
  server { listen 80; server_name x12.example; return 200 $group; }
  server { listen 80; server_name *.wild.example; return 200 star; }
  server { listen 80; server_name a.wild.example .dot.example; return 200 exact; }
  server { listen 80; server_name mail.*; return 200 tail; }
  server { listen 80; server_name ~^(www\\.)?re\\d+\\.example$; return 200 pattern; }
  server { listen 80; server_name ~re1; return 200 later; }
  server { listen 80; server_name shut.example; return 444; }
  server {
    listen 80;
    server_name paths.example;
    root www;
    default_type text/plain;
    location = /exact { return 200 exact; }
    location /pre { return 200 prefix; }
    location /prefix/long { return 200 longer; }
    location ^~ /held/ { return 200 held; }
    location ~ ^/held/.*\\.php$ { return 200 never; }
    location ~ \\.php$ { return 200 php; }
    location ~* \\.PHP5$ { return 200 insensitive; }
    location /nest/ {
      location ~ \\.txt$ { return 200 inner; }
      location /nest/deep/ { return 200 deep; }
      return 200 nest;
    }
    location ~ \\.txt$ { return 200 outer; }
    location /open/ { try_files $uri $uri/ /fallback; }
    location = /fallback { return 200 fallback; }
    location /named/ { try_files $uri @named; }
    location @named { return 404; }
    location /files/ { }
    location /shut/ { deny all; }
    location /shut/returned { deny all; return 200 skipped; }
    location /password/ { auth_basic x; auth_basic_user_file users; }
    location /either/ { satisfy any; allow 127.0.0.9; deny all; auth_basic x; auth_basic_user_file users; }
    location /error/ { error_page 404 /files/page.html; }
    location /changed/ { error_page 404 =200 /files/page.html; }
    location /away/ { return 302 https://elsewhere.example$request_uri; }
    location /rewritten/ { rewrite ^/rewritten/(.*)$ /pre/$1 last; deny all; }
    location /moved/ { rewrite ^/moved/(.*)$ /files/$1 permanent; }
    location /inside { internal; }
    location /when/ { set $kind no; if ($arg_a = 1) { set $kind yes; } if ($kind = yes) { return 410; } return 200 $kind; }
    location /gone { if ($request_method = POST) { return 405; } return 204; }
  }
}
`;

const pages: Readonly<Record<string, string>> = {
  "www/files/page.html": "page",
  "www/files/index.html": "index",
  "www/open/there": "there",
  "www/open/folder/index.html": "index of a folder",
  "www/files/empty/note": "note",
  users: "",
};

const files: Files = {
  read: (path) => pages[path],
  list: (folder) => {
    const start = folder === "" ? "" : `${folder}/`;
    const below = Object.keys(pages).filter((name) => name.startsWith(start));
    return [...new Set(below.map((name) => /^[^/]*\/?/.exec(name.slice(start.length))![0]))].sort();
  },
};

const hosts = `first.example a.wild.example b.wild.example c.b.wild.example wild.example dot.example x.dot.example
  mail.example mail.other.example re1.example www.re22.example re.example bare.re1.example unknown.example
  SHOP.example b.shop.example x12.example`.split(/\s+/);

const paths =
  `/exact /exact/ /pre /prefix /prefix/lon /prefix/longer /held/a.php /held/ /a.php /pre/a.php /a.php5 /a.pHp5
  /nest/a.txt /nest/a /nest/deep/a /nest/deep/a.txt /a.txt /nothing`.split(/\s+/);

const answers =
  `/open/there /open/folder/ /open/none /named/x /files/page.html /files/ /files/none /files/empty/ /files/empty /shut/a
  /shut/returned /password/ /either/ /error/x /changed/x /away/b /rewritten/c /moved/page.html /inside /when/ /when/?a=1
  /when/?b=2&A=1 /when/?a=2&a=1 /gone /nest/deep/`.split(/\s+/);

describe("nginx: who answers, and with what", function () {
  this.timeout(60_000);
  const port = 30_000 + (process.pid % 9_000);
  const document = nginx.parse("nginx.conf", text, files) as Document;
  const servers = document.named("server");
  const last = servers[servers.length - 1]!;
  let folder: string | undefined;
  let running: ChildProcess | undefined;

  before(async function () {
    if (program === undefined) {
      process.stdout.write("    nginx is not installed: nothing is compared with the real program\n");
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), "tenet-select-"));
    for (const [name, content] of Object.entries(pages)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    const moved = text
      .replace(/listen 80/g, `listen 127.0.0.1:${port}`)
      .replace("http {", `http { ${temporary(folder)} access_log off; port_in_redirect off;`);
    const head = `error_log ${folder}/log crit; pid ${folder}/pid; daemon off; master_process off;\nevents {}\n`;
    writeFileSync(join(folder, "nginx.conf"), head + moved);
    running = spawn(program, ["-p", folder, "-c", join(folder, "nginx.conf")], { stdio: "ignore" });
    for (let i = 0; i < 200 && (await ask("first.example", "/").catch(() => undefined)) === undefined; i++)
      await new Promise((done) => setTimeout(done, 25));
  });

  after(() => {
    running?.kill();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  it("the server for a host", async () => {
    for (const host of hosts) {
      const [server] = fact(last, "serverFor", host, "80") as Node[];
      const word = server!.children.find((child) => child.name === "return")!.known[1];
      const { body } = await ask(host, "/");
      const own = server!.children.find((child) => child.name === "server_name")!.known[0] === host;
      if (word !== "$group") assert.equal(word, body, host);
      else if (own) assert.equal(fact(server!, "expand", "$group"), body, host);
      else assert.equal(server, servers[0], host);
    }
    assert.deepEqual(fact(last, "serverFor", "a.example", "443"), []);
    await assert.rejects(ask("shut.example", "/"));
    const shut = (fact(last, "serverFor", "shut.example", "80") as Node[])[0]!;
    assert.equal(fact(shut, "answerTo", "/"), "closed");
  });

  it("the location for a path", async () => {
    for (const path of paths) {
      const found = fact(last, "locationFor", path) as Node;
      const word = found.children.find((child) => child.name === "return")?.known[1];
      const { body, status } = await ask("paths.example", path);
      if (word === undefined) assert.deepEqual([found.name, status], ["server", 404], path);
      else assert.equal(word, body, path);
    }
  });

  it("the answer to a stranger", async () => {
    for (const path of answers) {
      const { status, location } = await ask("paths.example", path);
      const said = fact(last, "answerTo", path) as string;
      const told =
        location === undefined ? String(status) : `${status} ${location.replace("http://paths.example", "")}`;
      assert.equal(said.replace("http://paths.example", ""), told, path);
    }
  });

  it("is unknown where something not in view decides", () => {
    const server = (body: string) =>
      (nginx.parse("nginx.conf", `http { server { ${body} } }`, files) as Document).named("server")[0]!;
    assert.throws(() => fact(server("location / { proxy_pass http://app:1; }"), "answerTo", "/"), Unknown);
    assert.throws(() => fact(server("include more/*.conf;"), "locationFor", "/"), Unknown);
    assert.throws(() => fact(server("root /srv;"), "answerTo", "/a"), Unknown);
    assert.equal(fact(server("location / { proxy_pass http://app:1; deny all; }"), "answerTo", "/"), "403");
    assert.throws(() => fact(server(""), "expand", "$upstream_addr"), Unknown);
    assert.equal(
      fact(server("server_name a.example; set $x $host/b;"), "expand", "$scheme://$x"),
      "http://a.example/b",
    );
  });

  function ask(host: string, path: string): Promise<{ status: number; location: string | undefined; body: string }> {
    return new Promise((done, fail) => {
      const sent = request({ host: "127.0.0.1", port, path, agent: false, headers: { host } }, (response) => {
        let body = "";
        response.on("data", (part) => {
          body += part;
        });
        response.on("end", () => done({ status: response.statusCode ?? 0, location: response.headers.location, body }));
      });
      sent.on("error", fail);
      sent.end();
    });
  }
});

function fact(node: Node, name: string, ...args: unknown[]): unknown {
  return nginx.facts!.find((each) => each.signature.startsWith(`Node.${name}(`))!.handler(node, ...args);
}
