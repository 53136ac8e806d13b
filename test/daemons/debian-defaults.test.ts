import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { diskHost } from "../../server/src/disk.js";
import { daemons } from "../../server/src/formats/daemons.js";
import { detect } from "../../server/src/formats/index.js";
import { Project } from "../../server/src/project/project.js";

/** Where Debian's packages are unpacked; another folder than the machine's own root holds unchanged files only. */
const root = process.env.DEBIAN_ROOT ?? "/";

/** A finding on a file that Debian ships, and why it is right there. */
type Finding = readonly [path: string, rule: string, severity: string, why: string];

/** The packages, where their configuration lies, and everything that is found in it. */
const packages: readonly (readonly [name: string, places: readonly string[], findings: readonly Finding[]])[] = [
  [
    "apache2",
    ["etc/apache2"],
    [
      [
        "etc/apache2/conf-available/security.conf",
        "server-version-disclosed",
        "info",
        "ServerTokens OS names the system beside Apache",
      ],
      [
        "etc/apache2/conf-available/security.conf",
        "server-version-disclosed",
        "info",
        "ServerSignature On writes the version below error pages",
      ],
      [
        "etc/apache2/mods-available/ssl.conf",
        "weak-tls",
        "warning",
        "`all -SSLv3` holds TLS 1.0 and 1.1 by mod_ssl's manual; that OpenSSL refuses them on Debian does not stand in the file",
      ],
    ],
  ],
  [
    "courier-imap",
    ["etc/courier"],
    [["etc/courier/imapd-ssl", "starttls-optional", "error", "IMAP_TLS_REQUIRED=0: who never upgrades logs in"]],
  ],
  [
    "cyrus-common",
    ["etc/imapd.conf"],
    [["etc/imapd.conf", "starttls-optional", "error", "allowplaintext: yes, and tls_required is no by default"]],
  ],
  ["dovecot-core", ["usr/share/dovecot/dovecot.conf", "usr/share/dovecot/conf.d", "etc/dovecot"], []],
  ["ejabberd", ["usr/share/ejabberd"], []],
  ["exim4-config", ["etc/exim4"], []],
  ["haproxy", ["etc/haproxy"], []],
  ["mariadb-server", ["etc/mysql"], []],
  ["openssh-client", ["etc/ssh/ssh_config"], []],
  ["openssh-server", ["usr/share/openssh"], []],
  ["opensmtpd", ["etc/smtpd.conf"], []],
  [
    "php8.2-common",
    ["usr/lib/php/8.2"],
    [["usr/lib/php/8.2/php.ini-development", "server-version-disclosed", "info", "expose_php = On"]],
  ],
  ["postfix", ["usr/share/postfix"], []],
  ["postgresql-15", ["usr/share/postgresql/15"], []],
  ["procps", ["etc/sysctl.conf", "etc/sysctl.d"], []],
  ["proftpd-core", ["usr/share/proftpd/templates"], []],
  ["prosody", ["etc/prosody"], []],
  ["redis-server", ["etc/redis"], []],
  [
    "rsyslog",
    ["etc/rsyslog.conf"],
    [["etc/rsyslog.conf", "logs-kept-in-account", "info", "records go to /var/log and to no other machine"]],
  ],
  ["sendmail-cf", ["usr/share/sendmail/cf/debian"], []],
  [
    "slapd",
    ["etc/ldap/schema", "usr/share/slapd"],
    [
      [
        "usr/share/slapd/slapd.init.ldif",
        "starttls-optional",
        "warning",
        "the whole first configuration has no olcSecurity: a simple bind in clear text is answered",
      ],
    ],
  ],
  [
    "sudo",
    ["etc/sudoers", "etc/sudoers.d"],
    [["etc/sudoers", "sudo-everything", "info", "everybody in the group sudo may run everything as root"]],
  ],
  ["unattended-upgrades", ["etc/apt"], []],
  [
    "vsftpd",
    ["etc/vsftpd.conf"],
    [["etc/vsftpd.conf", "starttls-optional", "error", "local users log in, and ssl_enable is NO by default"]],
  ],
];

const own: ReadonlySet<string> = new Set([...daemons.map((entry) => entry.id), "sudoers", "hosts-access", "apt"]);

describe("what Debian ships gives no wrong finding", function () {
  this.timeout(60_000);
  let project: Project;
  before(async () => {
    project = await Project.open({ ...diskHost(), today: () => "2026-06-15" }, { root, noConfig: true });
  });

  for (const [name, places, expected] of packages) {
    it(`${name}: ${expected.length === 0 ? "nothing" : expected.map(([, rule]) => rule).join(", ")}`, async function () {
      const files = places.flatMap((place) => walk(place)).filter(isShipped(name));
      if (files.length === 0) {
        process.stdout.write(`      ${name} is not installed here\n`);
        return this.skip();
      }
      const found: string[] = [];
      let read = 0;
      for (const file of files) {
        const text = readFileSync(join(root, file), "utf8");
        const format = detect(file, () => text.slice(0, 4096));
        if (!format || !own.has(format.id)) continue;
        read++;
        const { findings } = await project.lintText(join(root, file), text);
        found.push(...findings.map((finding) => `${file}: ${finding.id} (${finding.severity})`));
      }
      assert.ok(read > 0, "no file was taken for a configuration");
      // A record sent elsewhere by a file of this machine's own decides of rsyslog's finding.
      const wanted = expected.filter(([path]) => files.includes(path));
      assert.deepEqual(found.sort(), wanted.map(([path, rule, severity]) => `${path}: ${rule} (${severity})`).sort());
    });
  }
});

function walk(path: string): string[] {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [path];
  return readdirSync(full).flatMap((name) => walk(`${path}/${name}`));
}

/** Tells the files of a package as Debian ships them from those that were changed or made on this machine. */
function isShipped(name: string): (path: string) => boolean {
  if (root !== "/") return () => true;
  const { stdout } = spawnSync("dpkg-query", ["-W", "-f=$" + "{Conffiles}\n", name], { encoding: "utf8" });
  const sums = new Map(
    [...(stdout ?? "").matchAll(/^ (\S+) ([0-9a-f]{32})/gm)].map((match) => [match[1]!, match[2]!] as const),
  );
  return (path) =>
    path.startsWith("usr/") ||
    sums.get(`/${path}`) ===
      createHash("md5")
        .update(readFileSync(join(root, path)))
        .digest("hex");
}
