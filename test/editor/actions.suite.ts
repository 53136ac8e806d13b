import assert from "node:assert/strict";
import * as vscode from "vscode";
import { action, diagnostics, findings, idOf, show, until } from "./workbench.js";

describe("code actions", () => {
  afterEach(() => vscode.commands.executeCommand("workbench.action.files.revert"));

  async function first(path: string, id: string) {
    const { document } = await show(path);
    const one = (await findings(document.uri)).find((found) => idOf(found) === id);
    assert.ok(one, `${id} in ${path}`);
    return { document, one };
  }

  it("fix this one and leave the rest of the line", async () => {
    const { document, one } = await first("mail/nginx.conf", "starttls-optional");
    const fix = await action(document.uri, one.range, /Require STARTTLS/);
    assert.equal(fix.isPreferred, true);
    await vscode.workspace.applyEdit(fix.edit!);
    assert.equal(document.lineAt(14).text, "        starttls only;");
    await until("no findings", () => diagnostics(document.uri).length === 0);
  });

  it("fix everything safe in a file", async () => {
    const { document } = await first("mail/nginx.conf", "starttls-optional");
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const fix = await action(document.uri, all, /Fix all/, "source.fixAll");
    assert.equal(fix.kind?.value, "source.fixAll.tenet");
    await vscode.workspace.applyEdit(fix.edit!);
    await until("no findings", () => diagnostics(document.uri).length === 0);
  });

  it("suppress on the line and in the file", async () => {
    for (const where of [/on this line/, /in this file/]) {
      const { document, one } = await first("mail/nginx.conf", "starttls-optional");
      const suppress = await action(document.uri, one.range, where);
      await vscode.workspace.applyEdit(suppress.edit!);
      assert.match(document.getText(), /# tenet-ignore(-file)? starttls-optional/);
      await until("no findings", () => diagnostics(document.uri).every((left) => idOf(left) !== "starttls-optional"));
      await vscode.commands.executeCommand("workbench.action.files.revert");
    }
  });

  it("show the rule's page", async () => {
    const { document, one } = await first("mail/nginx.conf", "starttls-optional");
    const show = await action(document.uri, one.range, /Show documentation/);
    assert.equal(show.command?.command, "tenet.showRule");
    await vscode.commands.executeCommand(show.command!.command, ...show.command!.arguments!);
    await until("the page", () =>
      vscode.window.tabGroups.all.some((group) => group.tabs.some((tab) => tab.label.includes("starttls-optional"))),
    );
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  });
});
