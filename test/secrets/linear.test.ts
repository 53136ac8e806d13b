import assert from "node:assert/strict";
import { analyseText, keywords } from "../../server/src/secrets/analysis.js";
import { loadTables } from "./tables.js";

const length = 250_000;

/** A long line made of a piece, after so many short ones that the file does not pass for minified. */
const line = (piece: string): string =>
  "short line\n".repeat(10_000) + piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

/** What may follow a keyword and make a pattern try for long. */
const tails = ["", " ", "a", '="', ": "];

/** Milliseconds for a quarter of a megabyte, on a machine that does other things too. */
const limit = 75;

describe("secrets: a long line", function () {
  this.timeout(240_000);
  before(loadTables);

  it("is read in time, whatever it repeats", () => {
    analyseText("warm.js", line('password = "a1b2c3d4e5" '));
    const slow: string[] = [];
    for (const keyword of keywords()) {
      for (const tail of tails) {
        const text = line(keyword + tail);
        let least = Number.POSITIVE_INFINITY;
        for (let run = 0; run < 4 && least > limit; run++) {
          const start = performance.now();
          // Not code, so that values need no quotes and more is tried.
          analyseText("a.conf.txt", text);
          least = Math.min(least, performance.now() - start);
        }
        if (least > limit) slow.push(`${JSON.stringify(keyword + tail)}: ${Math.round(least)} ms`);
      }
    }
    assert.deepEqual(slow, []);
  });

  it("is read in time when it is one word, one string or one address", () => {
    for (const text of [
      `${"a".repeat(1_000_000)}`,
      `password = "${"a1".repeat(500_000)}`,
      `https://${"a:".repeat(500_000)}@host`,
      `-----BEGIN PRIVATE KEY-----${"MIIE".repeat(250_000)}`,
      `eyJ${"a.".repeat(500_000)}`,
      `{"kty":"oct",${" ".repeat(1_000_000)}`,
    ]) {
      const start = performance.now();
      analyseText("a.conf.txt", "short line\n".repeat(10_000) + text);
      assert.ok(performance.now() - start < 400, text.slice(0, 40));
    }
  });
});
