import assert from "node:assert/strict";
import * as vscode from "vscode";
import { at, diagnostics, extension, findings, page, picture, show, until } from "./workbench.js";

describe("the language status and the settings", () => {
  const settings = () => vscode.workspace.getConfiguration("tenet", at("mail/nginx.conf"));
  const set = (name: string, value: unknown) => settings().update(name, value, vscode.ConfigurationTarget.Global);
  const status = (what: string, holds: (text: string, detail: string) => boolean) =>
    until(what, () => {
      const shown = extension().exports.status();
      return shown && holds(shown.text, shown.detail ?? "") && shown;
    });

  it("tell findings, time, rules and the configuration, which a click opens", async () => {
    await show("mail/nginx.conf");
    await findings(at("mail/nginx.conf"));
    const shown = await status("the status", (text) => /^Tenet: 1 findings, \d+ ms$/.test(text));
    assert.match(shown.detail!, /^\d+ rules, tenet\.yaml$/);
    const { command, arguments: given } = shown.command!;
    await vscode.commands.executeCommand(command, ...given!);
    await until("tenet.yaml", () => vscode.window.activeTextEditor?.document.uri.path.endsWith("/tenet.yaml"));
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  });

  it("turn yellow over the time budget and name the file and the rule", async () => {
    await show("nginx/nginx.conf");
    await set("timeBudget", 0.001);
    try {
      const shown = await status("the warning", (text) => /^Tenet: nginx\.conf took \d+ ms$/.test(text));
      assert.equal(shown.severity, vscode.LanguageStatusSeverity.Warning);
      assert.match(shown.detail!, /^the slowest rule was [\w-]+ with \d+ ms$/);
      await page({ op: "hover", selector: "#status\\.languageStatus" });
      await picture("status");
      await page({ op: "hover", selector: ".part.titlebar" });
    } finally {
      await set("timeBudget", undefined);
    }
    await status("the usual", (text) => /findings/.test(text));
  });

  it("say that a file is not linted, and why", async () => {
    await show("mail/nginx.conf");
    await set("enable", false);
    try {
      const shown = await status("the reason", (text) => text === "Tenet: not linted");
      assert.match(shown.detail!, /`tenet\.enable` is off/);
      assert.equal(shown.command?.command, "tenet.whyNotLinted");
    } finally {
      await set("enable", undefined);
    }
    await findings(at("mail/nginx.conf"));
  });

  it("a user's severities change what is shown, with wildcards, and go again", async () => {
    const uri = at("mail/nginx.conf");
    await show("mail/nginx.conf");
    await findings(uri);
    await set("severityOverrides", { "*": "hint", "starttls-*": "info" });
    try {
      await until("information", () => diagnostics(uri)[0]?.severity === vscode.DiagnosticSeverity.Information);
      await set("severityOverrides", { "starttls-*": "off" });
      await until("nothing", () => diagnostics(uri).length === 0);
    } finally {
      await set("severityOverrides", undefined);
    }
    await until("an error", () => diagnostics(uri)[0]?.severity === vscode.DiagnosticSeverity.Error);
  });
});
