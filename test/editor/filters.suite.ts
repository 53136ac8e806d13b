import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import * as vscode from "vscode";
import { at, extension, findings, leaves, openAsUser, page, picture, show, until, write } from "./workbench.js";

const run = (command: string) => vscode.commands.executeCommand(command);

/** What the tree shows: the files and messages at its ends. */
async function inTree(): Promise<string[]> {
  return leaves(await extension().exports.branches())
    .map((one) => `${one.finding!.uri} ${one.finding!.diagnostic.message}`)
    .sort();
}

/** What the Problems panel shows of tenet, as far as it is wanted. */
function inProblems(wanted: (uri: vscode.Uri, one: vscode.Diagnostic) => boolean = () => true): string[] {
  return vscode.languages
    .getDiagnostics()
    .flatMap(([uri, all]) =>
      all.filter((one) => one.source === "tenet" && wanted(uri, one)).map((one) => `${uri} ${one.message}`),
    )
    .sort();
}

describe("filters of the findings tree", () => {
  before(async () => {
    await run("workbench.action.closeAllEditors");
    await run("tenet.scanWorkspace");
    await findings(at("compose.yaml"));
  });
  afterEach(async () => {
    for (const name of ["onlyOpen", "onlyFixable", "onlyNew"]) await run(`tenet.${name}.off`);
  });

  it("open files: the tree follows the tabs", async () => {
    await openAsUser(at("mail/nginx.conf"));
    await findings(at("mail/nginx.conf"));
    await run("tenet.onlyOpen");
    const open = (path: string) => inProblems((uri) => uri.path.endsWith(path));
    await until("one file", async () => JSON.stringify(await inTree()) === JSON.stringify(open("mail/nginx.conf")));
    assert.ok((await inTree()).length > 0);
    await until("its name", () => extension().exports.filtered() === "Only open files");
    await run("workbench.action.closeAllEditors");
    await until("nothing", async () => (await inTree()).length === 0);
    await run("tenet.onlyOpen.off");
    assert.deepEqual(await inTree(), inProblems());
  });

  it("what can be fixed: what has a quick fix is left", async () => {
    await show("mail/nginx.conf");
    await findings(at("mail/nginx.conf"));
    await run("tenet.onlyFixable");
    const left = leaves(await extension().exports.branches());
    assert.ok(left.length > 3 && left.length < inProblems().length, `${left.length} of ${inProblems().length}`);
    const { uri, diagnostic } = left.find((one) => one.finding!.uri.path.endsWith("mail/nginx.conf"))!.finding!;
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      uri,
      diagnostic.range,
    );
    assert.ok(actions.some((one) => one.isPreferred));
    await run("tenet.findings.focus");
    await run("workbench.action.closePanel");
    await until("the name of the filter", async () => {
      const shown = await page<string[]>({ op: "texts", selector: ".tree-explorer-viewlet-tree-view" });
      return shown === undefined || shown.some((text) => /Only\sfixable/.test(text));
    });
    await picture("filters");
    await run("tenet.onlyFixable.off");
  });

  it("new since the baseline: what it holds is shown as a hint and left out", async () => {
    const settings = vscode.workspace.getConfiguration("tenet");
    const wrong = "mail { server { listen 143; starttls on; } }\n";
    await write(at("held/nginx.conf"), wrong);
    // A finding is held by its rule and its line without blanks, as `tenet baseline` writes it.
    const salt = "0".repeat(32);
    const words = `starttls-optional\0${wrong.replaceAll(/\s/g, "")}`;
    const key = createHmac("sha256", salt).update(words).digest("hex").slice(0, 24);
    const held = { version: 1, salt, findings: { "held/nginx.conf": { [key]: 1 } } };
    await findings(at("held/nginx.conf"));
    await write(at(".tenet/baseline.json"), JSON.stringify(held));
    try {
      await until("nothing in the file", () => inProblems((uri) => uri.path.includes("/held/")).length === 0);
      await settings.update("showBaseline", true, vscode.ConfigurationTarget.Global);
      const [hint] = await findings(at("held/nginx.conf"));
      assert.equal(hint!.severity, vscode.DiagnosticSeverity.Hint);
      await until("it in the tree", async () => (await inTree()).some((one) => one.includes("/held/")));
      await run("tenet.onlyNew");
      assert.ok(!(await inTree()).some((one) => one.includes("/held/")));
      assert.ok((await inTree()).length > 3);
    } finally {
      await settings.update("showBaseline", undefined, vscode.ConfigurationTarget.Global);
      for (const path of [".tenet", "held"]) await vscode.workspace.fs.delete(at(path), { recursive: true });
    }
    await until("everything as it was", () => inProblems((uri) => uri.path.includes("/held/")).length === 0);
  });
});
