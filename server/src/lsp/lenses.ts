import type * as lsp from "vscode-languageserver";
import { ErrorCodes, LSPErrorCodes, ResponseError } from "vscode-languageserver";
import type { Lens } from "../document/lens.js";
import { detect } from "../formats/index.js";
import type { ClientFeatures } from "./client-features.js";
import type { OpenText } from "./open-text.js";
import type { Linted, Session } from "./session.js";
import { blockPageUri, toRange, toWorkspaceEdit } from "./to-lsp.js";

/** The command that applies the change a lens offers. Its argument is a {@link LensPlace}. */
export const improveCommand = "tenet.improveBlock";

/** Which block of which version of a document a lens stands over. */
export interface LensPlace {
  readonly uri: string;
  readonly version: number | null;
  /** The block's place among the document's lenses. */
  readonly index: number;
}

/** The lenses of a document: over each block what is said of it, and the change that betters it, worked out when it is looked at. */
export async function codeLenses(session: Session, uri: string, client: ClientFeatures): Promise<lsp.CodeLens[]> {
  const found = await blocksOf(session, uri);
  if (!found?.codeLens) return [];
  const { text, lenses } = found;
  return lenses.flatMap((lens, index) => {
    const range = toRange(text, lens.range);
    const place: LensPlace = { uri, version: text.version, index };
    const said: lsp.CodeLens = {
      range,
      command: client.rulePages
        ? { title: lens.title, command: "tenet.showPage", arguments: [blockPageUri(uri, index)] }
        : { title: lens.title, command: "" },
    };
    return lens.improvement && client.applyEdit ? [said, { range, data: place }] : [said];
  });
}

/** The change of a lens that is looked at, as a command. */
export async function resolveLens(session: Session, lens: lsp.CodeLens): Promise<lsp.CodeLens> {
  const place = lens.data as LensPlace | undefined;
  if (!place || lens.command) return lens;
  const found = await improvementAt(session, place);
  if (!found) return { ...lens, command: { title: "no header raises it", command: "" } };
  return { ...lens, command: { title: `raise to ${found.title}`, command: improveCommand, arguments: [place] } };
}

/** The edit of a lens's change. Throws a ResponseError when the document has changed since or nothing betters the block. */
export async function improvementEdit(
  session: Session,
  place: LensPlace | undefined,
  client: ClientFeatures,
): Promise<lsp.WorkspaceEdit> {
  if (typeof place?.uri !== "string") throw new ResponseError(ErrorCodes.InvalidParams, "no block is named");
  const found = await improvementAt(session, place);
  if (!found) throw new ResponseError(ErrorCodes.InvalidParams, "nothing betters the block");
  return toWorkspaceEdit(found.text, found.edits, client);
}

/** What is said of a block at length, in Markdown; undefined when there is no such block. */
export async function blockPage(session: Session, uri: string, index: number): Promise<string | undefined> {
  return (await blocksOf(session, uri))?.lenses[index]?.detail;
}

async function improvementAt(session: Session, { uri, version, index }: LensPlace) {
  const found = await blocksOf(session, uri);
  if (!found || found.text.version !== version)
    throw new ResponseError(LSPErrorCodes.ContentModified, "the document has changed");
  const improvement = await found.lenses[index]?.improvement?.();
  return improvement && { ...improvement, text: found.text };
}

interface Blocks {
  readonly text: OpenText;
  readonly codeLens: boolean;
  readonly lenses: readonly Lens[];
}

/** What is to be said of an open document's blocks; undefined when it is not linted. */
async function blocksOf(session: Session, uri: string): Promise<Blocks | undefined> {
  const linted = await session.lint(uri);
  if (!linted) return undefined;
  let lenses = known.get(linted);
  if (!lenses) {
    lenses = lensesOf(linted);
    known.set(linted, lenses);
  }
  return { text: linted.text, codeLens: linted.editor.codeLens, lenses: await lenses };
}

const known = new WeakMap<Linted, Promise<readonly Lens[]>>();

async function lensesOf({ project, path, text: { text }, settings }: Linted): Promise<readonly Lens[]> {
  const format = await detect(project.relative(path, settings), () => text.slice(0, 4096))?.load();
  if (!format?.lenses) return [];
  const document = await project.parse(path, text);
  return document ? format.lenses(document) : [];
}
