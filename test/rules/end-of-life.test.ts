import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { root } from "../support.js";

const run = promisify(execFile);

interface Row {
  readonly id: string;
  readonly source?: string;
  readonly ends: Readonly<Record<string, string>>;
}

describe("the table of versions' ends", () => {
  const table = parse(readFileSync(join(root, "rules/data/end-of-life.yaml"), "utf8")) as { rows: readonly Row[] };

  it("says for every product where its dates come from, and each date is one", () => {
    for (const { id, source, ends } of table.rows) {
      assert.ok(source && source.length > 15, id);
      for (const [cycle, end] of Object.entries(ends))
        assert.equal(new Date(`${end}T00:00:00Z`).toISOString().slice(0, 10), end, `${id} ${cycle}`);
    }
  });

  describe("is renewed by its script", () => {
    let server: Server;
    let service: string;
    let folder: string;
    let answers: Record<string, unknown>;
    const before_ = [
      "# kept",
      "date: 2020-01-01",
      "source: somewhere",
      "rows:",
      "  - id: shoes",
      "    name: Shoes",
      "    at: shoe-shop",
      "    field: extendedSupport",
      "    images: [shoes]",
      "    source: by hand",
      "    ends: { '1': 2019-01-01, lacy: 2019-01-01, '2': 2021-06-30 }",
      "  - id: hats",
      "    name: Hats",
      "    images: [hats]",
      "    source: by hand",
      "    ends: { '1.10': 2020-02-29 }",
      "",
    ].join("\n");

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), "tenet-renew-"));
      server = createServer((request, response) => {
        const answer = answers[request.url!];
        response.statusCode = answer === undefined ? 404 : 200;
        response.end(JSON.stringify(answer ?? "none"));
      });
      await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
      service = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
    });
    after(() => {
      server.close();
      rmSync(folder, { recursive: true });
    });

    async function renew() {
      const file = join(folder, "table.yaml");
      writeFileSync(file, before_);
      const script = join(root, "scripts/renew-end-of-life.mjs");
      const failed = await run(process.execPath, [script, service, file]).then(
        () => undefined,
        (error: { stderr: string }) => error.stderr,
      );
      return { failed, text: readFileSync(file, "utf8") };
    }

    it("with what the service answers: later dates, new cycles, names; a bare yes or no is no date", async () => {
      answers = {
        "/api/shoe-shop.json": [
          { cycle: "3", codename: "Velcro", eol: false, extendedSupport: true },
          { cycle: "2", eol: "2022-06-30", extendedSupport: "2024-06-30" },
          { cycle: "1", codename: "Lacy Heels", eol: "2019-05-05", extendedSupport: false },
        ],
        "/api/hats.json": [
          { cycle: "1.10", eol: "2020-02-29" },
          { cycle: "1.9", eol: true },
        ],
      };
      const { failed, text } = await renew();
      assert.equal(failed, undefined);
      const today = new Date().toISOString().slice(0, 10);
      const { date, rows } = parse(text) as { date: string; rows: readonly Row[] };
      assert.equal(date, today);
      assert.deepEqual(rows[0]!.ends, { "1": "2019-05-05", lacy: "2019-05-05", "2": "2024-06-30" });
      assert.equal(rows[0]!.source, `endoflife.date on ${today}`);
      assert.deepEqual(rows[1]!.ends, { "1.10": "2020-02-29" });
      assert.equal(rows[1]!.source, "by hand");
      assert.match(text, /^# kept$/m);
    });

    it("not at all when a product is not answered", async () => {
      answers = { "/api/shoe-shop.json": [{ cycle: "2", eol: "2030-01-01" }] };
      const { failed, text } = await renew();
      assert.match(failed!, /hats: 404/);
      assert.equal(text, before_);
      answers["/api/hats.json"] = { message: "moved" };
      assert.match((await renew()).failed!, /hats: no releases/);
    });
  });
});
