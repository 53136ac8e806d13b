import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CliRun, cli, git, root, withFiles } from "../support.js";

const script = join(root, "dist/cli.js");
const mail = "mail {\n  server {\n    listen 143;\n    starttls on;\n  }\n}\n";
const fixedMail = mail.replace("starttls on", "starttls only");
const rule =
  "id: no-mail\ntitle: No mail here\nseverity: info\nwhy: x\nremedy: y\nchecks:\n  nginx:\n    - on: mail\n      message: no mail here\n      examples:\n        - bad: |\n            mail { }\n                 ^\n";

/**
 * Ends the program as `kill -9` does, at the n-th time that it is about to change something on the disk; a write is then
 * half done. Without a number it counts the times and tells them at the end.
 */
const killer = `
const fs = require("node:fs");
const at = Number(process.env.KILL_AT);
let n = 0;
const die = () => { process.kill(process.pid, "SIGKILL"); for (;;); };
for (const name of ["renameSync", "mkdirSync", "rmSync", "fchmodSync", "fchownSync"]) {
  const real = fs[name];
  fs[name] = (...args) => { if (++n === at) die(); return real.apply(fs, args); };
}
const write = fs.writeFileSync;
fs.writeFileSync = (file, content, ...rest) => {
  if (++n === at) {
    const bytes = Buffer.from(content);
    write.call(fs, file, bytes.subarray(0, bytes.length >> 1), ...rest);
    die();
  }
  return write.call(fs, file, content, ...rest);
};
if (!at) process.nextTick(() => process.on("exit", () => write.call(fs, 3, String(n))));
`;

interface KilledRun {
  readonly killed: boolean;
  /** How often something on the disk was about to be changed. */
  readonly changes: number;
  readonly err: string;
}

function killedAt(folder: string, args: readonly string[], at: number | undefined, env = {}): KilledRun {
  const tools = mkdtempSync(join(tmpdir(), "tenet-killer-"));
  try {
    writeFileSync(join(tools, "killer.cjs"), killer);
    const run = spawnSync(process.execPath, ["--require", join(tools, "killer.cjs"), script, ...args], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      env: { ...process.env, CI: undefined, TENET_NO_CACHE: "1", ...env, KILL_AT: at === undefined ? "" : String(at) },
    });
    return { killed: run.signal === "SIGKILL", changes: Number(run.output[3]), err: run.stderr };
  } finally {
    rmSync(tools, { recursive: true, force: true });
  }
}

/** Every file below a folder with its text. */
function snapshot(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort())
    if (!name.startsWith(".git/") && lstatSync(join(folder, name)).isFile())
      found[name] = readFileSync(join(folder, name), "utf8");
  return found;
}

const litter = (name: string): boolean => /(?:^|\/)\.tenet-[^/]+\.tmp$/.test(name);

/** What nobody has touched for two minutes is no longer being written. */
function age(folder: string): void {
  const then = Date.now() / 1000 - 120;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }))
    if (litter(name) || /(?:^|\/)\.[^/]*\.\d+$/.test(name)) utimesSync(join(folder, name), then, then);
}

/** A command is ended at every change that it makes; every file is then the old one or the new one. */
async function survivesKills(
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  prepare: (folder: string) => void = () => {},
  whole: (
    before: Record<string, string>,
    now: Record<string, string>,
    after: Record<string, string>,
  ) => void = () => {},
): Promise<void> {
  await withFiles(files, async (folder) => {
    prepare(folder);
    const before = snapshot(folder);
    const { changes, err } = killedAt(folder, args, undefined);
    assert.ok(changes > 0, err);
    const after = snapshot(folder);
    for (let at = 1; at <= changes; at++) {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(join(folder, path, ".."), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      prepare(folder);
      assert.ok(killedAt(folder, args, at).killed, `change ${at} of ${changes}`);
      const now = snapshot(folder);
      for (const [name, text] of Object.entries(now))
        if (!litter(name) && !name.startsWith(".tenet/vendor/"))
          assert.ok(
            comparable(text, before[name]) || comparable(text, after[name]),
            `${name} is half after change ${at}`,
          );
      for (const name of Object.keys(before)) assert.ok(name in now, `${name} is gone after change ${at}`);
      whole(before, now, after);
      age(folder);
      killedAt(folder, args, undefined);
      assert.deepEqual(Object.keys(snapshot(folder)), Object.keys(after), `what change ${at} leaves`);
    }
  });
}

/** A baseline's salt is drawn anew. */
function comparable(a: string, b: string | undefined): boolean {
  const plain = (text: string): string => text.replace(/"salt": "[^"]*"/, "").replace(/"[0-9a-f]{16,}"/g, "");
  return b !== undefined && plain(a) === plain(b);
}

describe("kill -9 at every change on the disk", function () {
  this.timeout(240_000);

  it("tenet fix", () => survivesKills({ "a/nginx.conf": mail, "b/nginx.conf": mail }, ["fix", "."]));

  it("tenet baseline, the first and a later one", async () => {
    await survivesKills({ "nginx.conf": mail }, ["baseline", "."]);
    await survivesKills(
      { "nginx.conf": mail, ".tenet/baseline.json": '{ "version": 1, "salt": "x", "findings": {} }\n' },
      ["baseline", "."],
    );
  });

  it("tenet suppressions --fix", () =>
    survivesKills({ "nginx.conf": `# tenet-ignore weak-tls: a test\nevents {}\n` }, ["suppressions", "--fix"]));

  it("tenet test --update", () => survivesKills({ ".tenet/rules/no-mail.yaml": rule }, ["test", "--update"]));

  it("tenet check --output", () =>
    survivesKills({ "nginx.conf": mail, "r.json": "{}" }, ["check", "--format", "json", "--output", "r.json"]));

  it("tenet vendor: the old pack holds until the new one is there whole", async () => {
    const pack = mkdtempSync(join(tmpdir(), "tenet-pack-"));
    try {
      mkdirSync(join(pack, "rules"));
      writeFileSync(join(pack, "tenet.yaml"), "rulePaths: [rules]\nrules: { starttls-optional: warning }\n");
      writeFileSync(join(pack, "rules/no-mail.yaml"), rule);
      git(pack, "init", "-q", "-b", "main");
      const release = (text: string): void => {
        writeFileSync(join(pack, "tenet.yaml"), text);
        git(pack, "add", ".");
        git(pack, "commit", "-qm", "x", "--allow-empty");
        git(pack, "tag", "-f", "v1");
      };
      const severity = (folder: string): string | undefined => {
        const { findings, problems } = JSON.parse(cli(folder, ["check", "--format", "json"]).out) as {
          findings: { rule: string; severity: string }[];
          problems: unknown[];
        };
        assert.deepEqual(problems, []);
        return findings.find((one) => one.rule === "starttls-optional")?.severity;
      };
      const files = { "nginx.conf": mail, "tenet.yaml": `extends: ["git+file://${pack}#v1"]\n` };
      const prepare = (folder: string): void => {
        release("rulePaths: [rules]\nrules: { starttls-optional: warning }\n");
        assert.equal(killedAt(folder, ["vendor"], undefined).killed, false);
        release("rulePaths: [rules]\nrules: { starttls-optional: hint }\n");
      };
      await withFiles(files, (folder) => {
        prepare(folder);
        const { changes } = killedAt(folder, ["vendor", "--update"], undefined);
        assert.equal(severity(folder), "hint");
        const wanted = Object.keys(snapshot(folder)).length;
        const seen = new Set<string | undefined>();
        for (let at = 1; at <= changes; at++) {
          rmSync(join(folder, ".tenet"), { recursive: true });
          prepare(folder);
          assert.ok(killedAt(folder, ["vendor", "--update"], at).killed);
          seen.add(severity(folder));
          age(folder);
          assert.equal(killedAt(folder, ["vendor", "--update"], undefined).killed, false);
          assert.equal(severity(folder), "hint");
          assert.equal(Object.keys(snapshot(folder)).length, wanted, `what change ${at} leaves`);
        }
        assert.deepEqual([...seen], ["warning", "hint"]);
      });
    } finally {
      rmSync(pack, { recursive: true, force: true });
    }
  });

  it("the cache of compiled code", () =>
    withFiles({ "nginx.conf": "events {}\n" }, (folder) => {
      const cache = { TENET_NO_CACHE: "", XDG_CACHE_HOME: join(folder, "cache") };
      const { changes } = killedAt(folder, ["check", "nginx.conf"], undefined, cache);
      assert.ok(changes > 2, String(changes));
      const all = Object.keys(snapshot(folder));
      for (let at = 1; at <= changes; at++) {
        rmSync(join(folder, "cache"), { recursive: true });
        assert.ok(killedAt(folder, ["check", "nginx.conf"], at, cache).killed);
        age(folder);
        const next = killedAt(folder, ["check", "nginx.conf"], undefined, cache);
        assert.equal(next.err, "");
        assert.deepEqual(Object.keys(snapshot(folder)), all, `what change ${at} leaves`);
      }
    }));

  it("at any moment", async () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`${n}/nginx.conf`, mail]));
    const rounds = Number(process.env.TENET_KILLS ?? 12);
    let touched = 0;
    for (let round = 0; round < rounds; round++)
      await withFiles(many, async (folder) => {
        const run = spawn(process.execPath, [script, "fix", "."], { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
        const ended = once(run, "close");
        // From the first line on files are being written.
        if (round % 3 > 0) await once(run.stdout!, "data");
        const patience = Math.random() * (round % 3 > 0 ? 30 : 400);
        await Promise.race([ended, new Promise((done) => setTimeout(done, patience))]);
        run.kill("SIGKILL");
        await ended;
        for (const [name, text] of Object.entries(snapshot(folder)))
          if (!litter(name)) {
            assert.ok(text === mail || text === fixedMail, name);
            if (text === fixedMail) touched++;
          }
        age(folder);
        assert.equal(cli(folder, ["fix", "."]).code, 0);
        for (const [name, text] of Object.entries(snapshot(folder)))
          if (!litter(name)) assert.equal(text, fixedMail, name);
      });
    assert.ok(touched > 0, "no kill came late enough");
  });
});

/** Runs a shell line in which `tenet` is the command line. */
function shell(folder: string, line: string): CliRun {
  const run = spawnSync("bash", ["-c", `tenet() { "${process.execPath}" "${script}" "$@"; }; ${line}`], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, TENET_NO_CACHE: "1" },
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

/** One sentence for people: no stack, no code of the system alone. */
function isTold(err: string, what: RegExp): void {
  assert.match(err, what);
  assert.doesNotMatch(err, /^\s+at /m);
}

describe("a disk that refuses", function () {
  this.timeout(60_000);

  const long = `${mail}${"# a line that makes the file long\n".repeat(200)}`;

  it("is full: the old file stays, nothing else does, exit 2", () =>
    withFiles({ "nginx.conf": long, "small/nginx.conf": mail }, (folder) => {
      const fix = shell(folder, "ulimit -f 2; tenet fix .");
      assert.equal(fix.code, 2, fix.out);
      isTold(fix.err, /cannot write .*nginx\.conf.*no file may be so large/);
      assert.equal(readFileSync(join(folder, "nginx.conf"), "utf8"), long);
      assert.equal(readFileSync(join(folder, "small/nginx.conf"), "utf8"), fixedMail, "the others are fixed");
      const report = shell(folder, "ulimit -f 0; tenet check --format json --output r.json");
      assert.equal(report.code, 2);
      isTold(report.err, /cannot write "r\.json": no file may be so large/);
      const baseline = shell(folder, "ulimit -f 0; tenet baseline");
      assert.equal(baseline.code, 2);
      isTold(baseline.err, /cannot write ".tenet\/baseline\.json": no file may be so large/);
      assert.deepEqual(Object.keys(snapshot(folder)), ["nginx.conf", "small/nginx.conf"]);
    }));

  it("is full, really", function () {
    if (process.platform !== "linux" || process.getuid?.() !== 0) return this.skip();
    const disk = mkdtempSync(join(tmpdir(), "tenet-disk-"));
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "none", disk]).status !== 0) {
      rmSync(disk, { recursive: true });
      return this.skip();
    }
    try {
      writeFileSync(join(disk, "nginx.conf"), long);
      assert.throws(() => writeFileSync(join(disk, "filler"), Buffer.alloc(1 << 20)), /ENOSPC/);
      const run = cli(disk, ["fix", "nginx.conf"]);
      assert.equal(run.code, 2);
      isTold(run.err, /cannot write .*nginx\.conf.*the disk is full/);
      assert.equal(readFileSync(join(disk, "nginx.conf"), "utf8"), long);
      assert.deepEqual(readdirSync(disk), ["filler", "nginx.conf"]);
    } finally {
      execFileSync("umount", [disk]);
      rmSync(disk, { recursive: true });
    }
  });

  it("takes no output: said, exit 2; and nobody listens on standard error: no matter", function () {
    if (!existsSync("/dev/full")) return this.skip();
    return withFiles({ "nginx.conf": mail }, (folder) => {
      const run = shell(folder, "tenet check > /dev/full");
      assert.equal(run.code, 2);
      isTold(run.err, /cannot write to standard output: the disk is full/);
      assert.equal(shell(folder, "tenet check missing 2> /dev/full").code, 2);
      assert.equal(shell(folder, "tenet check --format json > /dev/null 2>&-").code, 1);
    });
  });

  it("is read-only, or not ours", function () {
    const user = process.getuid?.() === 0 ? 65534 : undefined;
    return withFiles(
      { "nginx.conf": mail, "own/nginx.conf": mail, "shut/nginx.conf": mail, "key.env": "A=b\n" },
      (folder) => {
        chmodSync(folder, 0o755);
        if (user !== undefined)
          for (const name of ["own", "own/nginx.conf", "key.env", "shut"]) chownSync(join(folder, name), user, user);
        chmodSync(join(folder, "own/nginx.conf"), 0o640);
        chmodSync(join(folder, "key.env"), 0o000);
        chmodSync(join(folder, "shut"), 0o000);
        if (user === undefined) chmodSync(join(folder, "nginx.conf"), 0o444);
        const run = (...args: string[]): CliRun => {
          const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
            cwd: folder,
            encoding: "utf8",
            uid: user,
            env: { ...process.env, HOME: "/nonexistent", NO_COLOR: "1", XDG_CACHE_HOME: undefined },
          });
          return { code: status, out: stdout ?? "", err: stderr ?? "" };
        };
        if (run("--version").code !== 0) this.skip();
        const fix = run("fix", ".");
        assert.equal(fix.code, 2);
        isTold(fix.err, /cannot write .*nginx\.conf.*permission denied/);
        assert.match(fix.err, /shut: the folder cannot be read/);
        assert.match(fix.out, /own\/nginx\.conf/);
        assert.equal(readFileSync(join(folder, "nginx.conf"), "utf8"), mail);
        assert.equal(statSync(join(folder, "own/nginx.conf")).mode & 0o777, 0o640);
        const checked = run("check", ".");
        assert.match(checked.out, /key\.env.*cannot be read/);
        assert.match(checked.out, /shut.*cannot be read/);
        assert.equal(checked.code, 1);
        assert.equal(run("check", "key.env").code, 2);
        if (user !== undefined) {
          const baseline = run("baseline", ".");
          assert.equal(baseline.code, 2);
          isTold(baseline.err, /cannot make the folder ".tenet": permission denied/);
        }
        chmodSync(join(folder, "shut"), 0o755);
        assert.ok(!Object.keys(snapshot(folder)).some(litter));
      },
    );
  });

  it("keeps owner and mode, and shows nobody a half written secret", () =>
    withFiles({ "nginx.conf": mail }, (folder) => {
      const file = join(folder, "nginx.conf");
      if (process.getuid?.() === 0) chownSync(file, 1234, 1235);
      chmodSync(file, 0o4600);
      const watch = `
        const fs = require("node:fs"), write = fs.writeFileSync;
        fs.writeFileSync = (file, ...rest) => { if (typeof file === "number") process.stderr.write("mode " + (fs.fstatSync(file).mode & 0o777).toString(8)); return write(file, ...rest); };`;
      writeFileSync(join(folder, "watch.cjs"), watch);
      const run = spawnSync(process.execPath, ["--require", join(folder, "watch.cjs"), script, "fix", "nginx.conf"], {
        cwd: folder,
        encoding: "utf8",
        env: { ...process.env, TENET_NO_CACHE: "1" },
      });
      assert.equal(run.stderr, "mode 600");
      const { mode, uid, gid } = statSync(file);
      if (process.getuid?.() === 0) assert.deepEqual([uid, gid], [1234, 1235]);
      assert.equal(mode & 0o7777, 0o4600);
      assert.equal(readFileSync(file, "utf8"), fixedMail);
    }));

  it("has a folder, a file or a link where another thing should be", () =>
    withFiles({ "nginx.conf": mail, ".tenet/baseline.json/a": "", file: "", "elsewhere/a": "" }, (folder) => {
      const baseline = cli(folder, ["baseline", "."]);
      assert.equal(baseline.code, 2);
      isTold(baseline.err, /cannot write ".tenet\/baseline\.json": a folder stands there/);
      for (const [file, said] of [
        ["elsewhere", /a folder stands there/],
        ["file/r.json", /a file stands where a folder should/],
        ["nowhere/r.json", /its folder is not there/],
        [`${"n".repeat(300)}`, /the name is too long/],
      ] as const) {
        const run = cli(folder, ["check", "--format", "json", "--output", file]);
        assert.equal(run.code, 2, file);
        isTold(run.err, said);
      }
      rmSync(join(folder, ".tenet"), { recursive: true });
      symlinkSync("elsewhere", join(folder, ".tenet"));
      writeFileSync(join(folder, "tenet.yaml"), "root: true\n");
      for (const args of [["baseline", "."], ["vendor"]]) {
        const run = cli(folder, args);
        assert.equal(run.code, 2);
        isTold(run.err, /\.tenet is a link to another place/);
      }
      assert.deepEqual(readdirSync(join(folder, "elsewhere")), ["a"]);
    }));

  it("a report goes to what is no file, and takes no device's or link's place", async () => {
    await withFiles({ "nginx.conf": mail, "kept.json": "mine" }, async (folder) => {
      symlinkSync(join(folder, "kept.json"), join(folder, "link.json"));
      assert.equal(cli(folder, ["check", "--format", "json", "--output", "link.json"]).code, 1);
      assert.equal(readFileSync(join(folder, "kept.json"), "utf8"), "mine");
      assert.equal(cli(folder, ["check", "--format", "json", "--output", "/dev/null"]).code, 1);
      assert.ok(statSync("/dev/null").isCharacterDevice());
      const link = lstatSync("/dev/stdout").ino;
      for (const line of [
        "tenet check --format json --output /dev/stdout | cat",
        "tenet check --format json --output /dev/stdout > o; cat o",
      ]) {
        const run = shell(folder, line);
        assert.ok(run.out.startsWith("{"), run.err);
      }
      assert.equal(lstatSync("/dev/stdout").ino, link);
      const pipe = shell(folder, "mkfifo p; cat p > q & tenet check --format json --output p; wait; cat q");
      assert.ok(pipe.out.startsWith("{"), pipe.err);
    });
  });
});

describe("what stands there and is no text", function () {
  this.timeout(60_000);

  it("links in circles, pipes, devices and sockets: named they are told, below a folder they are passed by", async () => {
    await withFiles({ "nginx.conf": "events {}\n" }, async (folder) => {
      symlinkSync("circle", join(folder, "circle"));
      symlinkSync(".", join(folder, "round"));
      symlinkSync("nowhere", join(folder, "dangling.conf"));
      execFileSync("mkfifo", [join(folder, "nginx-pipe.conf")]);
      const server = createServer();
      await new Promise<void>((ready) => server.listen(join(folder, "socket.env"), ready));
      try {
        const walked = cli(folder, ["check", "."]);
        assert.equal(walked.code, 0, walked.out + walked.err);
        for (const name of ["circle", "dangling.conf", "nginx-pipe.conf", "socket.env", "/dev/zero", "nowhere.conf"])
          for (const command of ["check", "fix"]) {
            const run = cli(folder, [command, name]);
            assert.equal(run.code, 2, `${command} ${name}: ${run.out}${run.err}`);
            isTold(run.out + run.err, /cannot be read|there is no file/);
          }
      } finally {
        server.close();
      }
    });
  });

  it("files that vanish or change while they are read", () =>
    withFiles({ "a/nginx.conf": mail, "b/nginx.conf": mail }, (folder) => {
      const preload = join(folder, "..", `${folder.split("/").at(-1)}.cjs`);
      const run = (text: string, ...args: string[]): CliRun => {
        writeFileSync(preload, text);
        const { status, stdout, stderr } = spawnSync(process.execPath, ["--require", preload, script, ...args], {
          cwd: folder,
          encoding: "utf8",
          env: { ...process.env, NO_COLOR: "1", TENET_NO_CACHE: "1" },
        });
        return { code: status, out: stdout, err: stderr };
      };
      try {
        const vanish = `const fs = require("node:fs"), open = fs.openSync; fs.openSync = (path, ...rest) => { if (String(path).endsWith("a/nginx.conf")) fs.rmSync(path, { force: true }); return open(path, ...rest); };`;
        const gone = run(vanish, "check", ".");
        assert.equal(gone.code, 1);
        assert.match(gone.out, /a\/nginx\.conf.*cannot be read/);
        assert.match(gone.out, /b\/nginx\.conf/);
        writeFileSync(join(folder, "a/nginx.conf"), mail);
        const edited = `# by somebody else\n${mail}`;
        const change = `const fs = require("node:fs"), open = fs.openSync; let n = 0; fs.openSync = (path, ...rest) => { if (String(path).endsWith("a/nginx.conf") && n++ === 1) fs.writeFileSync(path, ${JSON.stringify(edited)}); return open(path, ...rest); };`;
        const fixed = run(change, "fix", ".");
        assert.equal(fixed.code, 2, fixed.out);
        assert.match(fixed.err, /a\/nginx\.conf.*has changed meanwhile/);
        assert.equal(readFileSync(join(folder, "a/nginx.conf"), "utf8"), edited);
        assert.equal(readFileSync(join(folder, "b/nginx.conf"), "utf8"), fixedMail);
      } finally {
        rmSync(preload, { force: true });
      }
    }));

  it("names that differ in case only are two files where the disk says so", () =>
    withFiles({ "A.env": "DEBUG=1\n", "a.env": "DEBUG=1\n" }, (folder) => {
      const { files } = JSON.parse(cli(folder, ["check", ".", "--format", "json"]).out) as { files: number };
      assert.equal(files, readdirSync(folder).length);
      if (readdirSync(folder).length === 2) assert.equal(cli(folder, ["check", "A.ENV"]).code, 2);
    }));
});

describe("whoever reads goes away", function () {
  this.timeout(60_000);

  const many = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`${n}/nginx.conf`, mail]));

  it("tenet check | head: the exit code is as always", () =>
    withFiles(many, (folder) => {
      for (const format of ["pretty", "concise", "json", "sarif"]) {
        const run = shell(folder, `set -o pipefail; tenet check --format ${format} | head -1`);
        assert.equal(run.code, 1, run.err);
        assert.equal(run.err, "");
      }
      const rules = shell(
        folder,
        "set -o pipefail; tenet rules | head -1; tenet check a-folder-that-is-not 2>&1 | true",
      );
      assert.equal(rules.code, 2, rules.err);
    }));

  it("tenet fix | head: every file is fixed all the same", () =>
    withFiles(many, (folder) => {
      const run = shell(folder, "set -o pipefail; tenet fix . | head -1");
      assert.equal(run.code, 0, run.err);
      for (const text of Object.values(snapshot(folder))) assert.equal(text, fixedMail);
    }));

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    it(`${signal} ends it at once, as the shell expects`, () =>
      withFiles({}, async (folder) => {
        const run = spawn(process.execPath, [script, "check", "--stdin", "--stdin-filename", "nginx.conf"], {
          cwd: folder,
          stdio: ["pipe", "pipe", "pipe"],
        });
        let said = "";
        run.stderr.on("data", (part) => {
          said += part;
        });
        await new Promise((done) => setTimeout(done, 300));
        run.kill(signal);
        const [code, by] = await once(run, "close");
        assert.deepEqual([code, by, said], [null, signal, ""]);
      }));
});
