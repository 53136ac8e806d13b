import assert from "node:assert/strict";
import * as vscode from "vscode";
import { extension, findings, page, picture, show, until } from "./workbench.js";

describe("manners", () => {
  after(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("the walkthrough has four steps, in the words of the manifest", async () => {
    const { steps } = extension().packageJSON.contributes.walkthroughs[0] as { steps: { title: string }[] };
    assert.equal(steps.length, 4);
    for (const { title } of steps) assert.doesNotMatch(title, /%/);
    await vscode.commands.executeCommand("workbench.action.openWalkthrough", "tenet.tenet#start", false);
    await until("the steps in the workbench", async () => {
      const shown = await page<string[]>({ op: "texts", selector: ".gettingStartedContainer .step-title" });
      return shown === undefined || steps.every(({ title }) => shown.some((text) => text.includes(title)));
    });
    await picture("walkthrough");
  });

  it("nothing pops up", async () => {
    const { document } = await show("Dockerfile");
    await findings(document.uri);
    const shown = (await page<string[]>({ op: "texts", selector: ".notification-toast" })) ?? [];
    assert.deepEqual(
      shown.filter((text) => /tenet/i.test(text)),
      [],
    );
  });
});
