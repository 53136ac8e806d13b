import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";

interface ExampleResults {
  readonly id?: string;
  readonly problems: readonly string[];
  readonly examples: readonly {
    readonly name: string;
    readonly line: number;
    readonly failures: readonly {
      readonly message: string;
      readonly expected?: string;
      readonly actual?: string;
      /** Where it can be seen, lines and columns from 0. */
      readonly place?: { readonly line: number; readonly start: number; readonly end: number };
    }[];
  }[];
}

/** The rule files of the workspace as tests: one a rule file, below it one an example. */
export function exampleTests(client: BaseLanguageClient): vscode.TestController {
  const controller = vscode.tests.createTestController("tenet", vscode.l10n.t("Tenet rules"));
  const fileItem = (uri: vscode.Uri): vscode.TestItem => {
    const id = uri.toString();
    const known = controller.items.get(id);
    if (known) return known;
    const item = controller.createTestItem(id, vscode.workspace.asRelativePath(uri), uri);
    controller.items.add(item);
    return item;
  };
  const take = (document: vscode.TextDocument): void => {
    if (isRuleFile(document)) fileItem(document.uri);
  };
  controller.resolveHandler = async (item) => {
    if (item) return;
    for (const uri of await vscode.workspace.findFiles("**/.tenet/rules/**/*.{yaml,yml}")) fileItem(uri);
  };
  controller.createRunProfile(
    vscode.l10n.t("Run examples"),
    vscode.TestRunProfileKind.Run,
    async (request, token) => {
      const run = controller.createTestRun(request);
      const items: vscode.TestItem[] = [];
      for (const item of request.include ?? [...controller.items].map(([, one]) => one)) {
        const file = item.parent ?? item;
        if (!items.includes(file)) items.push(file);
      }
      for (const item of items) {
        if (token.isCancellationRequested) break;
        await runFile(client, controller, run, item);
      }
      run.end();
    },
    true,
  );
  vscode.workspace.textDocuments.forEach(take);
  const opened = vscode.workspace.onDidOpenTextDocument(take);
  const dispose = controller.dispose.bind(controller);
  controller.dispose = () => {
    opened.dispose();
    dispose();
  };
  return controller;
}

async function runFile(
  client: BaseLanguageClient,
  controller: vscode.TestController,
  run: vscode.TestRun,
  item: vscode.TestItem,
): Promise<void> {
  run.started(item);
  const document = await vscode.workspace.openTextDocument(item.uri!);
  const results = await client.sendRequest<ExampleResults | null>("tenet/runExamples", {
    uri: item.uri!.toString(),
    text: document.getText(),
  });
  if (!results || results.problems.length > 0) {
    run.errored(
      item,
      (results?.problems ?? [vscode.l10n.t("the examples could not be run")]).map((one) => new vscode.TestMessage(one)),
    );
    return;
  }
  const examples = results.examples.map((one) => {
    const child = controller.createTestItem(`${item.id}#${one.name}`, one.name, item.uri);
    child.range = new vscode.Range(one.line, 0, one.line, 0);
    return { one, child };
  });
  item.children.replace(examples.map(({ child }) => child));
  for (const { one, child } of examples) {
    run.started(child);
    if (one.failures.length === 0) run.passed(child);
    else
      run.failed(
        child,
        one.failures.map(({ message, expected, actual, place }) => {
          // A message with both texts as data would be shown in place as the texts, not as what it says.
          const texts =
            expected !== undefined && actual !== undefined
              ? `\n\n${vscode.l10n.t("expected:")}\n${expected}\n${vscode.l10n.t("found:")}\n${actual}`
              : "";
          const told = new vscode.TestMessage(message + texts);
          told.location = new vscode.Location(
            item.uri!,
            place ? new vscode.Range(place.line, place.start, place.line, place.end) : child.range!,
          );
          return told;
        }),
      );
  }
  if (results.examples.every((one) => one.failures.length === 0)) run.passed(item);
  else run.failed(item, new vscode.TestMessage(vscode.l10n.t("not every example holds")));
}

/** True for a YAML text with the keys that every rule has. */
function isRuleFile(document: vscode.TextDocument): boolean {
  if (document.uri.scheme !== "file" || !/\.ya?ml$/.test(document.uri.path)) return false;
  const text = document.getText();
  return /^id:/m.test(text) && /^checks:/m.test(text) && /^(?:why|remedy):/m.test(text);
}
