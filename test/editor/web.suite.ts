import assert from "node:assert/strict";
import * as vscode from "vscode";
import {
  action,
  at,
  diagnostics,
  extension,
  findings,
  folder,
  hoverText,
  idOf,
  leaves,
  pageAbout,
  picture,
  replace,
  show,
  until,
} from "./workbench.js";

describe("on the web", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.files.revert"));

  it("the extension runs in a worker, in a workspace that is no disk's", async () => {
    assert.equal(globalThis.process?.versions?.node, undefined);
    assert.equal(extension().extensionUri.scheme, "http");
    assert.equal(folder().scheme, "memfs");
    await show("mail/nginx.conf");
    await until("activation", () => extension().isActive);
  });

  it("findings stand at the place, with the rule's page and the other place", async () => {
    const { document } = await show("mail/nginx.conf");
    const one = (await findings(document.uri)).find((found) => idOf(found) === "starttls-optional")!;
    assert.deepEqual([one.range.start.line, one.range.start.character], [14, 17]);
    const target = (one.code as { target: vscode.Uri }).target;
    assert.match((await vscode.workspace.openTextDocument(target)).getText(), /^# starttls-optional: /);
    const related = (await findings((await show("nginx/nginx.conf")).document.uri)).flatMap(
      (found) => found.relatedInformation ?? [],
    );
    assert.ok(related.length > 0);
    assert.ok(related.every(({ location }) => location.uri.scheme === "memfs"));
  });

  it("every kind of file has its findings", async () => {
    for (const path of ["Dockerfile", "compose.yaml", "infra/main.tf.json"]) {
      await show(path);
      assert.ok((await findings(at(path))).length > 0, path);
    }
    await picture("web");
  });

  it("code is parsed by the same grammars", async () => {
    for (const path of ["api/server.js", "worker/app.py"]) {
      await show(path);
      assert.ok((await findings(at(path))).length > 0, path);
    }
    const document = await vscode.workspace.openTextDocument({
      language: "python",
      content: "import requests\nrequests.get(url, verify=False)\n",
    });
    assert.deepEqual((await findings(document.uri)).map(idOf), ["tls-verification-disabled"]);
  });

  it("findings go when the mistake goes and come back with it", async () => {
    const { document } = await show("mail/nginx.conf");
    const text = document.getText();
    await findings(document.uri);
    await replace(document, text.replace("starttls on", "starttls only"));
    await until("no findings", () => diagnostics(document.uri).length === 0);
    await replace(document, text);
    await findings(document.uri);
  });

  it("they are explained where the mouse rests", async () => {
    const { document } = await show("mail/nginx.conf");
    const [one] = await findings(document.uri);
    assert.match(await hoverText(document.uri, one!.range.start), /What to do/);
  });

  it("fixed, one or all that is safe", async () => {
    const { document } = await show("mail/nginx.conf");
    const [one] = await findings(document.uri);
    const fix = await action(document.uri, one!.range, /Require STARTTLS/);
    await vscode.workspace.applyEdit(fix.edit!);
    assert.match(document.getText(), /starttls only;/);
    await until("no findings", () => diagnostics(document.uri).length === 0);
    await vscode.commands.executeCommand("workbench.action.files.revert");
    await findings(document.uri);
    const all = await action(document.uri, new vscode.Range(0, 0, 99, 0), /Fix all/, "source.fixAll");
    await vscode.workspace.applyEdit(all.edit!);
    await until("no findings", () => diagnostics(document.uri).length === 0);
  });

  it("suppressed with a reason", async () => {
    const { document } = await show("mail/nginx.conf");
    const [one] = await findings(document.uri);
    const set = await action(document.uri, one!.range, /Suppress starttls-optional with a reason/);
    await vscode.commands.executeCommand(set.command!.command, ...set.command!.arguments!, "the old scanner goes");
    assert.match(document.getText(), /# tenet-ignore starttls-optional: the old scanner goes/);
    await until("no findings", () => diagnostics(document.uri).length === 0);
  });

  it("the tree equals the Problems panel", async () => {
    await show("Dockerfile");
    await findings(at("Dockerfile"));
    const problems = () =>
      vscode.languages
        .getDiagnostics()
        .flatMap(([uri, all]) => all.filter((one) => one.source === "tenet").map((one) => `${uri} ${one.message}`))
        .sort();
    const tree = leaves(await extension().exports.branches());
    assert.deepEqual(tree.map(({ finding }) => `${finding!.uri} ${finding!.diagnostic.message}`).sort(), problems());
  });

  it("what holds for a file is told", async () => {
    await show("mail/nginx.conf");
    await findings(at("mail/nginx.conf"));
    assert.match(await pageAbout(at("mail/nginx.conf"), "configuration"), /Read as `nginx`; 1 findings/);
  });

  it("100 edits leave the findings of the final text", async () => {
    const { document } = await show("mail/nginx.conf");
    await findings(document.uri);
    for (let count = 0; count < 100; count++) {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(
        document.uri,
        new vscode.Position(0, 0),
        count % 10 === 9 ? "mail { server { starttls on; } }\n" : "# x\n",
      );
      await vscode.workspace.applyEdit(edit);
    }
    await until("11 findings", () => diagnostics(document.uri).length === 11);
    for (const one of diagnostics(document.uri)) assert.equal(document.getText(one.range), "on");
  });

  it("a restarted server finds the same again", async () => {
    const { document } = await show("mail/nginx.conf");
    await findings(document.uri);
    await vscode.commands.executeCommand("tenet.restart");
    await findings(document.uri);
  });
});
