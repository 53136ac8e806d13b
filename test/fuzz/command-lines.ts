import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Broken } from "./check-text.js";
import type { Target } from "./formats.js";
import type { Random } from "./random.js";

const commands =
  "check fix test explain rules grade facts new baseline suppressions config merge vendor completions help lsp".split(
    " ",
  );
const options = [
  ..."--format --output --fail-on --max-warnings --min-confidence --max-file-size --as-of --shard --since --stdin-filename --rule --state --on --message --id --host".split(
    " ",
  ),
  ..."--all-rules --no-config --no-baseline --stdin --staged --changed --exit-zero --show-undecided --quiet --dry-run --unsafe --update --prune --fix --help --version --profile -h -V --".split(
    " ",
  ),
];
const values = [
  ..."json sarif pretty github html error certain 0 1 1/2 2/1 0/0 -1 1e9 99999999999999999999 2026-13-45 2026-02-30 weak-tls off HEAD".split(
    " ",
  ),
  ..."nginx.conf a.env . sub missing tenet.yaml r.json __proto__ constructor rule bash zsh".split(" "),
  "",
  " ",
  "\u0007\u001b[31m",
  "a\nb",
  "\u202e",
  "\ud800",
  "x".repeat(5000),
  "{{}}",
  "*",
  "**/*",
  "=",
  "--format=",
  "--format=json",
  "--=",
  "-",
  "---",
  "-x",
  "--no-such-option",
];

/**
 * The built command line with any arguments, in a folder of a few files. It ends by itself, with 0, 1 or 2; with 2 it
 * says why in words; it never shows a stack, nor anything that speaks to a terminal.
 */
export function commandLineTarget(root: string): Target {
  const script = join(root, "dist/cli.js");
  return {
    name: "arguments",
    whole: true,
    async run(random, note) {
      if (!existsSync(script)) throw new Broken("arguments: there is no build");
      const args = Array.from({ length: 1 + random.below(6) }, (_, index) => word(random, index)).filter(
        (one) => !one.includes("\0"),
      );
      const input = random.pick(["", "a = b\n", "\u0000\u0001", "x".repeat(70_000)]);
      note(JSON.stringify({ args, input: input.slice(0, 20) }));
      const folder = mkdtempSync(join(tmpdir(), "tenet-args-"));
      try {
        mkdirSync(join(folder, "sub"));
        writeFileSync(join(folder, "nginx.conf"), "mail { server { listen 143; starttls on; } }\n");
        writeFileSync(join(folder, "a.env"), "DEBUG=1\n");
        writeFileSync(join(folder, "r.json"), random.pick(["{}", "[", '{"version":1}', '{"runs":[]}', "null"]));
        if (random.one(2))
          writeFileSync(join(folder, "tenet.yaml"), random.pick(["root: true\n", "x: [", "rules: 5\n"]));
        const { status, signal, stderr } = spawnSync(process.execPath, [script, ...args], {
          cwd: folder,
          input,
          encoding: "utf8",
          timeout: 120_000,
          env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, TENET_NO_CACHE: "" },
        });
        if (status === null || ![0, 1, 2].includes(status))
          throw new Broken(`arguments: ends with ${status ?? signal}`);
        if (/^\s+at \S+ \(?(?:file:|node:|\/)/m.test(stderr)) throw new Broken(`arguments: ${stderr.slice(0, 400)}`);
        if (status === 2 && stderr === "" && args[0] !== "check") throw new Broken("arguments: 2 without a word");
        if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.test(stderr))
          throw new Broken(`arguments: speaks to the terminal: ${JSON.stringify(stderr.slice(0, 200))}`);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

function word(random: Random, index: number): string {
  if (index === 0 && !random.one(8)) return random.pick(commands);
  return random.pick(random.one(2) ? options : values);
}
