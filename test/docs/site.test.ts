import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root, withFiles } from "../support.js";

const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

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

  it("finds rules without a network and fits narrow windows, in a real browser", function () {
    this.timeout(120_000);
    if (chromium === undefined) {
      process.stdout.write("    Chromium is not installed: the site was not opened\n");
      this.skip();
    }
    return withFiles({}, (folder) => {
      const site = join(folder, "site");
      execFileSync(process.execPath, [join(root, "scripts/site.mjs"), site]);
      const pages = ["index.html", "readme.html", "configuration.html", "rules/unencrypted-storage.html"];
      writeFileSync(
        join(site, "look.html"),
        `<body>${pages.map((page) => `<iframe style="width: 390px; height: 800px" src="${page}"></iframe>`).join("")}<script>
onload = () => {
  const wide = [...document.querySelectorAll("iframe")].map((frame) => {
    const { documentElement: page } = frame.contentDocument;
    const input = frame.contentDocument.getElementById("search");
    input.value = "starttls clear";
    input.dispatchEvent(new Event("input"));
    const found = [...frame.contentDocument.querySelectorAll("#found a")].map((link) => link.getAttribute("href"));
    return { over: page.scrollWidth - page.clientWidth, found };
  });
  document.body.textContent = "told " + JSON.stringify(wide) + " end";
};
</script>`,
      );
      const options = ["--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"];
      const run = spawnSync(
        chromium,
        [...options, `--user-data-dir=${join(folder, "browser")}`, "--dump-dom", `file://${site}/look.html`],
        { encoding: "utf8" },
      );
      const told = /told (.*) end/.exec(run.stdout);
      assert.ok(told, run.stdout + run.stderr);
      const looked = JSON.parse(told[1]!) as { over: number; found: string[] }[];
      assert.deepEqual(
        looked.map((one, index) => ({ page: pages[index], over: one.over })),
        pages.map((page) => ({ page, over: 0 })),
      );
      for (const [index, one] of looked.entries())
        assert.ok(one.found.includes(`${index === 3 ? "../" : ""}rules/starttls-optional.html`), one.found.join(", "));
    });
  });
});
