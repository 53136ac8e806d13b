import * as vscode from "vscode";
import { at, page, picture, show, until, write } from "./workbench.js";

const rule = `id: starttls-needed
title: STARTTLS may be skipped
severity: error
why: Clear text stays possible.
remedy: Require it.
checks:
  nginx:
    - on: starttls
      where: node.args[0] == "on"
      at: args[0]
      message: "\`starttls on\` lets clients skip it"
      examples:
        - bad: |
            mail { starttls on; }
                   ^^^^^^^^
        - good: |
            mail { starttls only; }
`;

describe("examples of rules in the Testing view", () => {
  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.workspace.fs.delete(at(".tenet"), { recursive: true });
  });

  it("are run, and what fails is told beside the carets that are wrong", async () => {
    await write(at(".tenet/rules/starttls-needed.yaml"), rule);
    await vscode.commands.executeCommand("workbench.action.closePanel");
    const editor = await show(".tenet/rules/starttls-needed.yaml");
    await vscode.commands.executeCommand("workbench.view.testing.focus");
    await vscode.commands.executeCommand("testing.refreshTests").then(undefined, () => {});
    await vscode.commands.executeCommand("testing.runAll");
    const rows = (selector: string) => page<string[]>({ op: "texts", selector });
    editor.revealRange(new vscode.Range(8, 0, 17, 0), vscode.TextEditorRevealType.InCenter);
    await until("the message in place", async () => {
      const shown = await rows(".editor-instance .monaco-editor");
      return shown === undefined || shown.some((text) => /the\sfindings\sare\snot\swhere\sthe\scarets\sare/.test(text));
    });
    await picture("examples");
  });
});
