import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configShape } from "../../server/src/project/read-config.js";
import type { Shape } from "../../server/src/rules/shape.js";
import { cli, root, withFiles } from "../support.js";

const path = join(root, "docs/configuration.md");
const start = "<!-- keys: written by UPDATE=1 npx mocha test/docs/configuration.test.ts -->\n";

/** What may stand at a key, in a few words. */
function kind(shape: Shape): string {
  switch (shape.type) {
    case "text":
      return shape.oneOf ? shape.oneOf.map((one) => `\`${one}\``).join(", ") : "text";
    case "flag":
      return "`true`, `false`";
    case "value":
      return "text, number, `true`, `false` or list of texts";
    case "number":
      return "number";
    case "list":
      return `${shape.orOne ? "one or a list: " : "list: "}${kind(shape.of)}`;
    case "map":
      return "map";
    case "object":
      return "map";
    case "either":
      return `${kind(shape.text)}, or a map`;
  }
}

/** A row for a key and those below it. */
function rows(shape: Shape, name: string): string[] {
  const own =
    name === ""
      ? []
      : [`| \`${name}\` | ${kind(shape)} | ${shape.about.replace(/(?:git\+)?https:\/\/[^\s,]+/g, "`$&`")} |`];
  return [...own, ...below(shape, name)];
}

function below(shape: Shape, name: string): string[] {
  const dot = name === "" ? "" : `${name}.`;
  switch (shape.type) {
    case "object":
      return Object.entries(shape.keys).flatMap(([key, inner]) => rows(inner, dot + key));
    case "map":
      return shape.of.type === "text" ? [] : below(shape.of, `${dot}ID`);
    case "either":
      return below(shape.object, name);
    case "list":
      return below(shape.of, `${name}[]`);
    default:
      return [];
  }
}

describe("the page about tenet.yaml", () => {
  it("names every key that there is, with what the editor says of it", () => {
    const text = readFileSync(path, "utf8");
    const [head] = text.split(start);
    const table = ["| key | what it can be | what it is for |", "|---|---|---|", ...rows(configShape, "")].join("\n");
    const wanted = `${head}${start}${table}\n`;
    if (process.env.UPDATE) writeFileSync(path, wanted);
    else assert.equal(text, wanted, "UPDATE=1 writes it anew");
  });

  it("shows configurations without problems", () => {
    const blocks = [...readFileSync(path, "utf8").matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((match) => match[1]!);
    assert.ok(blocks.length > 2);
    return withFiles(
      {
        "base.yaml": "rules: {}\n",
        "legacy/nginx.conf": "events {}\n",
        "test/fixtures/nginx.conf": "events {}\n",
        "iam/admin.json": "{}\n",
        "main.tf": "",
        "security/rules/.keep": "",
      },
      (folder) => {
        for (const block of blocks) {
          writeFileSync(join(folder, "tenet.yaml"), block);
          const { problems } = JSON.parse(cli(folder, ["check", ".", "--as-of", "2026-01-01", "--format", "json"]).out);
          assert.deepEqual(problems, [], block);
        }
      },
    );
  });
});
