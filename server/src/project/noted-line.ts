import type { Note } from "../lint/finding.js";
import { type DecodedText, decodeText } from "../text/decode.js";
import type { Edit } from "../text/edit.js";
import type { Project } from "./project.js";

/** What a fix changes in a file beside its own. */
export interface NotedLine {
  readonly path: string;
  /** The file's text, undefined when it is to be made. */
  readonly decoded?: DecodedText;
  readonly edit: Edit;
}

/**
 * Where a fix of the document at `path` (absolute) writes its note: at the end of such a file, else in a new one beside
 * the file that it is the example of (`.env` for `.env.example`), in the nearest folder at or above the document's that
 * has one of the two. Undefined when none has, or when the setting that the line begins with stands there.
 */
export async function notedLine(project: Project, path: string, note: Note): Promise<NotedLine | undefined> {
  // A rule may come with the repository: it does not choose any file.
  if (!/^[\w.-]+\.(?:example|sample|template|dist)$/.test(note.file)) return undefined;
  const original = note.file.slice(0, note.file.lastIndexOf("."));
  for (const folder of await foldersAbove(project, path)) {
    const example = `${folder}/${note.file}`;
    const bytes = project.host.read(example);
    if (bytes) {
      const decoded = decodeText(bytes);
      return decoded && !decoded.lossy ? atTheEnd(example, decoded, note.line) : undefined;
    }
    if (project.host.read(`${folder}/${original}`) !== undefined)
      return { path: example, edit: { range: { start: 0, end: 0 }, text: `${note.line}\n` } };
  }
  return undefined;
}

function atTheEnd(path: string, decoded: DecodedText, line: string): NotedLine | undefined {
  const { text } = decoded;
  if (text.split(/\r?\n/).some((one) => setting(one) === setting(line))) return undefined;
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const gap = text === "" || text.endsWith("\n") ? "" : lineEnd;
  const range = { start: text.length, end: text.length };
  return { path, decoded, edit: { range, text: `${gap}${line}${lineEnd}` } };
}

/** The document's folder and those above it, up to the one that documents' paths are relative to. */
async function foldersAbove(project: Project, path: string): Promise<string[]> {
  const folder = path.slice(0, path.lastIndexOf("/"));
  const top = (await project.settings(folder)).base ?? project.options.root;
  const folders = [folder];
  if (folder === top || !folder.startsWith(`${top}/`)) return folders;
  for (let at = folder; at !== top; ) {
    at = at.slice(0, at.lastIndexOf("/"));
    folders.push(at);
  }
  return folders;
}

/** The name before the first `=`, without `export`. */
function setting(line: string): string {
  return line
    .replace(/^\s*(?:export\s+)?/, "")
    .split("=", 1)[0]!
    .trim();
}
