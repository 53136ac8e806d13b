import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root, withFiles } from "../support.js";

describe("the documentation site", () => {
  it("has a page for every rule, and every link leads somewhere", () =>
    withFiles({}, (folder) => {
      execFileSync(process.execPath, [join(root, "scripts/site.mjs"), join(folder, "site")]);
      const site = join(folder, "site");
      const pages = [...readdirSync(site), ...readdirSync(join(site, "rules")).map((name) => `rules/${name}`)].filter(
        (name) => name.endsWith(".html"),
      );
      const { rules } = JSON.parse(readFileSync(join(root, "dist/rules.json"), "utf8")) as { rules: { id: string }[] };
      for (const { id } of rules) assert.ok(pages.includes(`rules/${id}.html`), id);
      for (const page of pages) {
        const text = readFileSync(join(site, page), "utf8");
        assert.doesNotMatch(text, /<script[^>]*src="https?:|<link[^>]*href="https?:/, page);
        for (const [, target] of text.matchAll(/(?:href|src)="(?!https?:|#)([^"#]+)/g))
          assert.ok(existsSync(join(site, dirname(page), target!)), `${page}: ${target}`);
      }
    }));
});
