import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { root } from "../support.js";

const source = join(root, "server/src");

/** What each room may import, as server/README.md says: rooms by name, packages are free but for `node:` and `vscode`. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  text: [],
  document: ["text"],
  data: ["text", "document"],
  shell: ["text", "document"],
  secrets: ["text", "document"],
  observatory: ["document"],
  formats: ["text", "document", "data", "shell", "secrets", "observatory"],
  rules: ["text", "document", "secrets"],
  lint: ["text", "document", "rules"],
  project: ["text", "document", "data", "shell", "secrets", "formats", "rules", "lint"],
  lsp: ["text", "document", "formats", "secrets", "rules", "lint", "project", "serve"],
  cli: ["text", "document", "formats", "secrets", "rules", "lint", "project", "disk", "git", "serve"],
};

/** These run in a browser worker as well. */
const everywhere = new Set([
  "text",
  "document",
  "data",
  "shell",
  "secrets",
  "observatory",
  "formats",
  "rules",
  "lint",
  "project",
]);

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? files(join(folder, entry.name))
      : entry.name.endsWith(".ts")
        ? [join(folder, entry.name)]
        : [],
  );
}

describe("the rooms", () => {
  for (const [room, allowed] of Object.entries(rooms)) {
    it(`${room} imports only what it may`, () => {
      const wrong: string[] = [];
      for (const file of files(join(source, room))) {
        for (const [, specifier] of readFileSync(file, "utf8").matchAll(/(?:from|import\()\s*"([^"]+)"/g)) {
          const name = relative(source, file);
          if (!specifier!.startsWith(".")) {
            if (everywhere.has(room) && /^(node:|vscode)/.test(specifier!)) wrong.push(`${name}: ${specifier}`);
            continue;
          }
          const target = relative(source, resolve(dirname(file), specifier!)).split(/[\\/]/);
          const other = target[0]!.replace(/\.js$/, "");
          if (other !== room && !allowed.includes(other)) wrong.push(`${name}: ${specifier}`);
          const own = relative(source, file).split(/[\\/]/);
          if (room === "formats" && other === "formats" && own.length > 2 && target.length > 2 && own[1] !== target[1])
            wrong.push(`${name}: ${specifier}`);
        }
      }
      assert.deepEqual(wrong, []);
    });
  }

  it("only disk.ts and what keeps files between runs touch the disk, only git.ts starts a program", () => {
    const owners: Readonly<Record<string, readonly string[]>> = {
      fs: ["disk.ts", "kept-files.ts", "boot.ts"],
      child_process: ["git.ts"],
    };
    const wrong = files(source).filter((file) =>
      [...readFileSync(file, "utf8").matchAll(/from "node:(fs|child_process)/g)].some(
        ([, name]) => !owners[name!]!.some((owner) => file.endsWith(`/${owner}`)),
      ),
    );
    assert.deepEqual(wrong, []);
  });

  it("the engine names no rule", () => {
    const ids = readdirSync(join(root, "rules"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== "data")
      .flatMap((entry) => readdirSync(join(root, "rules", entry.name)).map((name) => name.replace(/\.yaml$/, "")));
    assert.ok(ids.length > 20);
    const wrong: string[] = [];
    for (const file of files(source))
      for (const id of ids)
        if (new RegExp(`["'\`]${id}["'\`]`).test(readFileSync(file, "utf8")))
          wrong.push(`${relative(source, file)}: ${id}`);
    assert.deepEqual(wrong, []);
  });

  it("the client imports nothing of the server", () => {
    for (const file of files(join(root, "client/src")))
      assert.doesNotMatch(readFileSync(file, "utf8"), /from "\.\.\/\.\./);
  });
});
