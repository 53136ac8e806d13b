import assert from "node:assert/strict";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CancellationTokenSource } from "vscode-jsonrpc/node";
import { git, withFiles } from "../support.js";
import { Client, until, uri } from "./client.js";

const wrong = "mail { server { listen 143; starttls on; } }\n";
const start = { initializationOptions: { rulePages: true } };

interface ScanResult {
  readonly files: number;
  readonly findings: number;
  readonly cancelled: boolean;
}

/** A client that scanned a folder; `shown` tells how many findings it shows of a file now. */
function withScan(
  files: Readonly<Record<string, string>>,
  act: (given: {
    client: Client;
    folder: string;
    shown: (path: string) => number;
    changed: (...paths: string[]) => Promise<void>;
    result: ScanResult;
  }) => Promise<void>,
): Promise<void> {
  return withFiles(files, (folder) =>
    Client.with({ folder, ...start }, async (client) => {
      const result = await client.request<ScanResult>("tenet/scan", {});
      await act({
        client,
        folder,
        result,
        shown: (path) =>
          client.published.findLast((one) => one.uri === uri(join(folder, path)))?.diagnostics.length ?? 0,
        changed: (...paths) =>
          client.notify("workspace/didChangeWatchedFiles", {
            changes: paths.map((path) => ({ uri: uri(join(folder, path)), type: 2 })),
          }),
      });
      assert.deepEqual(client.logged, []);
    }),
  );
}

describe("findings of a scanned workspace", () => {
  it("go with a file that is deleted or renamed, and come under its new name", () =>
    withScan({ "a/nginx.conf": wrong, "b/nginx.conf": wrong }, async ({ folder, shown, changed }) => {
      assert.deepEqual([shown("a/nginx.conf"), shown("b/nginx.conf")], [1, 1]);
      rmSync(join(folder, "a/nginx.conf"));
      await changed("a/nginx.conf");
      await until(() => shown("a/nginx.conf") === 0);
      renameSync(join(folder, "b/nginx.conf"), join(folder, "b/mail.nginx.conf"));
      await changed("b/nginx.conf", "b/mail.nginx.conf");
      await until(() => shown("b/nginx.conf") === 0 && shown("b/mail.nginx.conf") === 1);
    }));

  it("follow a folder of which only the folder itself is told", () =>
    withScan({ "deep/in/it/nginx.conf": wrong }, async ({ folder, shown, changed }) => {
      renameSync(join(folder, "deep"), join(folder, "moved"));
      await changed("deep", "moved");
      await until(() => shown("deep/in/it/nginx.conf") === 0 && shown("moved/in/it/nginx.conf") === 1);
      rmSync(join(folder, "moved"), { recursive: true });
      await changed("moved");
      await until(() => shown("moved/in/it/nginx.conf") === 0);
    }));

  it("do not come from files that the scan leaves out, whoever writes them", () =>
    withScan({ ".gitignore": "made/\n", "nginx.conf": "events {}\n" }, async ({ client, folder, shown, changed }) => {
      git(folder, "init", "-q");
      for (const path of ["node_modules/a/nginx.conf", "made/nginx.conf", "src/nginx.conf"]) {
        mkdirSync(join(folder, path, ".."), { recursive: true });
        writeFileSync(join(folder, path), wrong);
        await changed(path);
      }
      await until(() => shown("src/nginx.conf") === 1);
      await client.request("tenet/catalogue", {});
      assert.deepEqual([shown("node_modules/a/nginx.conf"), shown("made/nginx.conf")], [0, 0]);
      writeFileSync(join(folder, ".gitignore"), "src/\n");
      await changed(".gitignore");
      await until(() => shown("src/nginx.conf") === 0 && shown("made/nginx.conf") === 1);
    }));

  it("stay as far as a scan came that is cancelled", () =>
    withFiles(
      Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`s${i}/nginx.conf`, wrong + "# x\n".repeat(2000)])),
      (folder) =>
        Client.with({ folder, ...start }, async (client) => {
          const cancel = new CancellationTokenSource();
          client.connection.onNotification("tenet/scanned", () => cancel.cancel());
          const result = await client.connection.sendRequest<ScanResult>("tenet/scan", {}, cancel.token);
          assert.equal(result.cancelled, true);
          assert.ok(result.files > 0 && result.files < 400, `${result.files} files`);
          assert.equal(client.published.length, result.findings);
        }),
    ));
});
