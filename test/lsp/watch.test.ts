import assert from "node:assert/strict";
import { join } from "node:path";
import { withFiles } from "../support.js";
import { Client, type Start } from "./client.js";

const own = { initializationOptions: { rulePages: true } };
const files = {
  "nginx.conf": "http { include part.conf; }\n",
  "part.conf": "server { listen 80; }\n",
  "mail.nginx.conf": "mail { server { listen 143; starttls on; } }\n",
};

/** How often the client was asked to watch files after each step. */
function asked(start: Start, ...steps: ((client: Client, folder: string) => Promise<unknown>)[]): Promise<number[]> {
  return withFiles(files, (folder) =>
    Client.with({ folder, ...start }, async (client) => {
      const counts: number[] = [];
      for (const step of steps) {
        await step(client, folder);
        // What the server asks stands before its next answer.
        await client.request("tenet/catalogue", {});
        counts.push(client.registered.filter((method) => method === "workspace/didChangeWatchedFiles").length);
      }
      return counts;
    }),
  );
}

const open = (name: keyof typeof files) => async (client: Client, folder: string) => {
  await client.open(join(folder, name), files[name], "nginx");
  await client.diagnostics(join(folder, name));
};
const scan = (client: Client) => client.request("tenet/scan", {});

describe("files that are watched", () => {
  it("are configuration and rules, until findings hang on other files", async () => {
    assert.deepEqual(await asked(own, open("mail.nginx.conf"), open("nginx.conf"), scan), [1, 2, 2]);
  });

  it("are all once the workspace was scanned", async () => {
    assert.deepEqual(await asked(own, scan, scan), [2, 2]);
  });

  it("are never all in other editors, where that may be dear", async () => {
    assert.deepEqual(await asked({}, open("nginx.conf"), scan), [1, 1]);
  });
});
