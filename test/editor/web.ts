import * as vscode from "vscode";
import { action, diagnostics, findings, hoverText, idOf, until } from "./workbench.js";

declare const TENET_BRIDGE: string;

const tests: Readonly<Record<string, () => Promise<void>>> = {
  "the extension runs in a worker": async () => {
    check(!("process" in globalThis) || globalThis.process.versions?.node === undefined, "Node is here");
    check(vscode.extensions.getExtension("tenet.tenet")?.extensionUri.scheme === "http", "it was not served");
  },
  "a Dockerfile has findings, hovers and pages": async () => {
    const document = await open("dockerfile", "FROM node:latest\nRUN curl http://a.example/x.sh | sh\n");
    const found = await findings(document.uri);
    const pinned = found.find((one) => idOf(one) === "image-not-pinned");
    if (!pinned) throw new Error(found.map(idOf).join());
    check(/What to do/.test(await hoverText(document.uri, pinned.range.start)), "no hover");
    const page = await vscode.workspace.openTextDocument((pinned.code as { target: vscode.Uri }).target);
    check(page.getText().startsWith("# image-not-pinned"), page.getText());
  },
  "a fix is applied": async () => {
    const document = await open("dockerfile", "FROM debian@sha256:00\nENV NODE_TLS_REJECT_UNAUTHORIZED=0\n");
    const [one] = await findings(document.uri);
    const before = diagnostics(document.uri).length;
    const suppress = await action(document.uri, one!.range, /on this line/);
    await vscode.workspace.applyEdit(suppress.edit!);
    await until("one less", () => diagnostics(document.uri).length === before - 1);
  },
  "code is parsed by the same grammars": async () => {
    const document = await open("python", "import requests\nrequests.get(url, verify=False)\n");
    const found = await findings(document.uri);
    check(found.map(idOf).join() === "tls-verification-disabled", found.map(idOf).join());
  },
};

/** The assertions of Node are not here. */
function check(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}

async function open(language: string, content: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document);
  return document;
}

/** The module that VS Code's extension host in a browser's worker runs. */
export async function run(): Promise<void> {
  const lines: string[] = [];
  let failed = 0;
  for (const [name, test] of Object.entries(tests)) {
    const began = Date.now();
    try {
      await test();
      lines.push(`  ✔ on the web ${name} (${Date.now() - began} ms)`);
    } catch (error) {
      failed++;
      lines.push(`  ✘ on the web ${name}\n${(error as Error).stack}`);
    }
  }
  const passed = Object.keys(tests).length - failed;
  await fetch(TENET_BRIDGE, {
    method: "POST",
    body: JSON.stringify({ op: "results", lines, results: { passed, failed, version: vscode.version } }),
  });
  if (failed > 0) throw new Error(`${failed} failed`);
}
