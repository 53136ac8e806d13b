import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { allExamples } from "./examples.js";

/** How a daemon is asked whether it takes a configuration. None of them starts or listens. */
interface Check {
  /** The format's id in rules. */
  readonly id: string;
  readonly program: string;
  /** The least number of examples that must have been tried. */
  readonly least: number;
  /** What makes a whole configuration of an example that is one line or block of it; undefined when it cannot be. */
  whole?(text: string, folder: string): string | undefined;
  /** The arguments that check the file at `path`; `folder` holds `cert.pem` with its key. */
  readonly args: (path: string, folder: string) => readonly string[];
  /** The file's name in the folder where the daemon wants a certain one. */
  readonly name?: string;
  /** True when the daemon takes the file; the exit code 0 when absent. */
  taken?(status: number | null, output: string): boolean;
}

const modules = "/usr/lib/apache2/modules";

const checks: readonly Check[] = [
  {
    id: "postfix",
    program: "/usr/sbin/postconf",
    least: 40,
    // `-n` warns of parameters that Postfix does not know.
    args: (_path, folder) => ["-c", folder, "-o", "myhostname=mail.example.org", "-n"],
    taken: (status, output) => status === 0 && !/fatal|unused parameter: \w*_|error/.test(output),
  },
  {
    id: "dovecot",
    program: "/usr/bin/doveconf",
    least: 30,
    whole: (text, folder) =>
      /dovecot_config_version|ssl_server_/.test(text)
        ? undefined
        : `${text}\nssl_cert = <${folder}/cert.pem\nssl_key = <${folder}/cert.pem\n`,
    args: (path) => ["-n", "-c", path],
  },
  {
    id: "sshd",
    program: "/usr/sbin/sshd",
    least: 25,
    args: (path, folder) => [
      "-T",
      "-h",
      join(folder, "key"),
      "-f",
      path,
      "-C",
      "user=a,host=b,addr=192.0.2.1,laddr=192.0.2.2,lport=22",
    ],
  },
  {
    id: "ssh",
    program: "/usr/bin/ssh",
    least: 3,
    args: (path) => ["-G", "-F", path, "host.example.org"],
  },
  {
    id: "haproxy",
    program: "/usr/sbin/haproxy",
    least: 15,
    whole(text, folder) {
      const own = text
        .replace(/(\b(?:crt|ca-file)\s+)\S+/g, `$1${folder}/cert.pem`)
        .replace(/^(\s*server\s+\S+\s+)[a-z][\w.-]*(?=:)/gm, "$1127.0.0.1");
      const named = [...own.matchAll(/\b(?:default_backend|use_backend)\s+(\S+)/g)].map((match) => match[1]!);
      const missing = [...new Set(named)].filter((name) => !new RegExp(`^backend\\s+${name}\\b`, "m").test(own));
      const lists = [...new Set([...own.matchAll(/http_auth\(([\w-]+)\)/g)].map((match) => match[1]!))];
      return `${own}\n${missing.map((name) => `backend ${name}\n`).join("")}${lists
        .filter((name) => !new RegExp(`^userlist\\s+${name}\\b`, "m").test(own))
        .map((name) => `userlist ${name}\n`)
        .join("")}`;
    },
    args: (path) => ["-c", "-f", path],
    // A configuration without a listener gives 2 with a warning, not an alert.
    taken: (_status, output) => !/\[ALERT\]/.test(output.replace(/.*no <listen> line.*\n?/g, "")),
  },
  {
    id: "apache",
    program: "/usr/sbin/apache2",
    least: 20,
    whole(text, folder) {
      const load = (readdirSync(modules) as string[])
        .filter((name) =>
          /^mod_(?:(?:auth\w*|access_compat|proxy(?:_http)?|ssl|socache_shmcb|rewrite|headers|status|info|alias|ldap|mpm_event|setenvif|env|mime|dir|log_config|unique_id|remoteip))\.so$/.test(
            name,
          ),
        )
        .filter((name) => !/authnz_fcgi|dbd|auth_form|proxy_(?!http\.so)/.test(name))
        .sort(
          (a, b) =>
            Number(b.includes("ldap.so") && !b.includes("authnz")) -
            Number(a.includes("ldap.so") && !a.includes("authnz")),
        )
        .map((name) => `LoadModule ${name.slice(4, -3)}_module ${modules}/${name}`);
      const own = text.replace(/(AuthUserFile|SSLCertificate\w*File)\s+\S+/g, `$1 ${folder}/cert.pem`);
      return `ServerName localhost\nServerRoot ${folder}\nPidFile ${folder}/pid\nDefaultRuntimeDir ${folder}\nErrorLog ${folder}/errors\nDefine APACHE_LOG_DIR ${folder}\n${load.join("\n")}\n${own}`;
    },
    args: (path) => ["-t", "-f", path],
  },
  {
    id: "sudoers",
    program: "/usr/sbin/visudo",
    least: 8,
    args: (path) => ["-c", "-f", path],
  },
  {
    id: "openldap",
    program: "/usr/sbin/slaptest",
    least: 12,
    whole(text, folder) {
      const own = text.replace(/^\s*(?:moduleload|modulepath).*$/gm, "");
      const data = /^database mdb/m.test(own) ? `directory ${folder}\n` : "";
      return `include /etc/ldap/schema/core.schema\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\n${own}${data}`;
    },
    args: (path) => ["-u", "-f", path],
  },
  {
    id: "proftpd",
    program: "/usr/sbin/proftpd",
    least: 12,
    whole: (text) =>
      `ModulePath /usr/lib/proftpd\nLoadModule mod_tls.c\nLoadModule mod_sql.c\nUseIPv6 off\nDefaultAddress 127.0.0.1\n${text}`,
    args: (path) => ["-t", "-c", path],
  },
  {
    id: "rsyslog",
    program: "/usr/sbin/rsyslogd",
    least: 10,
    whole: (text) => (/relp/.test(text) ? undefined : `${text.replace(/\/etc\//g, "/nowhere/")}\n*.* /dev/null\n`),
    args: (path) => ["-N1", "-f", path],
  },
  {
    id: "redis",
    program: "/usr/bin/redis-server",
    least: 12,
    // It has no check: behind what is checked stands a word it refuses, so that it reads all and starts nothing.
    whole: (text) => `${text}\nno-such-setting here\n`,
    args: (path) => [path],
    taken: (_status, output) => /^>>> 'no-such-setting here'/m.test(output),
  },
];

for (const check of checks) {
  describe(`${check.id}: examples, and what fixes leave of them, are taken by ${check.program.replace(/.*\//, "")}`, function () {
    this.timeout(120_000);
    let folder: string;
    before(function () {
      if (!existsSync(check.program)) {
        process.stdout.write(`    ${check.program} is not installed: no example was tried with it\n`);
        this.skip();
      }
      folder = mkdtempSync(join(tmpdir(), "tenet-fixes-"));
      const key = ["-newkey", "rsa:2048", "-nodes", "-keyout", join(folder, "key.pem")];
      const made = spawnSync("openssl", [
        ...["req", "-x509", ...key, "-out", join(folder, "cert.pem"), "-subj", "/CN=test", "-days", "2"],
      ]);
      assert.equal(made.status, 0);
      writeFileSync(
        join(folder, "cert.pem"),
        readFileSync(join(folder, "cert.pem"), "utf8") + readFileSync(join(folder, "key.pem"), "utf8"),
      );
      spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "key")]);
      mkdirSync("/run/sshd", { recursive: true });
    });
    after(() => {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    });

    it("every one", () => {
      const refused: string[] = [];
      let tried = 0;
      for (const [rule, example] of allExamples(check.id)) {
        // What a template fills in, and files that the daemon's own file names, are not checked.
        if (example.text.includes("{{") || example.path?.endsWith(".ext")) continue;
        const at = mkdtempSync(join(folder, "case-"));
        const isMaster = example.path?.endsWith("master.cf") ?? false;
        for (const [path, text] of Object.entries(example.files ?? {})) {
          mkdirSync(dirname(join(at, path)), { recursive: true });
          writeFileSync(join(at, path), text);
        }
        writeFileSync(join(at, "cert.pem"), readFileSync(join(folder, "cert.pem")));
        if (existsSync(join(folder, "key"))) {
          writeFileSync(join(at, "key"), readFileSync(join(folder, "key")), { mode: 0o600 });
        }
        const text = check.whole ? check.whole(example.text, at) : example.text;
        if (text === undefined) continue;
        const path = join(at, check.id === "postfix" ? (isMaster ? "master.cf" : "main.cf") : `checked.${check.id}`);
        if (check.id === "postfix") {
          writeFileSync(join(at, "main.cf"), "");
          writeFileSync(join(at, "master.cf"), "");
        }
        writeFileSync(path, text, { mode: 0o440 });
        // Postfix reads a file again and again until it is some seconds old.
        for (const name of ["main.cf", "master.cf"])
          if (existsSync(join(at, name))) utimesSync(join(at, name), 1e9, 1e9);
        const run = spawnSync(
          check.program,
          isMaster ? ["-c", at, "-o", "myhostname=mail.example.org", "-P"] : check.args(path, at),
          { encoding: "utf8" },
        );
        const output = run.stdout + run.stderr;
        tried++;
        const taken = check.taken ? check.taken(run.status, output) : run.status === 0;
        if (!taken) refused.push(`${rule}: ${output.trim().slice(0, 600)}\n${text}`);
      }
      assert.deepEqual(refused, []);
      assert.ok(tried >= check.least, `${tried} examples`);
    });
  });
}
