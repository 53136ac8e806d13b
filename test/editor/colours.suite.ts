import assert from "node:assert/strict";
import * as vscode from "vscode";
import { at, page, picture, show, until, write } from "./workbench.js";

const nginx = `http {
  server {
    listen 443 ssl;
    return 301 https://$host$request_uri;
    content_by_lua_block {
      local answer = "}"
    }
  }
}
`;

const rule = `id: no-root
title: root
severity: error
why: root
remedy: Name another user.
checks:
  dockerfile:
    - on: USER
      where: node.args.exists(word, word == "root")
      message: "{node.args[0]} is root"
`;

/** Texts that have a colour of their own in the editor in front, and so an element; undefined where there is no page. */
function coloured(): Promise<string[] | undefined> {
  return page<string[]>({ op: "texts", selector: ".editor-group-container.active .view-line span[class^=mtk]" });
}

describe("colours", () => {
  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.workspace.fs.delete(at("colours"), { recursive: true });
  });

  for (const [path, text, language, words] of [
    ["colours/nginx.conf", nginx, "tenet-nginx", ["$host$request_uri", "301", "local", '"}"']],
    ["colours/main.cf", "smtpd_tls_security_level = may\n", "tenet-postfix-main", ["may"]],
    ["colours/dovecot.conf", "service imap-login {\n}\n", "tenet-dovecot", ["service"]],
    ["colours/sshd_config", "PermitRootLogin no\n", "tenet-openssh", ["PermitRootLogin"]],
    [".tenet/rules/no-root.yaml", rule, "yaml", ["exists", '"root"']],
  ] as const)
    it(`of ${path}`, async () => {
      await write(at("colours/.keep"), "");
      await write(at(path), text);
      const { document } = await show(path);
      assert.equal(document.languageId, language);
      await until(`a colour for each of ${words}`, async () => {
        const found = (await coloured())?.map((one) => one.replaceAll("\u00a0", " ").trim());
        return found === undefined || words.every((word) => found.includes(word));
      });
      if (language === "tenet-nginx" || language === "yaml") await picture(`colours-${language}`);
      if (path.startsWith(".tenet")) await vscode.workspace.fs.delete(at(path));
    });
});
