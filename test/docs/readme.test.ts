import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cli, root, withFiles } from "../support.js";

const readme = readFileSync(join(root, "README.md"), "utf8");
const architecture = readFileSync(join(root, "server/README.md"), "utf8");

/** The fenced blocks of a language, in order. */
function blocks(text: string, language: string): string[] {
  const all = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
  return all.filter((match) => match[1] === language).map((match) => match[2]!);
}

describe("the README", () => {
  it("shows a rule whose examples hold", () =>
    withFiles({ "rule.yaml": blocks(readme, "yaml").find((block) => block.startsWith("id:"))! }, (folder) => {
      const run = cli(folder, ["test", "rule.yaml"]);
      assert.equal(run.code, 0, run.out);
    }));

  it("shows a configuration without problems", () =>
    withFiles(
      {
        "tenet.yaml": blocks(readme, "yaml").find((block) => block.startsWith("rules:"))!,
        "security/rules/.keep": "",
        "legacy/nginx.conf": "events {}\n",
        "test/fixtures/nginx.conf": "events {}\n",
      },
      (folder) => {
        const { problems } = JSON.parse(cli(folder, ["check", ".", "--format", "json"]).out) as { problems: unknown[] };
        assert.deepEqual(problems, []);
      },
    ));

  it("shows a finding as the command line prints it", () => {
    const block = blocks(readme, "").find((one) => one.startsWith("error["))!;
    const { out } = cli(root, ["check", "examples", "--exit-zero"]);
    assert.ok(out.includes(block), "run the first command and copy the block again");
  });

  it("shows a suppression that holds", () =>
    withFiles({ "nginx.conf": `mail { server { listen 143;\n${blocks(readme, "nginx")[0]}} }\n` }, (folder) => {
      const run = cli(folder, ["check", ".", "--format", "concise"]);
      assert.equal(run.out, "");
    }));

  it("names only commands that are there", () => {
    for (const [, command] of readme.matchAll(/`(?:npx )?tenet (?!help)([a-z]+)/g))
      assert.equal(cli(root, ["help", command!]).code, 0, command);
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    for (const [, script] of readme.matchAll(/npm run ([a-z]+)/g)) assert.ok(scripts[script!], script);
  });
});

describe("the architecture page", () => {
  it("shows a rule whose examples hold", () =>
    withFiles({ "rule.yaml": blocks(architecture, "yaml")[0]! }, (folder) => {
      const run = cli(folder, ["test", "rule.yaml"]);
      assert.equal(run.code, 0, run.out);
    }));
});

describe("the guide to rules", () => {
  const rules = blocks(readFileSync(join(root, "docs/rules.md"), "utf8"), "yaml");

  it("has ten rules", () => assert.equal(rules.length, 10));

  for (const rule of rules)
    it(`${/^id: (.*)$/m.exec(rule)?.[1]}: its examples hold`, () =>
      withFiles({ "rule.yaml": rule }, (folder) => {
        const run = cli(folder, ["test", "rule.yaml"]);
        assert.equal(run.code, 0, run.out);
      }));
});
