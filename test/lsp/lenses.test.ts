import assert from "node:assert/strict";
import type { CodeLens, WorkspaceEdit } from "vscode-languageserver";
import { Client, fullCapabilities, uri } from "./client.js";

const site = `server {
\tlisten 443 ssl;
\tserver_name www.example.com;
\tlocation / { root www; }
}
`;
const capabilities = { ...fullCapabilities, workspace: { ...fullCapabilities.workspace, applyEdit: true } };
const file = "/nowhere/nginx.conf";

/** The lenses of a document as an editor shows them: every title worked out. */
async function lenses(client: Client): Promise<CodeLens[]> {
  const found = await client.request<CodeLens[]>("textDocument/codeLens", { textDocument: { uri: uri(file) } });
  return Promise.all(found.map((one) => (one.command ? one : client.request<CodeLens>("codeLens/resolve", one))));
}

function withSite(start: object, act: (client: Client, asked: WorkspaceEdit[]) => Promise<void>): Promise<void> {
  return Client.with({ capabilities, settings: { codeLens: true }, ...start }, async (client) => {
    const asked: WorkspaceEdit[] = [];
    client.connection.onRequest("workspace/applyEdit", ({ edit }: { edit: WorkspaceEdit }) => {
      asked.push(edit);
      return { applied: true };
    });
    await client.open(file, site, "nginx");
    await act(client, asked);
    assert.deepEqual(client.logged, []);
  });
}

describe("code lenses", () => {
  it("show the grade of a server block and apply the headers that raise it most", () =>
    withSite({ initializationOptions: { rulePages: true } }, async (client, asked) => {
      const [grade, change, ...more] = await lenses(client);
      assert.deepEqual(more, []);
      assert.deepEqual(grade!.range.start, { line: 0, character: 0 });
      assert.match(grade!.command!.title, /^Observatory D \(30\), 0 to 30 by what is not in view$/);
      const page = await client.request<string>("tenet/page", { uri: grade!.command!.arguments![0] });
      assert.match(page, /\| content-security-policy \| csp-not-implemented \| -25/);
      assert.match(change!.command!.title, /^raise to A\+ \(115\) with Content-Security-Policy, Strict-Transport/);
      const { command, arguments: given } = change!.command!;
      assert.ok((client.capabilities.executeCommandProvider?.commands ?? []).includes(command));
      await client.request("workspace/executeCommand", { command, arguments: given });
      const text = await client.apply(file, asked[0]);
      assert.match(
        text,
        /^\tserver_name www.example.com;\n\tadd_header Content-Security-Policy .* always;\n\tadd_header/m,
      );
      assert.match((await lenses(client))[0]!.command!.title, /^Observatory A\+ \(115\)/);
    }));

  it("refuse to change a document that moved on", () =>
    withSite({}, async (client, asked) => {
      const { command, arguments: given } = (await lenses(client))[1]!.command!;
      const found = await client.request<CodeLens[]>("textDocument/codeLens", { textDocument: { uri: uri(file) } });
      await client.replace(file, `# new\n${site}`);
      await assert.rejects(client.request("workspace/executeCommand", { command, arguments: given }), /changed/);
      await assert.rejects(client.request("codeLens/resolve", found[1]), /changed/);
      await assert.rejects(client.request("workspace/executeCommand", { command: "rm", arguments: [] }), /no such/);
      assert.deepEqual(asked, []);
    }));

  it("are off unless they are wanted, and come when they are", () =>
    withSite({ settings: {} }, async (client) => {
      assert.deepEqual(await lenses(client), []);
      client.settings = { codeLens: true };
      await client.notify("workspace/didChangeConfiguration", { settings: null });
      assert.equal((await lenses(client)).length, 2);
    }));

  it("offer no change to a client that takes none, and nothing where no format has anything to say", () =>
    withSite({ capabilities: fullCapabilities }, async (client) => {
      assert.deepEqual(
        (await lenses(client)).map((one) => one.command?.command),
        [""],
      );
      await client.open("/nowhere/Dockerfile", "FROM node:latest\n", "dockerfile");
      const textDocument = { uri: uri("/nowhere/Dockerfile") };
      assert.deepEqual(await client.request("textDocument/codeLens", { textDocument }), []);
    }));
});
