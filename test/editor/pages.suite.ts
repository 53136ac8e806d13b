import assert from "node:assert/strict";
import * as vscode from "vscode";
import { at, diagnostics, findings, read, show, until, write } from "./workbench.js";

/** The text of the page that a command shows, whichever way it is shown. */
async function shown(command: string, folder: string): Promise<string> {
  const uri = vscode.window.activeTextEditor!.document.uri;
  await vscode.commands.executeCommand(command);
  const name = uri.path.split("/").at(-1);
  await until("the page", () =>
    vscode.window.tabGroups.all.some((group) => group.tabs.some((tab) => tab.label.includes(`${name}.md`))),
  );
  const page = vscode.Uri.from({ scheme: "tenet", path: `/${folder}/${name}.md`, query: uri.toString() });
  const document = await vscode.workspace.openTextDocument(page);
  assert.equal(document.isUntitled, false);
  return document.getText();
}

describe("pages", () => {
  before(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("tell what holds for a file and who says so", async () => {
    await show("mail/nginx.conf");
    await findings(at("mail/nginx.conf"));
    const text = await shown("tenet.explainFile", "configuration");
    assert.match(text, /Read as `nginx`; 1 findings/);
    assert.match(text, /\| `server-version-disclosed` \| warning \| the configuration \|/);
  });

  it("tell why a file is not linted, and are written anew when asked for again", async () => {
    const uri = at("mail/nginx.conf");
    const before = await read(at("tenet.yaml"));
    await show("mail/nginx.conf");
    await findings(uri);
    assert.match(await shown("tenet.whyNotLinted", "why"), /It is linted\*\*, as `nginx`: 1 finding\./);
    await write(at("tenet.yaml"), "root: true\nignore: [mail/**]\n");
    try {
      await until("no findings", () => diagnostics(uri).length === 0);
      await show("mail/nginx.conf");
      await vscode.commands.executeCommand("tenet.whyNotLinted");
      await until("the new page", async () => {
        const page = vscode.Uri.from({ scheme: "tenet", path: "/why/nginx.conf.md", query: uri.toString() });
        const text = (await vscode.workspace.openTextDocument(page)).getText();
        return /Not linted\.\*\* `ignore` in .*tenet\.yaml/.test(text);
      });
    } finally {
      await write(at("tenet.yaml"), before);
    }
    await findings(uri);
  });
});
