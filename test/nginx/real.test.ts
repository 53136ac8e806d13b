import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { parse } from "yaml";
import { type Document, noFiles } from "../../server/src/document/document.js";
import type { Node } from "../../server/src/document/node.js";
import { nginx } from "../../server/src/formats/nginx/nginx.js";
import { root } from "../support.js";
import { accessCases, password } from "./access-cases.js";
import { program, temporary } from "./program.js";

const port = 20_000 + (process.pid % 20_000);

/** What stands in http, in a server and in its location, and what `access` says of the location. */
const wider: readonly (readonly [http: string, server: string, location: string, expected: string])[] = [
  ["", "allow 127.0.0.2; deny all;", "", "address"],
  ["", `satisfy any; allow 127.0.0.2; deny all; ${password}`, "auth_basic off;", "address"],
  ["", `satisfy any; allow 127.0.0.2; deny all; ${password}`, "satisfy all;", "both"],
  ["", `satisfy any; allow 127.0.0.2; deny all; ${password}`, "allow all;", "open"],
  ["", password, "auth_basic off;", "open"],
  ["", `allow 127.0.0.2; deny all; ${password}`, "auth_basic off;", "address"],
  ["geo $listed { default 0; 127.0.0.2 1; }", "if ($listed = 0) { return 403; }", "", "address"],
  ["geo $blocked { default 0; 127.0.0.9 1; }", "if ($blocked) { return 403; }", "", "open"],
  ["map $remote_addr $refused { default 1; 127.0.0.2 0; }", "", "if ($refused) { return 403; }", "address"],
  ["geo $office { default x; 127.0.0.2 off; }", "auth_basic $office; auth_basic_user_file users;", "", "address"],
  ["", "location = /auth { internal; return 401; }", "auth_request /auth;", "authenticated"],
  ["", "location = /auth { internal; return 401; }", "satisfy any; allow 127.0.0.2; auth_request /auth;", "address"],
  ["", "location = /auth { internal; return 401; }", "allow 127.0.0.2; deny all; auth_request /auth;", "both"],
  ["", "deny all;", "return 200 x;", "returned"],
  ["", "deny 127.0.0.9; allow all;", "", "open"],
];

/** The status that a decision gives to 127.0.0.2 (on the lists) and to 127.0.0.1 (not on them), without a password. */
const statuses: Readonly<Record<string, readonly [number[], number[]]>> = {
  address: [[200], [401, 403]],
  both: [[401], [401, 403]],
  open: [[200], [200]],
  authenticated: [[401], [401]],
  denied: [[403], [403]],
  returned: [[200], [200]],
  internal: [[404], [404]],
};

describe("nginx itself", function () {
  this.timeout(60_000);
  let folder: string;
  let running: ChildProcess | undefined;

  before(function () {
    if (program === undefined) {
      process.stdout.write("    nginx is not installed: nothing is compared with the real program\n");
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), "tenet-nginx-"));
    writeFileSync(join(folder, "users"), "");
    writeFileSync(join(folder, "mime.types"), "");
    const key = ["-newkey", "rsa:2048", "-nodes", "-keyout", join(folder, "key.pem")];
    spawnSync("openssl", ["req", "-x509", ...key, "-out", join(folder, "cert.pem"), "-subj", "/CN=test", "-days", "2"]);
  });

  after(() => {
    running?.kill();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  it("decides over access as the fact says", async () => {
    const locations = accessCases.map(([body], i) => {
      mkdirSync(join(folder, "www", String(i)), { recursive: true });
      writeFileSync(join(folder, "www", String(i), "page"), "page");
      return `location /${i}/ { root ${join(folder, "www")}; ${body} }`;
    });
    // Each of the wider ones is a server of its own: their `geo`s and `map`s have names of their own.
    const named = wider.map(([http, server, location], i) => {
      const own = (text: string) => text.replace(/\$(?=listed|blocked|refused|office)/g, `$v${i}_`);
      const names = `listen 127.0.0.1:${port}; server_name wide${i}.example; root ${join(folder, "www")};`;
      return own(`${http} server { ${names} ${server} location /0/ { ${location} } }`);
    });
    const text = `error_log stderr crit; pid ${folder}/pid; daemon off; master_process off;
events {}
http { ${temporary(folder)} access_log off; server { listen 127.0.0.1:${port}; ${locations.join("\n")} }
${named.join("\n")} }\n`;
    writeFileSync(join(folder, "access.conf"), text);
    running = spawn(program!, ["-p", folder, "-c", join(folder, "access.conf")], { stdio: "ignore" });
    await ready();
    const document = nginx.parse("nginx.conf", text, noFiles) as Document;
    const access = nginx.facts!.find((fact) => fact.signature.startsWith("Node.access("))!;
    const wrong: string[] = [];
    for (const [i, [body, expected]] of accessCases.entries()) {
      const said = access.handler(document.named("location")[i]!) as string;
      const [listed, other] = [await ask(`/${i}/page`, "127.0.0.2"), await ask(`/${i}/page`, "127.0.0.1")];
      const [forListed, forOther] = statuses[said]!;
      if (said !== expected || !forListed.includes(listed) || !forOther.includes(other))
        wrong.push(`${body}: ${said}, but ${listed} and ${other}`);
    }
    const inner = document.named("server").slice(1);
    for (const [i, [http, server, location, expected]] of wider.entries()) {
      const place = inner[i]!.children.find((node) => node.name === "location" && node.known[0] === "/0/")!;
      const said = access.handler(place) as string;
      const host = `wide${i}.example`;
      const [listed, other] = [
        await ask("/0/page", "127.0.0.2", port, host),
        await ask("/0/page", "127.0.0.1", port, host),
      ];
      const [forListed, forOther] = statuses[said]!;
      if (said !== expected || !forListed.includes(listed) || !forOther.includes(other))
        wrong.push(`${http} ${server} ${location}: ${said}, but ${listed} and ${other}`);
    }
    assert.deepEqual(wrong, []);
  });

  it("prefers regular expressions to prefixes, and serves what stands above an alias, as rules say", async () => {
    for (const [name, text] of Object.entries({
      "area/page.php": "open",
      "area/page": "shut",
      "files/a": "a",
      secret: "b",
    })) {
      mkdirSync(join(folder, "site", name, ".."), { recursive: true });
      writeFileSync(join(folder, "site", name), text);
    }
    const own = port + 2;
    const text = `error_log stderr crit; pid ${folder}/pid2; daemon off; master_process off;
events {}
http { ${temporary(folder)} access_log off; server { listen 127.0.0.1:${own}; root ${folder}/site;
location /area/ { ${password} }
location ~ \\.php$ { }
location /files { alias ${folder}/site/files/; }
location ^~ /closed/ { alias ${folder}/site/area/; ${password} } } }\n`;
    writeFileSync(join(folder, "paths.conf"), text);
    const other = spawn(program!, ["-p", folder, "-c", join(folder, "paths.conf")], { stdio: "ignore" });
    try {
      await ready(own);
      const asked = ["/area/page", "/area/page.php", "/closed/page.php", "/files/a", "/files../secret"];
      const said = await Promise.all(asked.map((path) => ask(path, "127.0.0.1", own)));
      assert.deepEqual(said, [401, 200, 401, 200, 200]);
    } finally {
      other.kill();
    }
    const document = nginx.parse("nginx.conf", text, noFiles) as Document;
    const overtaken = nginx.facts!.find((fact) => fact.signature.startsWith("Node.overtakenBy("))!;
    const found = document.named("location").map((node) => (overtaken.handler(node) as unknown[]).length);
    assert.deepEqual(found, [1, 0, 0, 0]);
  });

  it("asks the default server of a socket for its protocols, as the fact says", async () => {
    const own = port + 3;
    const text = `error_log stderr crit; pid ${folder}/pid3; daemon off; master_process off;
events {}
http { ${temporary(folder)} access_log off; ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;
server { listen 127.0.0.1:${own} ssl; server_name first.example; ssl_protocols TLSv1.2; return 200 a; }
server { listen 127.0.0.1:${own} ssl; server_name second.example; ssl_protocols TLSv1.3; return 200 b; } }\n`;
    writeFileSync(join(folder, "tls.conf"), text);
    const other = spawn(program!, ["-p", folder, "-c", join(folder, "tls.conf")], { stdio: "ignore" });
    try {
      let spoken = await protocolOf("second.example", own);
      for (let i = 0; i < 100 && spoken === "ECONNREFUSED"; i++) {
        await new Promise((done) => setTimeout(done, 50));
        spoken = await protocolOf("second.example", own);
      }
      const version = /nginx\/([\d.]+)/.exec(spawnSync(program!, ["-v"], { encoding: "utf8" }).stderr)![1]!;
      const document = nginx.parse("nginx.conf", text, { ...noFiles, versions: { nginx: version } }) as Document;
      const overruled = nginx.facts!.find((fact) => fact.signature.startsWith("Node.overruledBy("))!;
      const [instead] = overruled.handler(document.named("ssl_protocols")[1]!) as Node[];
      assert.equal(spoken, instead?.known[0] ?? "TLSv1.3");
    } finally {
      other.kill();
    }
  });

  it("brings configurations that are read without a problem", () => {
    const files = [
      "nginx.conf",
      "sites-available/default",
      "mime.types",
      "fastcgi.conf",
      "snippets/fastcgi-php.conf",
      "koi-win",
    ];
    const there = files.map((name) => join("/etc/nginx", name)).filter((path) => existsSync(path));
    for (const path of there) assert.deepEqual(problemsOf(path), [], path);
  });

  it("accepts every fixed example that is a configuration", () => {
    const wrong: string[] = [];
    let tried = 0;
    for (const { rule, text, files } of fixedExamples()) {
      tried++;
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(join(folder, name, ".."), { recursive: true });
        writeFileSync(join(folder, name), content);
      }
      writeFileSync(join(folder, "fixed.conf"), whole(text, folder));
      const { status, stderr } = spawnSync(program!, ["-t", "-p", folder, "-c", join(folder, "fixed.conf")], {
        encoding: "utf8",
      });
      if (status !== 0) wrong.push(`${rule}: ${stderr.split("\n")[0]}\n${text}`);
    }
    assert.ok(tried > 10);
    assert.deepEqual(wrong, []);
  });
});

async function ready(at = port): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if ((await ask("/", "127.0.0.1", at).catch(() => 0)) !== 0) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("nginx did not start");
}

function ask(path: string, from: string, at = port, host = "localhost"): Promise<number> {
  return new Promise((done, fail) => {
    const sent = request(
      { host: "127.0.0.1", port: at, path, localAddress: from, agent: false, headers: { host } },
      (response) => {
        response.resume();
        response.on("end", () => done(response.statusCode ?? 0));
      },
    );
    sent.on("error", fail);
    sent.end();
  });
}

function problemsOf(path: string): readonly string[] {
  return (nginx.parse(path, readFileSync(path, "utf8"), noFiles) as Document).problems.map(({ message }) => message);
}

/** The protocol that a server speaks to a client that can speak every version, or why it does not answer. */
function protocolOf(servername: string, at: number): Promise<string> {
  return new Promise((done) => {
    const socket = connect({ host: "127.0.0.1", port: at, servername, rejectUnauthorized: false }, () => {
      done(socket.getProtocol() ?? "");
      socket.destroy();
    });
    socket.on("error", (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
  });
}

interface Example {
  readonly fixed?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** The fixed examples for nginx that are a whole configuration or a server, with the rule's name and the files they need. */
function* fixedExamples(): Generator<{ rule: string; text: string; files: Readonly<Record<string, string>> }> {
  for (const principle of readdirSync(join(root, "rules"), { withFileTypes: true })) {
    if (!principle.isDirectory() || principle.name === "data") continue;
    for (const name of readdirSync(join(root, "rules", principle.name))) {
      const rule = parse(readFileSync(join(root, "rules", principle.name, name), "utf8")) as {
        checks: Readonly<Record<string, readonly { examples?: readonly Example[] }[] | undefined>>;
      };
      for (const check of rule.checks.nginx ?? []) {
        for (const { fixed, files = {} } of check.examples ?? []) {
          if (fixed === undefined || !/^\s*(?:http|server|mail|stream)\b/.test(fixed)) continue;
          yield { rule: name, text: fixed, files };
        }
      }
    }
  }
}

/** The text as a configuration that this machine can check: no privileged port, no key file, no name to look up. */
function whole(text: string, folder: string): string {
  const own = text
    .replace(
      /(\blisten\s+(?:[\w.*[\]:]+:)?)(\d+)/g,
      (_, before: string, own: string) => `${before}${port + 1 + (Number(own) % 1000)}`,
    )
    .replace(/\bssl_(?:certificate|certificate_key|dhparam|trusted_certificate|client_certificate)\s+[^;]+;/g, "")
    .replace(/(\blisten[^;]*?) (?:ssl|quic|http2)\b/g, "$1")
    .replace(/\b(https?:\/\/|server\s+)(?!\$|127\.|unix:|\{)[\w.-]+(?=[:/;])/g, "$1127.0.0.1")
    .replace(/\ballow\s+office\b/g, "allow 192.0.2.1");
  const modules = ["ngx_mail_module", "ngx_stream_module"]
    .map((name) => `/usr/lib/nginx/modules/${name}.so`)
    .filter((path) => spawnSync("test", ["-f", path]).status === 0)
    .map((path) => `load_module ${path};`);
  const held = /^\s*server\b/.test(own) ? `http { ${own} }` : own;
  const certificate = `ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;`;
  const placed = held
    .replace(/\bhttp\s*\{/, (start) => `${start} ${temporary(folder)} access_log off;`)
    .replace(/\bmail\s*\{/, (start) => `${start} ${certificate} auth_http 127.0.0.1:1/;`)
    .replace(/(?<=auth_http 127\.0\.0\.1:1\/;[\s\S]*)auth_http [^;]+;/, "");
  return `${modules.join(" ")} error_log stderr; pid ${folder}/pid; ${/\bevents\b/.test(placed) ? "" : "events {}"}\n${placed}`;
}
