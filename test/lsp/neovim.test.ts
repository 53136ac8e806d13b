import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root, withFiles } from "../support.js";

/** What runs inside Neovim: starts the server, waits for a finding, applies the fix, writes what it saw. */
const script = `
local file, server, seen = ...
vim.cmd("edit " .. file)
local id = vim.lsp.start_client({ name = "tenet", cmd = { server, "lsp", "--stdio" }, root_dir = vim.fn.getcwd() })
vim.lsp.buf_attach_client(0, id)
local function until_true(what, look)
  if not vim.wait(20000, look, 50) then error("waited in vain for " .. what) end
end
until_true("a finding", function() return #vim.diagnostic.get(0) > 0 end)
local found = vim.diagnostic.get(0)[1]
local at = { line = found.lnum, character = found.col }
local params = {
  textDocument = vim.lsp.util.make_text_document_params(),
  range = { start = at, ["end"] = at },
  context = { diagnostics = {} },
}
local hover = vim.lsp.buf_request_sync(0, "textDocument/hover", { textDocument = params.textDocument, position = at }, 10000)
local answers = vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 10000)
local titles = {}
for _, action in ipairs(answers[id].result) do table.insert(titles, action.title) end
local fix = answers[id].result[1]
local client = vim.lsp.get_client_by_id(id)
if not fix.edit then fix = client.request_sync("codeAction/resolve", fix, 10000, 0).result end
vim.lsp.util.apply_workspace_edit(fix.edit, client.offset_encoding)
until_true("no findings", function() return #vim.diagnostic.get(0) == 0 end)
vim.fn.writefile({ vim.fn.json_encode({
  code = found.code, lnum = found.lnum, col = found.col, message = found.message, titles = titles,
  hover = hover[id].result.contents.value, text = vim.api.nvim_buf_get_lines(0, 0, -1, false),
}) }, seen)
`;

describe("Neovim", () => {
  it("shows findings, explains them and applies a fix", function () {
    if (spawnSync("nvim", ["--version"]).status !== 0) {
      process.stdout.write("    Neovim is not installed: nothing was tried in it\n");
      this.skip();
    }
    return withFiles(
      { "nginx.conf": "mail {\n  server { listen 143; starttls on; }\n}\n", "run.lua": script },
      async (folder) => {
        const call = (name: string) => JSON.stringify(join(folder, name));
        const server = JSON.stringify(join(root, "dist/cli.js"));
        const run = `lua local ok, why = pcall(loadfile(${call("run.lua")}), ${call("nginx.conf")}, ${server}, ${call("seen.json")}) if not ok then io.stderr:write(tostring(why)) vim.cmd("cquit!") end`;
        execFileSync("nvim", ["--headless", "-u", "NONE", "-n", "-c", run, "-c", "qall!"], {
          cwd: folder,
          stdio: ["ignore", "ignore", "pipe"],
          timeout: 50_000,
        });
        const seen = JSON.parse(readFileSync(join(folder, "seen.json"), "utf8"));
        assert.equal(seen.code, "starttls-optional");
        assert.deepEqual([seen.lnum, seen.col], [1, 32]);
        assert.equal(seen.titles[0], "Require STARTTLS");
        assert.match(seen.hover, /What to do/);
        assert.equal(seen.text[1], "  server { listen 143; starttls only; }");
      },
    );
  });
});
