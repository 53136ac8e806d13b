import assert from "node:assert/strict";
import { noFiles } from "../../server/src/document/document.js";
import type { Node } from "../../server/src/document/node.js";
import { detect } from "../../server/src/formats/index.js";
import { applyEdits } from "../../server/src/text/edit.js";

type Action = "append" | "after" | "remove";

/** Path, text, what to do at which node, with what text, and what comes out. */
const cases: [string, string, Action, string, string, string][] = [
  ["a.json", '{\n  "a": 1\n}\n', "after", "a", '"b": 2', '{\n  "a": 1,\n  "b": 2\n}\n'],
  ["a.json", '{ "a": { "b": 1 } }', "append", "a", '"c": 2', '{ "a": { "b": 1, "c": 2 } }'],
  ["a.json", '{\n  "a": {}\n}', "append", "a", '"c": 2', '{\n  "a": {\n    "c": 2\n  }\n}'],
  ["a.json", '{\n  "a": 1,\n  "b": 2\n}', "remove", "a", "", '{\n  "b": 2\n}'],
  ["a.json", '{\n  "a": 1,\n  "b": 2\n}', "remove", "b", "", '{\n  "a": 1\n}'],
  ["a.json", '{ "a": 1 }', "remove", "a", "", "{ }"],
  ["a.yaml", "a: 1\nb:\n  c: 2 # d\n", "append", "b", "e: 3", "a: 1\nb:\n  c: 2 # d\n  e: 3\n"],
  ["a.yaml", "a:\n  - x: 1\n    y: 2\n", "after", "x", "z: 3", "a:\n  - x: 1\n    z: 3\n    y: 2\n"],
  ["a.yaml", "a: { b: 1 }\n", "append", "a", "c: 2", "a: { b: 1, c: 2 }\n"],
  ["a.yaml", "a: 1\nb: 2\n", "remove", "a", "", "b: 2\n"],
  ["a.yaml", "a: { b: 1, c: 2 }\n", "remove", "b", "", "a: { c: 2 }\n"],
  ["a.tf", 'a "b" {\n  c = 1\n}\n', "append", "a", "d = 2", 'a "b" {\n  c = 1\n  d = 2\n}\n'],
  ["a.tf", "a {}\n", "append", "a", "d {\n  e = 1\n}", "a {\n  d {\n    e = 1\n  }\n}\n"],
  ["a.tf", "a {\n  c = 1\n  d = 2\n}\n", "remove", "c", "", "a {\n  d = 2\n}\n"],
  ["a.tf", "a {\r\n  c = 1\r\n}\r\n", "after", "c", "d = 2", "a {\r\n  c = 1\r\n  d = 2\r\n}\r\n"],
  [
    "a.tf.json",
    '{\n  "locals": {\n    "c": 1\n  }\n}',
    "append",
    "locals",
    'd = "e"\nf {\n  g = [true]\n}',
    '{\n  "locals": {\n    "c": 1,\n    "d": "e",\n    "f": {\n      "g": [true]\n    }\n  }\n}',
  ],
  [".env", "A=1\nB='2' # why\nC=3\n", "remove", "B", "", "A=1\nC=3\n"],
  ["a.ini", "[s]\na = 1\n[t]\n", "append", "s", "b = 2", "[s]\na = 1\nb = 2\n[t]\n"],
  ["a.properties", "a=1\r\nb=2\r\n", "after", "a", "c=3", "a=1\r\nc=3\r\nb=2\r\n"],
  ["a.toml", "[s]\na = 1\n", "after", "a", "b = 2", "[s]\na = 1\nb = 2\n"],
];

describe("edits", () => {
  for (const [path, text, action, name, given, expected] of cases) {
    it(`${path}: ${action} ${name} in ${JSON.stringify(text)}`, async () => {
      const loaded = await detect(path, () => text)!.load();
      const document = await loaded.parse(path, text, noFiles);
      const { format } = document;
      const node = document.all().find((one: Node) => one.name === name)!;
      const edit = action === "remove" ? format.remove!(document, node) : format[action]!(document, node, given);
      assert.equal(applyEdits(text, [edit]), expected);
    });
  }
});
