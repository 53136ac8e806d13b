import assert from "node:assert/strict";
import { noFiles } from "../../server/src/document/document.js";
import { daemons } from "../../server/src/formats/daemons.js";

/** Texts that are broken, deep, long or repeated: nothing throws, every range lies in the text, time stays linear. */
const texts: Readonly<Record<string, string>> = {
  nothing: "",
  blanks: " \n\t\n \\\n",
  "a byte order mark and carriage returns": "\ufeffa = b\r\n c\r\n",
  "deep braces": "a {\n".repeat(8_000),
  "deep tags": "<a b>\n".repeat(8_000),
  "closing only": "}\n</a>\n]\n".repeat(5_000),
  "one continued line": "a = b \\\n".repeat(8_000),
  "one indented line": `a = b\n${"  c\n".repeat(8_000)}`,
  "quotes that nothing closes": "a \"b 'c\n".repeat(5_000),
  "one long line": `a = ${"$a $(b) {{ c }} ".repeat(8_000)}`,
  "holes that nothing closes": `a = ${"{{ <% ".repeat(8_000)}`,
  "a definition repeated": "a = $a\n".repeat(8_000),
  "words only": "host all all 10.0.0.0 255.255.255.0 md5 a=b\n".repeat(5_000),
  "control characters": "\u0000\u0001 = \u0002\n\ud800 = \udc00\n",
};

for (const entry of daemons) {
  describe(`${entry.id}: hard inputs`, () => {
    for (const [what, text] of Object.entries(texts)) {
      it(what, async () => {
        const format = await entry.load();
        const start = performance.now();
        const document = await format.parse(entry.sample!, text, noFiles);
        for (const node of document.all())
          for (const range of [node.range, node.nameRange, ...node.values.map((value) => value.range)])
            assert.ok(0 <= range.start && range.start <= range.end && range.end <= text.length);
        assert.ok(performance.now() - start < 5000, `${Math.round(performance.now() - start)} ms`);
      });
    }
  });
}
