import assert from "node:assert/strict";
import { diskHost } from "../../server/src/disk.js";
import { type Document, noFiles } from "../../server/src/document/document.js";
import { type Node, Unknown } from "../../server/src/document/node.js";
import { setTable } from "../../server/src/document/tables.js";
import { nginx } from "../../server/src/formats/nginx/nginx.js";
import { cli, withFiles } from "../support.js";

function read(text: string, version?: string): Document {
  return nginx.parse("nginx.conf", text, version ? { ...noFiles, versions: { nginx: version } } : noFiles) as Document;
}

function ask(node: Node, fact: string, ...args: unknown[]): unknown {
  return nginx.facts!.find((each) => each.signature.startsWith(`Node.${fact}(`))!.handler(node, ...args);
}

const server = (document: Document, n = 0) => document.named("server")[n]!;
const six =
  "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

describe("nginx: what holds without being written", () => {
  before(async () => {
    for (const [name, rows] of Object.entries((await diskHost().builtin()).tables)) setTable(name, rows);
  });

  it("goes by the version, where that decides", () => {
    const protocols = (version?: string) =>
      ask(server(read("http { server { listen 443 ssl; } }", version)), "settingOrDefault", "ssl_protocols");
    assert.equal(protocols("1.22.1"), "TLSv1 TLSv1.1 TLSv1.2");
    assert.equal(protocols("1.23.4"), "TLSv1 TLSv1.1 TLSv1.2 TLSv1.3");
    assert.equal(protocols("1.27.3"), "TLSv1.2 TLSv1.3");
    assert.throws(() => protocols(), Unknown);
    assert.equal(ask(server(read("http { server { } }")), "settingOrDefault", "satisfy"), "all");
    assert.throws(() => ask(server(read("http { server { } }")), "settingOrDefault", "no_such_directive"), Unknown);
    assert.throws(
      () => ask(server(read("http { include a/*.conf; server { } }")), "settingOrDefault", "satisfy"),
      Unknown,
    );
  });

  it("names the profile of TLS that a server reaches", () => {
    const profile = (body: string, version?: string) =>
      ask(server(read(`http { server { listen 443 ssl; ${body} } }`, version)), "tlsProfile");
    assert.equal(profile("ssl_protocols TLSv1.3;"), "modern");
    assert.equal(profile(`ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers ${six};`), "intermediate");
    assert.equal(profile(`ssl_ciphers ${six};`, "1.28.0"), "intermediate");
    assert.equal(profile(`ssl_ciphers ${six};`, "1.26.0"), "below intermediate (TLSv1, TLSv1.1)");
    assert.equal(profile("ssl_protocols TLSv1.2;"), "below intermediate (HIGH)");
    assert.throws(() => profile(""), Unknown);
    assert.throws(() => profile("ssl_protocols {{ protocols }};"), Unknown);
  });

  it("asks the default server of a socket for its protocols, before 1.29.2", () => {
    const text = `http { server { listen 443 ssl; ssl_protocols TLSv1.3; } server { listen 443 ssl; ssl_protocols TLSv1.1; } }`;
    const second = (version?: string) => {
      const document = read(text, version);
      const overruled = ask(document.named("ssl_protocols")[1]!, "overruledBy") as Node[];
      return [ask(server(document, 1), "tlsProfile"), overruled.map((each) => each.text)];
    };
    assert.deepEqual(second(), ["modern", ["TLSv1.3"]]);
    assert.deepEqual(second("1.29.2"), ["below intermediate (TLSv1.1, HIGH)", []]);
  });

  it("is said in tenet.yaml, by version or by distribution", () =>
    withFiles(
      {
        "tenet.yaml": "defaults: { nginx: debian-12 }\n",
        "new/tenet.yaml": "defaults: { nginx: 1.28.0 }\n",
        "nginx.conf": "http { server { listen 443 ssl; server_name a.example; } }\n",
        "new/nginx.conf": "http { server { listen 443 ssl; server_name a.example; } }\n",
        "odd/tenet.yaml": "root: true\ndefaults:\n  nginx: debain-12\n",
        "odd/nginx.conf": "http { server { listen 443 ssl; server_name a.example; } }\n",
      },
      (folder) => {
        const { out } = cli(folder, ["check", ".", "--format", "concise", "--exit-zero"]);
        assert.match(out, /^nginx\.conf:1:8: info weak-tls: nginx 1\.22\.1 offers TLS 1\.0 and 1\.1/m);
        assert.doesNotMatch(out, /^(?:new|odd)\/.* weak-tls/m);
        const odd = cli(folder, ["check", "odd", "--format", "concise", "--exit-zero"]);
        assert.match(
          odd.out + odd.err,
          /odd\/tenet\.yaml.*which nginx "debain-12" has is not known; did you mean "debian-1\d"\?/,
        );
      },
    ));
});
