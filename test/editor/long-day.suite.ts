import assert from "node:assert/strict";
import * as vscode from "vscode";
import {
  at,
  diagnostics,
  extension,
  findings,
  idOf,
  openAsUser,
  read,
  replace,
  say,
  show,
  until,
  write,
} from "./workbench.js";

/** What a finding says and where, for comparing. */
function told(uri: vscode.Uri): string[] {
  return diagnostics(uri)
    .map(
      ({ range, message, ...one }) =>
        `${range.start.line}:${range.start.character} ${idOf({ ...one, range, message })} ${message}`,
    )
    .sort();
}

/** The server's memory after a full collection, in bytes of live objects. */
async function memory(): Promise<number> {
  const file = vscode.Uri.file(process.env.TENET_MEMORY!);
  await vscode.workspace.fs.delete(file).then(undefined, () => {});
  const pid = extension().exports.serverProcess!()!;
  process.kill(pid, "SIGUSR2");
  return until("the server's memory", async () => {
    const text = await read(file).catch(() => "");
    if (!text.endsWith("}")) return undefined;
    const used = JSON.parse(text) as { pid: number; heapUsed: number; external: number };
    assert.equal(used.pid, pid);
    return used.heapUsed + used.external;
  }) as Promise<number>;
}

describe("a long day", () => {
  before(async () => {
    await show("mail/nginx.conf");
    await findings(at("mail/nginx.conf"));
    // The extension host hands its environment on: the next server can be asked for its memory.
    process.env.NODE_OPTIONS = `--require ${JSON.stringify(process.env.TENET_PRELOAD)}`;
    await vscode.commands.executeCommand("tenet.restart");
    delete process.env.NODE_OPTIONS;
    await findings(at("mail/nginx.conf"));
  });

  it("500 edits, one every 20 ms or as fast as the editor takes them, leave the findings of the final text, and the memory at its level", async () => {
    const filler = Array.from({ length: 10_000 }, (_, line) => `# line ${line}`).join("\n");
    const uri = at("storm/nginx.conf");
    await write(uri, `${filler}\nmail { server { listen 143; starttls on; } }\n`);
    const document = await openAsUser(uri);
    await findings(uri);

    /** An edit every 20 milliseconds: ten seconds where the machine has nothing else to do. */
    const storm = async (edits: number): Promise<number> => {
      const began = Date.now();
      for (let count = 0; count < edits; count++) {
        const edit = new vscode.WorkspaceEdit();
        const place = new vscode.Position((count * 19) % 10_000, 0);
        edit.insert(uri, place, count % 10 === 9 ? "mail { server { starttls on; } }\n" : "# x\n");
        assert.ok(await vscode.workspace.applyEdit(edit), "an edit was refused");
        const early = began + count * 20 - Date.now();
        if (early > 0) await new Promise((done) => setTimeout(done, early));
      }
      return Date.now() - began;
    };
    const final = async (count: number): Promise<void> => {
      await until(`${count} findings`, () => diagnostics(uri).length === count);
      for (const one of diagnostics(uri)) assert.equal(document.getText(one.range), "on");
      // The same text, opened at once by a document that was never edited, has the same findings.
      const fresh = at("storm/fresh/nginx.conf");
      await write(fresh, document.getText());
      await openAsUser(fresh);
      await until("the same findings", () => JSON.stringify(told(fresh)) === JSON.stringify(told(uri)));
      await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
      await openAsUser(uri);
    };

    await storm(100);
    await final(11);
    const before = await memory();
    const took = await storm(500);
    await final(61);
    const after = await memory();
    say(`500 edits in ${took} ms; the server holds ${before >> 20} MB, then ${after >> 20} MB`);
    assert.ok(after < before * 1.15 + (2 << 20), `memory grew from ${before} to ${after} bytes`);

    await replace(document, "events { }\n");
    await until("no findings", () => diagnostics(uri).length === 0);
    await document.save();
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    await vscode.workspace.fs.delete(at("storm"), { recursive: true });
  }).timeout(400_000);

  it("a restarted server finds the same again", async () => {
    const uri = at("nginx/nginx.conf");
    await show("nginx/nginx.conf");
    await findings(uri);
    const before = told(uri);
    await vscode.commands.executeCommand("tenet.restart");
    await until("the same findings", () => JSON.stringify(told(uri)) === JSON.stringify(before));
  });

  it("a killed server is started again once and loses nothing, of open files and of scanned ones", async () => {
    const open = at("nginx/nginx.conf");
    const closed = at("kept/nginx.conf");
    await write(closed, "mail { server { listen 143; starttls on; } }\n");
    await show("nginx/nginx.conf");
    await vscode.commands.executeCommand("tenet.scanWorkspace");
    await findings(open);
    await findings(closed);
    const all = () => JSON.stringify([told(open), told(closed)]);
    const before = all();
    const { serverProcess } = extension().exports;
    const first = serverProcess!();
    assert.ok(first);
    process.kill(first, "SIGKILL");
    const second = await until("another process", () => {
      const now = serverProcess!();
      return now !== undefined && now !== first && now;
    });
    await until("the findings", () => all() === before);
    await new Promise((done) => setTimeout(done, 1500));
    assert.equal(serverProcess!(), second);
    assert.equal(all(), before);
    // What was scanned is followed again.
    await write(closed, "mail { server { listen 143; starttls only; } }\n");
    await until("no findings", () => diagnostics(closed).length === 0);
    await vscode.workspace.fs.delete(at("kept"), { recursive: true });
  });
});
