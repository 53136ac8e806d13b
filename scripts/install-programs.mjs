// Installs the programs that tests compare tenet with, where they are absent and this may be done: node scripts/install-programs.mjs
// Daemons are installed, never started. Without them their tests say that they did not run, or use recorded answers.
import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Debian's packages, each with a file that is there once it is installed. */
const programs = {
  apache2: "/usr/sbin/apache2",
  "dovecot-imapd": "/usr/lib/dovecot/imap",
  "dovecot-pop3d": "/usr/lib/dovecot/pop3",
  haproxy: "/usr/sbin/haproxy",
  "libnginx-mod-mail": "/usr/lib/nginx/modules/ngx_mail_module.so",
  "libnginx-mod-stream": "/usr/lib/nginx/modules/ngx_stream_module.so",
  neovim: "/usr/bin/nvim",
  nginx: "/usr/sbin/nginx",
  "openssh-client": "/usr/bin/ssh-keygen",
  "openssh-server": "/usr/sbin/sshd",
  openssl: "/usr/bin/openssl",
  postfix: "/usr/sbin/postconf",
  postgresql: "/usr/lib/postgresql",
  "pre-commit": "/usr/bin/pre-commit",
  "proftpd-core": "/usr/sbin/proftpd",
  "proftpd-mod-crypto": "/usr/lib/proftpd/mod_tls.so",
  "redis-server": "/usr/bin/redis-server",
  rsyslog: "/usr/sbin/rsyslogd",
  slapd: "/usr/sbin/slaptest",
  sudo: "/usr/sbin/visudo",
};

/** What keeps Debian's packages from starting their daemons while they are installed. */
const policy = "/usr/sbin/policy-rc.d";

/**
 * Installs those of the packages (Debian's name to a file of it) that are absent, when this is root's Debian.
 * Gives the names that are absent afterwards, and says what it does and which part was not to be had.
 */
export function installPackages(packages, say = (line) => process.stdout.write(`${line}\n`)) {
  const absent = () => Object.keys(packages).filter((name) => !existsSync(packages[name]));
  const wanted = absent();
  if (wanted.length === 0) return [];
  const command = `apt-get install ${wanted.join(" ")}`;
  if (process.platform !== "linux" || spawnSync("apt-get", ["--version"]).status !== 0) {
    say(`absent, and only Debian's apt-get is known here: ${wanted.join(", ")}`);
    return wanted;
  }
  if (process.getuid() !== 0) {
    say(`absent, and only root may install them (${command})`);
    return wanted;
  }
  say(`installing what is absent: ${command}`);
  const own = !existsSync(policy);
  if (own) writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    const apt = (...args) =>
      spawnSync("apt-get", ["-qq", "-o", "DPkg::Lock::Timeout=300", ...args], {
        encoding: "utf8",
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      });
    const install = (...names) => apt("install", "-y", "--no-install-recommends", ...names);
    apt("update");
    // One package that cannot be had must not keep the others away.
    let { stderr } = install(...wanted);
    for (const name of absent()) ({ stderr } = install(name));
    const left = absent();
    if (left.length > 0) say(`could not be installed: ${left.join(", ")}\n${stderr.trim()}`);
    return left;
  } finally {
    if (own) rmSync(policy);
  }
}

/** Installs every program that tests compare with. Gives the packages that are absent afterwards. */
export function installPrograms(say) {
  return installPackages(programs, say);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  if (installPrograms().length > 0) process.exitCode = 1;
  else process.stdout.write("every program that tests compare with is here\n");
