import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { IRawGrammar } from "vscode-textmate";
import { root } from "../support.js";
import { type ColouredLine, highlighter, ownGrammars, scopesAt } from "./textmate.js";

/** The fixture of each grammar. A line of carets says which scopes the text above them has; `<-` stands for column 0, `!` for none that begins so. */
const fixtures: Readonly<Record<string, string>> = {
  "nginx.conf": "source.tenet.nginx",
  "main.cf": "source.tenet.postfix-main",
  "master.cf": "source.tenet.postfix-master",
  "dovecot.conf": "source.tenet.dovecot",
  sshd_config: "source.tenet.openssh",
  "pg_hba.conf": "source.tenet.pg-hba",
  "haproxy.cfg": "source.tenet.haproxy",
  "rule.yaml": "source.yaml",
  "other.yaml": "source.yaml",
};

interface Expectation {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly scopes: readonly string[];
}

/** A fixture without its lines of carets, and what these say. */
function read(name: string): { text: string; expectations: Expectation[] } {
  const lines: string[] = [];
  const expectations: Expectation[] = [];
  for (const line of readFileSync(join(import.meta.dirname, "colours", name), "utf8").split("\n")) {
    const match = /^#(?:(<-)|( *)(\^+)) +(\S.*)$/.exec(line);
    if (!match) {
      lines.push(line);
      continue;
    }
    const from = match[1] ? 0 : match[2]!.length + 1;
    expectations.push({
      line: lines.length - 1,
      from,
      to: from + (match[3]?.length ?? 1),
      scopes: match[4]!.trim().split(/\s+/),
    });
  }
  return { text: lines.join("\n"), expectations };
}

function check(name: string, coloured: readonly ColouredLine[], expectations: readonly Expectation[]): void {
  assert.ok(expectations.length > 5, `${name} says too little`);
  for (const [line, one] of coloured.entries())
    for (const { startIndex, scopes } of name.endsWith(".yaml") ? one.tokens : [])
      assert.ok(
        !scopes.some((scope) => scope.startsWith("invalid")),
        `${name}:${line + 1}:${startIndex + 1} ${scopes}`,
      );
  for (const { line, from, to, scopes } of expectations)
    for (let column = from; column < to; column++) {
      const there = scopesAt(coloured[line]!, column);
      for (const scope of scopes) {
        const told = `${name}:${line + 1}:${column + 1} ${coloured[line]!.text.trim()}\n${there.join("\n")}\n${scope}`;
        if (scope.startsWith("!")) assert.ok(!there.some((one) => one.startsWith(scope.slice(1))), told);
        else assert.ok(there.includes(scope), told);
      }
    }
}

/** YAML's grammar of an editor that was set up for the tests: a newer one, which takes indentation off line by line. */
function yamlOfTheEditor(): ReadonlyMap<string, IRawGrammar> | undefined {
  const cache = join(homedir(), ".cache/tenet");
  const host = existsSync(cache) && readdirSync(cache).find((name) => name.startsWith("editor-host-"));
  const folder = host && join(cache, host, "node_modules/code-server/lib/vscode/extensions/yaml/syntaxes");
  if (!folder || !existsSync(folder)) return undefined;
  return new Map(
    readdirSync(folder)
      .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as IRawGrammar)
      .map((grammar) => [grammar.scopeName, grammar]),
  );
}

describe("colours", () => {
  let tokens: Awaited<ReturnType<typeof highlighter>>;
  before(async () => {
    tokens = await highlighter();
  });

  for (const [name, scope] of Object.entries(fixtures))
    it(`of ${name}`, async () => {
      const { text, expectations } = read(name);
      check(name, await tokens(scope, text), expectations);
    });

  it("of rules where the editor has the newer grammar of YAML", async function () {
    const yaml = yamlOfTheEditor();
    if (!yaml) return this.skip();
    const newer = await highlighter(yaml);
    for (const name of ["rule.yaml", "other.yaml"]) {
      const { text, expectations } = read(name);
      check(name, await newer("source.yaml", text), expectations);
    }
  });

  it("of every expression in the rules that ship", async () => {
    let expressions = 0;
    for (const folder of readdirSync(join(root, "rules"), { withFileTypes: true })) {
      if (!folder.isDirectory() || folder.name === "data") continue;
      for (const file of readdirSync(join(root, "rules", folder.name))) {
        const lines = await tokens("source.yaml", readFileSync(join(root, "rules", folder.name, file), "utf8"));
        for (const [index, line] of lines.entries()) {
          const match = /^\s*(?:- )?(where|query|let|message|on|examples)(?=:\s)/.exec(line.text);
          if (!match) continue;
          const column = match[0].length - 1;
          if (scopesAt(line, column).includes("string.unquoted.block.yaml")) continue;
          const place = `${file}:${index + 1} ${line.text}`;
          assert.ok(
            scopesAt(line, column).some((one) => /^entity\.name\.tag\.yaml$|^constant\.language/.test(one)),
            `the key is no key: ${place}`,
          );
          if (match[1] !== "where" && match[1] !== "query") continue;
          const value = /[|>][-+]?\s*$/.test(line.text) ? lines[index + 1]! : line;
          const embedded = value.tokens.some((one) =>
            one.scopes.some((two) => two.startsWith("meta.embedded.inline.")),
          );
          assert.ok(embedded, `the value is not coloured: ${place}`);
          expressions++;
        }
      }
    }
    assert.ok(expressions > 500, `${expressions} expressions`);
  });

  it("of the examples end with what they belong to", async () => {
    for (const path of ["examples/nginx/nginx.conf", "examples/mail/nginx.conf"]) {
      const lines = await tokens("source.tenet.nginx", readFileSync(join(root, path), "utf8"));
      for (const [index, line] of lines.entries()) {
        if (!/^\s*[a-z_]+ [^"'{}]*;\s*$/.test(line.text)) continue;
        const first = scopesAt(line, line.text.search(/\S/));
        const told = `${path}:${index + 1} ${line.text}: ${first}`;
        assert.ok(
          first.some((one) => /^keyword\.(?:other\.directive|control)/.test(one)),
          told,
        );
      }
    }
  });

  it("take time that grows with a line's length and not faster", async function () {
    this.timeout(120_000);
    // An editor colours lines of up to 20,000 characters.
    const milliseconds = async (scope: string, lead: string, piece: string, length: number): Promise<number> => {
      const began = performance.now();
      await tokens(scope, lead + piece.repeat(Math.ceil(length / piece.length)));
      return performance.now() - began;
    };
    const leads: [string, string][] = [...ownGrammars.keys()].map((scope) => [scope, "a = "]);
    leads.push(["source.tenet.postfix-master", "smtp inet n n n - - x "], ["source.tenet.pg-hba", "host "]);
    for (const key of ["where: ", 'query: "', "message: ", "let: { a: "])
      leads.push(["source.yaml", `checks:\n  nginx:\n    - ${key}`]);
    const pieces = ['"', "{", "(", "[", "$", "%{", "%[", 'a %["', "~a[", "a ", "a:", "1.", "!a", "{{ ", "location ~ "];
    for (const [scope, lead] of leads)
      for (const piece of pieces) {
        if ((await milliseconds(scope, lead, piece, 10_000)) < 300) continue;
        const times = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
        for (let i = 0; i < 3; i++)
          for (const [index, length] of [2_500, 10_000].entries())
            times[index] = Math.min(times[index]!, await milliseconds(scope, lead, piece, length));
        assert.ok(times[1]! < Math.max(300, 10 * times[0]!), `${scope} ${lead}${piece}: ${times}`);
      }
  });
});
