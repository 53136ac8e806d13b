import assert from "node:assert/strict";
import * as vscode from "vscode";
import { at, diagnostics, findings, hoverText, openAsUser, replace, until, write } from "./workbench.js";

const rule = `id: starttls-needed
title: STARTTLS may be skipped
severity: error
statement: encryption-2
why: Clear text stays possible.
remedy: Require it.
checks:
  nginx:
    - on: server/starttls
      where: node.has("x") || isPrivate(node.args[0])
      message: clear text
`;

/** The labels that are offered at the end of the first occurrence of some words. */
async function offered(document: vscode.TextDocument, words: string): Promise<string[]> {
  const place = document.positionAt(document.getText().indexOf(words) + words.length);
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    "vscode.executeCompletionItemProvider",
    document.uri,
    place,
  );
  return list.items.map((one) => (typeof one.label === "string" ? one.label : one.label.label));
}

async function hoverOn(document: vscode.TextDocument, words: string): Promise<string> {
  return hoverText(document.uri, document.positionAt(document.getText().indexOf(words) + 1));
}

describe("rule files", () => {
  const uri = () => at(".tenet/rules/own/starttls-needed.yaml");
  let document: vscode.TextDocument;

  before(async () => {
    await write(uri(), rule);
    document = await openAsUser(uri());
    // The first answer comes when the server has read the rules.
    await until("an answer", async () => (await offered(document, "isPriv")).length > 0);
  });
  after(async () => {
    await vscode.commands.executeCommand("workbench.action.files.revert");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.workspace.fs.delete(at(".tenet"), { recursive: true });
  });

  it("have nothing wrong when nothing is", () => assert.deepEqual(diagnostics(uri()), []));

  it("are completed: facts by what they belong to, formats, statements, names of nodes", async () => {
    const ofNodes = await offered(document, "node.ha");
    assert.ok(ofNodes.includes("has") && ofNodes.includes("args") && !ofNodes.includes("isPrivate"));
    const free = await offered(document, "isPriv");
    assert.ok(free.includes("isPrivate") && free.includes("node"));
    assert.ok((await offered(document, "statement: enc")).includes("encryption-2"));
    assert.ok((await offered(document, "\n  ngi")).includes("nginx"));
    assert.ok((await offered(document, "server/start")).includes("starttls"));
  });

  it("are explained: facts with their signature, statements, keys", async () => {
    assert.match(await hoverOn(document, "has("), /Node\.has\(string\): bool/);
    assert.match(await hoverOn(document, "isPrivate"), /isPrivate\(.*\): bool/);
    assert.match(await hoverOn(document, "encryption-2"), /\*\*encryption-2\*\*/);
    assert.ok((await hoverOn(document, "remedy")).length > 10);
  });

  it("are checked while they are written, with the name that was meant", async () => {
    const told = async (wrong: string, right: RegExp) => {
      await replace(document, wrong);
      await until(`${right}`, () => diagnostics(uri()).some((one) => right.test(one.message)));
    };
    await told(rule.replace("severity:", "severty:"), /severty.*did you mean "severity"/);
    await told(rule.replace("isPrivate", "isPrivat"), /isPrivat.*did you mean "isPrivate"/);
    await told(rule.replace("node.has", "node.hass"), /hass.*did you mean "has"/);
    await told(rule.replace('has("x")', "has(3)"), /`has` does not take \(int\): Node\.has\(string\): bool/);
    await told(rule.replace("  nginx:", "  nginks:"), /nginks.*did you mean "nginx"/);
    await replace(document, rule);
    await until("nothing", () => diagnostics(uri()).length === 0);
  });

  it("count for other files once they are saved", async () => {
    await replace(document, rule.replace(/where: .*/, 'where: node.args[0] == "on"'));
    await document.save();
    await openAsUser(at("mail/nginx.conf"));
    await until("the team's finding", () =>
      diagnostics(at("mail/nginx.conf")).some((one) => one.message === "clear text"),
    );
    const [one] = (await findings(at("mail/nginx.conf"))).filter((found) => found.message === "clear text");
    const page = await vscode.workspace.openTextDocument((one!.code as { target: vscode.Uri }).target);
    assert.match(page.getText(), /^# starttls-needed: /);
  });
});
