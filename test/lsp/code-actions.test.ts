import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CodeAction, TextDocumentEdit, TextEdit, WorkspaceEdit } from "vscode-languageserver";
import { withFiles } from "../support.js";
import { at, Client, fullCapabilities, uri } from "./client.js";
import { ini, team } from "./team.js";

const everywhere = { start: at(0, 0).start, end: at(99, 0).start };

function withIni(
  text: string,
  act: (client: Client, file: string) => Promise<void>,
  capabilities = fullCapabilities,
  name = "app.ini",
): Promise<void> {
  return withFiles(team, (folder) =>
    Client.with({ folder, capabilities, initializationOptions: { rulePages: true } }, async (client) => {
      const file = join(folder, name);
      await client.open(file, text, "ini");
      await act(client, file);
      assert.deepEqual(client.logged, []);
    }),
  );
}

function titled(actions: readonly CodeAction[], title: string): CodeAction {
  const found = actions.find((one) => one.title === title);
  assert.ok(found, `no "${title}" among ${actions.map((one) => one.title).join(", ")}`);
  return found;
}

const codes = async (client: Client, file: string) => (await client.diagnostics(file)).map((one) => one.code);

describe("code actions", () => {
  it("offers everything there is for a finding, the safe fix first", () =>
    withIni(ini, async (client, file) => {
      const sent = await client.diagnostics(file);
      const actions = await client.actions(file, at(1, 9), undefined, sent);
      assert.deepEqual(
        actions.map((one) => `${one.kind} ${one.isPreferred === true} ${one.title}`),
        [
          "quickfix true Switch debugging off",
          "quickfix false Remove the line",
          "quickfix false Fix all findings of debug-on",
          "quickfix false Suppress debug-on on this line",
          "quickfix false Suppress debug-on in this file",
          "quickfix false Suppress debug-on with a reason…",
          "quickfix false Suppress debug-on in this file with a reason…",
          "quickfix false Set the severity of debug-on in tenet.yaml…",
          "quickfix false Show documentation for debug-on",
          "source.fixAll.tenet false Fix all findings that have a safe fix",
        ],
      );
      assert.deepEqual(actions[0]!.diagnostics, [sent[0]]);
      assert.deepEqual(actions.find((one) => one.command?.command === "tenet.showRule")?.command?.arguments, [
        "debug-on",
      ]);
      assert.deepEqual(await client.actions(file, at(0, 2), ["quickfix"]), []);
    }));

  for (const [only, kinds] of [
    [["quickfix"], ["quickfix"]],
    [["source"], ["source.fixAll.tenet"]],
    [["source.fixAll"], ["source.fixAll.tenet"]],
    [["source.fixAll.tenet"], ["source.fixAll.tenet"]],
    [
      ["quickfix", "source.fixAll"],
      ["quickfix", "source.fixAll.tenet"],
    ],
    [["source.fixAll.eslint"], []],
    [["refactor"], []],
    [[], ["quickfix", "source.fixAll.tenet"]],
  ] as const)
    it(`answers when asked for ${only.join(" and ") || "nothing in particular"}`, () =>
      withIni(ini, async (client, file) => {
        const actions = await client.actions(file, everywhere, [...only]);
        assert.deepEqual([...new Set(actions.map((one) => one.kind))], kinds);
      }));

  it("applies one fix", () =>
    withIni(ini, async (client, file) => {
      const actions = await client.actions(file, at(4, 11));
      const text = await client.apply(file, titled(actions, "Switch debugging off").edit);
      assert.equal(text, ini.replace("  debug = on", "  debug = off"));
      assert.deepEqual(await codes(client, file), ["debug-on", "level-three"]);
    }));

  it("fixes all findings of a rule and only those", () =>
    withIni(ini, async (client, file) => {
      const actions = await client.actions(file, at(1, 9));
      const text = await client.apply(file, titled(actions, "Fix all findings of debug-on").edit);
      assert.equal(text, ini.replaceAll("debug = on", "debug = off"));
      assert.deepEqual(await codes(client, file), ["level-three"]);
    }));

  for (const [how, capabilities] of [
    ["when it is chosen", fullCapabilities],
    ["at once", {}],
  ] as const)
    it(`fixes all until nothing is left, with small edits made ${how}`, () =>
      withIni(
        ini,
        async (client, file) => {
          const [action] = await client.actions(file, everywhere, ["source.fixAll"]);
          const [change] = action?.edit?.documentChanges ?? [];
          const edits = change && "edits" in change ? change.edits : action?.edit?.changes?.[uri(file)];
          assert.deepEqual((edits as TextEdit[]).map((one) => one.newText).sort(), ["1", "off", "off"]);
          const text = await client.apply(file, action?.edit);
          assert.equal(text, ini.replaceAll("debug = on", "debug = off").replace("level = 3", "level = 1"));
          assert.deepEqual(await codes(client, file), []);
          assert.deepEqual(await client.actions(file, everywhere, ["source.fixAll"]), []);
        },
        capabilities,
      ));

  it("refuses to compute an edit for a text that moved on", () =>
    withIni(ini, async (client, file) => {
      const [action] = await client.request<CodeAction[]>("textDocument/codeAction", {
        textDocument: { uri: uri(file) },
        range: everywhere,
        context: { diagnostics: [], only: ["source.fixAll"] },
      });
      assert.ok(action?.data && !action.edit);
      await client.replace(file, `; new\n${ini}`);
      await assert.rejects(client.request("codeAction/resolve", action), /changed/);
    }));

  it("suppresses on the line, with its indentation, and the finding is gone", () =>
    withIni(ini, async (client, file) => {
      const actions = await client.actions(file, at(4, 11));
      const text = await client.apply(file, titled(actions, "Suppress debug-on on this line").edit);
      assert.equal(text, ini.replace("  debug = on", "  # tenet-ignore debug-on\n  debug = on"));
      assert.deepEqual(await codes(client, file), ["debug-on", "level-three"]);
    }));

  it("adds to a suppression that is there, before its date and reason", () =>
    withIni(
      "# tenet-ignore level-three until 2999-01-01: because\nx = 1\ndebug = on # tenet-ignore perhaps: why: so\n",
      async (client, file) => {
        const actions = await client.actions(file, at(2, 9), ["quickfix"]);
        const text = await client.apply(file, titled(actions, "Suppress debug-on on this line").edit);
        assert.match(text, /debug = on # tenet-ignore perhaps, debug-on: why: so\n/);
        assert.ok(!(await codes(client, file)).includes("debug-on"));
      },
    ));

  it("suppresses in the file, below what must stay first, and adds to what is there", () =>
    withIni(`#!/usr/bin/env reader\n${ini}`, async (client, file) => {
      let actions = await client.actions(file, at(2, 9));
      let text = await client.apply(file, titled(actions, "Suppress debug-on in this file").edit);
      assert.equal(text, `#!/usr/bin/env reader\n# tenet-ignore-file debug-on\n${ini}`);
      assert.deepEqual(await codes(client, file), ["level-three"]);
      actions = await client.actions(file, at(4, 8));
      text = await client.apply(file, titled(actions, "Suppress level-three in this file").edit);
      assert.match(text, /^.*\n# tenet-ignore-file debug-on, level-three\n/);
      assert.deepEqual(await codes(client, file), []);
    }));

  it("keeps Windows line ends", () =>
    withIni(ini.replaceAll("\n", "\r\n"), async (client, file) => {
      const actions = await client.actions(file, at(4, 11));
      const text = await client.apply(file, titled(actions, "Suppress debug-on on this line").edit);
      assert.match(text, /\[client\]\r\n {2}# tenet-ignore debug-on\r\n {2}debug = on\r\n/);
      assert.deepEqual(await codes(client, file), ["debug-on", "level-three"]);
    }));

  it("removes a suppression that nothing needs", () =>
    withIni("x = 1\n# tenet-ignore debug-on: gone\ny = 2\n", async (client, file) => {
      const [found] = await client.diagnostics(file);
      assert.equal(found?.code, "unused-suppression");
      assert.deepEqual(found.tags, [1]);
      const actions = await client.actions(file, found.range, ["quickfix"]);
      assert.deepEqual(
        actions.map((one) => one.title),
        ["Remove the suppression"],
      );
      assert.equal(await client.apply(file, actions[0]!.edit), "x = 1\ny = 2\n");
      assert.deepEqual(await codes(client, file), []);
    }));

  it("offers no comment where none can stand", () =>
    withFiles(team, (folder) =>
      Client.with({ folder }, async (client) => {
        const json = '{ "db": { "host": "db.example.org", "user": "shop", "password": "Tr0ub4dor-and-3" } }\n';
        for (const [name, language, expected] of [
          ["a.json", "json", false],
          ["b.jsonc", "jsonc", true],
        ] as const) {
          const file = join(folder, name);
          await client.open(file, json, language);
          assert.equal((await client.diagnostics(file)).length, 1, "the password is found");
          const titles = (await client.actions(file, everywhere, ["quickfix"])).map((one) => one.title);
          assert.equal(
            titles.some((one) => /^Suppress .* on this line/.test(one)),
            expected,
            titles.join(", "),
          );
        }
        const script = join(folder, "setup.py");
        await client.open(script, 'CONFIG = """\npassword = "Tr0ub4dor-and-3"\n"""\n', "python");
        for (const action of await client.actions(script, everywhere, ["quickfix"]))
          if (/on this line/.test(action.title)) {
            await client.apply(script, action.edit);
            assert.deepEqual(await client.diagnostics(script), []);
          }
      }),
    ));

  it("accepts in tenet.yaml, with the reason, what a file without comments holds", () =>
    withFiles({ ...team, "tenet.yaml": "rules: {}\n" }, (folder) =>
      Client.with({ folder, initializationOptions: { rulePages: true } }, async (client) => {
        const file = join(folder, "conf/db.json");
        const text = '{ "db": { "host": "db.example.org", "user": "shop", "password": "Tr0ub4dor-and-3" } }\n';
        await client.open(file, text, "json");
        const [found] = await client.diagnostics(file);
        const actions = await client.actions(file, found!.range, ["quickfix"]);
        const { command } = titled(actions, `Suppress ${found!.code} in this file in tenet.yaml…`);
        assert.deepEqual(command?.arguments?.slice(1), [found!.code, 0]);
        const params = { uri: uri(file), id: found!.code, line: 0, file: true, reason: "a sample" };
        const edit = await client.request<WorkspaceEdit>("tenet/suppress", params);
        const [change] = edit.documentChanges as TextDocumentEdit[];
        assert.equal(change!.textDocument.uri, uri(join(folder, "tenet.yaml")));
        const [{ newText }] = change!.edits as [TextEdit];
        writeFileSync(join(folder, "tenet.yaml"), `rules: {}\n${newText}`);
        const changes = [{ uri: uri(join(folder, "tenet.yaml")), type: 2 }];
        await client.notify("workspace/didChangeWatchedFiles", { changes });
        assert.deepEqual(await client.diagnostics(file), []);
      }),
    ));

  it("lists the variable that a secret is read from in the example of the environment, made where there is only the file itself", () =>
    withFiles({ ".env.example": "PORT=3000\n", "jobs/.env": "" }, async (folder) => {
      const edits = async (name: string, capabilities: typeof fullCapabilities): Promise<WorkspaceEdit | undefined> =>
        Client.with({ folder, capabilities }, async (client) => {
          const file = join(folder, name);
          await client.open(file, 'connect({ user: "shop", password: "tq81-xkcv-wm" });\n', "javascript");
          return titled(await client.actions(file, everywhere), "Read it from `APP_PASSWORD`").edit;
        });
      const changed = {
        range: { start: { line: 0, character: 34 }, end: { line: 0, character: 48 } },
        newText: "process.env.APP_PASSWORD",
      };
      const line = (start: number) => ({ range: at(start, 0), newText: "APP_PASSWORD=\n" });
      const example = uri(join(folder, ".env.example"));
      assert.deepEqual(await edits("app.js", fullCapabilities), {
        documentChanges: [
          { textDocument: { uri: uri(join(folder, "app.js")), version: 1 }, edits: [changed] },
          { textDocument: { uri: example, version: null }, edits: [line(1)] },
        ],
      });
      const { workspaceEdit: _, ...workspace } = fullCapabilities.workspace!;
      assert.deepEqual(await edits("app.js", { ...fullCapabilities, workspace }), {
        changes: { [uri(join(folder, "app.js"))]: [changed], [example]: [line(1)] },
      });
      const made = uri(join(folder, "jobs/.env.example"));
      const creating = {
        ...workspace,
        workspaceEdit: { documentChanges: true, resourceOperations: ["create" as const] },
      };
      assert.deepEqual(
        (await edits("jobs/run.js", { ...fullCapabilities, workspace: creating }))?.documentChanges?.slice(1),
        [
          { kind: "create", uri: made, options: { ignoreIfExists: true } },
          { textDocument: { uri: made, version: null }, edits: [line(0)] },
        ],
      );
      // A client that makes no files gets the change in the program alone.
      assert.equal((await edits("jobs/run.js", fullCapabilities))?.documentChanges?.length, 1);
    }));
});
