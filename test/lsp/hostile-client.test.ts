import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { root } from "../support.js";

const mail = "mail {\n  server {\n    listen 143;\n    starttls on;\n  }\n}\n";

/** A client that writes bytes, and hears what the server says. */
class RawClient {
  readonly process: ChildProcess;
  heard = "";
  errors = "";

  constructor() {
    this.process = spawn(process.execPath, [join(root, "dist/server.js"), "--stdio"], { stdio: "pipe" });
    this.process.stdout!.on("data", (part) => {
      this.heard += part;
    });
    this.process.stderr!.on("data", (part) => {
      this.errors += part;
    });
    // Writing to a server that has gone is what some of the tests are about.
    this.process.stdin!.on("error", () => {});
  }

  raw(text: string | Uint8Array): void {
    this.process.stdin!.write(text);
  }

  say(message: unknown): void {
    const body = Buffer.from(typeof message === "string" ? message : JSON.stringify(message));
    this.raw(`Content-Length: ${body.length}\r\n\r\n`);
    this.raw(body);
  }

  start(): void {
    this.say({
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { processId: null, rootUri: null, capabilities: {} },
    });
    this.say({ jsonrpc: "2.0", method: "initialized", params: {} });
  }

  async hears(what: RegExp): Promise<void> {
    const end = Date.now() + 30_000;
    while (!what.test(this.heard)) {
      assert.ok(Date.now() < end && this.process.exitCode === null, `${what}: ${this.heard.slice(-500)}${this.errors}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  async ends(): Promise<number | null> {
    if (this.process.exitCode !== null) return this.process.exitCode;
    const [code] = (await once(this.process, "exit")) as [number | null];
    return code;
  }
}

/** The server still answers and lints. */
async function works(client: RawClient): Promise<void> {
  const textDocument = { uri: "file:///nowhere/nginx.conf", languageId: "nginx", version: 1, text: mail };
  client.say({ jsonrpc: "2.0", method: "textDocument/didOpen", params: { textDocument } });
  await client.hears(/"code":"starttls-optional"/);
}

async function withClient(act: (client: RawClient) => Promise<void>): Promise<void> {
  const client = new RawClient();
  try {
    await act(client);
  } finally {
    client.process.kill("SIGKILL");
  }
}

describe("a client that breaks the protocol", function () {
  this.timeout(60_000);

  it("sends bodies that are no messages: the server goes on", () =>
    withClient(async (client) => {
      client.start();
      for (const body of [
        "{",
        "null",
        "[]",
        "5",
        '""',
        "\u0000\u0001",
        '{"jsonrpc":"2.0"}',
        '{"id":{}}',
        "\ud83d",
        "{}".repeat(9),
      ])
        client.say(body);
      client.say([{ jsonrpc: "2.0", id: 7, method: "shutdown" }]);
      client.say({ jsonrpc: "2.0", id: 3, method: "no/such" });
      await client.hears(/"id":3,"error":\{"code":-32601/);
      await works(client);
    }));

  it("asks before it has introduced itself, and twice: both are refused", () =>
    withClient(async (client) => {
      client.say({ jsonrpc: "2.0", id: 5, method: "textDocument/hover", params: {} });
      await client.hears(/"id":5,"error"/);
      client.start();
      client.say({ jsonrpc: "2.0", id: 6, method: "initialize", params: { capabilities: {} } });
      await works(client);
    }));

  it("sends a message in pieces of one byte, and one of 30 MB", () =>
    withClient(async (client) => {
      client.start();
      const message = JSON.stringify({ jsonrpc: "2.0", id: 8, method: "no/such" });
      for (const byte of Buffer.from(`content-length: ${message.length}\r\nContent-Type: odd\r\n\r\n${message}`))
        client.raw(Uint8Array.of(byte));
      await client.hears(/"id":8,"error"/);
      const text = "a = b\n".repeat(5_000_000);
      const textDocument = { uri: "file:///nowhere/large.ini", languageId: "ini", version: 1, text };
      client.say({ jsonrpc: "2.0", method: "textDocument/didOpen", params: { textDocument } });
      await works(client);
    }));

  it("refuses whatever the server asks of it", () =>
    withClient(async (client) => {
      const workspace = {
        configuration: true,
        didChangeWatchedFiles: { dynamicRegistration: true },
        didChangeConfiguration: { dynamicRegistration: true },
      };
      client.say({
        jsonrpc: "2.0",
        id: 1,
        method: "initialize",
        params: { processId: null, rootUri: "file:///nowhere", capabilities: { workspace } },
      });
      client.say({ jsonrpc: "2.0", method: "initialized", params: {} });
      const refused = new Set<string>();
      client.process.stdout!.on("data", () => {
        for (const [, id] of client.heard.matchAll(/"id":(\d+),"method"/g))
          if (!refused.has(id!)) {
            refused.add(id!);
            client.say({ jsonrpc: "2.0", id: Number(id), error: { code: -32601, message: "no" } });
          }
      });
      await client.hears(/client\/registerCapability/);
      await works(client);
      assert.ok(refused.size > 1);
      assert.equal(client.errors, "");
    }));

  it("goes away: the server ends, with 0 after a shutdown and 1 without", async () => {
    for (const [polite, code] of [
      [true, 0],
      [false, 1],
    ] as const)
      for (const how of ["exit", "close"])
        await withClient(async (client) => {
          client.start();
          await client.hears(/"id":1,"result"/);
          if (polite) {
            client.say({ jsonrpc: "2.0", id: 2, method: "shutdown" });
            await client.hears(/"id":2,"result":null/);
          }
          if (how === "exit") client.say({ jsonrpc: "2.0", method: "exit" });
          else client.process.stdin!.end();
          assert.equal(await client.ends(), code, `${how} ${polite}`);
          assert.equal(client.errors, "");
        });
  });

  it("closes its ears: the server ends without a trace", () =>
    withClient(async (client) => {
      client.start();
      await client.hears(/"id":1,"result"/);
      client.process.stdout!.destroy();
      const textDocument = { uri: "file:///nowhere/nginx.conf", languageId: "nginx", version: 1, text: mail };
      client.say({ jsonrpc: "2.0", method: "textDocument/didOpen", params: { textDocument } });
      client.process.stdin!.end();
      await client.ends();
      assert.doesNotMatch(client.errors, /starttls|listen 143/);
    }));

  it("frames nothing: the server says so or ends, and hangs in no loop", () =>
    withClient(async (client) => {
      client.start();
      await client.hears(/"id":1,"result"/);
      client.raw("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      client.raw("Content-Length: -5\r\n\r\n");
      client.raw("Content-Length: 99999999999999\r\n\r\n{}");
      client.process.stdin!.end();
      assert.equal(await client.ends(), 1);
    }));
});
