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
  page,
  picture,
  show,
  until,
} from "./workbench.js";

describe("a stranger's folder in Restricted Mode", () => {
  it("is not trusted, and tenet is at work in it", async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    await show("nginx.conf");
    await until("activation", () => extension().isActive);
    const found = await findings(at("nginx.conf"));
    assert.ok(found.map(idOf).includes("starttls-optional"));
    const banner = await page<string[]>({ op: "texts", selector: ".part.banner" });
    assert.ok(banner === undefined || banner.some((text) => /restricted mode/i.test(text)));
    await picture("restricted");
  });

  it("does not decide what is written to the log", () => {
    assert.equal(vscode.workspace.getConfiguration("tenet").get("trace.server"), "off");
  });

  it("has its configuration read as data, and told what is wrong with it", async () => {
    await show("tenet.yaml");
    const found = (await findings(at("tenet.yaml"))).map((one) => one.message).join("\n");
    assert.match(found, /unknown key "plugins"/);
  });

  it("has nothing of its own run, whatever is asked of tenet", async () => {
    const { document } = await show("nginx.conf");
    const [one] = await findings(document.uri);
    await vscode.commands.executeCommand("tenet.scanWorkspace");
    assert.match(await hoverText(document.uri, one!.range.start), /What to do/);
    const fix = await action(document.uri, one!.range, /Require STARTTLS/);
    await vscode.workspace.applyEdit(fix.edit!);
    await until("the fix", () => !diagnostics(document.uri).some((left) => idOf(left) === "starttls-optional"));
    await document.save();
    await vscode.commands.executeCommand("tenet.explainFile");
    await show("rules/tag.yaml");
    await findings(at("rules/tag.yaml"));
    await vscode.commands.executeCommand("tenet.exportReport");
    await vscode.commands.executeCommand("tenet.restart");
    await vscode.commands.executeCommand("tenet.scanWorkspace");
    const scratch = vscode.Uri.joinPath(folder(), "../..");
    const left = (await vscode.workspace.fs.readDirectory(scratch)).map(([name]) => name);
    assert.ok(left.includes("workspace"));
    assert.deepEqual(
      left.filter((name) => name.startsWith("executed-")),
      [],
    );
  });
});
