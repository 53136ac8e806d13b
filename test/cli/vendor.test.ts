import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { createTar } from "nanotar";
import { type CliRun, cli, git, root, withFiles } from "../support.js";

const mail = "mail {\n  server {\n    listen 143;\n    starttls on;\n  }\n}\n";
const rule =
  "id: no-mail\ntitle: No mail here\nseverity: info\nwhy: x\nremedy: y\nchecks: { nginx: [{ on: mail, message: no mail here }] }\n";

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Rules and problems of a check of a folder. */
function check(folder: string): { rules: string[]; problems: string[] } {
  const { out, err } = cli(folder, ["check", ".", "--format", "json"]);
  assert.ok(out.startsWith("{"), err);
  const report = JSON.parse(out) as { findings: { rule: string; severity: string }[]; problems: { message: string }[] };
  return {
    rules: report.findings.map((one) => `${one.severity} ${one.rule}`).sort(),
    problems: report.problems.map((one) => one.message),
  };
}

/** Runs the command line while this process answers its requests. */
async function asked(folder: string, ...args: string[]): Promise<CliRun> {
  const run: ChildProcess = spawn(process.execPath, [join(root, "dist/cli.js"), ...args], { cwd: folder });
  let out = "";
  let err = "";
  run.stdout!.on("data", (part) => {
    out += part;
  });
  run.stderr!.on("data", (part) => {
    err += part;
  });
  const [code] = (await once(run, "close")) as [number];
  return { code, out, err };
}

/** A server that answers from a map, which may change. */
async function withServer<T>(
  answers: Record<string, string | Uint8Array | { readonly to: string }>,
  act: (address: string) => Promise<T>,
): Promise<T> {
  const server: Server = createServer((request, response) => {
    const answer = answers[request.url!];
    if (answer === undefined) response.writeHead(404).end();
    else if (typeof answer === "object" && "to" in answer) response.writeHead(302, { location: answer.to }).end();
    else response.end(answer);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  try {
    return await act(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
  }
}

describe("tenet vendor", function () {
  this.timeout(180_000);

  it("keeps a pack from git at its commit, with its rules, and checks without it", () =>
    withFiles(
      {
        "pack/tenet.yaml": "rulePaths: [rules]\nrules: { starttls-optional: warning }\n",
        "pack/rules/no-mail.yaml": rule,
        "pack/LICENSE": "free\n",
        "pack/run.js": "process.exit(1)\n",
        "team/nginx.conf": mail,
      },
      (folder) => {
        const [pack, team] = [join(folder, "pack"), join(folder, "team")];
        git(pack, "init", "-q", "-b", "main");
        git(pack, "add", ".");
        git(pack, "commit", "-qm", "first");
        git(pack, "tag", "v1");
        const commit = git(pack, "rev-parse", "HEAD").trim();
        const name = `git+file://${pack}#v1`;
        write(team, "tenet.yaml", `extends: ["${name}"]\n`);
        git(team, "init", "-q");
        const before = check(team);
        assert.ok(before.problems[0]?.includes("is not vendored; run tenet vendor"), before.problems.join("\n"));
        assert.deepEqual(before.rules, ["error starttls-optional"]);

        const first = cli(team, ["vendor"]);
        assert.equal(first.code, 0, first.err);
        assert.ok(first.out.includes(`new, 3 files, commit ${commit}`), first.out);
        const lock = JSON.parse(readFileSync(join(team, ".tenet/lock.json"), "utf8"));
        const folderName = lock.sources[name].folder;
        assert.equal(lock.sources[name].commit, commit);
        assert.ok(!existsSync(join(team, ".tenet/vendor", folderName, "run.js")), "only data is kept");

        // The tag moves on and the repository goes away: what was locked holds.
        write(pack, "tenet.yaml", "rules: { starttls-optional: off }\n");
        git(pack, "commit", "-qam", "second");
        git(pack, "tag", "-f", "v1");
        assert.deepEqual(check(team), { rules: ["warning starttls-optional", "info no-mail"].sort(), problems: [] });
        assert.match(cli(team, ["vendor"]).out, /: kept\n/);

        // Whoever changes a vendored file is told, and its rules do not hold.
        const vendored = join(team, ".tenet/vendor", folderName);
        writeFileSync(join(vendored, "tenet.yaml"), "rules: { starttls-optional: off }\n");
        const changed = check(team);
        assert.match(changed.problems.join("\n"), /is not what \.tenet\/lock\.json says/);
        assert.deepEqual(changed.rules, ["error starttls-optional"]);
        rmSync(vendored, { recursive: true });
        const again = cli(team, ["vendor"]);
        assert.ok(again.out.includes(`as locked, 3 files, commit ${commit}`), again.out + again.err);

        const updated = cli(team, ["vendor", "--update"]);
        assert.match(updated.out, /updated, 3 files/);
        assert.deepEqual(check(team), { rules: [], problems: [] });

        // A source that does not answer leaves everything as it is; one that is no longer extended goes.
        rmSync(pack, { recursive: true });
        const gone = cli(team, ["vendor", "--update"]);
        assert.equal(gone.code, 2);
        assert.match(gone.err, /git finds no "v1"/);
        assert.deepEqual(check(team), { rules: [], problems: [] });
        write(team, "tenet.yaml", "extends: recommended\n");
        assert.equal(cli(team, ["vendor"]).code, 0);
        assert.ok(!existsSync(vendored) && !existsSync(join(team, ".tenet/lock.json")));
      },
    ));

  it("keeps a file and an archive from the web by their hashes, and what they extend", () =>
    withFiles({ "nginx.conf": mail }, async (folder) => {
      const archive = (severity: string): Uint8Array =>
        gzipSync(
          createTar([
            { name: "package/tenet.yaml", data: `rulePaths: rules\nrules: { starttls-optional: ${severity} }\n` },
            { name: "package/rules/no-mail.yaml", data: rule },
            { name: "package/index.js", data: "process.exit(1)" },
          ]),
        );
      const answers: Parameters<typeof withServer>[0] = {
        "/pack.tgz": archive("hint"),
        "/old.tgz": { to: "/pack.tgz" },
      };
      await withServer(answers, async (address) => {
        answers["/base.yaml"] = `extends: "${address}/old.tgz"\n`;
        write(folder, "tenet.yaml", `extends: "${address}/base.yaml"\n`);
        const run = await asked(folder, "vendor");
        assert.equal(run.code, 0, run.err);
        assert.match(run.out, /base\.yaml: new, 1 file\n.*old\.tgz: new, 2 files\n/);
        assert.deepEqual(check(folder), { rules: ["hint starttls-optional", "info no-mail"].sort(), problems: [] });

        // An answer that differs from what was locked is not taken by itself.
        rmSync(join(folder, ".tenet/vendor"), { recursive: true });
        answers["/pack.tgz"] = archive("info");
        const differs = await asked(folder, "vendor");
        assert.equal(differs.code, 2);
        assert.match(differs.err, /old\.tgz" has changed since it was locked/);
        assert.equal((await asked(folder, "vendor", "--update")).code, 0);
        assert.deepEqual(check(folder).rules, ["info no-mail", "info starttls-optional"]);
      });
      assert.deepEqual(check(folder).rules.length, 2, "the server is gone");
    }));

  it("refuses clear text, unpinned sources, ways out and what is no pack", () =>
    withFiles({ "nginx.conf": mail }, async (folder) => {
      const tar = (name: string): Uint8Array =>
        gzipSync(
          createTar([
            { name: "tenet.yaml", data: "root: true\n" },
            { name, data: "x: 1\n" },
          ]),
        );
      const answers: Parameters<typeof withServer>[0] = {
        "/odd.tgz": tar("o\u0007dd.yaml"),
        "/out.tgz": tar("../../../out.yaml"),
        "/else.tgz": gzipSync(createTar([{ name: "a.yaml", data: "x" }])),
        "/page.tgz": "<html>",
        "/clear.yaml": { to: "http://rules.example.com/tenet.yaml" },
        "/round.yaml": { to: "/round.yaml" },
      };
      await withServer(answers, async (address) => {
        for (const [source, said] of [
          ["http://rules.example.com/tenet.yaml", /nothing is fetched in clear text/],
          ["git+http://rules.example.com/pack#v1", /nothing is fetched in clear text/],
          ["git+https://rules.example.com/pack", /needs a tag or commit/],
          ["git+ext::sh#v1", /is no preset, file or installed package/],
          ["git+file:///nowhere/at/all#--upload-pack=x", /is no git\+https/],
          [`${address}/missing.yaml`, /the server answers 404/],
          [`${address}/odd.tgz`, /a name that is not taken over: "o\\u0007dd\.yaml"/],
          [`${address}/else.tgz`, /holds no tenet\.yaml/],
          [`${address}/page.tgz`, /is neither YAML nor a \.tar\.gz/],
          [`${address}/clear.yaml`, /leads on to an address that is not encrypted/],
          [`${address}/round.yaml`, /leads on more than 5 times/],
        ] as const) {
          write(folder, "tenet.yaml", `extends: "${source}"\n`);
          const run = await asked(folder, "vendor");
          assert.equal(run.code, 2, source);
          assert.match(run.err, said, source);
          assert.ok(!existsSync(join(folder, ".tenet/lock.json")), source);
        }
        write(folder, "tenet.yaml", `extends: "${address}/out.tgz"\n`);
        assert.equal((await asked(folder, "vendor")).code, 0);
        assert.ok(
          !existsSync(join(folder, "out.yaml")) && !existsSync(join(folder, ".tenet/out.yaml")),
          "it stays inside",
        );
      });
      rmSync(join(folder, "tenet.yaml"));
      assert.match(cli(folder, ["vendor"]).err, /there is no tenet\.yaml in this folder/);
    }));
});
