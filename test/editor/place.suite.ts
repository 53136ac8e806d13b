import assert from "node:assert/strict";
import * as vscode from "vscode";
import { extension, page, until } from "./workbench.js";

describe("where it runs", () => {
  it("beside the files: the workbench in a browser is remote to it, as to WSL, containers and other machines", () => {
    assert.equal(extension().extensionKind, vscode.ExtensionKind.Workspace);
    if (process.env.TENET_BRIDGE) assert.ok(vscode.env.remoteName);
  });

  it("is told by its log, which is shown when asked for", async () => {
    await vscode.commands.executeCommand("tenet.showOutput");
    await until("the log", async () => {
      const shown = await page<string[]>({ op: "texts", selector: ".output-view .view-lines" });
      return shown === undefined || shown.some((text) => /tenet.\d+\.\d+\.\d+/.test(text));
    });
    await vscode.commands.executeCommand("workbench.action.closePanel");
  });
});
