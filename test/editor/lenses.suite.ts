import assert from "node:assert/strict";
import * as vscode from "vscode";
import { at, extension, page, picture, show, until, write } from "./workbench.js";

const site = `events {}
http {
  server {
    listen 80;
    server_name www.example.com;
    return 301 https://$host$request_uri;
  }

  server {
    listen 443 ssl;
    server_name www.example.com;
    root /srv/www;
  }
}
`;

function lenses(uri: vscode.Uri): Thenable<vscode.CodeLens[]> {
  return vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri, 20);
}

describe("grades over server blocks", () => {
  const settings = () => vscode.workspace.getConfiguration("tenet");
  const uri = () => at("site/nginx.conf");

  before(() => write(uri(), site));
  after(async () => {
    await settings().update("codeLens", undefined, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await vscode.workspace.fs.delete(at("site"), { recursive: true });
  });

  it("are shown when they are wanted, and one click applies what raises them most", async () => {
    for (const part of ["Panel", "Sidebar"]) await vscode.commands.executeCommand(`workbench.action.close${part}`);
    const { document } = await show("site/nginx.conf");
    assert.deepEqual(await lenses(document.uri), []);
    await settings().update("codeLens", true, vscode.ConfigurationTarget.Global);
    const [grade, change] = await until("the lenses", async () => {
      const found = await lenses(document.uri);
      return found.length === 2 && found;
    });
    assert.equal(grade!.range.start.line, 8);
    assert.match(grade!.command!.title, /^Observatory D \(30\)/);
    assert.match(change!.command!.title, /^raise to A\+ \(115\) with Content-Security-Policy/);
    await until("the lenses in the workbench", async () => {
      const shown = await page<string[]>({ op: "texts", selector: ".codelens-decoration" });
      return shown === undefined || shown.some((text) => text.includes("raise to A+"));
    });
    await picture("lenses");
    await vscode.commands.executeCommand(change!.command!.command, ...change!.command!.arguments!);
    await until("the headers", () => document.getText().includes("add_header Content-Security-Policy"));
    assert.match(document.lineAt(11).text, /^ {4}root/);
    assert.match(document.lineAt(12).text, /^ {4}add_header Content-Security-Policy "default-src 'self'/);
    await until("the new grade", async () => /A\+ \(115\)/.test((await lenses(document.uri))[0]?.command?.title ?? ""));
  });

  it("the change of a text that moved on is refused", async () => {
    const { document } = await show("site/nginx.conf");
    const change = await until("a change", async () =>
      (await lenses(document.uri)).find((one) => /^raise/.test(one.command?.title ?? "")),
    );
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), "# new\n");
    await vscode.workspace.applyEdit(edit);
    const before = document.getText();
    await vscode.commands.executeCommand(change.command!.command, ...change.command!.arguments!);
    assert.equal(document.getText(), before);
  });

  it("a click on a grade opens its page", async () => {
    const { document } = await show("site/nginx.conf");
    const [grade] = await until("the lenses", async () => {
      const found = await lenses(document.uri);
      return found.length > 0 && found;
    });
    const { command, arguments: given } = grade!.command!;
    const text = (await vscode.workspace.openTextDocument(vscode.Uri.parse(given![0]))).getText();
    assert.match(text, /# HTTP Observatory: www\.example\.com/);
    assert.match(text, /\| content-security-policy \|/);
    await vscode.commands.executeCommand(command, ...given!);
    await until("the page", () =>
      vscode.window.tabGroups.all.some((group) => group.tabs.some((tab) => tab.label.includes("nginx.conf.md"))),
    );
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    assert.ok(extension().isActive);
  });
});
