import assert from "node:assert/strict";
import * as vscode from "vscode";
import {
  action,
  at,
  diagnostics,
  extension,
  findings,
  hoverText,
  idOf,
  leaves,
  page,
  picture,
  read,
  revert,
  show,
  until,
  write,
} from "./workbench.js";

describe("the workspace", () => {
  it("is scanned with every file, and the tree equals the Problems panel", async () => {
    const result = await vscode.commands.executeCommand<{ files: number; findings: number }>("tenet.scanWorkspace");
    assert.ok(result.files >= 8, `${result.files} files`);
    await findings(at("infra/main.tf.json"));
    await findings(at("compose.yaml"));
    const problems = vscode.languages
      .getDiagnostics()
      .flatMap(([uri, all]) => all.filter((one) => one.source === "tenet").map((one) => `${uri} ${one.message}`))
      .sort();
    assert.ok(problems.length > 25);
    const inTree = leaves(await extension().exports.branches()).map(
      (one) => `${one.finding!.uri} ${one.finding!.diagnostic.message}`,
    );
    assert.deepEqual(inTree.sort(), problems);
    for (const principle of await extension().exports.branches())
      assert.ok(principle.children.length > 0, principle.label);
    await vscode.commands.executeCommand("tenet.findings.focus");
    await until("the tree", async () => {
      const rows = await page<string[]>({ op: "texts", selector: ".tree-explorer-viewlet-tree-view .monaco-list-row" });
      return rows === undefined || rows.length >= 3;
    });
    await show("infra/main.tf.json");
    await picture("findings");
  });

  it("results follow files that change outside the editor", async () => {
    const uri = at("late/nginx.conf");
    await write(uri, "mail { server { listen 143; starttls on; } }\n");
    await findings(uri);
    await write(uri, "mail { server { listen 143; starttls only; } }\n");
    await until("no findings", () => diagnostics(uri).length === 0);
    await vscode.workspace.fs.delete(at("late"), { recursive: true });
  });

  it("a file that is opened after a scan has its findings once", async () => {
    const uri = at("worker/app.py");
    const before = (await findings(uri)).length;
    // Opened as a user does: a document that an extension opened stays in memory after its tab is closed.
    await vscode.commands.executeCommand("vscode.open", uri, { preview: false });
    await new Promise((done) => setTimeout(done, 1500));
    assert.equal(diagnostics(uri).length, before);
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    await until("the findings of the closed file", () => diagnostics(uri).length === before);
  });

  it("is reported in Markdown", async () => {
    await vscode.commands.executeCommand("tenet.exportReport");
    const { document } = vscode.window.activeTextEditor!;
    assert.equal(document.languageId, "markdown");
    assert.equal(document.uri.scheme, "tenet");
    assert.match(document.getText(), /# Security findings/);
    assert.match(document.getText(), /compose\.yaml:\d+: /);
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  });
});

describe("configuration", () => {
  before(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));
  afterEach(async () => {
    for (const path of ["tenet.yaml", "mail/nginx.conf"]) await revert(path);
  });

  it("completes and explains rule ids in tenet.yaml and tells unknown ones", async () => {
    const uri = at("tenet.yaml");
    const { document } = await show("tenet.yaml");
    const before = document.getText();
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, document.positionAt(before.length), "  starttls-optinal: info\n");
    await vscode.workspace.applyEdit(edit);
    const [wrong] = await findings(uri);
    assert.match(wrong!.message, /did you mean "starttls-optional"/);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      uri,
      wrong!.range.end,
    );
    assert.ok(list.items.some((one) => one.label === "starttls-optional"));
    const line = before.split("\n").findIndex((one) => one.includes("server-version-disclosed"));
    assert.match(await hoverText(uri, new vscode.Position(line, 5)), /What to do/);
    vscode.window.activeTextEditor!.selection = new vscode.Selection(wrong!.range.end, wrong!.range.end);
    await vscode.commands.executeCommand("editor.action.triggerSuggest");
    await picture("configuration");
    await vscode.commands.executeCommand("hideSuggestWidget");
  });

  it("takes a rule's severity from a finding", async () => {
    const { document } = await show("mail/nginx.conf");
    const [one] = await findings(document.uri);
    const set = await action(document.uri, one!.range, /Set the severity of starttls-optional/);
    const before = await read(at("tenet.yaml"));
    await vscode.commands.executeCommand(set.command!.command, ...set.command!.arguments!, "hint");
    await until("a hint", () => diagnostics(document.uri)[0]?.severity === vscode.DiagnosticSeverity.Hint);
    const after = await read(at("tenet.yaml"));
    assert.match(after, /^ {2}starttls-optional: hint$/m);
    await write(at("tenet.yaml"), before);
    await until("an error", () => diagnostics(document.uri)[0]?.severity === vscode.DiagnosticSeverity.Error);
  });

  it("takes a suppression with its reason", async () => {
    const { document } = await show("mail/nginx.conf");
    const [one] = await findings(document.uri);
    const set = await action(document.uri, one!.range, /Suppress starttls-optional with a reason/);
    await vscode.commands.executeCommand(set.command!.command, ...set.command!.arguments!, "the old scanner goes");
    assert.match(document.getText(), /# tenet-ignore starttls-optional: the old scanner goes/);
    await until("no findings", () => diagnostics(document.uri).every((left) => idOf(left) !== "starttls-optional"));
    const at = document.positionAt(document.getText().indexOf("tenet-ignore") + 16);
    assert.match(await hoverText(document.uri, at), /STARTTLS is offered/);
  });
});

describe("pictures of the workbench", () => {
  before(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("a hover and the quick fixes", async () => {
    const editor = await show("mail/nginx.conf");
    const [one] = await findings(editor.document.uri);
    await vscode.commands.executeCommand("workbench.action.closePanel");
    editor.selection = new vscode.Selection(one!.range.start, one!.range.start);
    await vscode.commands.executeCommand("editor.action.showHover");
    await until("the hover", async () => {
      const shown = await page<string[]>({ op: "texts", selector: ".monaco-hover-content" });
      return shown === undefined || shown.some((text) => text.includes("What to do"));
    });
    await picture("hover");
    await page({ op: "press", key: "Escape" });
    await vscode.commands.executeCommand("editor.action.quickFix");
    await until("the quick fixes", async () => {
      const shown = await page<string[]>({ op: "texts", selector: ".action-widget" });
      return shown === undefined || shown.some((text) => text.includes("Require STARTTLS"));
    });
    await picture("fixes");
    await page({ op: "press", key: "Escape" });
  });
});
