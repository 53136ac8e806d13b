import assert from "node:assert/strict";
import { chmodSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { cli, withFiles } from "../support.js";

const bad = "mail {\n  server {\n    listen 143;\n    starttls on;\n  }\n}\n";
const fixed = bad.replace("starttls on", "starttls only");

describe("tenet fix", () => {
  it("applies safe fixes, keeps mode, byte order mark and line ends, and leaves nothing else behind", () =>
    withFiles(
      { "a/nginx.conf": bad, "b/nginx.conf": `\ufeff${bad.replaceAll("\n", "\r\n")}`, "c/nginx.conf": fixed },
      (folder) => {
        chmodSync(join(folder, "a/nginx.conf"), 0o640);
        const run = cli(folder, ["fix", "."]);
        assert.equal(run.code, 0, run.err);
        assert.match(run.out, /fixed 2 findings in 2 files/);
        assert.equal(readFileSync(join(folder, "a/nginx.conf"), "utf8"), fixed);
        assert.equal(readFileSync(join(folder, "b/nginx.conf"), "utf8"), `\ufeff${fixed.replaceAll("\n", "\r\n")}`);
        assert.equal(statSync(join(folder, "a/nginx.conf")).mode & 0o777, 0o640);
        assert.deepEqual(readdirSync(join(folder, "a")), ["nginx.conf"]);
        assert.match(cli(folder, ["fix", "."]).out, /nothing to fix/);
      },
    ));

  it("lists the variables that are read from now on in the nearest example of the environment, once each", () =>
    withFiles(
      {
        "shop/src/app.js":
          'connect({ user: "shop", password: "tq81-xkcv-wm" });\nconnect({ user: "b", password: "tq82-xkcv-wm" });\n',
        "shop/src/mail.py": 'SMTP_PASSWORD = "tq81-xkcv-wm"\nAPI_TOKEN = "kq7wz-0vbx2-hh4mt"\n',
        "shop/.env.example": "PORT=3000\r\nSMTP_PASSWORD=fill me in",
        "jobs/run.js": 'connect({ user: "shop", password: "tq81-xkcv-wm" });\n',
        "jobs/.env": "",
        "other/run.js": 'connect({ user: "shop", password: "tq81-xkcv-wm" });\n',
        "main.tf": 'resource "aws_db_instance" "main" {\n  password = "tq81-xkcv-wm"\n}\n',
      },
      (folder) => {
        const run = cli(folder, ["fix", ".", "--unsafe", "--rule", "hardcoded-credential"]);
        assert.equal(run.code, 0, run.err);
        assert.match(run.out, /^shop\/\.env\.example: APP_PASSWORD=$/m);
        assert.equal(
          readFileSync(join(folder, "shop/.env.example"), "utf8"),
          "PORT=3000\r\nSMTP_PASSWORD=fill me in\r\nAPP_PASSWORD=\r\nAPI_TOKEN=\r\n",
        );
        assert.equal(readFileSync(join(folder, "jobs/.env.example"), "utf8"), "APP_PASSWORD=\n");
        // Who keeps no such files is not given one.
        assert.deepEqual(readdirSync(join(folder, "other")), ["run.js"]);
        assert.equal(readdirSync(folder).includes(".env.example"), false);
      },
    ));

  it("changes nothing with --dry-run and for other rules", () =>
    withFiles({ "nginx.conf": bad }, (folder) => {
      assert.match(cli(folder, ["fix", ".", "--dry-run"]).out, /would fix 1 finding/);
      assert.match(cli(folder, ["fix", ".", "--rule", "weak-tls"]).out, /nothing to fix/);
      assert.equal(readFileSync(join(folder, "nginx.conf"), "utf8"), bad);
    }));

  it("does not touch what a suppression holds, nor bytes that are no text", () =>
    withFiles(
      {
        "nginx.conf": bad.replace("starttls on;", "starttls on; # tenet-ignore starttls-optional: old phones"),
        "x.nginx.conf": Uint8Array.from([...Buffer.from(`# caf`), 0xe9, 0x0a, ...Buffer.from(bad)]),
      },
      (folder) => {
        const before = readFileSync(join(folder, "x.nginx.conf"));
        const run = cli(folder, ["fix", "."]);
        assert.match(run.out, /nothing to fix/);
        assert.match(run.err, /x\.nginx\.conf holds bytes that are no text/);
        assert.deepEqual(readFileSync(join(folder, "x.nginx.conf")), before);
      },
    ));
});

describe("tenet explain, rules and facts", () => {
  it("tell what they know and suggest what was meant", () =>
    withFiles({}, (folder) => {
      const page = cli(folder, ["explain", "starttls-optional"]);
      assert.equal(page.code, 0);
      assert.match(page.out, /## Why[\s\S]*## What to do[\s\S]*starttls only/);
      const miss = cli(folder, ["explain", "startls-optional"]);
      assert.equal(miss.code, 2);
      assert.match(miss.err, /did you mean "starttls-optional"/);
      const rules = JSON.parse(cli(folder, ["rules", "--format", "json"]).out) as { rules: { id: string }[] };
      assert.ok(rules.rules.some((rule) => rule.id === "ip-based-trust"));
      assert.match(cli(folder, ["facts", "Node.has"]).out, /Node\.has\(string\): bool/);
    }));
});

describe("tenet test", () => {
  const rule = (example: string) =>
    `id: no-mail\ntitle: No mail\nseverity: warning\nwhy: x\nremedy: y\nchecks:\n  nginx:\n    - on: mail\n      at: name\n      message: no mail here\n      examples:\n        - bad: |\n${example.replace(/^/gm, "            ")}\n`;

  it("runs the examples of a team's rules and shows the difference", () =>
    withFiles(
      { "good.yaml": rule("mail { }\n^^^^"), "bad.yaml": rule("mail { }\n  ^^^"), "none.yaml": rule("http { }") },
      (folder) => {
        assert.equal(cli(folder, ["test", "good.yaml"]).code, 0);
        const run = cli(folder, ["test", "bad.yaml"]);
        assert.equal(run.code, 1);
        assert.match(
          run.out,
          /the findings are not where the carets are[\s\S]*expected:[\s\S]* {4}mail \{ \}\n {6}\^\^\^\n[\s\S]*actual:\n {4}mail \{ \}\n {4}\^\^\^\^/,
        );
        assert.match(cli(folder, ["test", "none.yaml"]).out, /a bad example has no finding/);
        assert.equal(cli(folder, ["test", "missing.yaml"]).code, 2);
      },
    ));
});
