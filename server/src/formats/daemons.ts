import { daemonOf } from "./directives/detect.js";
import type { FormatEntry } from "./index.js";

const config = ["config", "text"] as const;

/** The files of mail servers, databases, web servers and the system, each by its name, its place or what stands in it. */
export const daemons: readonly FormatEntry[] = [
  {
    id: "postfix",
    groups: config,
    is: (path, base, head) =>
      /^(?:[\w-]+[._-])?(?:main|master)\.cf(?:\.(?:j2|erb|tmpl|tpl|template|dist|in|proto))?$/.test(base) &&
      (/^(?:postfix[._-])?(?:main|master)\.cf/.test(base) || /postfix/i.test(path) || /\bsmtpd?_/.test(head())),
    sample: "main.cf",
    load: async () => (await import("./postfix/postfix.js")).postfix,
  },
  {
    id: "pg-hba",
    groups: config,
    is: (_path, base) => /^pg_hba\b.*\.(?:conf|sample|j2|erb|tmpl|tpl|template|in)$/.test(base),
    sample: "pg_hba.conf",
    load: async () => (await import("./pg-hba/pg-hba.js")).pgHba,
  },
  ...(
    [
      ["mysql", "my.cnf"],
      ["php-ini", "php.ini"],
      ["dnf", "automatic.conf"],
      ["mongodb-ini", "mongodb.conf"],
    ] as const
  ).map(
    ([id, sample]): FormatEntry => ({
      id,
      groups: ["ini", ...config],
      is: (path, base, head) => daemonOf(path, base, head) === id,
      sample,
      load: async () => (await import("./ini/ini.js")).iniFormat(id, ["ini", ...config]),
    }),
  ),
  ...(
    [
      ["mongodb", "mongod.conf"],
      ["ejabberd", "ejabberd.yml"],
    ] as const
  ).map(
    ([id, sample]): FormatEntry => ({
      id,
      groups: ["yaml", ...config],
      is: (path, base, head) => daemonOf(path, base, head) === id,
      sample,
      load: async () => (await import("./yaml/yaml.js")).yamlFormat(id, ["yaml", ...config]),
    }),
  ),
  ...(
    [
      ["dovecot", "dovecot.conf"],
      ["sshd", "sshd_config"],
      ["ssh", "ssh_config"],
      ["postgresql", "postgresql.conf"],
      ["redis", "redis.conf"],
      ["vsftpd", "vsftpd.conf"],
      ["proftpd", "proftpd.conf"],
      ["apache", "httpd.conf"],
      ["haproxy", "haproxy.cfg"],
      ["openldap", "slapd.conf"],
      ["opensmtpd", "smtpd.conf"],
      ["cyrus", "imapd.conf"],
      ["courier", "imapd"],
      ["rabbitmq", "rabbitmq.conf"],
      ["sysctl", "sysctl.conf"],
      ["exim", "exim4.conf"],
      ["sendmail", "sendmail.mc"],
      ["prosody", "prosody.cfg.lua"],
      ["apt", "20auto-upgrades"],
      ["rsyslog", "rsyslog.conf"],
      ["ldif", "config.ldif"],
    ] as const
  ).map(
    ([id, sample]): FormatEntry => ({
      id,
      groups: config,
      is: (path, base, head) => daemonOf(path, base, head) === id,
      sample,
      load: async () => (await import("./directives/directives.js")).directivesFormat(id),
    }),
  ),
];
