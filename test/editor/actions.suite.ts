import assert from "node:assert/strict";
import * as vscode from "vscode";
import { action, at, diagnostics, findings, idOf, openAsUser, read, show, until, write } from "./workbench.js";

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

  it("fix all of one rule and leave the others", async () => {
    const uri = at("twice/nginx.conf");
    await write(uri, "mail {\n  server { listen 143; starttls on; }\n  server { listen 587; starttls on; }\n}\n");
    const document = await openAsUser(uri);
    await until("both", () => diagnostics(uri).filter((one) => idOf(one) === "starttls-optional").length === 2);
    const [one] = diagnostics(uri);
    const all = await action(uri, one!.range, /Fix all findings of starttls-optional/);
    await vscode.workspace.applyEdit(all.edit!);
    assert.equal(document.getText().match(/starttls only;/g)?.length, 2);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await vscode.workspace.fs.delete(at("twice"), { recursive: true });
  });

  it("fix what is safe when the file is saved, if the user wants that", async () => {
    const uri = at("saved/nginx.conf");
    await write(uri, "mail {\n  server { listen 143; starttls on; }\n}\n");
    const settings = vscode.workspace.getConfiguration("editor");
    await settings.update(
      "codeActionsOnSave",
      { "source.fixAll.tenet": "explicit" },
      vscode.ConfigurationTarget.Global,
    );
    try {
      const document = await openAsUser(uri);
      await findings(uri);
      const edit = new vscode.WorkspaceEdit();
      edit.insert(uri, new vscode.Position(0, 0), "# saved\n");
      await vscode.workspace.applyEdit(edit);
      await vscode.commands.executeCommand("workbench.action.files.save");
      await until("the fix", () => /starttls only;/.test(document.getText()));
      await until(
        "the saved fix",
        async () => (await read(uri)).startsWith("# saved\n") && /starttls only;/.test(await read(uri)),
      );
    } finally {
      await settings.update("codeActionsOnSave", undefined, vscode.ConfigurationTarget.Global);
      await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
      await vscode.workspace.fs.delete(at("saved"), { recursive: true });
    }
  });

  it("of every kind are given at once, and only those that are asked for", async () => {
    const { document, one } = await first("mail/nginx.conf", "starttls-optional");
    await action(document.uri, one.range, /Require STARTTLS/);
    const titles = async (kind?: string) =>
      (
        await vscode.commands.executeCommand<vscode.CodeAction[]>(
          "vscode.executeCodeActionProvider",
          document.uri,
          one.range,
          kind,
        )
      ).map((found) => found.title);
    const all = (await titles()).join("\n");
    for (const wanted of [
      /Require STARTTLS/,
      /on this line/,
      /in this file/,
      /with a reason/,
      /severity/,
      /documentation/,
    ])
      assert.match(all, wanted);
    assert.ok((await titles("quickfix")).every((title) => !/Fix all safe|Fix all in/.test(title)));
    assert.equal((await titles("source.fixAll")).length, 1);
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
