import assert from "node:assert/strict";
import { join } from "node:path";
import type { Diagnostic } from "vscode-languageserver";
import { overrideOf, readEditorSettings } from "../../server/src/lsp/editor-settings.js";
import { cli, withFiles } from "../support.js";
import { Client, uri } from "./client.js";
import { ini, team } from "./team.js";

/** Opens a file of a folder and gives what is said of it. */
async function said(client: Client, file: string, text: string): Promise<Diagnostic[]> {
  await client.open(file, text);
  return client.diagnostics(file);
}

const severities = (found: readonly Diagnostic[]) => found.map((one) => [one.code, one.severity]);

describe("the editor's settings", () => {
  const cases: readonly (readonly [overrides: object, id: string, severity: string | undefined])[] = [
    [{ "weak-tls": "hint" }, "weak-tls", "hint"],
    [{ "weak-tls": "hint" }, "weak-tls-too", undefined],
    [{ "*": "info", "weak-*": "off" }, "weak-tls", "off"],
    [{ "weak-*": "off", "*": "info" }, "weak-tls", "info"],
    [{ "*-t*s": "error" }, "weak-tls", "error"],
    [{ "weak*weak": "error" }, "weak", undefined],
    [{ "a*b*c": "error" }, "axxbxxc", "error"],
    [{ "a*b*c": "error" }, "axxcxxb", undefined],
    [{ "weak-tls": "fatal" }, "weak-tls", undefined],
  ];
  for (const [severityOverrides, id, severity] of cases)
    it(`${JSON.stringify(severityOverrides)} makes ${id} ${severity}`, () =>
      assert.equal(overrideOf(readEditorSettings({ severityOverrides }).severityOverrides, id), severity));

  it("change how findings are shown, not what the command line finds", () =>
    withFiles({ ...team, "app.ini": ini }, (folder) =>
      Client.with(
        {
          folder,
          initializationOptions: { rulePages: true },
          settings: { severityOverrides: { "level-*": "off", debug: "off", "debug-*": "hint" } },
        },
        async (client) => {
          const file = join(folder, "app.ini");
          assert.deepEqual(severities(await said(client, file, ini)), [
            ["debug-on", 4],
            ["debug-on", 4],
          ]);
          const page = await client.request<string>("tenet/page", { uri: `tenet:/configuration/a.md?${uri(file)}` });
          assert.match(page, /\| `level-three` \| off \| the editor's settings \|/);
          assert.match(cli(folder, ["check", "app.ini", "--format", "concise"]).out, /error.*debug-on/);
        },
      ),
    ));

  it("show what the baseline holds as hints, marked as known", () =>
    withFiles({ ...team, "app.ini": ini.replace("level = 3\n", "") }, async (folder) => {
      assert.equal(cli(folder, ["baseline"]).code, 0);
      const file = join(folder, "app.ini");
      const start = { folder, initializationOptions: { rulePages: true } };
      await Client.with(start, async (client) => {
        assert.deepEqual(severities(await said(client, file, ini)), [["level-three", 2]]);
        client.settings = { showBaseline: true };
        await client.notify("workspace/didChangeConfiguration", { settings: null });
        assert.deepEqual(
          (await client.diagnostics(file)).map((one) => [one.code, one.severity, one.data]),
          [
            ["level-three", 2, { fixable: true, known: false }],
            ["debug-on", 4, { fixable: true, known: true }],
            ["debug-on", 4, { fixable: true, known: true }],
          ],
        );
      });
    }));
});

describe("what is said besides findings", () => {
  it("outdated text is struck through where the rule says so", () =>
    Client.with({}, async (client) => {
      const found = await said(client, "/nowhere/Dockerfile", "FROM node:10\n");
      const outdated = found.find((one) => one.code === "end-of-life-runtime");
      assert.deepEqual(outdated?.tags, [2], JSON.stringify(found));
    }));

  it("text that could not be read is information, in the editor as on the command line", () =>
    withFiles({ "nginx.conf": "http {\n  server {\n    listen 80;\n    autoindex on;\n" }, (folder) =>
      Client.with({ folder }, async (client) => {
        const file = join(folder, "nginx.conf");
        const found = (await said(client, file, "http {\n  server {\n    listen 80;\n    autoindex on;\n")).filter(
          (one) => one.code === undefined,
        );
        const { problems } = JSON.parse(cli(folder, ["check", "--format", "json", "--exit-zero"]).out) as {
          problems: { message: string; start: { line: number; column: number } }[];
        };
        assert.ok(found.length > 0);
        assert.deepEqual(
          found.map((one) => [one.severity, one.message, one.range.start.line + 1, one.range.start.character + 1]),
          problems.map((one) => [3, one.message, one.start.line, one.start.column]),
        );
      }),
    ));

  it("a page says why a file is not linted, or what keeps its findings away", () =>
    withFiles({ ...team, "tenet.yaml": "ignore: [vendor/**]\nrules: { level-three: off }\n" }, (folder) =>
      Client.with(
        { folder, initializationOptions: { rulePages: true }, settings: { maxFileSize: 1000 } },
        async (client) => {
          const why = async (path: string, text: string, language = "plaintext") => {
            await client.open(join(folder, path), text, language);
            return client.request<string>("tenet/page", { uri: `tenet:/why/x.md?${uri(join(folder, path))}` });
          };
          assert.match(await why("vendor/app.ini", ini), /Not linted\.\*\* `ignore` in `.*tenet\.yaml`/);
          assert.match(
            await why("long.ini", `${ini}${"; x\n".repeat(500)}`),
            /Not linted\.\*\* The text is longer than/,
          );
          const linted = await why("app.ini", ini.replace("debug", "debug = on # tenet-ignore debug-on: x\ndebug"));
          assert.match(linted, /\*\*It is linted\*\*, as `ini`: 2 findings/);
          assert.match(linted, /- 1 finding suppressed/);
          assert.match(linted, /- \d+ rules? switched off/);
          const absent = await client.request<string>("tenet/page", { uri: "tenet:/why/x.md?file:///none" });
          assert.match(absent, /did not open it/);
        },
      ),
    ));

  it("a lint over its budget names the file and the rule that took longest", () =>
    withFiles({ ...team, "app.ini": ini }, (folder) =>
      Client.with({ folder, settings: { timeBudget: 0.001 } }, async (client) => {
        const file = join(folder, "app.ini");
        await said(client, file, `${ini}${"a = 1\n".repeat(20_000)}`);
        const status = await client.request<{ took: number; budget: number; slowest?: { rule: string } }>(
          "tenet/status",
          { uri: uri(file) },
        );
        assert.ok(status.took > status.budget && status.slowest?.rule, JSON.stringify(status));
        assert.match(client.told.join("\n"), /app\.ini: 3 findings in \d+ ms; slowest was [\w-]+ with \d+ ms/);
      }),
    ));
});
