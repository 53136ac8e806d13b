import assert from "node:assert/strict";
import { diskHost } from "../../server/src/disk.js";
import { type Document, type Files, noFiles } from "../../server/src/document/document.js";
import { setTable } from "../../server/src/document/tables.js";
import { nginx } from "../../server/src/formats/nginx/nginx.js";
import { applyEdits } from "../../server/src/text/edit.js";

function read(text: string, files: Files = noFiles): Document {
  return nginx.parse("nginx.conf", text, files) as Document;
}

/** The titles over the document's blocks. */
function titles(text: string): string[] {
  const document = read(text);
  return nginx.lenses!(document).map((lens) => `${document.lines.position(lens.range.start).line + 1}: ${lens.title}`);
}

/** What the change of the last block promises, and the text after it. */
async function improved(text: string, files: Files = noFiles): Promise<{ title: string; text: string } | undefined> {
  const document = read(text, files);
  const found = await nginx.lenses!(document).at(-1)!.improvement?.();
  return found && { title: found.title, text: applyEdits(text, found.edits) };
}

describe("grades over nginx's server blocks", () => {
  before(async () => {
    for (const [name, rows] of Object.entries((await diskHost().builtin()).tables)) setTable(name, rows);
  });

  const redirect = `  server {
    listen 80;
    server_name www.example.com;
    return 301 https://$host$request_uri;
  }
`;
  const plain = `http {
${redirect}  server {
    listen 443 ssl;
    server_name www.example.com;

    location / { root www; }
  }
}
`;

  it("stand where pages are answered, not where everybody is sent on", () => {
    assert.deepEqual(titles(plain), ["7: Observatory D (30), 0 to 30 by what is not in view"]);
    assert.deepEqual(titles("http { server { listen 127.0.0.1:80; } }"), []);
    assert.deepEqual(titles("stream { server { listen 443; proxy_pass a:1; } }"), []);
  });

  const policy = `add_header Content-Security-Policy "default-src 'self'; frame-ancestors 'self'" always;`;
  const transport = "add_header Strict-Transport-Security max-age=63072000 always;";
  const resource = "add_header Cross-Origin-Resource-Policy same-origin always;";

  it("the three headers that raise a grade most stand before the first block, with its indentation", async () => {
    const after = await improved(plain);
    assert.equal(
      after?.title,
      "A+ (115) with Content-Security-Policy, Strict-Transport-Security, Cross-Origin-Resource-Policy",
    );
    const lines = [policy, transport, resource].map((line) => `    ${line}\n`).join("");
    assert.equal(after.text, plain.replace("example.com;\n\n", `example.com;\n${lines}\n`));
    assert.equal(titles(after.text)[0]?.slice(0, 23), "7: Observatory A+ (115)");
    assert.equal((await improved(after.text))?.title, "A+ (125) with X-Content-Type-Options, Referrer-Policy");
  });

  it("a server that inherits headers repeats them; a block with headers of its own gets the new ones too", async () => {
    const after = await improved(`http {
  add_header X-Team ops always;
  server {
    listen 443 ssl;
    server_name a.example;
    location / {
      add_header Cache-Control no-cache;
      root www;
    }
  }
}
`);
    assert.equal(
      after?.text,
      `http {
  add_header X-Team ops always;
  server {
    listen 443 ssl;
    server_name a.example;
    add_header X-Team ops always;
    ${policy}
    ${transport}
    ${resource}
    location / {
      add_header Cache-Control no-cache;
      ${policy}
      ${transport}
      ${resource}
      root www;
    }
  }
}
`,
    );
  });

  it("a weak value is replaced where it stands, and what is on one line stays there", async () => {
    const after = await improved(
      "http { server { listen 443 ssl; add_header Strict-Transport-Security max-age=60; root www; } }\n",
    );
    assert.equal(after?.text, `http { server { listen 443 ssl; ${transport} ${policy} ${resource} root www; } }\n`);
  });

  it("nothing is promised where another file sends the header, or all is well", async () => {
    const included = "http { server { listen 443 ssl; include headers.conf; root www; } }\n";
    const files: Files = {
      read: (path) => (path === "headers.conf" ? "add_header Content-Security-Policy x;\n" : undefined),
      list: () => ["headers.conf", "nginx.conf"],
    };
    assert.doesNotMatch((await improved(included, files))?.title ?? "", /Content-Security-Policy/);
    const unseen = "http { server { listen 443 ssl; include missing.conf; root www; } }\n";
    assert.equal(await improved(unseen), undefined);
  });

  it("Windows line ends are kept, and broken text breaks nothing", async () => {
    const after = await improved(plain.replaceAll("\n", "\r\n"));
    assert.doesNotMatch(after!.text, /[^\r]\n/);
    for (const text of ["http { server { listen 443 ssl; ", "server {", "}", "http { server { listen } }"])
      for (const lens of nginx.lenses!(read(text))) await lens.improvement?.();
  });
});
