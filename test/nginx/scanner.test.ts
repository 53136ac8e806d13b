import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { parseDocument, type YAMLMap, type YAMLSeq } from "yaml";
import { scannerFile } from "../../scripts/observatory-scanner.mjs";
import { diskHost } from "../../server/src/disk.js";
import { setTable } from "../../server/src/document/tables.js";
import { program, temporary } from "./program.js";
import { host, predict, readScans, type Scan, scansFile, shown, type Verdict } from "./scans.js";

const { files, usual, scans } = readScans();
const headersMore = "/usr/lib/nginx/modules/ngx_http_headers_more_filter_module.so";
const update = process.env.UPDATE === "1";

before(async () => {
  for (const [name, rows] of Object.entries((await diskHost().builtin()).tables)) setTable(name, rows);
});

describe("grades that the real Observatory gave", () => {
  for (const { id, about, config, unseen, verdicts } of scans) {
    it(`${id}: ${about}`, () => {
      const ours = predict(config, files);
      for (const [version, verdict] of verdicts) {
        if (unseen === undefined) assert.deepEqual(shown(ours.get(version)!), shown(verdict), version);
        else
          assert.deepEqual(
            differing(ours.get(version)!, verdict),
            ["redirection", "strict-transport-security"],
            unseen,
          );
      }
    });
  }
});

describe("the Observatory itself, asked anew", function () {
  this.timeout(300_000);
  let folder: string;
  let scanner: ChildProcess;
  let lines: AsyncIterator<string>;

  before(function () {
    const absent = [
      ...(program === undefined ? ["nginx"] : []),
      ...(existsSync(scannerFile) ? [] : ["the scanner (node scripts/observatory-scanner.mjs)"]),
      ...(spawnSync("openssl", ["version"]).status === 0 ? [] : ["openssl"]),
    ];
    if (absent.length > 0) {
      process.stdout.write(`    not installed: ${absent.join(", ")}; grades are compared with recorded scans only\n`);
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), "tenet-scan-"));
    for (const [name, text] of Object.entries({ ...files, htpasswd: "", u: "" })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    certificates(folder);
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, "tls/ca.pem"), no_proxy: "*" };
    scanner = spawn(process.execPath, [join(import.meta.dirname, "scan.mjs"), scannerFile], {
      stdio: ["pipe", "pipe", "inherit"],
      env,
    });
    const input: Interface = createInterface({ input: scanner.stdout! });
    lines = input[Symbol.asyncIterator]();
  });

  after(() => {
    scanner?.kill();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  it("says of real servers what is predicted", async () => {
    const wrong: string[] = [];
    const news = new Map<Scan, Verdict>();
    let asked = 0;
    for (const [i, scan] of scans.entries()) {
      if (scan.config.includes("more_") && !existsSync(headersMore)) continue;
      const said = await served(scan, 21_000 + ((process.pid * 7 + i * 8) % 9_000));
      asked++;
      const known = scan.verdicts.get("v4");
      if (known && isEqual(said, known)) continue;
      if (update) news.set(scan, said);
      else wrong.push(`${scan.id}: ${JSON.stringify(said)}`);
    }
    if (news.size > 0) record(news);
    assert.deepEqual(wrong, []);
    assert.ok(asked > 100);
  });

  /** What the scanner says of the configuration, while nginx runs with it. */
  async function served({ config }: Scan, base: number): Promise<Verdict> {
    const ports: Record<string, number> = {};
    const local = (port: string): number => {
      ports[port] ??= base + Object.keys(ports).length;
      return ports[port];
    };
    const moved = config
      .replace(/\blisten 127\.0\.0\.1:/g, (start) => `port_in_redirect on; ${start}`)
      .replace(/\blisten (\d+)(?![\d.])/g, (_, port: string) => `listen 127.0.0.1:${local(port)}`)
      .replace(/127\.0\.0\.1:(3\d{3})\b/g, (_, port: string) => `127.0.0.1:${local(port)}`)
      // Which ports nginx runs on here shall not show in the redirects that it makes itself; applications have theirs.
      .replace(/\bhttp \{/, (start) => `${start} ${temporary(folder)} access_log off; port_in_redirect off;`);
    const module = config.includes("more_") ? `load_module ${headersMore};` : "";
    const file = join(folder, "nginx.conf");
    writeFileSync(
      file,
      `${module} error_log ${folder}/error.log crit; pid ${folder}/pid; daemon off; master_process off;\nevents {}\n${moved}`,
    );
    const running = spawn(program!, ["-p", folder, "-c", file], { stdio: ["ignore", "ignore", "pipe"] });
    let complaint = "";
    running.stderr.on("data", (text) => {
      complaint += text;
    });
    try {
      await Promise.all(Object.values(ports).map((port) => open(port, () => complaint)));
      scanner.stdin!.write(`${JSON.stringify({ host, ports })}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error("the scanner ended");
      return JSON.parse(value) as Verdict;
    } finally {
      running.kill();
      if (running.exitCode === null) await once(running, "exit");
    }
  }
});

function isEqual(one: Verdict, other: Verdict): boolean {
  return JSON.stringify(shown(one)) === JSON.stringify(shown(other));
}

/** The tests of which two verdicts do not say the same. */
function differing(one: Verdict, other: Verdict): string[] {
  return Object.keys(one.tests!).filter((name) => String(one.tests![name]) !== String(other.tests![name]));
}

/** Writes what the scanner said into the file of scans. */
function record(news: ReadonlyMap<Scan, Verdict>): void {
  const document = parseDocument(readFileSync(scansFile, "utf8"));
  for (const [scan, { tests, ...rest }] of news) {
    const own = Object.entries(tests ?? {}).filter(([name, result]) => String(usual[name]) !== String(result));
    const verdict = { ...rest, ...(own.length > 0 ? { tests: Object.fromEntries(own) } : {}) };
    const list = document.get(scan.verdicts.has("v5") ? "scans" : "further") as YAMLSeq<YAMLMap>;
    const node = document.createNode(verdict) as YAMLMap;
    for (const { value } of (node.get("tests") as YAMLMap<string, YAMLSeq> | undefined)?.items ?? [])
      value!.flow = true;
    list.items.find((each) => each.get("id") === scan.id)!.set("v4", node);
  }
  writeFileSync(scansFile, document.toString({ lineWidth: 0 }));
}

/** An authority, a certificate for the hosts of the scans and one for another host. */
function certificates(folder: string): void {
  const at = (name: string) => join(folder, "tls", name);
  mkdirSync(join(folder, "tls"));
  const make = (name: string, subject: string, ...more: string[]) => {
    const request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", `/CN=${subject}`];
    const { status, stderr } = spawnSync(
      "openssl",
      [...request, "-keyout", at(`${name}.key`), "-out", at(`${name}.pem`), ...more],
      { encoding: "utf8" },
    );
    assert.equal(status, 0, stderr);
  };
  make("ca", "authority of a test");
  const signed = ["-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-addext", "basicConstraints=CA:FALSE"];
  make("srv", host, ...signed, "-addext", `subjectAltName=DNS:${host},DNS:*.example-lab.com`);
  make("other", "other.example.net", ...signed, "-addext", "subjectAltName=DNS:other.example.net");
}

/** Waits until something listens on a port of this machine. */
async function open(port: number, complaint: () => string): Promise<void> {
  for (let i = 0; i < 200 && !complaint().includes("[emerg]"); i++) {
    const answered = await new Promise<boolean>((done) => {
      const socket = connect(port, "127.0.0.1");
      socket.on("connect", () => {
        socket.destroy();
        done(true);
      });
      socket.on("error", () => done(false));
    });
    if (answered) return;
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error(`nginx does not listen on port ${port}: ${complaint()}`);
}
