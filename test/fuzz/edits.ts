import { diskHost } from "../../server/src/disk.js";
import type { Finding } from "../../server/src/lint/finding.js";
import { defaultEditorSettings } from "../../server/src/lsp/editor-settings.js";
import { Session } from "../../server/src/lsp/session.js";
import type { Builtin, Host } from "../../server/src/project/host.js";
import { Project } from "../../server/src/project/project.js";
import { LineIndex } from "../../server/src/text/line-index.js";
import { Broken } from "./check-text.js";
import type { Target } from "./formats.js";
import type { Random } from "./random.js";
import { type FuzzWorld, materialOf } from "./world.js";

/** How many edits one run makes. */
export const editsPerRun = 20;

/**
 * The server's session under edits, as an editor sends them: after each one its findings are those of a fresh lint of
 * the same texts. Two documents are open in one folder, so that one may call in the other.
 */
export async function editTarget(world: FuzzWorld): Promise<Target> {
  const builtin = await diskHost().builtin();
  const formats = [...world.seeds.values()];
  return {
    name: "edits",
    whole: true,
    async run(random, note) {
      const log: string[] = [];
      const seeds = random.pick(formats);
      const texts = new Map<string, string>();
      for (const folder of ["a", random.one(3) ? "b" : "a"]) {
        const { path, text } = random.pick(seeds);
        texts.set(`${folder}/${path}`, text);
      }
      const host = memoryHost("/w", texts, builtin);
      const settings = async () => defaultEditorSettings;
      let failed: unknown;
      const session = new Session({
        host,
        encoding: "utf-16",
        folders: ["file:///w"],
        settings,
        failed: (doing, error) => {
          failed = error ?? doing;
        },
      });
      const uris = [...texts.keys()].map((path) => ({ path, uri: `file:///w/${encodeURI(path)}` }));
      for (const { path, uri } of uris)
        session.open({ uri, languageId: "plaintext", version: 1, text: texts.get(path)! });
      for (let n = 2; n < editsPerRun + 2; n++) {
        const { path, uri } = random.pick(uris);
        const text = texts.get(path)!;
        const edit = anEdit(text, random, materialOf(world, seeds, random).words, random.pick(seeds).text);
        texts.set(path, text.slice(0, edit.start) + edit.text + text.slice(edit.end));
        log.push(JSON.stringify({ path, before: log.some((one) => one.includes(path)) ? undefined : text, ...edit }));
        note(log.join("\n"), path);
        const lines = new LineIndex(text);
        const at = (offset: number) => {
          const { line, column } = lines.position(offset);
          return { line, character: column };
        };
        session.change(uri, n, [{ range: { start: at(edit.start), end: at(edit.end) }, text: edit.text }]);
        const sent = session.text(uri)!.text;
        if (sent !== texts.get(path)) throw new Broken("edits: the session has another text");
        // A person types on while the one before is linted.
        if (random.one(4)) continue;
        for (const one of uris) {
          const linted = await session.lint(one.uri);
          if (failed !== undefined) throw failed instanceof Error ? failed : new Error(String(failed));
          const expected = await fresh(texts, one.path, builtin);
          const found = shown(linted?.result.findings ?? []);
          if (found !== expected) throw new Broken(`edits: ${one.path} differs\n${found}\nfresh\n${expected}`);
        }
      }
    },
  };
}

let runs = 0;

/** The findings of a lint that knows nothing of earlier ones, in folders of other names. */
async function fresh(texts: ReadonlyMap<string, string>, path: string, builtin: Builtin): Promise<string> {
  const root = `r${runs++}`;
  const moved = new Map([...texts].map(([name, text]) => [`${root}/${name}`, text]));
  const host = memoryHost("/w", moved, builtin);
  const project = await Project.open(host, { root: `/w/${root}`, minConfidence: defaultEditorSettings.minConfidence });
  // What the parser kept of another path is not taken over: the folder is part of the path that it sees.
  const outer = await Project.open(host, { root: "/w", minConfidence: project.options.minConfidence });
  const result = await outer.lintText(`/w/${root}/${path}`, texts.get(path)!);
  if (result.skipped === "failed") throw new Broken(`edits: ${result.problems[0]?.message}`);
  return shown(result.findings);
}

function shown(findings: readonly Finding[]): string {
  return findings
    .map(({ id, range, severity, message, fixes }) =>
      JSON.stringify([id, range.start, range.end, severity, message, fixes]),
    )
    .join("\n");
}

/** Typing, deleting, pasting, replacing. */
function anEdit(text: string, random: Random, words: readonly string[], other: string) {
  const at = random.below(text.length + 1);
  // No position of the protocol lies between the two characters of a line's end.
  const start = inLineEnd(text, at) ? at - 1 : at;
  const length = random.one(3) ? random.below(Math.min(80, text.length - start + 1)) : 0;
  const wanted = Math.min(text.length, start + length);
  const end = inLineEnd(text, wanted) ? wanted + 1 : wanted;
  const typed = () => {
    switch (random.below(7)) {
      case 0:
        return "";
      case 1:
        return random.pick(words);
      case 2: {
        const from = random.below(other.length);
        return other.slice(from, from + random.below(120));
      }
      case 3:
        return random.pick(["\n", "\r\n", "  ", "}", "{", '"', "'", "#", "\ud83d\ude00", "/*", "*/", "-", ":", "\t"]);
      default:
        return String.fromCharCode(32 + random.below(95));
    }
  };
  return { start, end, text: typed() };
}

function inLineEnd(text: string, at: number): boolean {
  return text[at - 1] === "\r" && text[at] === "\n";
}

/** A workspace that is no disk. */
function memoryHost(root: string, texts: ReadonlyMap<string, string>, builtin: Builtin): Host {
  const disk = diskHost();
  const full = (path: string) => (path.startsWith(`${root}/`) ? path.slice(root.length + 1) : undefined);
  const below = (path: string): string[] | undefined => {
    const inner = path === root ? "" : full(path);
    if (inner === undefined) return undefined;
    const prefix = inner === "" ? "" : `${inner}/`;
    const names = [...texts.keys()].filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length));
    return names.length === 0 ? undefined : names;
  };
  return {
    ...disk,
    builtin: async () => builtin,
    read: (path) => {
      const text = texts.get(full(path) ?? "");
      return text === undefined ? undefined : new TextEncoder().encode(text);
    },
    list: (path) => {
      const names = below(path);
      if (!names) return undefined;
      const entries = new Map<string, "file" | "folder">();
      for (const name of names) {
        const cut = name.indexOf("/");
        entries.set(cut < 0 ? name : name.slice(0, cut), cut < 0 ? "file" : "folder");
      }
      return [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, kind]) => ({ name, kind }));
    },
    real: (path) => (path === root || texts.has(full(path) ?? "") || below(path) ? path : undefined),
  };
}
