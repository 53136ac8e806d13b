import assert from "node:assert/strict";
import { type Document, noFiles } from "../../server/src/document/document.js";
import { type Node, Unknown } from "../../server/src/document/node.js";
import { dockerfile } from "../../server/src/formats/dockerfile/dockerfile.js";
import { parseImage } from "../../server/src/text/image-reference.js";
import { detect } from "../../server/src/formats/index.js";

function parse(text: string): Document {
  return dockerfile.parse("Dockerfile", text, noFiles) as Document;
}

function ask(name: string, node: Node): unknown {
  return dockerfile.facts!.find((fact) => fact.signature.startsWith(`Node.${name}(`))!.handler(node);
}

function last(document: Document, name: string): Node {
  return document.named(name).at(-1)!;
}

describe("Dockerfile", () => {
  it("is known by its name", () => {
    const from = () => "FROM alpine\n";
    for (const path of [
      "Dockerfile",
      "a/Dockerfile.prod",
      "prod.dockerfile",
      "Containerfile",
      "x.Dockerfile",
      "Dockerfile-foo",
      "Dockerfile_1",
    ])
      assert.equal(detect(path, from)?.id, "dockerfile", path);
    for (const path of ["Dockerfile.md", "dockerfile.go", ".dockerignore", "Dockerfile.j2", "Dockerfile.dockerignore"])
      assert.notEqual(detect(path, from)?.id, "dockerfile", path);
    assert.notEqual(detect("dockerfile-notes", () => "some words")?.id, "dockerfile");
  });

  for (const [text, user] of [
    ["FROM a\nUSER b:c\n", "b"],
    ["FROM a\nUSER b\nUSER root\n", "root"],
    ["FROM a AS x\nUSER b\nFROM x\n", "b"],
    ["FROM a AS X\nUSER b\nFROM x AS y\nFROM Y\n", "b"],
    ["FROM a\nUSER b\nFROM c\n", ""],
    ["ARG U=g\nFROM a\nARG U\nUSER $U\n", "g"],
    ["FROM a\nENV U=e\nARG U=f\nUSER ${U}\n", "e"],
    ["FROM a\nUSER ${U:-root}\n", "root"],
    ["FROM a\nONBUILD USER x\n", ""],
  ] as const) {
    it(`ends as ${user || "the image's user"}: ${JSON.stringify(text)}`, () => {
      assert.equal(ask("stageUser", last(parse(text), "FROM")), user);
    });
  }

  it("does not guess what only the build tells", () => {
    for (const text of ["ARG U\nFROM a\nARG U\nUSER $U\n", "FROM a\nUSER $U\n", "FROM a\nARG U\nUSER ${U:-x}\n"])
      assert.throws(() => ask("stageUser", last(parse(text), "FROM")), Unknown);
    assert.throws(() => ask("image", last(parse("ARG T\nFROM a:$T\n"), "FROM")), Unknown);
    assert.throws(() => ask("image", last(parse("FROM b\nARG T=1\nFROM a:$T\n"), "FROM")), Unknown);
  });

  it("takes image names apart", () => {
    assert.deepEqual(parseImage("reg:5000/a/b:1@sha256:c"), {
      registry: "reg:5000",
      name: "a/b",
      tag: "1",
      digest: "sha256:c",
    });
    assert.deepEqual(parseImage("a/b"), { registry: "", name: "a/b", tag: "", digest: "" });
    assert.deepEqual(parseImage("localhost/b:x"), { registry: "localhost", name: "b", tag: "x", digest: "" });
  });

  it("says which download is checked later", () => {
    const document = parse("FROM a\nADD http://x /x\nRUN sha256sum -c y\nADD http://z /z\n");
    assert.deepEqual(
      document.named("ADD").map((node) => ask("verified", node)),
      [true, false],
    );
  });

  it("removes a command, a wrapper, an option", () => {
    const text = "FROM a\nRUN b \\\n && sudo -E c -kx && d\n";
    const document = parse(text);
    const removed = (node: Node): string => {
      const edit = dockerfile.remove!(document, node);
      return text.slice(0, edit.range.start) + edit.text + text.slice(edit.range.end);
    };
    assert.equal(removed(last(document, "d")), "FROM a\nRUN b \\\n && sudo -E c -kx\n");
    assert.equal(removed(ask("wrapperNode", last(document, "sudo")) as Node), "FROM a\nRUN b \\\n && c -kx && d\n");
    assert.equal(removed(document.named("RUN")[0]!), "FROM a\n");
  });

  for (const [name, text] of Object.entries({
    "a long line": `FROM a\nRUN ${"a ".repeat(500_000)}`,
    "many here-documents": `FROM a\n${"RUN <<A\nx\nA\n".repeat(20_000)}`,
    "here-documents that never end": `FROM a\n${"RUN <<A\nx\n".repeat(20_000)}`,
    "a chain of stages": Array.from({ length: 5000 }, (_, i) => `FROM s${i - 1} AS s${i}\nENV A${i}=$A0\n`).join(""),
    "variables of variables": `FROM a\nENV A=aaaa\n${`ENV A=${"$A".repeat(50)}\nRUN echo ${"$A ".repeat(500)}\n`.repeat(50)}`,
    "nested triggers": `FROM a\nONBUILD ${"ONBUILD ".repeat(100_000)}`,
    "open expansions": `FROM a\nENV X=${"${".repeat(200_000)}`,
    "comments within": `FROM a\nRUN a \\\n${"# x\n".repeat(100_000)}`,
    "a long list": `FROM a\nRUN [${'"a",'.repeat(100_000)}"b"]`,
  })) {
    it(`${name} take no time`, () => {
      const start = performance.now();
      parse(text).all();
      assert.ok(performance.now() - start < 6000, `${performance.now() - start} ms`);
    });
  }

  it("every beginning of a file can be read", () => {
    const text =
      '# escape=`\n\ufeffARG A=1\nFROM --platform=x a:${A} AS b\nRUN --mount=type=secret c <<E `\n# d\n e\nf\nE\nCOPY ["g", "h"]\nHEALTHCHECK --interval=1s CMD i\nONBUILD ENV j k\nLABEL l="m n"';
    for (let end = 0; end <= text.length; end++) {
      for (const node of parse(text.slice(0, end)).all()) {
        assert.ok(node.range.start <= node.range.end && node.range.end <= end, `${node.name} at ${end}`);
      }
    }
  });
});
