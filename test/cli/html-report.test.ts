import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cli, git, withFiles } from "../support.js";

const bad = "mail { server { listen 143; starttls on; } }\n";
const files = {
  ".github/CODEOWNERS":
    "# who answers\n* @everybody\n[Section of GitLab]\n/mail/ @team/mail @ann # since 2024\n/mail/old/\nsp\\ ace/ @space\n",
  "mail/nginx.conf": bad,
  "mail/old/nginx.conf": bad,
  "sp ace/nginx.conf": bad,
  "web/nginx.conf": bad,
};

const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

describe("the HTML report", function () {
  this.timeout(120_000);

  it("knows who owns a file", () =>
    withFiles(files, (folder) => {
      const { out } = cli(folder, ["check", ".", "--format", "html"]);
      const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(out)![1]!;
      const rows = JSON.parse(data) as { path: string; owner: string }[];
      assert.deepEqual(
        rows.map((row) => `${row.path}: ${row.owner}`),
        [
          "mail/nginx.conf: @team/mail @ann",
          "mail/old/nginx.conf: No owner",
          "sp ace/nginx.conf: @space",
          "web/nginx.conf: @everybody",
        ],
      );
    }));

  it("finds the owners of the repository from a folder below", () =>
    withFiles(files, (folder) => {
      git(folder, "init", "-q");
      const { out } = cli(join(folder, "mail"), ["check", ".", "--format", "html"]);
      const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(out)![1]!;
      const rows = JSON.parse(data) as { path: string; owner: string }[];
      assert.deepEqual(
        rows.map((row) => `${row.path}: ${row.owner}`),
        ["nginx.conf: @team/mail @ann", "old/nginx.conf: No owner"],
      );
    }));

  it("groups by owner and searches in a real browser", function () {
    if (chromium === undefined) {
      process.stdout.write("    Chromium is not installed: the report was not opened\n");
      this.skip();
    }
    return withFiles(files, (folder) => {
      const page = join(folder, "report.html");
      cli(folder, ["check", ".", "--format", "html", "--output", page]);
      const shown = (act: string): string => {
        writeFileSync(page.replace("report", "acted"), `${readFileSync(page, "utf8")}<script>${act}</script>`);
        const options = ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${join(folder, "browser")}`];
        const run = spawnSync(chromium, [...options, "--dump-dom", `file://${folder}/acted.html`], {
          encoding: "utf8",
        });
        assert.equal(run.status, 0, run.stderr);
        return run.stdout;
      };
      const group = 'inputs.group.value = "owner"; inputs.group.dispatchEvent(new Event("input"));';
      const titles = [...shown(group).matchAll(/<h2>(.*?)<\/h2>/g)].map(([, title]) => title);
      assert.deepEqual(titles, ["@team/mail @ann (1)", "No owner (1)", "@space (1)", "@everybody (1)"]);
      const search = 'inputs.search.value = "@ann starttls"; inputs.search.dispatchEvent(new Event("input"));';
      assert.match(shown(search), /<p id="count" aria-live="polite">1 of 4 shown<\/p>/);
    });
  });
});
