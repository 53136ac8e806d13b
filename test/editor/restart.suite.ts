import assert from "node:assert/strict";
import * as vscode from "vscode";
import { at, diagnostics, findings, idOf, replace, show, until } from "./workbench.js";

describe("a long day", () => {
  it("500 edits leave the findings of the final text", async () => {
    const filler = Array.from({ length: 10_000 }, (_, line) => `# line ${line}`).join("\n");
    const wrong = "mail { server { listen 143; starttls on; } }\n";
    const uri = at("storm/nginx.conf");
    await vscode.workspace.fs.writeFile(uri, Buffer.from(`${filler}\n${wrong}`));
    const { document } = await show("storm/nginx.conf");
    await findings(uri);
    const began = Date.now();
    for (let count = 0; count < 500; count++) {
      const edit = new vscode.WorkspaceEdit();
      const line = (count * 19) % 10_000;
      if (count % 10 === 9) edit.insert(uri, new vscode.Position(line, 0), "mail { server { starttls on; } }\n");
      else edit.insert(uri, new vscode.Position(line, 0), "# x\n");
      assert.ok(await vscode.workspace.applyEdit(edit));
    }
    const took = Date.now() - began;
    assert.ok(took < 20_000, `500 edits took ${took} ms`);
    await until("51 findings", () => diagnostics(uri).length === 51);
    for (const one of diagnostics(uri)) assert.equal(document.getText(one.range), "on");
    await replace(document, "events { }\n");
    await until("no findings", () => diagnostics(uri).length === 0);
    await document.save();
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    await vscode.workspace.fs.delete(at("storm"), { recursive: true });
  }).timeout(60_000);

  it("a restarted server finds the same again", async () => {
    const uri = at("nginx/nginx.conf");
    await show("nginx/nginx.conf");
    const before = (await findings(uri)).map((one) => `${one.range.start.line} ${idOf(one)}`).sort();
    await vscode.commands.executeCommand("tenet.restart");
    await until("the same findings", () => {
      const now = diagnostics(uri).map((one) => `${one.range.start.line} ${idOf(one)}`);
      return JSON.stringify(now.sort()) === JSON.stringify(before);
    });
  });

  it("a killed server is started again once and loses nothing", async () => {
    const uri = at("nginx/nginx.conf");
    await show("nginx/nginx.conf");
    const before = (await findings(uri)).length;
    const extension = vscode.extensions.getExtension<{ serverProcess(): number | undefined }>("tenet.tenet")!;
    const first = extension.exports.serverProcess();
    assert.ok(first);
    process.kill(first, "SIGKILL");
    const second = await until("another process", () => {
      const now = extension.exports.serverProcess();
      return now !== undefined && now !== first && now;
    });
    await until("the findings", () => diagnostics(uri).length === before);
    assert.equal(extension.exports.serverProcess(), second);
  });
});
