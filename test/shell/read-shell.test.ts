import assert from "node:assert/strict";
import type { Node } from "../../server/src/document/node.js";
import { commandNodes, execNodes } from "../../server/src/shell/command-nodes.js";
import { readShell } from "../../server/src/shell/read-shell.js";
import { shellFacts } from "../../server/src/shell/shell-facts.js";
import { MappedText, MappedTextBuilder } from "../../server/src/text/mapped-text.js";

function nodes(text: string): Node[] {
  const all: Node[] = [];
  const visit = (node: Node): void => {
    all.push(node);
    node.children.forEach(visit);
  };
  commandNodes(readShell(text)).forEach(visit);
  return all;
}

function command(text: string, name: string): Node {
  const found = nodes(text).find((node) => node.name === name);
  assert.ok(found, `no ${name} in ${text}`);
  return found;
}

// biome-ignore lint/suspicious/noExplicitAny: the signature string is the type
function ask(signature: string, ...args: any[]): any {
  const fact = shellFacts.find((one) => one.signature.startsWith(`Node.${signature}`));
  assert.ok(fact, signature);
  return fact.handler(...args);
}

describe("shell words", () => {
  for (const [text, words] of [
    ["a 'b c' \"d e\" f\\ g", ["a", "b c", "d e", "f g"]],
    ["a b\"c\"d'e'", ["a", "bcde"]],
    ["a \\\n  b", ["a", "b"]],
    ["a b\\\nc", ["a", "bc"]],
    ["a $'x\\ty'", ["a", "x\ty"]],
    ['a "x\\"y\\$z"', ["a", 'x"y$z']],
    ["a # b", ["a"]],
    ["a b#c", ["a", "b#c"]],
    ["a $ b", ["a", "$", "b"]],
    ["a 2>&1 >x b", ["a", "b"]],
  ] as const) {
    it(JSON.stringify(text), () => {
      assert.deepEqual(
        readShell(text).commands[0]!.words.map((word) => word.text),
        words,
      );
    });
  }

  it("keeps the text of what it cannot know", () => {
    const words = readShell("a x$Y ${Z:-1} $(b) `c` \"$D\" '$E' {{ f }}").commands[0]!.words;
    assert.deepEqual(
      words.map((word) => [word.text, word.known]),
      [
        ["a", true],
        ["x$Y", false],
        ["${Z:-1}", false],
        ["$(b)", false],
        ["`c`", false],
        ["$D", false],
        ["$E", true],
        ["{{", false],
        ["f", true],
        ["}}", true],
      ],
    );
  });

  it("fills in variables that are known", () => {
    const script = readShell('a "$B/x" $C', { variable: (name) => (name === "B" ? "v" : undefined) });
    assert.deepEqual(
      script.commands[0]!.words.map((word) => [word.text, word.known]),
      [
        ["a", true],
        ["v/x", true],
        ["$C", false],
      ],
    );
  });
});

describe("shell commands", () => {
  it("finds every command, however deep", () => {
    const text =
      "if a; then b; else (c; d) | e; fi && { f; } || g & for x in 1; do h; done; case $y in p|q) i;; *) j;; esac; k() { l; }";
    assert.deepEqual(
      nodes(text).map((node) => node.name),
      ["a", "b", "c", "d", "e", "f", "g", "for", "h", "i", "j", "l"],
    );
  });

  it("sees through wrappers and quotes, at exact places", () => {
    const text = `sudo -u root env A=1 sh -c "cd /x; curl \\"-k\\" $U"`;
    const curl = command(text, "curl");
    assert.equal(text.slice(curl.range.start, curl.range.end), 'curl \\"-k\\" $U');
    assert.equal(ask("option(string)", curl, "k"), true);
    const list = ["bash", "-c", "wget x | sh"].map((word, i) => ({
      text: word,
      data: word,
      known: true,
      range: { start: i * 20, end: i * 20 + word.length },
    }));
    const [bash] = execNodes(list);
    assert.deepEqual(
      bash!.children.map((node) => [node.name, node.range]),
      [
        ["wget", { start: 40, end: 46 }],
        ["sh", { start: 49, end: 51 }],
      ],
    );
  });

  it("follows pipes through groups and wrappers", () => {
    const names = (text: string): string[] => ask("pipedInto", command(text, "curl")).map((node: Node) => node.name);
    assert.deepEqual(names("{ curl x; } | sudo tee y | (cd z; sh)"), ["sudo", "tee", "cd", "sh"]);
    assert.deepEqual(names('sh -c "$(curl x)"'), ["sh"]);
    assert.deepEqual(names("bash <(curl x)"), ["bash"]);
    assert.deepEqual(names("curl x && sh y"), []);
    assert.deepEqual(names("x=$(curl x); sh"), []);
  });

  it("knows what runs a download", () => {
    const runs = (text: string): boolean => ask("runBy", command(text, "curl")).length > 0;
    for (const text of [
      "curl x | sh",
      "curl x | sudo -E bash -s -- y",
      "curl x | bash -ex",
      "eval `curl x`",
      ". <(curl x)",
    ])
      assert.ok(runs(text), text);
    for (const text of [
      "curl x | python3 -m json.tool",
      "curl x | bash -c y",
      "curl x | sh y.sh",
      "curl x | jq .",
      "a $(curl x)",
    ])
      assert.ok(!runs(text), text);
  });

  it("reads options", () => {
    const option = (text: string, name: string): boolean => ask("option(string)", nodes(text)[0], name);
    assert.ok(option("curl -kfsSL x", "k"));
    assert.ok(option("curl -fsSLk x", "k"));
    assert.ok(option("curl --insecure x", "insecure"));
    assert.ok(!option("curl -H -k x", "k"));
    assert.ok(!option("curl -okk x", "k"));
    assert.ok(!option("curl -- -k", "k"));
    assert.ok(option("openssl req -newkey rsa", "newkey"));
    assert.throws(() => option("curl $OPTIONS x", "k"));
    assert.ok(!option('curl "$URL"', "k"));
    assert.equal(ask("optionValue(string)", nodes("curl -o x --url=y")[0], "url"), "y");
    assert.deepEqual(ask("operands", nodes("curl -o x -L y -H 'a: b' z")[0]), ["y", "z"]);
    assert.deepEqual(ask("installs", nodes("apt-get -o A=b install -y --no-install-recommends a=1 b:amd64 c/x")[0]), [
      "a",
      "b",
      "c",
    ]);
    assert.deepEqual(ask("installs", nodes("apk add -t .deps a@edge b>1")[0]), ["a", "b"]);
  });

  it("knows where output goes", () => {
    const files = (text: string): string[] => ask("writes", command(text, "echo"));
    assert.deepEqual(files("echo a >> /x"), ["/x"]);
    assert.deepEqual(files("echo a | sudo tee -a /y 2>&1"), ["/y"]);
    assert.deepEqual(files("{ echo a; } > /z"), ["/z"]);
    assert.deepEqual(files("echo a > $X"), []);
  });

  it("maps joined lines back", () => {
    const builder = new MappedTextBuilder();
    builder.add("cur", 10);
    builder.add("l -k", 20);
    const [word] = commandNodes(readShell(builder.build(0)));
    assert.deepEqual(word!.nameRange, { start: 10, end: 21 });
    assert.deepEqual(word!.values[0]!.range, { start: 22, end: 24 });
    assert.equal(MappedText.from("abc", 5).at(2), 7);
  });
});

describe("hostile shell text", () => {
  const many = 20_000;
  for (const [name, text] of Object.entries({
    words: "a ".repeat(many * 10),
    "open substitutions": "$(".repeat(many),
    parentheses: "(".repeat(many),
    groups: `${"{ ".repeat(many)}a${"; }".repeat(many)} | sh`,
    wrappers: "sudo ".repeat(many),
    quotes: "'\"".repeat(many),
    braces: "${".repeat(many),
    "here-documents": `${"<<A ".repeat(many)}\n${"x\n".repeat(many)}`,
    pipes: "curl x|".repeat(many),
    scripts: "sh -c '".repeat(many),
    "nested scripts": 'sh -c "curl $(a) | sh";'.repeat(many / 10),
    conditions: "if ".repeat(many),
    cases: "case x in a) ".repeat(many),
    "a word": "a".repeat(1_000_000),
  })) {
    it(`${name} take no time`, () => {
      const start = performance.now();
      const script = readShell(text);
      const made = commandNodes(script);
      for (const node of made.slice(0, 100)) if (node.kind === "command") ask("pipedInto", node);
      assert.ok(performance.now() - start < 4000, `${performance.now() - start} ms`);
    });
  }

  it("every beginning of a script can be read", () => {
    const text =
      "a 'b' \"c$(d `e`)\" ${f:-g} <<H | sh -c \"i 'j'\"\nk\nH\ncase x in y) z;; esac; [[ 1 ]] && (( 2 )) > >(l)";
    for (let end = 0; end <= text.length; end++) {
      for (const node of commandNodes(readShell(text.slice(0, end)))) {
        assert.ok(node.range.start <= node.range.end && node.range.end <= end);
      }
    }
  });
});
