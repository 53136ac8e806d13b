import assert from "node:assert/strict";
import * as vscode from "vscode";
import { at, extension, findings, hoverText, idOf, show } from "./workbench.js";

describe("installed from its package", () => {
  it("shows findings as soon as a file of examples/ is opened", async () => {
    assert.match(extension().extensionPath, /[\\/]extensions[\\/]tenet\.tenet-\d+\.\d+\.\d+/);
    await show("mail/nginx.conf");
    const found = await findings(at("mail/nginx.conf"));
    assert.deepEqual(found.map(idOf), ["starttls-optional"]);
    assert.ok(extension().isActive);
  });

  it("has everything with it: pages, hovers, grammars, every format", async () => {
    const [one] = await findings(at("mail/nginx.conf"));
    const page = await vscode.workspace.openTextDocument((one!.code as { target: vscode.Uri }).target);
    assert.match(page.getText(), /^# starttls-optional: /);
    assert.match(await hoverText(at("mail/nginx.conf"), one!.range.start), /What to do/);
    const result = await vscode.commands.executeCommand<{ files: number; findings: number }>("tenet.scanWorkspace");
    assert.ok(result.files >= 8 && result.findings > 20, JSON.stringify(result));
    for (const path of ["Dockerfile", "compose.yaml", "infra/main.tf.json", "api/server.js", "worker/app.py"])
      await findings(at(path));
  });
});
