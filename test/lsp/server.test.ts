import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Hover } from "vscode-languageserver";
import { withFiles } from "../support.js";
import { at, brief, Client, fromSources, fullCapabilities, until, uri } from "./client.js";
import { ini, team } from "./team.js";

const debug = "1:8-1:10 1 debug-on: debug is `on`";
const level = "2:8-2:9 2 level-three: level three";
const inner = "4:10-4:12 1 debug-on: debug is `on`";

/** Runs a test with the team's project and its `app.ini` open. */
function withTeam(
  start: Partial<Parameters<typeof Client.with>[0]>,
  act: (client: Client, file: string, folder: string) => Promise<void>,
): Promise<void> {
  return withFiles({ ...team, "app.ini": ini }, (folder) =>
    Client.with({ folder, ...start }, async (client) => {
      const file = join(folder, "app.ini");
      await client.open(file, ini, "ini");
      await act(client, file, folder);
      assert.deepEqual(client.logged, []);
    }),
  );
}

describe("language server", () => {
  it("answers pulls, and says unchanged when nothing changed", () =>
    withTeam({}, async (client, file) => {
      assert.ok(client.capabilities.diagnosticProvider);
      assert.equal(client.capabilities.positionEncoding, "utf-16");
      const first = await client.pull(file);
      assert.ok(first.kind === "full" && first.resultId);
      assert.deepEqual(first.items.map(brief), [debug, level, inner]);
      assert.equal(first.items[0]!.source, "tenet");
      assert.deepEqual(
        first.items[0]!.relatedInformation?.map((one) => one.message),
        ["in this section"],
      );
      assert.equal(first.items[0]!.relatedInformation?.[0]?.location.uri, uri(file));
      assert.deepEqual(await client.pull(file, first.resultId), { kind: "unchanged", resultId: first.resultId });
      await client.change(file, [{ range: { start: at(2, 8).start, end: at(2, 9).start }, text: "7" }], "");
      const second = await client.pull(file, first.resultId);
      assert.ok(second.kind === "full");
      assert.deepEqual(second.items.map(brief), [debug, inner]);
      assert.equal(client.published.length, 0, "who pulls is not pushed to");
      assert.ok(client.registered.includes("workspace/didChangeWatchedFiles"));
    }));

  it("pushes to a client that cannot pull, the newest version only", () =>
    withTeam({ capabilities: {} }, async (client, file) => {
      assert.equal(client.capabilities.diagnosticProvider, undefined);
      const items = await client.diagnostics(file);
      assert.deepEqual(items.map(brief), [debug, level, inner]);
      assert.equal(items[0]!.relatedInformation, undefined);
      assert.equal(items[0]!.codeDescription, undefined);
      for (let i = 0; i < 20; i++) await client.replace(file, `debug = on\n${"\n".repeat(i)}level = 3\n`);
      assert.deepEqual((await client.diagnostics(file)).map(brief), [
        "0:8-0:10 1 debug-on: debug is `on`",
        "20:8-20:9 2 level-three: level three",
      ]);
      const versions = client.published.map((one) => one.version!);
      assert.ok(versions.length < 10, `pushed ${versions.length} times`);
      await client.notify("textDocument/didClose", { textDocument: { uri: uri(file) } });
      await until(() => client.published.at(-1)!.diagnostics.length === 0);
    }));

  it("follows incremental changes as if the text had been typed at once", () =>
    withTeam({}, async (client, file) => {
      let text = ini;
      const random = seeded(7);
      for (let i = 0; i < 200; i++) {
        const lines = text.split("\n");
        const line = random(lines.length);
        const from = random(lines[line]!.length + 1);
        const to = from + random(lines[line]!.length - from + 1);
        const insert = ["", "x", "\n", "debug = on\n", "é😀", "level = 3", "\r\n"][random(7)]!;
        const before = lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0);
        text = text.slice(0, before + from) + insert + text.slice(before + to);
        // The client sends lines as the protocol counts them; a lone \r would be one more.
        if (/\r(?!\n)/.test(text)) text = ini;
        const change =
          text === ini
            ? { text }
            : { range: { start: { line, character: from }, end: { line, character: to } }, text: insert };
        await client.change(file, [change], text);
      }
      const incremental = await client.diagnostics(file);
      assert.ok(incremental.length > 0);
      await client.replace(file, text);
      assert.deepEqual(incremental.map(brief), (await client.diagnostics(file)).map(brief));
    }));

  for (const [encoding, columns] of [
    ["utf-8", [20, 22]],
    ["utf-16", [17, 19]],
    ["utf-32", [16, 18]],
  ] as const)
    it(`counts in ${encoding}`, () =>
      withFiles({ ...team, "tenet.yaml": "rulePaths: [more]\n", "more/greek.yaml": greek }, (folder) =>
        Client.with(
          { folder, capabilities: { ...fullCapabilities, general: { positionEncodings: [encoding] } } },
          async (client) => {
            assert.equal(client.capabilities.positionEncoding, encoding);
            const file = join(folder, "app.ini");
            await client.open(file, "name = 😀ä\nxalias = 😀ä and on\n", "ini");
            const [found] = await client.diagnostics(file);
            assert.equal(found?.code, "word-on");
            assert.deepEqual([found!.range.start.character, found!.range.end.character], columns);
            // Takes the word away by the very columns the server gave.
            await client.change(file, [{ range: found!.range, text: "" }], "");
            assert.deepEqual(await client.diagnostics(file), []);
          },
        ),
      ));

  it("lints again when configuration or rules change", () =>
    withTeam({}, async (client, file, folder) => {
      assert.equal((await client.diagnostics(file)).length, 3);
      writeFileSync(join(folder, "tenet.yaml"), "rules:\n  debug-on: hint\n  level-three: off\n");
      await client.notify("workspace/didChangeWatchedFiles", {
        changes: [{ uri: uri(join(folder, "tenet.yaml")), type: 2 }],
      });
      await until(() => client.refreshes > 0);
      assert.deepEqual(
        (await client.diagnostics(file)).map((one) => [one.code, one.severity]),
        [
          ["debug-on", 4],
          ["debug-on", 4],
        ],
      );
      const rule = join(folder, ".tenet/rules/debug-on.yaml");
      writeFileSync(rule, team[".tenet/rules/debug-on.yaml"]!.replace('== "on"', '== "never"'));
      await client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uri(rule), type: 2 }] });
      assert.deepEqual(await client.diagnostics(file), []);
    }));

  it("pushes again when configuration changes", () =>
    withTeam({ capabilities: {} }, async (client, file, folder) => {
      assert.equal((await client.diagnostics(file)).length, 3);
      writeFileSync(join(folder, "tenet.yaml"), "ignore: ['*.ini']\n");
      await client.notify("workspace/didChangeWatchedFiles", {
        changes: [{ uri: uri(join(folder, "tenet.yaml")), type: 2 }],
      });
      await until(() => client.published.at(-1)!.diagnostics.length === 0);
    }));

  it("shows what is wrong with tenet.yaml and with rule files in them", () =>
    withFiles(
      { ...team, "tenet.yaml": "rules:\n  debug-onn: off\n", ".tenet/rules/bad.yaml": "id: bad\ntitel: x\n" },
      (folder) =>
        Client.with({ folder }, async (client) => {
          await client.open(join(folder, "tenet.yaml"), "rules:\n  debug-onn: off\n", "yaml");
          const problems = (await client.diagnostics(join(folder, "tenet.yaml"))).filter(
            (one) => one.code === undefined,
          );
          assert.equal(problems.length, 1);
          assert.match(String(problems[0]!.message), /did you mean "debug-on"/);
          assert.deepEqual(problems[0]!.range, { start: { line: 1, character: 2 }, end: { line: 1, character: 11 } });
          await client.open(join(folder, ".tenet/rules/bad.yaml"), "id: bad\ntitel: x\n", "yaml");
          const broken = await client.diagnostics(join(folder, ".tenet/rules/bad.yaml"));
          assert.ok(
            broken.some((one) => /did you mean "title"/.test(String(one.message))),
            JSON.stringify(broken),
          );
        }),
    ));

  it("follows the editor's settings", () =>
    withTeam({ settings: { minConfidence: "possible" } }, async (client, file) => {
      assert.deepEqual((await client.diagnostics(file)).map((one) => one.code).at(-1), "perhaps");
      client.settings = { enable: false };
      await client.notify("workspace/didChangeConfiguration", { settings: null });
      assert.deepEqual(await client.diagnostics(file), []);
      client.settings = { maxFileSize: 10 };
      await client.notify("workspace/didChangeConfiguration", { settings: null });
      assert.deepEqual(await client.diagnostics(file), []);
      client.settings = { minConfidence: "project" };
      await client.notify("workspace/didChangeConfiguration", { settings: null });
      assert.equal((await client.diagnostics(file)).length, 3);
    }));

  it("keeps the configurations of several folders apart, the innermost first", () =>
    withFiles(
      {
        ...team,
        "inner/tenet.yaml": "root: true\n",
        "other/tenet.yaml": "root: true\n",
      },
      (folder) =>
        Client.with({ folders: [folder, join(folder, "inner")] }, async (client) => {
          for (const name of ["app.ini", "inner/app.ini", "other/app.ini"])
            await client.open(join(folder, name), ini, "ini");
          assert.equal((await client.diagnostics(join(folder, "app.ini"))).length, 3);
          assert.equal((await client.diagnostics(join(folder, "inner/app.ini"))).length, 0);
          assert.equal((await client.diagnostics(join(folder, "other/app.ini"))).length, 0);
          await client.notify("workspace/didChangeWorkspaceFolders", {
            event: { added: [], removed: [{ uri: uri(join(folder, "inner")), name: "inner" }] },
          });
          assert.equal((await client.diagnostics(join(folder, "inner/app.ini"))).length, 0);
        }),
    ));

  it("reads untitled documents by their language and leaves unknown ones alone", () =>
    Client.with({}, async (client) => {
      const mail = "mail { server { listen 143; starttls on; } }\n";
      await client.open("untitled:Untitled-1", mail, "nginx");
      assert.deepEqual(
        (await client.diagnostics("untitled:Untitled-1")).map((one) => one.code),
        ["starttls-optional"],
      );
      await client.open("untitled:Untitled-2", mail, "klingon");
      assert.deepEqual(await client.diagnostics("untitled:Untitled-2"), []);
      await client.open("vscode-vfs://github/a/b/nginx.conf", mail, "plaintext");
      assert.equal((await client.diagnostics("vscode-vfs://github/a/b/nginx.conf")).length, 1);
    }));

  it("sees what is typed in an included file before it is saved", () =>
    withFiles({ "nginx.conf": "", "tls.conf": "ssl_protocols TLSv1.2;\n" }, (folder) =>
      Client.with({ folder }, async (client) => {
        const main = join(folder, "nginx.conf");
        const included = join(folder, "tls.conf");
        const text = "http { server { listen 80; } server_tokens off; }\n";
        await client.open(main, text.replace("server_tokens off;", "include tls.conf;"), "nginx");
        const codes = async () => (await client.diagnostics(main)).map((one) => one.code);
        assert.ok((await codes()).includes("server-version-disclosed"));
        await client.open(included, "ssl_protocols TLSv1.2;\n", "nginx");
        await client.replace(included, "server_tokens off;\n");
        await until(() => client.refreshes > 0);
        assert.ok(!(await codes()).includes("server-version-disclosed"));
      }),
    ));

  it("tells on hover why a rule is there and what to do", () =>
    Client.with({ initializationOptions: { rulePages: true } }, async (client) => {
      const text = "# tenet-ignore weak-tls: tests\nmail { server { listen 143; starttls on; } }\n";
      await client.open("untitled:a", text, "nginx");
      const hover = (line: number, character: number) =>
        client.request<Hover | null>("textDocument/hover", {
          textDocument: { uri: "untitled:a" },
          position: { line, character },
        });
      const { value } = (await hover(1, 37))!.contents as { kind: string; value: string };
      assert.match(value, /starttls-optional/);
      assert.match(value, /clear text/);
      assert.match(value, /What to do:/);
      assert.match(value, /Answers encryption-2/);
      assert.match(value, /command:tenet\.showRule\?%5B%22starttls-optional%22%5D/);
      assert.match(JSON.stringify(await hover(0, 20)), /weak-tls/);
      assert.equal(await hover(1, 2), null);
      const page = await client.request<string>("tenet/page", { uri: "tenet:/rules/starttls-optional.md" });
      assert.match(page, /^# starttls-optional: /);
      assert.match(page, /## What to do/);
      const found = (await client.diagnostics("untitled:a")).find((one) => one.code === "starttls-optional");
      assert.equal(found?.codeDescription?.href, "tenet:/rules/starttls-optional.md");
    }));

  it("knows the pages of the team's rules", () =>
    withTeam({ initializationOptions: { rulePages: true } }, async (client, file) => {
      const params = { textDocument: { uri: uri(file) }, position: at(1, 9).start };
      assert.match(JSON.stringify(await client.request<Hover>("textDocument/hover", params)), /shows the insides/);
      const page = await client.request<string>("tenet/page", { uri: "tenet:/rules/debug-on.md" });
      assert.match(page, /shows the insides/);
    }));

  it("gives plain text on hover to a client that knows no Markdown", () =>
    Client.with({ capabilities: {} }, async (client) => {
      await client.open("untitled:a", "mail { server { listen 143; starttls on; } }\n", "nginx");
      const hover = await client.request<Hover>("textDocument/hover", {
        textDocument: { uri: "untitled:a" },
        position: at(0, 37).start,
      });
      const { kind, value } = hover.contents as { kind: string; value: string };
      assert.equal(kind, "plaintext");
      assert.doesNotMatch(value, /\*\*|command:/);
    }));

  it("survives requests that make no sense", () =>
    withFiles({ "app.ini": ini, ...team }, (folder) =>
      Client.with({ folder }, async (client) => {
        const file = join(folder, "app.ini");
        await client.open(file, ini, "ini");
        await assert.rejects(client.request("textDocument/fortune", {}), /Unhandled method/);
        const textDocument = { uri: uri(file) };
        for (const position of [
          {},
          null,
          { line: -1, character: -5 },
          { line: 9e9, character: 9e9 },
          { line: "x", character: Number.NaN },
        ]) {
          await client.request("textDocument/hover", { textDocument, position });
          await client.request("textDocument/codeAction", {
            textDocument,
            range: { start: position, end: position },
            context: {},
          });
        }
        await client.request("textDocument/codeAction", { textDocument }).catch(() => {});
        await client.request("textDocument/hover", {}).catch(() => {});
        await client.request("textDocument/diagnostic", { textDocument: { uri: "file:///not/open.ini" } });
        await client.notify("textDocument/didOpen", {});
        await client.notify("textDocument/didOpen", {
          textDocument: { uri: "::", languageId: 3, version: "x", text: 5 },
        });
        await client.notify("textDocument/didChange", {
          textDocument: { uri: "file:///none", version: 3 },
          contentChanges: [{ text: "" }],
        });
        await client.notify("textDocument/didChange", {
          textDocument: { ...textDocument, version: 2 },
          contentChanges: [null, {}, { range: { start: {} }, text: "; x\n" }],
        });
        await client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: "%%%" }] });
        assert.deepEqual(
          (await client.diagnostics(file)).map((one) => one.code),
          ["debug-on", "level-three", "debug-on"],
        );
      }),
    ));

  it("says nothing of a file's text in its log", () =>
    Client.with({}, async (client) => {
      await client.notify("textDocument/didOpen", { textDocument: { uri: null, text: "correct-horse-7" } });
      await client.notify("textDocument/didChange", { textDocument: null, contentChanges: "correct-horse-7" });
      await until(() => client.logged.length >= 2);
      assert.doesNotMatch(client.logged.join("\n"), /correct-horse/);
    }));

  it("drops what is cancelled and lints the newest text under a storm of edits", () =>
    withFiles(team, (folder) =>
      Client.with({ folder }, async (client) => {
        const file = join(folder, "app.ini");
        const lines = Array.from({ length: 5000 }, (_, i) => `key${i} = ${i}`);
        let text = `${lines.join("\n")}\n`;
        await client.open(file, text, "ini");
        const pulls: Promise<unknown>[] = [];
        for (let i = 0; i < 300; i++) {
          const insert = i % 3 === 0 ? "debug = on\n" : "level = 3\n";
          text = insert + text;
          await client.change(file, [{ range: at(0, 0), text: insert }], text);
          if (i % 10 === 0) pulls.push(client.pull(file));
        }
        const found = await client.diagnostics(file);
        await Promise.all(pulls);
        assert.equal(found.length, 300);
        assert.deepEqual(client.logged, []);
      }),
    ));

  it("starts as `tenet lsp --stdio` and ends with its client", async () => {
    const args = fromSources.map((one) => (one.endsWith("main.ts") ? one.replace("lsp/main.ts", "cli/main.ts") : one));
    const server = [...args.slice(0, -1), "lsp", "--stdio"];
    await Client.with({ server }, async (client) => {
      await client.open("untitled:a", "mail { server { listen 143; starttls on; } }\n", "nginx");
      assert.equal((await client.diagnostics("untitled:a")).length, 1);
    });
    const child = spawn(process.execPath, server, { stdio: ["pipe", "ignore", "ignore"] });
    const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
    child.stdin.end();
    assert.equal(await ended, 1);
  });
});

const greek = `id: word-on
title: The word on
severity: info
confidence: certain
why: A word.
remedy: Another word.
checks:
  ini:
    - pattern: \\bon\\b
      keywords: ["on"]
      message: a word
`;

/** Small numbers that look random and are the same each time. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}
