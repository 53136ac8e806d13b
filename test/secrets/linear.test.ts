import assert from "node:assert/strict";
import { analyseText, keywords } from "../../server/src/secrets/analysis.js";
import { loadTables } from "./tables.js";

const quarter = 250_000;

/** A long line made of a piece, after so many short ones that the file does not pass for minified. */
const line = (piece: string, length = quarter): string =>
  "short line\n".repeat(10_000) + piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

/** What may follow a keyword and make a pattern try for long. */
const tails = ["", " ", "a", '="', ": "];

/** Milliseconds of processor time that a text takes: what else the machine does hardly counts. */
function cost(text: string): number {
  const start = process.cpuUsage().user;
  // Not code, so that values need no quotes and more is tried.
  analyseText("a.conf.txt", text);
  return (process.cpuUsage().user - start) / 1000;
}

const least = (text: string, runs: number): number => Math.min(...Array.from({ length: runs }, () => cost(text)));

describe("secrets: a long line", function () {
  this.timeout(240_000);
  before(loadTables);

  it("takes the time of ordinary text, whatever it repeats, and four times that when it is four times as long", () => {
    // A line with a password in every twelve characters: 1 MB of it is read in 30 to 40 ms on a common machine.
    const ordinary = line('with password="');
    const unit = (): number => Math.max(4, least(ordinary, 5));
    least(ordinary, 3);
    const measured: [piece: string, ratio: number][] = [];
    let now = unit();
    for (const [at, keyword] of keywords().entries()) {
      if (at % 40 === 0) now = unit();
      for (const tail of tails) {
        const text = line(keyword + tail);
        let ratio = Number.POSITIVE_INFINITY;
        for (let run = 0; run < 5 && ratio > 8; run++) ratio = Math.min(ratio, cost(text) / now);
        measured.push([keyword + tail, ratio]);
      }
    }
    assert.deepEqual(
      measured.filter(([, ratio]) => ratio > 8).map(([piece, ratio]) => `${piece}: ${ratio.toFixed(1)} times as long`),
      [],
    );
    const worst = measured.sort(([, a], [, b]) => b - a).slice(0, 12);
    for (const [piece] of worst) {
      const short = Math.max(4, least(line(piece), 3));
      const long = least(line(piece, 4 * quarter), 3);
      assert.ok(long < 8 * short, `${piece}: ${long.toFixed(0)} ms after ${short.toFixed(0)} ms`);
    }
  });

  it("is read in time when it is one word, one string or one address", () => {
    for (const text of [
      `${"a".repeat(1_000_000)}`,
      `password = "${"a1".repeat(500_000)}`,
      `https://${"a:".repeat(500_000)}@host`,
      `-----BEGIN PRIVATE KEY-----${"MIIE".repeat(250_000)}`,
      `eyJ${"a.".repeat(500_000)}`,
      `{"kty":"oct",${" ".repeat(1_000_000)}`,
      `name: DB_PASSWORD${"\n  a: b".repeat(150_000)}`,
      `{"name":"DB_PASSWORD"${',"a":"b"'.repeat(120_000)}`,
      `"password": {${'"a",'.repeat(250_000)}`,
      `create role shop ${"with ".repeat(200_000)}`,
      `insert into a (password) values ${"('x'),".repeat(150_000)}`,
      `insert into a (password) values (${"'".repeat(1_000_000)}`,
      "insert into a (password) values ('x'),".repeat(25_000),
      `${"/*".repeat(500_000)}password = "`,
      `${"/**/password = 'tq81-xkcv-wm' ".repeat(30_000)}`,
      `<password>${" ".repeat(1_000_000)}`,
      `<password>${"]]> ".repeat(250_000)}</password>`,
      `[password]\n${"a = b\n".repeat(150_000)}`,
      `net use ${"\\\\a ".repeat(250_000)}`,
    ]) {
      const taken = least("short line\n".repeat(10_000) + text, 3);
      assert.ok(taken < 200, `${text.slice(0, 40)}: ${taken.toFixed(0)} ms`);
    }
  });
});
