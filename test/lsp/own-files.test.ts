import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CompletionItem, Hover } from "vscode-languageserver";
import { severityEdit, suppressionEdit } from "../../server/src/lsp/configuration-edit.js";
import { exampleResults } from "../../server/src/lsp/example-results.js";
import { yamlPlace } from "../../server/src/lsp/yaml-place.js";
import { applyEdits } from "../../server/src/text/edit.js";
import { Client, until, uri } from "./client.js";

/** Where `|` stands in a text, and the text without it. */
function cursor(marked: string): { text: string; offset: number } {
  const offset = marked.indexOf("|");
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}

describe("places in YAML that is being written", () => {
  const cases: readonly [string, readonly string[], boolean][] = [
    ["|", [], true],
    ["rules:\n  ab|", ["rules"], true],
    ["rules:\n  ab|: off\n", ["rules"], true],
    ["rules:\n  ab: o|", ["rules", "ab"], false],
    ["ignore: [a, b|]\n", ["ignore"], false],
    ["checks:\n  nginx:\n    - on: a|\n", ["checks", "nginx", "-", "on"], false],
    ["checks:\n  nginx:\n    - on: a\n      wh|\n", ["checks", "nginx", "-"], true],
    [
      "checks:\n  nginx:\n    - on: a\n      fix: { }\n      examples:\n        - b|\n",
      ["checks", "nginx", "-", "examples", "-"],
      true,
    ],
    ["checks:\n  nginx:\n    - on: a\n    - wh|\n", ["checks", "nginx", "-"], true],
    ["statement:\n- en|\n", ["statement", "-"], true],
  ];
  for (const [marked, path, key] of cases)
    it(JSON.stringify(marked), () => {
      const { text, offset } = cursor(marked);
      const place = yamlPlace(text, offset);
      assert.deepEqual({ path: place?.path, key: place?.key }, { path, key });
    });

  it("the lines of a block scalar belong to its key", () => {
    const { text, offset } = cursor(
      "checks:\n  nginx:\n    - on: a\n      where: >\n        node.has('b') &&\n          node.|\n",
    );
    assert.deepEqual(yamlPlace(text, offset)?.path, ["checks", "nginx", "-", "where"]);
  });

  it("a comment is no place", () => {
    const { text, offset } = cursor("rules: # ab|c\n");
    assert.equal(yamlPlace(text, offset), undefined);
  });
});

describe("severities written to tenet.yaml", () => {
  const cases: readonly [string, string][] = [
    ["", "rules:\n  a-b: off\n"],
    ["# ours\n", "# ours\nrules:\n  a-b: off\n"],
    ["ignore: [x]\n", "ignore: [x]\nrules:\n  a-b: off\n"],
    ["ignore: [x]", "ignore: [x]\nrules:\n  a-b: off\n"],
    ["rules:\n    c: info # why\n", "rules:\n    a-b: off\n    c: info # why\n"],
    ["rules:\n  a-b: info # why\n", "rules:\n  a-b: off # why\n"],
    ["rules: { c: info }\n", "rules: { a-b: off, c: info }\n"],
    ["rules:\n  a-b:\n    severity: info\n", "rules:\n  a-b:\n    severity: off\n"],
    ["rules:\n  a-b:\n    options: { x: 1 }\n", "rules:\n  a-b:\n    severity: off\n    options: { x: 1 }\n"],
    ["rules: { a-b: { options: { x: 1 } } }\n", "rules: { a-b: { severity: off, options: { x: 1 } } }\n"],
    ["rules:\nignore: []\n", "rules:\n  a-b: off\nignore: []\n"],
    ["ignore: []\r\n", "ignore: []\r\nrules:\r\n  a-b: off\r\n"],
  ];
  for (const [before, after] of cases)
    it(JSON.stringify(before), () => {
      const edit = severityEdit(before, "a-b", "off");
      assert.equal(edit && applyEdits(before, [edit]), after);
    });

  const accepted = '{ rule: a-b, files: "x/y.json", reason: "so: \\"it\\" is" }';
  const suppressions: readonly [string, string][] = [
    ["", `suppress:\n  - ${accepted}\n`],
    ["rules: {}", `rules: {}\nsuppress:\n  - ${accepted}\n`],
    ["suppress:\nrules: {}\n", `suppress:\n  - ${accepted}\nrules: {}\n`],
    ["suppress: []\n", `suppress: [${accepted}]\n`],
    [
      "suppress:\n  # ours\n  - rule: c\n    files: z\n    reason: w\n",
      `suppress:\n  # ours\n  - ${accepted}\n  - rule: c\n    files: z\n    reason: w\n`,
    ],
    ["suppress:\r\n- rule: c\r\n", `suppress:\r\n- ${accepted}\r\n- rule: c\r\n`],
  ];
  for (const [before, after] of suppressions)
    it(`a suppression: ${JSON.stringify(before)}`, () => {
      const edit = suppressionEdit(before, { rule: "a-b", file: "x/y.json", reason: 'so: "it" is' });
      assert.equal(edit && applyEdits(before, [edit]), after);
    });

  it("a text that cannot be read is left alone", () => {
    assert.equal(suppressionEdit("rules: {", { rule: "a", file: "b", reason: "c" }), undefined);
    assert.equal(severityEdit("rules: {", "a-b", "off"), undefined);
    assert.equal(severityEdit("- a\n", "a-b", "off"), undefined);
  });
});

describe("tenet's own files in the editor", () => {
  const folder = mkdtempSync(join(tmpdir(), "tenet-own-"));

  async function ask(path: string, marked: string) {
    const { text, offset } = cursor(marked);
    const before = text.slice(0, offset).split("\n");
    const position = { line: before.length - 1, character: before.at(-1)!.length };
    return Client.with({ folder }, async (client) => {
      await client.open(join(folder, path), text, "yaml");
      const given = { textDocument: { uri: uri(join(folder, path)) }, position };
      const items = await client.request<CompletionItem[]>("textDocument/completion", given);
      const hover = await client.request<Hover | null>("textDocument/hover", given);
      return {
        labels: items.map((one) => one.label),
        hover: (hover?.contents as { value: string } | undefined)?.value ?? "",
        diagnostics: (await client.diagnostics(join(folder, path))).map((one) => String(one.message)),
      };
    });
  }

  it("rule ids, severities and keys of tenet.yaml", async () => {
    const ids = await ask("tenet.yaml", "rules:\n  starttls-opt|ional: info\n");
    assert.ok(ids.labels.includes("starttls-optional"));
    assert.match(ids.hover, /STARTTLS is offered/);
    assert.deepEqual(ids.diagnostics, []);
    const severities = await ask("tenet.yaml", "rules:\n  starttls-optional: |\n");
    assert.deepEqual(severities.labels, ["error", "warning", "info", "hint", "off"]);
    const keys = await ask("tenet.yaml", "ign|");
    assert.ok(keys.labels.includes("ignore") && keys.labels.includes("rules"));
  });

  it("what runs: programs and the distributions whose version they are", async () => {
    const programs = await ask("tenet.yaml", "defaults:\n  ng|\n");
    assert.deepEqual(programs.labels, ["nginx", "owner", "aws"]);
    const accounts = await ask("tenet.yaml", "defaults:\n  aws:\n    - |\n");
    assert.deepEqual(accounts.labels, ["ebs-encryption", "imds-v2"]);
    const versions = await ask("tenet.yaml", "defaults:\n  nginx: |\n");
    assert.ok(versions.labels.includes("debian-12"));
    const wrong = await ask("tenet.yaml", "defaults:\n  nginx: debian-112|\n  nginks: 1.20\n");
    assert.match(wrong.diagnostics.join("\n"), /which nginx "debian-112" has is not known; did you mean "debian-1\d"/);
    assert.match(wrong.diagnostics.join("\n"), /nginks/);
  });

  it("rules as maps: their keys, the options of the rule and what these can be", async () => {
    const keys = await ask("tenet.yaml", "rules:\n  owner-missing:\n    sev|\n");
    assert.deepEqual(keys.labels, ["severity", "options", "documentation"]);
    const severities = await ask("tenet.yaml", "rules:\n  owner-missing:\n    severity: |\n");
    assert.ok(severities.labels.includes("hint"));
    const options = await ask("tenet.yaml", "rules:\n  unencrypted-storage:\n    options:\n      a|\n");
    assert.deepEqual(options.labels, ["aws"]);
    const values = await ask("tenet.yaml", "rules:\n  unencrypted-storage:\n    options:\n      aws:\n        - |\n");
    assert.deepEqual(values.labels, ["ebs-encryption", "imds-v2"]);
    const wrong = await ask("tenet.yaml", "rules:\n  owner-missing:\n    options: { ownr: [a] }|\n");
    assert.deepEqual(wrong.diagnostics, ['"owner-missing" has no option "ownr"; did you mean "owner"?']);
  });

  it("mistakes of tenet.yaml are told while it is written", async () => {
    const { diagnostics } = await ask("tenet.yaml", "rules:\n  starttls-optinal: info|\n");
    assert.equal(diagnostics.length, 1);
    assert.match(diagnostics[0]!, /did you mean "starttls-optional"/);
  });

  it("globs that match no file are told while they are written, against the files that were there when it was opened", async () => {
    mkdirSync(join(folder, "legacy"));
    writeFileSync(join(folder, "legacy/nginx.conf"), "events {}\n");
    const { diagnostics } = await ask(
      "tenet.yaml",
      "ignore: legcay/**|\noverrides: [{ files: 'legacy/*', rules: { image-not-pinned: off } }]\n",
    );
    assert.equal(diagnostics.length, 2);
    assert.match(diagnostics[0]!, /"legcay\/\*\*" matches no file; did you mean "legacy\/\*\*"\?/);
    assert.match(diagnostics[1]!, /"image-not-pinned" reads none of these files/);
    rmSync(join(folder, "legacy"), { recursive: true });
  });

  it("a broken baseline is told where it is broken, and in the files whose old findings come back", async () => {
    mkdirSync(join(folder, ".tenet"), { recursive: true });
    const broken = '{\n  "version": 1,\n<<<<<<< ours\n';
    writeFileSync(join(folder, ".tenet/baseline.json"), broken);
    const nginx = join(folder, "nginx.conf");
    const all = await Client.with({ folder }, async (client) => {
      await client.open(join(folder, ".tenet/baseline.json"), broken, "json");
      await client.open(nginx, "mail { server { listen 143; starttls on; } }\n", "nginx");
      return [await client.diagnostics(join(folder, ".tenet/baseline.json")), await client.diagnostics(nginx)];
    });
    assert.deepEqual(
      all[0]!.map((one) => [one.range.start.line, one.message]),
      [[2, "a merge left its marks here: keep the lines of both sides"]],
    );
    assert.match(
      all[1]!.map((one) => String(one.message)).join("\n"),
      /^\.tenet\/baseline\.json:3 is broken, so that old findings are told too: a merge left its marks here/m,
    );
    rmSync(join(folder, ".tenet/baseline.json"));
  });

  const rule = (where: string) =>
    `id: a-b\ntitle: A\nseverity: error\nwhy: w\nremedy: r\nstatement: encryption-2\nchecks:\n  nginx:\n    - on: server/listen\n      where: ${where}\n      message: m\n`;

  it("CEL of rule files: facts with signatures, after a dot those of nodes", async () => {
    const member = await ask(".tenet/rules/a.yaml", rule("node.ha|s('x')"));
    assert.ok(member.labels.includes("has") && member.labels.includes("args"));
    assert.ok(!member.labels.includes("isPrivate"));
    assert.match(member.hover, /Node\.has\(string\): bool/);
    const free = await ask(".tenet/rules/a.yaml", rule("isPriv|ate(node.text)"));
    assert.ok(free.labels.includes("isPrivate") && free.labels.includes("node"));
  });

  it("statements, formats and node names of rule files", async () => {
    const statement = await ask(".tenet/rules/a.yaml", "id: a\nstatement: enc|\nchecks:\n");
    assert.ok(statement.labels.includes("encryption-2"));
    const format = await ask(".tenet/rules/a.yaml", "id: a\nchecks:\n  ngi|\n");
    assert.ok(format.labels.includes("nginx"));
    const name = await ask(".tenet/rules/a.yaml", "id: a\nchecks:\n  nginx:\n    - on: start|\n");
    assert.ok(name.labels.includes("starttls"));
  });

  it("statements that there are not, with the one that was meant", async () => {
    const { diagnostics } = await ask(".tenet/rules/a.yaml", rule("true|").replace("encryption-2", "encription-2"));
    assert.deepEqual(diagnostics, ['there is no statement "encription-2"; did you mean "encryption-2"?']);
  });

  it("mistakes of rule files are told while they are written", async () => {
    const { diagnostics } = await ask(".tenet/rules/a.yaml", rule("node.hass('x')|"));
    assert.ok(
      diagnostics.some((one) => /hass/.test(one)),
      diagnostics.join("\n"),
    );
  });
});

describe("the examples of a rule file", () => {
  it("are run as they stand in the text, with the line of each", async () => {
    const text = [
      "id: a-b",
      "title: A",
      "severity: error",
      "why: w",
      "remedy: r",
      "checks:",
      "  nginx:",
      "    - on: starttls",
      '      where: node.args[0] == "on"',
      "      message: m",
      "      examples:",
      "        - bad: |",
      "            mail { starttls on; }",
      "                   ^^^^^^^^^^^",
      "        - good: |",
      "            mail { starttls on; }",
    ].join("\n");
    await Client.with({}, async (client) => {
      const results = await client.request<{
        problems: string[];
        examples: { line: number; failures: { message: string }[] }[];
      }>("tenet/runExamples", { uri: "file:///a.yaml", text: `${text}\n` });
      assert.deepEqual(results.problems, []);
      assert.deepEqual(
        results.examples.map((one) => [one.line, one.failures.map((failure) => failure.message)]),
        [
          [11, []],
          [14, ["a good example has a finding"]],
        ],
      );
    });
  });
});

describe("where an example that does not hold can be seen", () => {
  const rule = (...example: string[]) =>
    [
      ...["id: a-b", "title: A", "severity: error", "why: w", "remedy: r", "checks:", "  nginx:", "    - on: starttls"],
      ...['      where: node.args[0] == "on"', "      at: args[0]", "      message: m"],
      ...["      fix: { title: F, replace: 'args[0]', with: only, safe: true }", "      examples:"],
      ...example.map((line) => `        ${line}`),
      "",
    ].join("\n");
  const cases: readonly [string, string, string][] = [
    [
      "carets at the wrong place",
      rule(
        "- bad: |",
        "    mail { starttls on; }",
        "           ^^^^^^^^^^^",
        "  fixed: |",
        "    mail { starttls only; }",
      ),
      "^^^^^^^^^^^",
    ],
    [
      "a finding without carets",
      rule(
        "- bad: |",
        "    mail { starttls on;",
        "                    ^^",
        "      starttls on; }",
        "  fixed: |",
        "    mail { starttls only;",
        "      starttls only; }",
      ),
      "on; }",
    ],
    ["a good text with a finding", rule("- good: |", "    # fine", "    mail { starttls on; }"), "on; }"],
    [
      "a fixed text that differs",
      rule(
        "- path: nginx.conf",
        "  bad: |",
        "    mail {",
        "      starttls on;",
        "               ^^",
        "    }",
        "  fixed: |",
        "    mail {",
        "      starttls no;",
        "    }",
      ),
      "starttls no;",
    ],
    ["carets where nothing is found", rule("- bad: |", "    mail { starttls off; }", "                    ^^^"), "^^^"],
  ];
  for (const [what, text, begins] of cases)
    it(what, async () => {
      const results = await exampleResults("/a.yaml", text);
      assert.deepEqual(results.problems, []);
      const [place, ...more] = results.examples.flatMap((one) => one.failures.map((failure) => failure.place));
      assert.deepEqual(more, []);
      assert.ok(place);
      const shown = text.split("\n")[place.line]!;
      assert.equal(shown.slice(place.start), begins);
      assert.equal(shown.slice(place.start, place.end), begins.split(/; }/)[0]);
    });
});

describe("a scan of the workspace", () => {
  it("finds in files that are not open, and follows them", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tenet-scan-"));
    const file = join(folder, "nginx.conf");
    const wrong = "mail { server { listen 143; starttls on; } }\n";
    writeFileSync(file, wrong);
    writeFileSync(join(folder, "notes.txt"), "nothing\n");
    await Client.with({ folder, initializationOptions: { rulePages: true } }, async (client) => {
      const last = () => client.published.findLast((one) => one.uri === uri(file))?.diagnostics.length;
      const result = await client.request<{ files: number; findings: number }>("tenet/scan", {});
      assert.deepEqual(result, { files: 2, findings: 1, cancelled: false });
      await until(() => last() === 1);
      const changed = { changes: [{ uri: uri(file), type: 2 }] };
      writeFileSync(file, wrong.replace("on;", "only;"));
      await client.notify("workspace/didChangeWatchedFiles", changed);
      await until(() => last() === 0);
      writeFileSync(file, wrong);
      await client.notify("workspace/didChangeWatchedFiles", changed);
      await until(() => last() === 1);
      // What is open shows its own findings; closed again it shows those of the disk.
      await client.open(file, wrong, "nginx");
      await until(() => last() === 0);
      assert.equal((await client.diagnostics(file)).length, 1);
      await client.notify("textDocument/didClose", { textDocument: { uri: uri(file) } });
      await until(() => last() === 1);
      writeFileSync(join(folder, "tenet.yaml"), "rules: { starttls-optional: off }\n");
      await client.notify("workspace/didChangeWatchedFiles", {
        changes: [{ uri: uri(join(folder, "tenet.yaml")), type: 1 }],
      });
      await until(() => last() === 0);
    });
  });
});
