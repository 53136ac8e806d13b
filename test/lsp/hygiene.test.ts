import assert from "node:assert/strict";
import { join } from "node:path";
import { leaky, planted } from "../secrets/planted.js";
import { withFiles } from "../support.js";
import { at, Client, fullCapabilities, uri } from "./client.js";

/** The planted secrets that a message holds, by their names. */
function leaks(message: unknown): string[] {
  const text = JSON.stringify(message) ?? "";
  return Object.entries(planted)
    .filter(([, secret]) => text.includes(secret) || text.includes(secret.slice(4)))
    .map(([name]) => name);
}

const everywhere = { start: at(0, 0).start, end: at(99, 0).start };

describe("what the server sends", () => {
  it("holds no secret of the texts it was given: diagnostics, hovers, actions, log", () =>
    withFiles({ ...leaky, "tenet.yaml": "minConfidence: possible\n" }, (folder) =>
      Client.with({ folder, capabilities: fullCapabilities }, async (client) => {
        let told = 0;
        for (const [name, text] of Object.entries(leaky)) {
          const file = join(folder, name);
          await client.open(file, text);
          const found = await client.diagnostics(file);
          told += found.length;
          assert.deepEqual(leaks(found), [], name);
          for (const one of found) {
            const hover = await client.connection.sendRequest("textDocument/hover", {
              textDocument: { uri: uri(file) },
              position: one.range.start,
            });
            assert.deepEqual(leaks(hover), [], `${name}: hover`);
          }
          // A suppression repeats its line; what a fix writes is all that may travel.
          const actions = await client.actions(file, everywhere, ["quickfix"]);
          assert.deepEqual(
            leaks(actions.map(({ title, diagnostics, command }) => [title, diagnostics, command])),
            [],
            name,
          );
        }
        assert.ok(told > 15, String(told));
        assert.deepEqual(leaks(client.logged), []);
      }),
    ));
});
