import type { InitializeParams } from "vscode-languageserver";
import { MarkupKind } from "vscode-languageserver";

/** In what units a client counts columns. */
export type PositionEncoding = "utf-8" | "utf-16" | "utf-32";

/** What a client can do, as far as it changes what the server says. */
export interface ClientFeatures {
  readonly encoding: PositionEncoding;
  /** The client asks for diagnostics; otherwise they are pushed. */
  readonly pull: boolean;
  /** The client can be told to ask for diagnostics again. */
  readonly refresh: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly tags: boolean;
  /** Edits may name the version of the document they are made for. */
  readonly documentChanges: boolean;
  /** Edits may make files. */
  readonly createFiles: boolean;
  /** Edits of code actions may be computed when the action is chosen. */
  readonly lazyEdits: boolean;
  /** Edits may be sent without being asked for. */
  readonly applyEdit: boolean;
  /** The client can be told to ask for code lenses again. */
  readonly lensRefresh: boolean;
  readonly markdown: boolean;
  /** The client can watch files when asked to. */
  readonly watchFiles: boolean;
  /** The client answers `workspace/configuration`. */
  readonly configuration: boolean;
  readonly folders: boolean;
  /** The client (tenet's own extension) opens `tenet:` documents and has the commands that show them. */
  readonly rulePages: boolean;
}

/** Reads what a client says of itself; what it does not say it cannot do. */
export function clientFeatures(params: InitializeParams): ClientFeatures {
  const { general, textDocument, workspace } = params.capabilities ?? {};
  // A client may announce what it can do with diagnostics for one way of getting them only.
  const diagnostics = [textDocument?.publishDiagnostics, textDocument?.diagnostic];
  const options = params.initializationOptions as { rulePages?: unknown } | null | undefined;
  return {
    encoding: chosenEncoding(general?.positionEncodings),
    pull: textDocument?.diagnostic !== undefined,
    refresh: workspace?.diagnostics?.refreshSupport === true,
    relatedInformation: diagnostics.some((one) => one?.relatedInformation === true),
    codeDescription: diagnostics.some((one) => one?.codeDescriptionSupport === true),
    tags: diagnostics.some((one) => one?.tagSupport !== undefined),
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    createFiles:
      workspace?.workspaceEdit?.documentChanges === true &&
      workspace.workspaceEdit.resourceOperations?.includes("create") === true,
    lazyEdits:
      textDocument?.codeAction?.dataSupport === true &&
      textDocument.codeAction.resolveSupport?.properties?.includes("edit") === true,
    applyEdit: workspace?.applyEdit === true,
    lensRefresh: workspace?.codeLens?.refreshSupport === true,
    markdown: textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) === true,
    watchFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    configuration: workspace?.configuration === true,
    folders: workspace?.workspaceFolders === true,
    rulePages: options?.rulePages === true,
  };
}

/** UTF-16 where the client knows it or says nothing, as the protocol wants; otherwise its first choice. */
function chosenEncoding(offered: readonly string[] | undefined): PositionEncoding {
  if (!Array.isArray(offered) || offered.includes("utf-16")) return "utf-16";
  return (offered.find((one) => one === "utf-8" || one === "utf-32") as PositionEncoding | undefined) ?? "utf-16";
}
