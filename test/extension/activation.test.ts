import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { detect, formats } from "../../server/src/formats/index.js";
import { untitledName } from "../../server/src/lsp/language-ids.js";
import { root } from "../support.js";
import { builtInLanguages, type Language, languageOf, matchesGlob } from "./languages.js";

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  activationEvents: string[];
  contributes: { languages: Language[] };
};
const own = manifest.contributes.languages;
const languages = [...builtInLanguages, ...own];
const events = new Set(manifest.activationEvents);

/** Files of a format: a path, or a path and the beginning of the text that tells what it is. */
type Sample = string | readonly [path: string, head: string];

/** Files by format and by names as they are met, beside each format's own sample. */
const files: Readonly<Record<string, readonly Sample[]>> = {
  dockerfile: ["Dockerfile", "Containerfile", "Dockerfile.dev", "app.dockerfile", ["web/Dockerfile-prod", "FROM x"]],
  sudoers: ["sudoers", "etc/sudoers.d/admins", "deploy.sudoers"],
  "hosts-access": ["hosts.allow", "etc/hosts.deny"],
  postfix: ["main.cf", "etc/postfix/master.cf", "postfix-main.cf", "postfix/main.cf.j2"],
  "pg-hba": ["pg_hba.conf", "pg_hba.conf.sample", "templates/pg_hba.conf.j2"],
  mysql: ["my.cnf", "etc/mysql/mariadb.conf.d/50-server.cnf", "my.ini"],
  "php-ini": ["php.ini", "php.ini-production", ".user.ini"],
  dnf: ["dnf.conf", ["automatic.conf", "apply_updates = no"]],
  mongodb: [["mongod.conf", "net:\n"]],
  "mongodb-ini": [["mongodb.conf", "bind_ip = 0.0.0.0\n"]],
  ejabberd: ["ejabberd.yml"],
  dovecot: ["dovecot.conf", "etc/dovecot/conf.d/10-auth.conf", "etc/dovecot/dovecot-sql.conf.ext"],
  sshd: ["sshd_config", "etc/ssh/sshd_config.d/10-local.conf", "sshd_config.j2"],
  ssh: ["ssh_config", "home/u/.ssh/config"],
  postgresql: ["postgresql.conf"],
  redis: [["redis.conf", "bind 0.0.0.0\n"]],
  vsftpd: ["vsftpd.conf"],
  proftpd: ["proftpd.conf"],
  apache: [
    "httpd.conf",
    "apache2.conf",
    ".htaccess",
    ["etc/apache2/sites-available/000-default.conf", "<VirtualHost *:80>\n"],
  ],
  haproxy: ["haproxy.cfg", "haproxy.conf"],
  openldap: ["slapd.conf"],
  opensmtpd: [["smtpd.conf", "listen on all\n"]],
  cyrus: [["imapd.conf", "allowplaintext: no\n"]],
  courier: [
    ["imapd", "ADDRESS=0\n"],
    ["imapd-ssl", "SSLPORT=993\n"],
  ],
  rabbitmq: ["rabbitmq.conf"],
  sysctl: ["sysctl.conf", "etc/sysctl.d/99-local.conf"],
  exim: ["exim4.conf", "exim4.conf.template"],
  sendmail: [["sendmail.mc", "dnl\n"]],
  prosody: [["prosody.cfg.lua", 'VirtualHost "a"\n']],
  rsyslog: ["rsyslog.conf", "etc/rsyslog.d/50-default.conf"],
  ldif: [["config.ldif", "dn: cn=config\n"]],
  apt: ["20auto-upgrades", "apt.conf"],
  shell: ["run.sh", ".bashrc", ["bin/start", "#!/bin/sh\n"]],
  terraform: ["main.tf", "prod.tfvars", "main.tofu", "main.tf.json", "terraform.tfstate"],
  compose: ["compose.yaml", "docker-compose.yml", "podman-compose.yml"],
  workflow: [".github/workflows/ci.yml", ".gitlab-ci.yml"],
  kubernetes: [["deploy.yaml", "apiVersion: v1\nkind: Pod\n"]],
  "iam-policy": [["policy.json", '{"Statement": [{"Effect": "Allow"}]}']],
  json: ["settings.json", "site.webmanifest", "a.json5", ".dockercfg"],
  yaml: ["settings.yaml", "a.yml"],
  toml: ["pyproject.toml", "Pipfile"],
  properties: ["application.properties"],
  env: [".env", ".env.local", "app.env", ".envrc"],
  nginx: [
    "nginx.conf",
    "app.nginx",
    ["etc/nginx/sites-available/shop", "server {\n"],
    ["conf.d/site.conf", "server_name a;\n"],
  ],
  ini: ["settings.ini", "setup.cfg", ".npmrc", ".pypirc", "home/u/.aws/credentials"],
  javascript: ["a.js", "a.mjs", "a.cjs", "a.jsx", ["bin/a", "#!/usr/bin/env node\n"]],
  typescript: ["a.ts", "a.mts", "a.vue", "a.svelte"],
  tsx: ["a.tsx"],
  html: ["index.html", "a.htm", "templates/a.html.j2"],
  python: ["a.py", "SConstruct", "wscript"],
  go: ["a.go"],
  java: ["A.java"],
  kotlin: ["A.kt", "build.gradle.kts"],
  ruby: ["a.rb", "Gemfile", "Vagrantfile", "config.ru"],
  php: ["a.php", "a.phtml"],
  csharp: ["A.cs", "a.csx"],
};

function read(sample: Sample): { path: string; head: string } {
  return typeof sample === "string" ? { path: sample, head: "" } : { path: sample[0], head: sample[1] };
}

/** True when the extension starts once this file is open, in a folder or alone. */
function starts(path: string): boolean {
  const language = languageOf(`/folder/${path}`, languages);
  return (
    events.has(`onLanguage:${language}`) ||
    // Editors start an extension by themselves for the languages that it brings.
    own.some(({ id }) => id === language) ||
    [...events].some(
      (event) => event.startsWith("workspaceContains:") && matchesGlob(path, event.slice("workspaceContains:".length)),
    )
  );
}

describe("the extension starts", () => {
  it("for files of every format", () => {
    for (const { id, sample = `example.${id}` } of formats) {
      if (id === "plain") continue;
      assert.ok(starts(sample), `${id}: ${sample}`);
      for (const { path, head } of (files[id] ?? []).map(read)) {
        assert.equal(detect(path, () => head)?.id, id, path);
        assert.ok(starts(path), `${id}: ${path}, which is ${languageOf(path, languages)} for the editor`);
      }
    }
    for (const id of Object.keys(files))
      assert.ok(
        formats.some((one) => one.id === id),
        `there is no format ${id}`,
      );
  });

  it("for no language that it does not lint by itself", () => {
    for (const event of events) {
      const language = /^onLanguage:(.*)/.exec(event)?.[1];
      if (language === undefined) {
        assert.match(event, /^workspaceContains:/);
        continue;
      }
      // What the editor does not know by name is plain text for it: sudoers, hosts.allow, 20auto-upgrades.
      if (language === "plaintext") continue;
      const name = untitledName(language);
      assert.ok(name, `no file name stands for ${language}`);
      assert.notEqual(detect(name, () => "")?.id ?? "plain", "plain", language);
    }
    for (const path of ["README.md", "main.rs", "style.css", "a.lua", "a.c", "server.log"])
      assert.ok(!starts(path) || languageOf(path, languages) === "plaintext", path);
  });

  it("with a format for each language that it brings", () => {
    for (const { id, extensions = [], filenamePatterns = [] } of own) {
      const name = untitledName(id);
      assert.ok(name, id);
      const format = detect(name, () => "")?.id;
      assert.ok(format !== undefined && format !== "plain", id);
      assert.equal(languageOf(`/folder/${name}`, languages), id);
      for (const pattern of filenamePatterns) {
        const path = `/etc/${pattern.replace("**/", "").replace("**", "conf.d").replace("*", "10-local")}`;
        assert.equal(languageOf(path, languages), id, path);
        assert.notEqual(detect(path, () => "")?.id ?? "plain", "plain", path);
      }
      assert.ok(extensions.length > 0);
    }
  });
});

describe("the languages it brings", () => {
  it("have ids and scopes of their own", () => {
    const { grammars } = (
      JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
        contributes: { grammars: { language?: string; scopeName: string; injectTo?: string[] }[] };
      }
    ).contributes;
    for (const { id } of own) assert.match(id, /^tenet-/);
    for (const { language, scopeName, injectTo } of grammars) {
      assert.match(scopeName, /^source\.tenet\./);
      assert.ok(language === undefined || own.some(({ id }) => id === language), language);
      assert.ok(injectTo === undefined || injectTo.join() === "source.yaml");
    }
  });

  it("leave files to extensions that know them, whichever comes first", () => {
    const others: readonly Language[] = [
      // As the extensions for nginx have it.
      { id: "nginx", extensions: ["nginx.conf", ".conf", ".nginx"] },
      { id: "ssh_config", filenames: ["ssh_config", "sshd_config"], filenamePatterns: ["**/.ssh/config"] },
      { id: "postfix", filenames: ["main.cf", "master.cf"] },
      { id: "dovecot", filenames: ["dovecot.conf"] },
      { id: "haproxy", filenames: ["haproxy.cfg"] },
      { id: "pg_hba", filenames: ["pg_hba.conf"] },
    ];
    const paths = [
      "/a/nginx.conf",
      "/a/ssh_config",
      "/a/sshd_config",
      "/a/main.cf",
      "/a/master.cf",
      "/a/dovecot.conf",
      "/a/haproxy.cfg",
      "/a/pg_hba.conf",
    ];
    for (const path of paths)
      for (const all of [
        [...builtInLanguages, ...others, ...own],
        [...builtInLanguages, ...own, ...others],
      ])
        assert.ok(!languageOf(path, all).startsWith("tenet-"), path);
    for (const path of paths) assert.ok(languageOf(path, languages).startsWith("tenet-"), path);
  });
});
