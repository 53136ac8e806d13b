import assert from "node:assert/strict";
import { Node, textValue, Unknown, unknownValue } from "../../server/src/document/node.js";
import { PathError, parsePath, pathMatches, select } from "../../server/src/document/path.js";
import { expressionChecker } from "../../server/src/rules/expression/check.js";
import { compileExpression } from "../../server/src/rules/expression/evaluate.js";
import { ExpressionError } from "../../server/src/rules/expression/expression-error.js";
import { Layout } from "../../server/src/rules/expression/frame.js";
import { functionsOf } from "../../server/src/rules/expression/functions.js";
import { standardFacts } from "../../server/src/rules/expression/standard-facts.js";
import { nodeFacts } from "../../server/src/rules/node-facts.js";
import { linearPatterns, nativePatterns } from "../../server/src/rules/pattern.js";
import { compileTemplate } from "../../server/src/rules/template.js";
import { textFacts } from "../../server/src/rules/text-facts.js";
import {
  buildAutomaton,
  eachWord,
  packAutomaton,
  unpackAutomaton,
  wordsInBytes,
  wordsInText,
} from "../../server/src/text/automaton.js";
import { decodeText, encodeText } from "../../server/src/text/decode.js";
import { applyEdits } from "../../server/src/text/edit.js";
import { globMatches } from "../../server/src/text/glob.js";
import { LineIndex } from "../../server/src/text/line-index.js";
import { nearest } from "../../server/src/text/nearest.js";

const at = { start: 0, end: 0 };
const node = (name: string, children: Node[] = [], ...values: string[]) =>
  new Node({ kind: "block", name, range: at, children, values: values.map((value) => textValue(value, at)) });

describe("LineIndex", () => {
  for (const [name, text, positions] of [
    [
      "LF",
      "a\nbc\n",
      [
        [0, 0, 0],
        [1, 0, 1],
        [2, 1, 0],
        [4, 1, 2],
        [5, 2, 0],
      ],
    ],
    [
      "CRLF",
      "a\r\nb",
      [
        [1, 0, 1],
        [3, 1, 0],
        [4, 1, 1],
      ],
    ],
    ["CR", "a\rb", [[2, 1, 0]]],
    ["empty", "", [[0, 0, 0]]],
    ["astral", "\u{1f511}x", [[2, 0, 2]]],
  ] as const) {
    it(name, () => {
      const index = new LineIndex(text);
      for (const [offset, line, column] of positions) {
        assert.deepEqual(index.position(offset), { line, column });
        assert.equal(index.offset({ line, column }), offset);
      }
    });
  }
});

describe("edits", () => {
  it("apply in any order, once each", () => {
    const edit = { range: { start: 4, end: 5 }, text: "X" };
    assert.equal(applyEdits("0123456", [edit, { range: { start: 1, end: 1 }, text: "-" }, edit]), "0-123X56");
  });
  it("that conflict are refused", () => {
    assert.throws(
      () =>
        applyEdits("0123", [
          { range: { start: 0, end: 2 }, text: "" },
          { range: { start: 1, end: 3 }, text: "" },
        ]),
      RangeError,
    );
    assert.throws(
      () =>
        applyEdits("0123", [
          { range: { start: 1, end: 1 }, text: "a" },
          { range: { start: 1, end: 1 }, text: "b" },
        ]),
      RangeError,
    );
  });
});

describe("decoding", () => {
  for (const [name, bytes] of [
    ["UTF-8", Buffer.from("é\r\n")],
    ["UTF-8 with mark", Buffer.from("\ufeffé\n")],
    ["UTF-16 LE", Buffer.from("\ufeffé\n", "utf16le")],
    ["UTF-16 BE", Buffer.from("\ufeffé\n", "utf16le").swap16()],
  ] as const) {
    it(`${name} comes back byte for byte`, () => {
      const decoded = decodeText(bytes)!;
      assert.ok(decoded.text.startsWith("é"));
      assert.deepEqual(Buffer.from(encodeText(decoded.text, decoded)), Buffer.from(bytes));
    });
  }
  it("says binary and lossy", () => {
    assert.equal(decodeText(Uint8Array.of(65, 0, 66)), undefined);
    assert.equal(decodeText(Uint8Array.of(65, 0xe9, 66))?.lossy, true);
  });
});

describe("globs", () => {
  for (const [glob, path, expected] of [
    ["*.tf", "a/b/x.tf", true],
    ["*.tf", "x.tfvars", false],
    ["test/**", "test/a/b", true],
    ["test", "test/a/b", true],
    ["/test", "a/test/b", false],
    ["a/*/c", "a/b/c", true],
    ["a/*/c", "a/b/b/c", false],
    ["a/**/c", "a/c", true],
    ["a/**/c", "a/b/b/c", true],
    ["**/fixtures/", "x/fixtures/y", true],
    ["{a,b}/*.js", "b/x.js", true],
    ["a?c", "abc", true],
    ["a.c", "abc", false],
  ] as const)
    it(`${glob} ${expected ? "matches" : "does not match"} ${path}`, () =>
      assert.equal(globMatches(glob, path), expected));

  it("take time in proportion to their length", () => {
    const start = performance.now();
    assert.equal(globMatches("*a".repeat(200), "a".repeat(5000)), true);
    assert.equal(globMatches(`${"*a".repeat(200)}b`, "a".repeat(5000)), false);
    assert.ok(performance.now() - start < 5000);
  });
});

describe("the keyword automaton", () => {
  const words = ["he", "she", "his", "hers", "aws_security_group", "{{"];
  const automaton = unpackAutomaton(packAutomaton(buildAutomaton(words)));
  it("finds overlapping words, whatever their case", () => {
    const found: string[] = [];
    eachWord(automaton, "uSHErs {{ é aws_Security_Group", (id, end) => found.push(`${words[id]}@${end}`));
    assert.deepEqual(found, ["she@4", "he@4", "hers@6", "{{@9", "aws_security_group@30"]);
  });
  it("agrees with a plain search on random texts, over bytes and strings", () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    for (let round = 0; round < 300; round++) {
      const text = Array.from({ length: random(60) }, () => "hersi é{"[random(8)]).join("");
      const expected = words.map((word) => (text.toLowerCase().includes(word) ? 1 : 0));
      assert.deepEqual([...wordsInText(automaton, text)], expected, text);
      assert.deepEqual([...wordsInBytes(automaton, Buffer.from(text))], expected, text);
    }
  });
});

describe("paths", () => {
  const allow = node("allow");
  const location = node("location", [allow]);
  const server = node("server", [location]);
  const root = node("", [node("http", [server])]);
  for (const [path, expected] of [
    ["allow", true],
    ["location/allow", true],
    ["server/allow", false],
    ["server/**/allow", true],
    ["location/**/allow", true],
    ["http/*/location/allow", true],
    ["/http/server/location/allow", true],
    ["/server/location/allow", false],
    ["/**/allow", true],
    ["{deny,allow}", true],
    ["location/*", true],
    ["{server}/{if,location}/allow", true],
  ] as const)
    it(`${path} ${expected ? "names" : "does not name"} the node`, () =>
      assert.equal(pathMatches(parsePath(path), allow), expected));
  it("select downwards", () => {
    assert.deepEqual(select(root, parsePath("http/server/*/allow")), [allow]);
    assert.deepEqual(select(root, parsePath("**/allow")), [allow]);
    assert.deepEqual(select(root, parsePath("server")), []);
  });
  it("match dotted names by their end", () => {
    const call = node("requests.get");
    node("", [call]);
    assert.ok(
      pathMatches(parsePath("get"), call) &&
        pathMatches(parsePath("requests.get"), call) &&
        !pathMatches(parsePath("et"), call),
    );
  });
  for (const path of ["", "a//b", "{a", "a/**", "'a"])
    it(`"${path}" is refused with a place`, () => assert.throws(() => parsePath(path), PathError));
});

describe("expressions", () => {
  const facts = [...standardFacts, ...nodeFacts, ...textFacts(nativePatterns)];
  const scope = expressionChecker(facts, nativePatterns).with({ node: "Node" });
  const layout = new Layout(["node"]);
  const compile = (source: string) => compileExpression(source, functionsOf(facts), layout);
  const frameOf = (node: Node) => {
    const frame = layout.frame();
    layout.fill(frame, [node]);
    return frame;
  };
  const unknown = new Node({
    kind: "entry",
    name: "cidr",
    range: at,
    values: [unknownValue("var.x", at), textValue("10.0.0.0/8", at)],
  });
  const tree = node("server", [node("listen", [], "80"), unknown]);
  const run = (source: string) => compile(source)(frameOf(tree));

  it("ask nodes", () => {
    assert.equal(run('node.name == "server" && node.get("listen") == "80" && node.children.size() == 2'), true);
    assert.equal(run('node.has("listen") && !node.has("root")'), true);
    assert.equal(run('node.get("root") == null'), true);
    assert.equal(run('node.all("*").map(n, n.name)[1]'), "cidr");
  });
  it("do not decide by what is unknown", () => {
    assert.throws(() => run('node.at("cidr").args[0] == "x"'), Unknown);
    assert.throws(() => run('!(node.at("cidr").args[1] == "x")'), Unknown);
    assert.equal(run('node.at("cidr").args[0] == "x" || true'), true);
    assert.equal(run('node.at("cidr").args[0] == "x" && false'), false);
    assert.equal(run('node.at("cidr").known.exists(a, a == "10.0.0.0/8")'), true);
  });
  it("are type-checked, with the place of the mistake", () => {
    for (const [source, offset] of [
      ["node.foo == 1", 5],
      ["node.name + 1", 0],
      ["node.name ==", 12],
      ['node.get("x").nothing()', 0],
      ['node.name == "a" && [node.name].exists(n, n.matches("a(?i)b"))', 44],
    ] as const)
      assert.throws(
        () => scope.type(source),
        (error: unknown) => error instanceof ExpressionError && error.offset === offset,
        source,
      );
  });
  it("say what was meant by a wrong name, and how a function is called", () => {
    for (const [source, message] of [
      ["siez(node.args)", 'there is no function "siez"; did you mean "size"?'],
      ['node.hass("x")', 'there is no function "hass"; did you mean "has"?'],
      ["node.has(3)", "`has` does not take (int): Node.has(string): bool"],
      ['nod.has("x")', 'there is no "nod" here; did you mean "node"?'],
      ['node.nam == "x"', 'there is no field "nam"; did you mean "name"?'],
      ["zzzzzz", 'there is no "zzzzzz" here'],
    ] as const)
      assert.throws(() => scope.type(source), { message }, source);
  });
  it("match patterns in linear time", async () => {
    const functions = functionsOf(textFacts(await linearPatterns()));
    const layout = new Layout(["text"]);
    const run = (source: string) => {
      const frame = layout.frame();
      layout.fill(frame, [text]);
      return compileExpression(source, functions, layout)(frame);
    };
    const text = `${"a".repeat(30_000)}!`;
    const start = performance.now();
    assert.equal(run('text.matches("^(a+)+$") || text.matches("b")'), false);
    assert.ok(performance.now() - start < 2000);
    assert.throws(() => run('text.matches("(?=a)")'));
  });
  it("are bounded", () => {
    assert.throws(() => scope.type(`${"(".repeat(100)}1${")".repeat(100)}`), ExpressionError);
    assert.throws(() => scope.type(Array(2000).fill("1").join("+")), ExpressionError);
  });
  it("fill templates; what is unknown shows as …", () => {
    const template = compileTemplate('{node.name}: {node.at("cidr").text} {{x}}', compile);
    assert.equal(template(frameOf(tree), "show"), "server: … {x}");
    assert.throws(() => template(frameOf(tree), "throw"), Unknown);
  });
});

describe("nearest", () => {
  it("finds what was meant and nothing far away", () => {
    assert.equal(nearest("serverity", ["severity", "statement"]), "severity");
    assert.equal(nearest("wher", ["where", "with"]), "where");
    assert.equal(nearest("xyz", ["severity"]), undefined);
  });
});
