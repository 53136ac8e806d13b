import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Settings } from "../../server/src/data/settings.js";
import type { Document, Files } from "../../server/src/document/document.js";
import type { Node } from "../../server/src/document/node.js";
import { formatsOf } from "../../server/src/formats/index.js";
import { withFiles } from "../support.js";
import { allExamples } from "./examples.js";

const folder = import.meta.dirname;

interface Case {
  readonly title: string;
  /** For whom the daemon is asked: a protocol, a connection. */
  readonly whom: string;
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
}

type Answers = Record<string, string>;

interface Daemon {
  readonly id: string;
  readonly file: string;
  /** The daemon's own answers, undefined when it is not installed. */
  ask(one: Case, folder: string): Answers | undefined;
  /** What tenet takes for the same names. */
  read(one: Case, document: Document, names: readonly string[]): Answers;
}

const daemons: readonly Daemon[] = [
  {
    id: "postfix",
    file: "main.cf",
    ask(_one, at) {
      writeFileSync(join(at, "master.cf"), "");
      const text = readFileSync(join(at, "main.cf"), "utf8");
      // Postfix reads a file again and again until it is some seconds old.
      utimesSync(join(at, "main.cf"), 1e9, 1e9);
      utimesSync(join(at, "master.cf"), 1e9, 1e9);
      const names = [...new Set([...text.matchAll(/^\s*#?\s*(\w+)\s*=/gm)].map((match) => match[1]!))];
      const result = run("postconf", ["-c", at, "-o", "myhostname=mail.example.org", "-x", ...names]);
      if (!result) return undefined;
      return Object.fromEntries(
        [...result.matchAll(/^(\w+) =(.*)$/gm)].map((match) => [match[1]!, squeeze(match[2]!.replaceAll(at, "DIR"))]),
      );
    },
    read: (_one, document, names) => settingsAt(document, document.root, names),
  },
  {
    id: "dovecot",
    file: "dovecot.conf",
    ask(one, at) {
      const names = [
        "ssl",
        "disable_plaintext_auth",
        "auth_mechanisms",
        "login_trusted_networks",
        "login_greeting",
        "ssl_min_protocol",
      ];
      const filter = one.whom === "" ? [] : ["-f", one.whom.replace(" ", "=")];
      const result = run("doveconf", ["-c", join(at, "dovecot.conf"), ...filter, "-h", ...names]);
      if (result === undefined) return undefined;
      const lines = result.split("\n");
      return Object.fromEntries(names.map((name, index) => [name, squeeze(lines[index] ?? "")]));
    },
    read(one, document, names) {
      const [name, value] = one.whom.split(" ");
      const blocks = document.root.children.filter((node) => node.name === name && node.values[0]?.text === value);
      return settingsAt(document, blocks.at(-1) ?? document.root, names);
    },
  },
  {
    id: "sshd",
    file: "sshd_config",
    ask(one, at) {
      if (!existsSync("/usr/sbin/sshd")) return undefined;
      const key = join(at, "key");
      if (spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]).status !== 0) return undefined;
      const config = join(at, "sshd_config");
      for (const path of [config, ...walk(at)]) writeFileSync(path, readFileSync(path, "utf8").replaceAll("DIR", at));
      chmodSync(key, 0o600);
      const [connection] = one.whom.split(" # ");
      const result = run("/usr/sbin/sshd", ["-T", "-h", key, "-f", config, ...(connection ? ["-C", connection] : [])]);
      if (!result) return undefined;
      const names =
        /^(?:passwordauthentication|permitrootlogin|permitemptypasswords|authenticationmethods|loglevel|maxauthtries|x11forwarding|allowtcpforwarding|hostbasedauthentication|ignorerhosts|port) (.*)$/gm;
      return Object.fromEntries(
        [...result.matchAll(names)].map((match) => [
          match[0].split(" ")[0]!,
          match[1]!.toLowerCase().replace("without-password", "prohibit-password"),
        ]),
      );
    },
    read(one, document, names) {
      const index = one.whom.split(" # ")[1];
      const blocks = document.root.children.filter((node) => node.name === "match");
      const answers = settingsAt(document, index ? blocks[Number(index)]! : document.root, names);
      return Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, value.toLowerCase()]));
    },
  },
  {
    id: "pg-hba",
    file: "pg_hba.conf",
    ask(_one, at) {
      return askPostgres(readFileSync(join(at, "pg_hba.conf"), "utf8"));
    },
    read(_one, document) {
      return Object.fromEntries(
        document.root.children.map((rule, index) => {
          const [database, user, address, method] = rule.values.map((value) => value.text);
          return [`rule ${index + 1}`, [rule.name, database, user, address, method].join(" ")];
        }),
      );
    },
  },
  {
    id: "postgresql",
    file: "postgresql.conf",
    ask(one, at) {
      const text = [one.text, ...Object.values(one.files)].join("\n");
      const written = [...text.matchAll(/^\s*(\w+)/gm)].map((match) => match[1]!.toLowerCase());
      const names = [...new Set(written)].filter((name) => switches.has(name) || texts.has(name));
      return askPostgresSettings(at, names);
    },
    read(_one, document, names) {
      const answers = settingsAt(document, document.root, names);
      return Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, asPostgresSays(name, value)]));
    },
  },
];

/** Settings of PostgreSQL that are on or off, and those that are texts. */
const switches: ReadonlySet<string> = new Set(["ssl", "log_connections", "log_disconnections"]);
const texts: ReadonlySet<string> = new Set(
  "listen_addresses password_encryption ssl_min_protocol_version ssl_ciphers log_line_prefix log_min_messages".split(
    " ",
  ),
);

/** The one spelling in which PostgreSQL prints what a file may spell in several: `on`, names of values. */
function asPostgresSays(name: string, value: string): string {
  if (switches.has(name)) return /^(?:on|t|tr|tru|true|y|ye|yes|1)$/i.test(value) ? "on" : "off";
  if (name === "ssl_min_protocol_version") return value.replace(/^tls/i, "TLS").replace(/^TLSV/i, "TLSv");
  return name === "log_min_messages" ? value.toLowerCase() : value;
}

for (const daemon of daemons) {
  describe(`${daemon.id}: what the daemon takes`, () => {
    const recorded = join(folder, `${daemon.id}.answers.json`);
    const answers: Record<string, Answers> = existsSync(recorded) ? JSON.parse(readFileSync(recorded, "utf8")) : {};
    const cases = readCases(readFileSync(join(folder, `${daemon.id}.txt`), "utf8"));
    it("is asked at least 40 times", () => assert.ok(cases.length >= 40, `${cases.length}`));
    for (const one of cases) {
      it(one.title, () =>
        withFiles({ [daemon.file]: one.text, ...one.files }, async (at) => {
          const document = await (await formatsOf(daemon.id)[0]!.load()).parse(daemon.file, one.text, filesOf(one));
          const said = process.env.UPDATE && !answers[one.title] ? daemon.ask(one, at) : undefined;
          if (said) answers[one.title] = said;
          const expected = answers[one.title];
          assert.ok(expected, "the daemon was never asked; run with UPDATE=1 where it is installed");
          const actual = daemon.read(one, document, Object.keys(expected));
          // A name that nothing sets has the daemon's default.
          for (const [name, value] of Object.entries(actual)) assert.equal(spelling(value), expected[name], name);
          if (daemon.id === "pg-hba") assert.deepEqual(actual, expected);
        }),
      );
    }
    after(() => {
      if (process.env.UPDATE) writeFileSync(recorded, `${JSON.stringify(answers, null, 2)}\n`);
    });
    it("is still what the daemon says", async function () {
      this.timeout(600_000);
      for (const one of cases) {
        const said = await withFiles({ [daemon.file]: one.text, ...one.files }, (at) => daemon.ask(one, at));
        if (said === undefined) {
          console.log(`      ${daemon.id} is not installed here: the recorded answers were used`);
          return this.skip();
        }
        assert.deepEqual(said, answers[one.title], one.title);
      }
    });
  });
}

describe("pg-hba: examples, and what fixes leave of them, are taken by PostgreSQL", () => {
  it("every one", function () {
    this.timeout(120_000);
    const refused: string[] = [];
    let tried = 0;
    for (const [rule, { text }] of allExamples("pg-hba")) {
      if (/\{\{|^include/m.test(text)) continue;
      const said = askPostgres(text);
      if (said === undefined) {
        console.log("      PostgreSQL is not installed here: no example was tried with it");
        return this.skip();
      }
      tried++;
      for (const answer of Object.values(said))
        if (!/^(?:local|host)/.test(answer)) refused.push(`${rule}: ${answer}\n${text}`);
    }
    assert.deepEqual(refused, []);
    assert.ok(tried >= 15, `${tried} examples`);
  });
});

after(stopPostgres);

function readCases(text: string): Case[] {
  return text
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const [head, ...lines] = part.split("\n");
      const [title, whom] = head!.split(" @ ");
      const [main, ...others] = lines.join("\n").split(/^--- /m);
      const files = Object.fromEntries(
        others.map((other) => {
          const end = other.indexOf("\n");
          return [other.slice(0, end), other.slice(end + 1)];
        }),
      );
      return { title: title!, whom: whom ?? "", text: main!, files };
    });
}

function filesOf(one: Case): Files {
  const files = Object.fromEntries(Object.entries(one.files).map(([path, text]) => [`DIR/${path}`, text]));
  const all: Record<string, string> = { ...one.files, ...files };
  return {
    read: (path) => all[path],
    list: (at) =>
      Object.keys(all)
        .filter((path) => dirname(path) === (at === "" ? "." : at))
        .map((path) => path.slice(path.lastIndexOf("/") + 1))
        .sort(),
  };
}

function settingsAt(document: Document, node: Node, names: readonly string[]): Answers {
  const settings = document.root.source as Settings;
  const found: Answers = {};
  for (const name of names) {
    const definition = settings.holding(node, name);
    if (definition) found[name] = squeeze(settings.text(definition));
  }
  return found;
}

function run(program: string, args: readonly string[]): string | undefined {
  const result = spawnSync(program, args, { encoding: "utf8" });
  return result.error || result.status !== 0 ? undefined : result.stdout;
}

/** Daemons print switches in one spelling whatever the file has. */
function spelling(value: string): string {
  return /^(?:yes|no)$/i.test(value) ? value.toLowerCase() : value;
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function walk(at: string): string[] {
  return readdirSync(at).flatMap((name) => {
    const path = join(at, name);
    if (statSync(path).isDirectory()) return walk(path);
    return name.startsWith("key") ? [] : [path];
  });
}

let cluster: { readonly bin: string; readonly data: string } | null | undefined;

/** The rules as PostgreSQL's own view pg_hba_file_rules has them; it listens on a socket in its folder only. */
function askPostgres(text: string): Answers | undefined {
  cluster ??= startPostgres() ?? null;
  if (!cluster) return undefined;
  writeFileSync(join(cluster.data, "pg_hba.conf"), text);
  const query =
    "select coalesce(json_agg(json_build_array(type, array_to_string(database, ','), array_to_string(user_name, ','), coalesce(address, ''), coalesce(netmask, ''), auth_method, error) order by line_number), '[]') from pg_hba_file_rules";
  const result = postgresRun(cluster.bin, "psql", ["-h", cluster.data, "-d", "postgres", "-AtX", "-c", query]);
  if (result === undefined) return undefined;
  const rows = JSON.parse(result) as string[][];
  return Object.fromEntries(
    rows.map(([type, database, user, address, mask, method, error], index) => [
      `rule ${index + 1}`,
      error ?? [type, database, user, mask ? `${address}/${bits(mask)}` : address, method].join(" "),
    ]),
  );
}

/** What PostgreSQL's own program prints for these names of the configuration in a folder; it does not start. */
function askPostgresSettings(at: string, names: readonly string[]): Answers | undefined {
  cluster ??= startPostgres() ?? null;
  if (!cluster) return undefined;
  spawnSync("chmod", ["-R", "a+rX", at]);
  const answers: Answers = {};
  for (const name of names) {
    const args = ["-D", cluster.data, "-c", `config_file=${join(at, "postgresql.conf")}`, "-C", name];
    const said = postgresRun(cluster.bin, "postgres", args);
    if (said === undefined) return undefined;
    answers[name] = squeeze(said);
  }
  return answers;
}

function bits(mask: string): number {
  const groups = mask.includes(":")
    ? mask.split(":").map((group) => Number.parseInt(group || "0", 16))
    : mask.split(".").map(Number);
  return groups.reduce((sum, group) => sum + group.toString(2).replaceAll("0", "").length, 0);
}

function startPostgres(): { bin: string; data: string } | undefined {
  const versions = existsSync("/usr/lib/postgresql") ? readdirSync("/usr/lib/postgresql") : [];
  const bin = versions
    .map((version) => `/usr/lib/postgresql/${version}/bin`)
    .find((path) => existsSync(`${path}/initdb`));
  if (!bin || process.getuid?.() !== 0) return undefined;
  const made = spawnSync("mktemp", ["-d"], { encoding: "utf8" }).stdout.trim();
  spawnSync("chown", ["postgres", made]);
  const data = join(made, "data");
  if (postgresRun(bin, "initdb", ["-D", data, "-A", "trust", "--no-sync"]) === undefined) return undefined;
  const options = `-c listen_addresses='' -c unix_socket_directories='${data}' -c fsync=off`;
  if (postgresRun(bin, "pg_ctl", ["-D", data, "-w", "-l", join(made, "log"), "-o", options, "start"]) === undefined)
    return undefined;
  return { bin, data };
}

function stopPostgres(): void {
  if (!cluster) return;
  postgresRun(cluster.bin, "pg_ctl", ["-D", cluster.data, "-m", "immediate", "stop"]);
  spawnSync("rm", ["-rf", dirname(cluster.data)]);
}

function postgresRun(bin: string, program: string, args: readonly string[]): string | undefined {
  return run("runuser", ["-u", "postgres", "--", join(bin, program), ...args]);
}
