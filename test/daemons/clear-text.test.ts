import assert from "node:assert/strict";
import { diskHost } from "../../server/src/disk.js";
import { Project } from "../../server/src/project/project.js";

type Verdict = "error" | "warning" | "info" | "none";

/** What the real servers do, row by row: who may speak clear text, and what is said of it. */
const rows: readonly (readonly [file: string, lines: string, verdict: Verdict, rule?: string])[] = [
  // Postfix 3.7: AUTH before TLS as a real smtpd answered.
  ["main.cf", "smtpd_sasl_auth_enable = yes", "error"],
  ["main.cf", "smtpd_tls_security_level = may\nsmtpd_sasl_auth_enable = yes", "error"],
  [
    "main.cf",
    "mydestination = example.org\nsmtpd_tls_security_level = may\nsmtpd_sasl_auth_enable = yes\nsmtpd_tls_auth_only = yes",
    "info",
  ],
  ["main.cf", "smtpd_tls_security_level = encrypt\nsmtpd_sasl_auth_enable = yes", "none"],
  ["main.cf", "smtpd_use_tls = yes\nsmtpd_sasl_auth_enable = yes", "error"],
  ["main.cf", "smtpd_enforce_tls = yes\nsmtpd_sasl_auth_enable = yes", "none"],
  ["main.cf", "smtpd_enforce_tls = yes\nsmtpd_tls_security_level = may\nsmtpd_sasl_auth_enable = yes", "error"],
  ["main.cf", "smtpd_tls_security_level = encrypt\nsmtpd_tls_wrappermode = yes\nsmtpd_sasl_auth_enable = yes", "none"],
  ["main.cf", "smtpd_tls_security_level = mandatory\nsmtpd_sasl_auth_enable = yes", "none"],
  ["main.cf", "smtpd_tls_security_level = none", "warning"],
  ["main.cf", "smtpd_tls_security_level = may", "none"],
  ["main.cf", "smtp_tls_security_level = may", "none"],
  ["main.cf", "relayhost = [mail.example.org]:587", "warning"],
  ["main.cf", "relayhost = [mail.example.org]:587\nsmtp_tls_security_level = encrypt", "none"],
  [
    "main.cf",
    "relayhost = mail.example.org\nsmtp_tls_security_level = may\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_security_options = noanonymous",
    "error",
  ],
  ["main.cf", "smtpd_tls_protocols = >=TLSv1", "warning", "weak-tls"],
  ["main.cf", "smtpd_tls_mandatory_protocols = >=TLSv1.2", "none", "weak-tls"],
  ["main.cf", "smtpd_tls_mandatory_ciphers = medium", "none", "weak-tls"],
  [
    "master.cf",
    "submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes",
    "none",
  ],
  [
    "master.cf",
    "submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=may\n  -o smtpd_sasl_auth_enable=yes\n  -o smtpd_tls_auth_only=yes",
    "warning",
  ],
  [
    "master.cf",
    "submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=may\n  -o smtpd_sasl_auth_enable=yes\n  -o smtpd_tls_auth_only=no",
    "error",
  ],
  ["master.cf", "465 inet n - y - - smtpd -o smtpd_tls_wrappermode=yes -o smtpd_sasl_auth_enable=yes", "none"],
  ["main.cf", "smtpd_tls_security_level = encrypt", "none"],
  [
    "main.cf",
    "smtpd_tls_security_level = may\nsmtpd_sasl_auth_enable = yes\nsmtpd_sasl_security_options = noanonymous, noplaintext",
    "none",
  ],
  ["main.cf", "smtpd_tls_mandatory_ciphers = low", "warning", "weak-tls"],
  ["main.cf", "virtual_transport = lmtp:inet:imap.example.org:24", "warning"],
  ["main.cf", "virtual_transport = lmtp:inet:imap.example.org:24\nlmtp_tls_security_level = encrypt", "none"],
  ["main.cf", "virtual_transport = lmtp:unix:private/dovecot-lmtp", "none"],
  // Dovecot 2.3: LOGIN from another machine.
  ["dovecot.conf", "ssl = yes", "none"],
  ["dovecot.conf", "ssl = yes\ndisable_plaintext_auth = yes", "none"],
  ["dovecot.conf", "ssl = yes\nauth_mechanisms = plain cram-md5", "warning"],
  ["dovecot.conf", "ssl = yes\ndisable_plaintext_auth = no", "error"],
  ["dovecot.conf", "disable_plaintext_auth = no", "error"],
  ["dovecot.conf", "ssl = required\ndisable_plaintext_auth = yes", "none"],
  ["dovecot.conf", "ssl = required\ndisable_plaintext_auth = no", "none"],
  ["dovecot.conf", "ssl = no\ndisable_plaintext_auth = yes", "warning"],
  ["dovecot.conf", "ssl = no\ndisable_plaintext_auth = no", "error"],
  ["dovecot.conf", "ssl = yes\nlogin_trusted_networks = 10.0.0.0/8", "error"],
  ["dovecot.conf", "auth_allow_cleartext = yes", "error"],
  ["dovecot.conf", "ssl_min_protocol = TLSv1.2", "none", "weak-tls"],
  // nginx 1.22, its mail module.
  ["nginx.conf", "mail { server { listen 143; protocol imap; } }", "error"],
  ["nginx.conf", "mail { server { listen 110; protocol pop3; starttls off; } }", "error"],
  ["nginx.conf", "mail { server { listen 587; protocol smtp; starttls on; } }", "error"],
  ["nginx.conf", "mail { server { listen 143; protocol imap; starttls only; } }", "none"],
  ["nginx.conf", "mail { server { listen 587; protocol smtp; smtp_auth none; starttls only; } }", "warning"],
  ["nginx.conf", "mail { server { listen 993 ssl; protocol imap; } }", "none"],
  ["nginx.conf", "mail { server { listen 25; protocol smtp; smtp_auth none; starttls on; } }", "info"],
  // The others.
  ["exim4.conf", "tls_advertise_hosts =", "error"],
  ["exim4.conf", "tls_advertise_hosts = *", "none"],
  [
    "exim4.conf",
    "acl_smtp_mail = a\nbegin authenticators\nplain:\n  driver = plaintext\n  server_condition = yes",
    "error",
  ],
  [
    "exim4.conf",
    "auth_advertise_hosts = $" +
      "{if eq{$tls_in_cipher}{}{}{*}}\nbegin authenticators\nplain:\n  driver = plaintext\n  server_condition = yes",
    "none",
  ],
  ["exim4.conf.template", "AUTH_SERVER_ALLOW_NOTLS_PASSWORDS = 1", "error"],
  ["sendmail.mc", "DAEMON_OPTIONS(`Port=smtp, M=S')dnl\nMAILER(`smtp')dnl", "warning"],
  ["sendmail.mc", "DAEMON_OPTIONS(`Port=smtps, M=s')dnl\nMAILER(`smtp')dnl", "none"],
  ["sendmail.mc", "define(`confAUTH_OPTIONS', `A')dnl\nMAILER(`smtp')dnl", "error"],
  ["sendmail.mc", "define(`confAUTH_OPTIONS', `A p')dnl\nMAILER(`smtp')dnl", "none"],
  ["sendmail.mc", "TRUST_AUTH_MECH(`LOGIN PLAIN')dnl\nMAILER(`smtp')dnl", "error"],
  ["smtpd.conf", "listen on eth0 tls pki a auth", "error"],
  ["smtpd.conf", "listen on eth0 tls pki a auth-optional", "error"],
  ["smtpd.conf", "listen on eth0 tls-require pki a auth", "none"],
  ["smtpd.conf", "listen on eth0 smtps pki a auth", "none"],
  ["imapd.conf", "configdirectory: /var/lib/cyrus\nallowplaintext: yes", "error"],
  ["imapd.conf", "configdirectory: /var/lib/cyrus\nallowplaintext: 0", "none"],
  ["courier/imapd-ssl", "IMAPDSTARTTLS=YES\nIMAP_TLS_REQUIRED=0", "error"],
  ["courier/imapd-ssl", "IMAPDSTARTTLS=YES\nIMAP_TLS_REQUIRED=1", "none"],
  [
    "dovecot.conf",
    "protocols = imap\nssl = yes\ndisable_plaintext_auth = no\nservice imap-login {\n  inet_listener imap {\n    port = 0\n  }\n}",
    "none",
  ],
  ["prosody.cfg.lua", 'c2s_require_encryption = false\nVirtualHost "a"', "error"],
  ["prosody.cfg.lua", 'c2s_require_encryption = false\nallow_unencrypted_plain_auth = true\nVirtualHost "a"', "error"],
  ["prosody.cfg.lua", 'allow_unencrypted_plain_auth = true\nVirtualHost "a"', "none"],
  ["prosody.cfg.lua", 's2s_require_encryption = false\nVirtualHost "a"', "warning"],
  ["ejabberd.yml", "listen:\n  -\n    module: ejabberd_c2s\n    starttls: true", "error"],
  ["ejabberd.yml", "listen:\n  -\n    module: ejabberd_c2s\n    starttls: true\n    starttls_required: true", "none"],
  ["ejabberd.yml", "listen:\n  -\n    port: 5222\n    module: ejabberd_c2s", "error"],
  ["ejabberd.yml", "listen:\n  -\n    port: 5223\n    module: ejabberd_c2s\n    tls: true", "none"],
  ["ejabberd.yml", "s2s_use_starttls: false", "warning"],
  ["ejabberd.yml", "s2s_use_starttls: required", "none"],
  ["vsftpd.conf", "local_enable=YES", "error"],
  ["vsftpd.conf", "local_enable=YES\nssl_enable=YES", "none"],
  ["vsftpd.conf", "local_enable=YES\nssl_enable=YES\nforce_local_logins_ssl=NO", "error"],
  ["vsftpd.conf", "listen=YES\nlocal_enable=YES\nssl_enable=YES", "warning", "no-authentication"],
  ["vsftpd.conf", "listen=YES\nanonymous_enable=NO", "none", "no-authentication"],
  ["proftpd.conf", "TLSEngine on", "error"],
  ["proftpd.conf", "TLSEngine on\nTLSRequired data", "error"],
  ["proftpd.conf", "TLSEngine on\nTLSRequired !data", "error"],
  ["proftpd.conf", "TLSEngine on\nTLSRequired on\nTLSOptions AllowPerUser", "warning"],
  ["proftpd.conf", "TLSEngine on\nTLSRequired on", "none"],
  [
    "config.ldif",
    "dn: cn=config\nobjectClass: olcGlobal\n\ndn: olcDatabase={1}mdb,cn=config\nolcSuffix: dc=a",
    "warning",
  ],
  [
    "config.ldif",
    "dn: cn=config\nobjectClass: olcGlobal\nolcSecurity: ssf=128\n\ndn: olcDatabase={1}mdb,cn=config\nolcSuffix: dc=a",
    "none",
  ],
  ["slapd.conf", "database mdb\nsuffix dc=example", "warning"],
  ["slapd.conf", "security ssf=128\ndatabase mdb\nsuffix dc=example", "none"],
  ["slapd.conf", "security simple_bind=128\ndatabase mdb\nsuffix dc=example", "warning"],
  ["pg_hba.conf", "host all all 10.0.0.0/8 scram-sha-256", "warning"],
  ["pg_hba.conf", "host all all 10.0.0.0/8 password", "error"],
  ["pg_hba.conf", "host all all 10.0.0.0/8 trust", "error", "no-authentication"],
  ["pg_hba.conf", "hostssl all all 10.0.0.0/8 scram-sha-256", "none"],
  ["pg_hba.conf", "hostssl all all 10.0.0.0/8 scram-sha-256\nhost all all 10.0.0.0/8 scram-sha-256", "warning"],
  ["pg_hba.conf", "hostnossl all all 0.0.0.0/0 reject\nhost all all 10.0.0.0/8 scram-sha-256", "none"],
  ["pg_hba.conf", "host all all 10.0.0.0/8 scram-sha-256\nhostnossl all all 0.0.0.0/0 reject", "warning"],
  ["pg_hba.conf", "host all all 127.0.0.1/32 scram-sha-256", "none"],
  ["redis.conf", "bind 0.0.0.0\nprotected-mode no", "error", "no-authentication"],
  ["redis.conf", "bind 0.0.0.0\nprotected-mode yes", "none", "no-authentication"],
  ["redis.conf", "bind 0.0.0.0\ntls-port 6380", "error"],
  ["redis.conf", "bind 0.0.0.0\nport 0\ntls-port 6379", "none"],
  ["redis.conf", "port 0\ntls-port 6379\nreplicaof db1.example.org 6379", "warning"],
  ["redis.conf", "port 0\ntls-port 6379\nreplicaof db1.example.org 6379\ntls-replication yes", "none"],
  ["my.cnf", "[mysqld]\nbind-address = 10.1.2.3", "warning"],
  ["my.cnf", "[mysqld]\nbind-address = 127.0.0.1", "none"],
  ["my.cnf", "[mysqld]\nrequire_secure_transport = OFF", "error"],
  ["my.cnf", "[mysqld]\nrequire_secure_transport = ON\nssl-cert = a", "none"],
  ["my.cnf", "[mysqld]\nssl-cert = a", "warning"],
  ["my.cnf", "[mysqld]\nskip-grant-tables", "error", "no-authentication"],
  ["mongod.conf", "net:\n  tls:\n    mode: preferTLS", "error"],
  ["mongod.conf", "net:\n  tls:\n    mode: requireTLS", "none"],
  ["mongod.conf", "net:\n  bindIp: 0.0.0.0", "error", "no-authentication"],
  ["mongod.conf", "net:\n  bindIp: 10.1.2.3\nsecurity:\n  authorization: enabled", "warning"],
  ["mongod.conf", "net:\n  bindIp: 127.0.0.1", "none"],
  ["rabbitmq.conf", "listeners.tcp.default = 5672", "warning"],
  ["rabbitmq.conf", "listeners.ssl.default = 5671", "warning"],
  ["rabbitmq.conf", "listeners.tcp = none\nlisteners.ssl.default = 5671", "none"],
  ["rabbitmq.conf", "loopback_users = none", "error", "default-password"],
];

describe("clear text, row by row", () => {
  let project: Project;
  before(async () => {
    project = await Project.open({ ...diskHost(), today: () => "2026-06-15" }, { root: "/nowhere", noConfig: true });
  });

  for (const [file, lines, verdict, rule = "starttls-optional"] of rows) {
    it(`${file}: ${lines.replace(/\s*\n\s*/g, "; ")}: ${verdict}`, async () => {
      const { findings } = await project.lintText(`/nowhere/${file}`, `${lines}\n`);
      const order: readonly Verdict[] = ["error", "warning", "info"];
      const own = findings.filter((finding) => finding.id === rule).map((finding) => finding.severity);
      assert.equal(order.find((one) => own.includes(one as never)) ?? "none", verdict);
    });
  }

  // The settings of version 6.0 of Mozilla's guideline as its generator writes them for each server, intermediate profile.
  const ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
  const generated: readonly (readonly [file: string, lines: readonly string[]])[] = [
    [
      "main.cf",
      [
        "smtpd_use_tls = yes",
        "smtpd_tls_security_level = may",
        "smtpd_tls_auth_only = yes",
        "smtpd_tls_cert_file = /path/to/signed_cert_plus_intermediates",
        "smtpd_tls_key_file = /path/to/private_key",
        "smtpd_tls_mandatory_protocols = !SSLv2, !SSLv3, !TLSv1, !TLSv1.1",
        "smtpd_tls_protocols = !SSLv2, !SSLv3, !TLSv1, !TLSv1.1",
        "smtpd_tls_mandatory_ciphers = medium",
        `tls_medium_cipherlist = ${ciphers}`,
        "tls_preempt_cipherlist = no",
      ],
    ],
    [
      "dovecot.conf",
      [
        "ssl = required",
        "ssl_cert = </path/to/signed_cert_plus_intermediates",
        "ssl_key = </path/to/private_key",
        "ssl_min_protocol = TLSv1.2",
        `ssl_cipher_list = ${ciphers}`,
        "ssl_prefer_server_ciphers = no",
      ],
    ],
    [
      "exim4.conf",
      [
        "tls_advertise_hosts = *",
        "tls_certificate = /path/to/signed_cert_plus_intermediates",
        "tls_privatekey = /path/to/private_key",
        "openssl_options = +no_sslv2 +no_sslv3 +no_tlsv1 +no_tlsv1_1 +no_session_resumption_on_renegotiation",
        `tls_require_ciphers = ${ciphers}`,
      ],
    ],
    [
      "dovecot.conf",
      [
        "dovecot_config_version = 2.4.0",
        "ssl = required",
        "ssl_server_cert_file = /path/to/signed_cert_plus_intermediates",
        "ssl_server_key_file = /path/to/private_key",
        "ssl_min_protocol = TLSv1.2",
        `ssl_cipher_list = ${ciphers}`,
        "ssl_server_prefer_ciphers = client",
      ],
    ],
    ["proftpd.conf", ["TLSEngine on", "TLSRequired on", "TLSProtocol TLSv1.2 TLSv1.3", `TLSCipherSuite ${ciphers}`]],
    [
      "haproxy.cfg",
      [
        "global",
        `    ssl-default-bind-ciphers ${ciphers}`,
        "    ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets",
        `    ssl-default-server-ciphers ${ciphers}`,
        "    ssl-default-server-options no-sslv3 no-tlsv10 no-tlsv11 no-tls-tickets",
        "frontend ft_test",
        "    mode http",
        "    bind :443 ssl crt /path/to/certificate",
        "    bind :80",
        "    redirect scheme https code 301 if !{ ssl_fc }",
      ],
    ],
    [
      "my.cnf",
      [
        "[mysqld]",
        "require_secure_transport = on",
        "ssl-cert = /path/to/signed_cert_plus_intermediates",
        "ssl-key = /path/to/private_key",
        `ssl-cipher = ${ciphers}`,
        "tls_version = TLSv1.2,TLSv1.3",
      ],
    ],
    [
      "redis.conf",
      ["port 0", "tls-port 6379", "tls-cluster yes", "tls-replication yes", 'tls-protocols "TLSv1.2 TLSv1.3"'],
    ],
    ["postgresql.conf", ["ssl = on", "ssl_min_protocol_version = 'TLSv1.2'", `ssl_ciphers = '${ciphers}'`]],
    [
      "httpd.conf",
      [
        "<VirtualHost *:443>",
        "SSLEngine on",
        "</VirtualHost>",
        "SSLProtocol -all +TLSv1.2 +TLSv1.3",
        `SSLCipherSuite ${ciphers}`,
      ],
    ],
  ];
  for (const [file, lines] of generated) {
    it(`${file}: what Mozilla's generator prints passes whole`, async () => {
      const { findings } = await project.lintText(`/nowhere/${file}`, `${lines.join("\n")}\n`);
      assert.deepEqual(
        findings.map((finding) => `${finding.id}: ${finding.message}`),
        [],
      );
    });
  }
});
