import assert from "node:assert/strict";
import * as vscode from "vscode";
import { MemoryFiles } from "./memfs/memory-files.js";
import { action, diagnostics, findings, hoverText, idOf, openAsUser, pageAbout, until, write } from "./workbench.js";

const { Error: error, Information, Hint } = vscode.DiagnosticSeverity;

function inFolder(index: number, path: string): vscode.Uri {
  return vscode.Uri.joinPath(vscode.workspace.workspaceFolders![index]!.uri, path);
}

/** Opens a file and waits for the finding with this severity. */
async function severity(uri: vscode.Uri, wanted: vscode.DiagnosticSeverity): Promise<void> {
  await openAsUser(uri);
  await until(`severity ${wanted} in ${uri.path}`, () =>
    diagnostics(uri).some((one) => idOf(one) === "starttls-optional" && one.severity === wanted),
  );
}

describe("several folders", () => {
  it("the nearest tenet.yaml holds for each file", async () => {
    assert.equal(vscode.workspace.workspaceFolders!.length, 2);
    await severity(inFolder(0, "nginx.conf"), Information);
    await severity(inFolder(1, "nginx.conf"), error);
    await severity(inFolder(1, "inner/nginx.conf"), Hint);
    await severity(inFolder(1, "inner/deep/nginx.conf"), Hint);
    const quiet = inFolder(1, "quiet/nginx.conf");
    await openAsUser(quiet);
    assert.match(await pageAbout(quiet, "why"), /`ignore` in `.*\/two\/quiet\/tenet\.yaml`/);
    assert.deepEqual(diagnostics(quiet), []);
  });

  it("each folder has its own settings", async () => {
    const settings = vscode.workspace.getConfiguration("tenet", inFolder(1, "nginx.conf"));
    await settings.update("enable", false, vscode.ConfigurationTarget.WorkspaceFolder);
    try {
      await until("none in the second", () => diagnostics(inFolder(1, "nginx.conf")).length === 0);
      assert.ok(diagnostics(inFolder(0, "nginx.conf")).length > 0);
    } finally {
      await settings.update("enable", undefined, vscode.ConfigurationTarget.WorkspaceFolder);
    }
    await findings(inFolder(1, "nginx.conf"));
  });

  it("a scan reads all of them", async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.commands.executeCommand("tenet.scanWorkspace");
    for (const [index, path] of [
      [0, "nginx.conf"],
      [1, "nginx.conf"],
      [1, "inner/deep/nginx.conf"],
    ] as const)
      await findings(inFolder(index, path));
    assert.deepEqual(diagnostics(inFolder(1, "quiet/nginx.conf")), []);
  });

  it("one that is added later counts, with its configuration", async () => {
    const third = vscode.Uri.joinPath(inFolder(0, ""), "../three");
    await write(vscode.Uri.joinPath(third, "nginx.conf"), "mail { server { listen 143; starttls on; } }\n");
    await write(vscode.Uri.joinPath(third, "tenet.yaml"), "rules: { starttls-optional: info }\n");
    assert.ok(vscode.workspace.updateWorkspaceFolders(2, 0, { uri: third }));
    await until("the folder", () => vscode.workspace.workspaceFolders!.length === 3);
    await severity(inFolder(2, "nginx.conf"), Information);
    await write(inFolder(2, "tenet.yaml"), "rules: { starttls-optional: hint }\n");
    await severity(inFolder(2, "nginx.conf"), Hint);
  });
});

describe("files of another system than the disk", () => {
  const uri = vscode.Uri.parse("memfs:/shop/mail/nginx.conf");
  let registered: vscode.Disposable;

  before(() => {
    const files = { "/shop/mail/nginx.conf": "mail {\n  server { listen 143; starttls on; }\n}\n" };
    registered = vscode.workspace.registerFileSystemProvider("memfs", new MemoryFiles(files));
  });
  after(() => registered.dispose());

  it("are linted, explained and fixed", async () => {
    const document = await openAsUser(uri);
    const [one] = await findings(uri);
    assert.equal(idOf(one!), "starttls-optional");
    assert.match(await hoverText(uri, one!.range.start), /What to do/);
    const fix = await action(uri, one!.range, /Require STARTTLS/);
    await vscode.workspace.applyEdit(fix.edit!);
    await until("no findings", () => diagnostics(uri).length === 0);
    assert.ok(await document.save());
    assert.match(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)), /starttls only;/);
  });
});
