/**
 * Which daemon's configuration a file is, by name, then by place, then by what stands in it; undefined for others.
 * `path` has forward slashes, `base` is its last part in lower case.
 */
export function daemonOf(path: string, base: string, head: () => string): string | undefined {
  // every daemon's format asks in turn, with the same head, whether the file is its own
  if (asked?.head !== head || asked.path !== path) asked = { path, head, answer: find(path, base, head) };
  return asked.answer;
}

let asked: { path: string; head: () => string; answer: string | undefined } | undefined;

function find(path: string, base: string, head: () => string): string | undefined {
  const name = base.replace(/\.(?:j2|jinja2?|erb|epp|tmpl|tpl|gotmpl|template|dist|sample|example|default|orig)$/, "");
  const found = named.find(([, pattern, telling]) => pattern.test(name) && (!telling || telling.test(head())));
  if (found) return found[0];
  const folders = path.toLowerCase();
  const bare = /^[\w.@-]+$/.test(name) && (!name.includes(".") || /\.(?:conf|cfg|cnf|ext|load|local|inc)$/.test(name));
  if (!bare || /^(?:readme|license|changelog|makefile|dockerfile)/.test(name)) return undefined;
  return placed.find(([, folder, telling]) => folder.test(folders) && (!telling || telling.test(head())))?.[0];
}

/** Names of files, with what must stand in those whose name says little. */
const named: readonly (readonly [id: string, name: RegExp, telling?: RegExp])[] = [
  ["dovecot", /^dovecot(?:[._-][\w.-]+)?\.conf$/],
  ["sshd", /^(?:[\w-]+[._-])?sshd_config(?:[._-][\w.-]+)?$/],
  ["ssh", /^(?:[\w-]+[._-])?ssh_config$/],
  ["postgresql", /^postgres(?:ql)?(?:[._-][\w-]+)*\.conf$/],
  [
    "redis",
    /^(?:redis|valkey|sentinel)(?:[._-][\w-]+)*\.conf$/,
    /^\s*(?:bind|port|save|appendonly|requirepass|protected-mode|dir|maxmemory|include|daemonize|tls-[a-z-]+|loglevel|user|aclfile|rename-command|masterauth|replicaof)[ \t]+\S/im,
  ],
  ["vsftpd", /^vsftpd(?:[._-][\w-]+)*\.conf$/],
  ["proftpd", /^proftpd(?:[._-][\w-]+)*\.conf$/],
  ["apache", /^(?:apache2?|httpd)(?:[._-][\w-]+)*\.conf$|^\.htaccess$/],
  ["haproxy", /^haproxy(?:[._-][\w-]+)*\.(?:cfg|conf)$/],
  ["haproxy", /\.cfg$/, /^(?:frontend|backend|listen)[ \t]+\S+[\s\S]*^[ \t]+(?:bind|server|mode|balance)[ \t]/m],
  ["openldap", /^slapd(?:[._-][\w-]+)*\.conf$/],
  ["opensmtpd", /^(?:open)?smtpd\.conf$/, /^\s*(?:listen on|action|match|table|pki)\b/m],
  ["cyrus", /^(?:cyrus[._-])?imapd\.conf$/, /^\s*#?\s*[a-z_]+:\s/m],
  ["courier", /^(?:imapd|pop3d|esmtpd)(?:-ssl|-msa)?$/, /^[A-Z0-9_]+=/m],
  ["rabbitmq", /^rabbitmq(?:[._-][\w-]+)*\.conf$/],
  ["sysctl", /^sysctl(?:[._-][\w-]+)*\.conf$/],
  ["exim", /^exim4?\.conf(?:\.template)?$|^exim4?[._-]configure$/],
  ["sendmail", /^(?:sendmail|submit)\.mc$|\.mc$/, /\bdnl\b|MAILER\(/],
  ["prosody", /^prosody[\w.-]*\.lua$/],
  ["prosody", /\.cfg\.lua$/, /VirtualHost|_require_encryption|modules_enabled|authentication/],
  [
    "mongodb",
    /^mongo[ds]?(?:[._-][\w-]+)*\.(?:conf|ya?ml)$/,
    /^\s*(?:net|storage|security|systemLog|processManagement|sharding):/m,
  ],
  ["ejabberd", /^ejabberd(?:[._-][\w-]+)*\.ya?ml$/],
  ["mysql", /^\.?(?:my|mysqld?|mariadb|mysqld?-[\w-]+|\d+-(?:server|client|mysqld?))\.cnf$|^my\.ini$/],
  ["php-ini", /^php(?:[._-][\w-]+)?\.ini(?:-(?:development|production))?$|^\.user\.ini$/],
  ["dnf", /^(?:dnf|yum)(?:[._-]cron|-automatic)?\.conf$|^(?:dnf|yum)\.conf$/],
  ["dnf", /^automatic\.conf$/, /apply_updates|upgrade_type/],
  ["rsyslog", /^rsyslog(?:[._-][\w-]+)*\.conf$/],
  ["ldif", /\.ldif$/],
  [
    "mongodb-ini",
    /^mongo(?:d|s|db)?(?:[._-][\w-]+)*\.conf$/,
    /^[ \t]*(?:dbpath|logpath|bind_ip|auth|noauth|port|fork|replSet|keyFile|configdb)[ \t]*=/m,
  ],
  ["apt", /^\d{2}(?:auto-upgrades|periodic|unattended-upgrades?)$|^apt\.conf$|^unattended-upgrades$/],
];

/** Places, with what must stand in files that could as well be something else. */
const placed: readonly (readonly [id: string, folder: RegExp, telling?: RegExp])[] = [
  ["sshd", /(?:^|\/)sshd_config\.d\//],
  ["ssh", /(?:^|\/)ssh_config\.d\/|(?:^|\/)\.ssh\/config$/],
  ["dovecot", /(?:^|\/)dovecot(?:\/|.*\/)(?:conf\.d\/)?[^/]+\.(?:conf|ext)(?:\.[\w]+)?$/],
  ["postgresql", /(?:^|\/)postgresql\/(?:.*\/)?conf\.d\/[^/]+\.conf$/],
  ["redis", /(?:^|\/)redis\/[^/]+\.conf$/],
  [
    "apache",
    /(?:^|\/)(?:apache2?|httpd)\/(?:.*\/)?[^/]+$/,
    /^[ \t]*(?:<(?:VirtualHost|Directory|IfModule|Location|Files|Proxy)\b|(?:ServerName|DocumentRoot|LoadModule|SSL\w+|Server\w+|Listen|RewriteEngine|Require|Header)[ \t])/im,
  ],
  [
    "proftpd",
    /\.conf$/,
    /^[ \t]*(?:<(?:Anonymous|Limit[ \t]+LOGIN)\b|ServerType[ \t]+(?:standalone|inetd)|TLSRequired[ \t])/im,
  ],
  [
    "apache",
    /(?:^|\/)sites-(?:available|enabled)\/|\.conf$/,
    /^[ \t]*<(?:VirtualHost|Directory(?:Match)?|IfModule|Location(?:Match)?)\b[^>\n]*>/im,
  ],
  ["haproxy", /(?:^|\/)haproxy\/[^/]+\.cfg$/],
  ["proftpd", /(?:^|\/)proftpd\/(?:.*\/)?[^/]+\.conf$/],
  ["mysql", /(?:^|\/)(?:mysql|mariadb)\/(?:.*\/)?[^/]+\.cnf$|(?:^|\/)my\.cnf\.d\/[^/]+\.cnf$/],
  ["php-ini", /(?:^|\/)php\/(?:.*\/)?[^/]+\.ini$/],
  ["rabbitmq", /(?:^|\/)rabbitmq\/(?:conf\.d\/)?[^/]+\.conf$/, /^\s*[\w.$-]+[ \t]*=/m],
  ["sysctl", /(?:^|\/)sysctl\.d\/[^/]+\.conf$/],
  ["rsyslog", /(?:^|\/)rsyslog\.d\/[^/]+\.conf$/],
  ["apt", /(?:^|\/)apt(?:\.conf)?\/apt\.conf\.d\/|(?:^|\/)apt\.conf\.d\//],
  ["prosody", /(?:^|\/)prosody\/(?:.*\/)?[^/]+\.lua$/],
  ["exim", /(?:^|\/)exim4?\/(?:.*\/)?[^/]+$/, /^[ \t]*(?:begin[ \t]+\w+|[\w]+[ \t]*=|\.if|accept|deny)/m],
];
