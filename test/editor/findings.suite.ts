import assert from "node:assert/strict";
import * as vscode from "vscode";
import {
  at,
  diagnostics,
  findings,
  hoverText,
  idOf,
  page,
  picture,
  read,
  replace,
  show,
  until,
  write,
} from "./workbench.js";

describe("findings", () => {
  it("stand at the place, with the rule's id and its page", async () => {
    const uri = at("mail/nginx.conf");
    await show("mail/nginx.conf");
    const [one] = await findings(uri);
    assert.equal(idOf(one!), "starttls-optional");
    assert.equal(one!.severity, vscode.DiagnosticSeverity.Error);
    assert.deepEqual([one!.range.start.line, one!.range.start.character], [14, 17]);
    const target = (one!.code as { target: vscode.Uri }).target;
    assert.equal(target.scheme, "tenet");
    const text = (await vscode.workspace.openTextDocument(target)).getText();
    assert.match(text, /^# starttls-optional: /);
    assert.match(text, /## What to do/);
  });

  it("say where else it goes wrong", async () => {
    await show("nginx/nginx.conf");
    const found = await findings(at("nginx/nginx.conf"));
    const related = found.flatMap((one) => one.relatedInformation ?? []);
    assert.ok(related.length > 0);
    assert.ok(related.every((one) => one.message !== "" && one.location.uri.scheme === "file"));
  });

  it("go when the mistake goes and come back with it", async () => {
    const { document } = await show("mail/nginx.conf");
    const wrong = document.getText();
    await findings(document.uri);
    await replace(document, wrong.replace("starttls on", "starttls only"));
    await until("no findings", () => diagnostics(document.uri).length === 0);
    await replace(document, wrong);
    await findings(document.uri);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });

  it("are explained where the mouse rests", async () => {
    await show("mail/nginx.conf");
    const [one] = await findings(at("mail/nginx.conf"));
    const text = await hoverText(at("mail/nginx.conf"), one!.range.start);
    assert.match(text, /STARTTLS is offered/);
    assert.match(text, /What to do/);
  });

  it("are underlined and listed in the workbench", async () => {
    await show("nginx/nginx.conf");
    const found = await findings(at("nginx/nginx.conf"));
    await vscode.commands.executeCommand("workbench.actions.view.problems");
    await until("the Problems panel", async () => {
      const rows = await page<string[]>({ op: "texts", selector: ".markers-panel .monaco-list-row" });
      return rows === undefined || rows.some((row) => row.includes(found[0]!.message.slice(0, 30)));
    });
    const editor = vscode.window.activeTextEditor!;
    editor.revealRange(new vscode.Range(26, 0, 44, 0), vscode.TextEditorRevealType.InCenter);
    await picture("problems");
  });

  it("follow an ignored path and a severity in tenet.yaml", async () => {
    const uri = at("mail/nginx.conf");
    await show("mail/nginx.conf");
    await findings(uri);
    const config = at("tenet.yaml");
    const before = await read(config);
    await write(config, "rules:\n  starttls-optional: info\n");
    try {
      await until("the severity", () => diagnostics(uri)[0]?.severity === vscode.DiagnosticSeverity.Information);
      await write(config, "ignore: [mail/**]\n");
      await until("no findings", () => diagnostics(uri).length === 0);
    } finally {
      await write(config, before);
    }
    await findings(uri);
  });

  it("are found in texts that are no files yet", async () => {
    const document = await vscode.workspace.openTextDocument({
      language: "dockerfile",
      content: "FROM node:latest\nRUN curl http://a.example/x.sh | sh\n",
    });
    await vscode.window.showTextDocument(document);
    await findings(document.uri);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  it("heed the switch in the settings", async () => {
    const uri = at("mail/nginx.conf");
    await show("mail/nginx.conf");
    await findings(uri);
    const settings = vscode.workspace.getConfiguration("tenet");
    await settings.update("enable", false, vscode.ConfigurationTarget.Global);
    try {
      await until("no findings", () => diagnostics(uri).length === 0);
    } finally {
      await settings.update("enable", undefined, vscode.ConfigurationTarget.Global);
    }
    await findings(uri);
  });
});
