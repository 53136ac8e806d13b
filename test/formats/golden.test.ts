import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, noFiles } from "../../server/src/document/document.js";
import type { Node } from "../../server/src/document/node.js";
import { formatsOf } from "../../server/src/formats/index.js";
import { useSourceGrammars } from "../support.js";

const folder = join(import.meta.dirname, ".");

// Each input in test/formats/FORMAT/ has its tree beside it in NAME.tree; UPDATE=1 rewrites them.
describe("golden trees", () => {
  before(useSourceGrammars);
  for (const format of readdirSync(folder, { withFileTypes: true })) {
    if (!format.isDirectory()) continue;
    const inputs = readdirSync(join(folder, format.name)).filter((name) => !/\.(tree|test\.ts)$/.test(name));
    for (const name of inputs) {
      it(`${format.name}/${name}`, async () => {
        const path = join(folder, format.name, name);
        const entry = formatsOf(format.name)[0];
        assert.ok(entry, `no format "${format.name}"`);
        const text = readFileSync(path, "utf8");
        const document = await (await entry.load()).parse(name, text, noFiles);
        const actual = printTree(document);
        checkRanges(document);
        if (process.env.UPDATE) writeFileSync(`${path}.tree`, actual);
        assert.ok(existsSync(`${path}.tree`), "there is no tree yet; run with UPDATE=1 and read it");
        assert.equal(actual, readFileSync(`${path}.tree`, "utf8"));
      });
    }
  }
});

/** One line a node: kind, name, range, values (`?` before unknown ones), `…` for an open node; then comments and problems. */
function printTree(document: Document): string {
  let out = "";
  const print = (node: Node, depth: number): void => {
    const values = node.values.map(
      (value) => ` ${value.known ? "" : "?"}${JSON.stringify(value.known ? value.data : value.text)}`,
    );
    out += `${"  ".repeat(depth)}${node.kind} ${node.name} ${node.range.start}-${node.range.end}${values.join("")}${node.open ? " …" : ""}\n`;
    for (const child of node.children) print(child, depth + 1);
  };
  if (document.format.groups.includes("code"))
    for (const node of document.all().filter((one) => one.above === document.root)) print(node, 0);
  else for (const node of document.root.children) print(node, 0);
  for (const comment of document.comments) out += `comment ${comment.start}-${comment.end}\n`;
  for (const problem of document.problems)
    out += `problem ${problem.range.start}-${problem.range.end} ${problem.message}\n`;
  return out;
}

/** Every range lies in the text and every known text value stands where its range says, quotes and escapes aside. */
function checkRanges(document: Document): void {
  const ranges = [...document.comments, ...document.problems.map((problem) => problem.range)];
  for (const node of document.all())
    ranges.push(node.range, node.nameRange, ...node.values.map((value) => value.range));
  for (const range of ranges)
    assert.ok(
      0 <= range.start && range.start <= range.end && range.end <= document.text.length,
      `range ${range.start}-${range.end}`,
    );
}
