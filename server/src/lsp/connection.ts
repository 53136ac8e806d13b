import {
  CodeActionKind,
  CodeLensRefreshRequest,
  type Connection,
  DidChangeConfigurationNotification,
  ErrorCodes,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import type { Host } from "../project/host.js";
import { type ClientFeatures, clientFeatures } from "./client-features.js";
import { codeActions, fixAllKind, type LazyAction, resolveAction } from "./code-actions.js";
import { complete } from "./complete.js";
import { diagnosticsOf, Publisher, Reports } from "./diagnostics.js";
import { defaultEditorSettings, type EditorSettings, readEditorSettings } from "./editor-settings.js";
import { serveExtension } from "./extension-requests.js";
import { pathOf } from "./from-lsp.js";
import { describeRule, hover } from "./hover.js";
import { codeLenses, improveCommand, improvementEdit, type LensPlace, resolveLens } from "./lenses.js";
import { ownHover } from "./own-hover.js";
import { Scan } from "./scan.js";
import { type Linted, Session } from "./session.js";
import { slowestRule } from "./slowest-rule.js";
import { Watch } from "./watch.js";

/** How long a text must rest before its findings are pushed, in milliseconds. Clients that pull decide for themselves. */
const pushDelay = 150;

/** Answers a client over a connection. The caller starts to listen. */
export function wire(connection: Connection, host: Host, version: string): void {
  const log = (doing: string, error?: unknown) =>
    connection.console.error(error === undefined ? doing : `${doing} failed: ${harmless(error)}`);
  connection.onInitialize((params) => {
    const client = clientFeatures(params);
    serveClient(connection, host, version, client, params, log);
    return initializeResult(client, version);
  });
}

function initializeResult(client: ClientFeatures, version: string): InitializeResult {
  return {
    serverInfo: { name: "tenet", version },
    capabilities: {
      positionEncoding: client.encoding,
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
      codeActionProvider: {
        codeActionKinds: [CodeActionKind.QuickFix, fixAllKind],
        resolveProvider: client.lazyEdits,
      },
      hoverProvider: true,
      codeLensProvider: { resolveProvider: true },
      ...(client.applyEdit ? { executeCommandProvider: { commands: [improveCommand] } } : {}),
      completionProvider: { triggerCharacters: [".", "-"] },
      ...(client.pull
        ? { diagnosticProvider: { identifier: "tenet", interFileDependencies: false, workspaceDiagnostics: false } }
        : {}),
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
}

function serveClient(
  connection: Connection,
  host: Host,
  version: string,
  client: ClientFeatures,
  params: InitializeParams,
  log: (doing: string, error?: unknown) => void,
): void {
  let pushed: EditorSettings | undefined;
  const watch = new Watch(connection, client);
  const session = new Session({
    host,
    encoding: client.encoding,
    folders: foldersOf(params),
    settings: async (folder) => {
      if (!client.configuration) return pushed ?? readEditorSettings(params.initializationOptions);
      try {
        return readEditorSettings(await connection.workspace.getConfiguration({ scopeUri: folder, section: "tenet" }));
      } catch {
        return defaultEditorSettings;
      }
    },
    failed: log,
    linted: (linted) => logLint(connection, linted),
    readsOthers: () => watch.everything(),
  });
  const reports = new Reports();
  const publisher = new Publisher(async (uri) => {
    try {
      const linted = await session.lint(uri);
      const text = session.text(uri);
      // The newest version only: while it was linted, another change may have come in.
      if (!text || (linted && linted.text !== text)) return;
      await connection.sendDiagnostics({
        uri,
        version: text.version ?? undefined,
        diagnostics: diagnosticsOf(linted, session, client),
      });
    } catch (error) {
      log("publishing diagnostics", error);
    }
  });
  const scan = new Scan(
    session,
    (uri, linted) => connection.sendDiagnostics({ uri, diagnostics: diagnosticsOf(linted, session, client) }),
    () => watch.everything(),
  );
  const stale = (uris: readonly string[]) => {
    if (uris.length === 0) return;
    if (client.lensRefresh) connection.sendRequest(CodeLensRefreshRequest.type).catch(() => {});
    if (!client.pull) for (const uri of uris) publisher.schedule(uri, pushDelay);
    else if (client.refresh) connection.languages.diagnostics.refresh().catch(() => {});
  };
  const reload = () => {
    session.reload();
    stale(session.uris);
    scan.again();
  };
  /** Runs a handler so that an exception of ours is logged and answered with `otherwise`. */
  const guarded =
    <P, T, R>(doing: string, otherwise: R, handler: (params: P, token: T) => Promise<R> | R) =>
    async (given: P, token: T): Promise<R> => {
      try {
        return await handler(given, token);
      } catch (error) {
        if (error instanceof ResponseError) throw error;
        log(doing, error);
        return otherwise;
      }
    };
  /** The same for notifications, which have no answer. */
  const noted =
    <P>(doing: string, handler: (params: P) => void) =>
    (given: P): void => {
      try {
        handler(given);
      } catch (error) {
        log(doing, error);
      }
    };

  const rescan = (uris: readonly string[]) => {
    for (const path of uris.flatMap((uri) => pathOf(uri) ?? []))
      scan.changed(path).catch((error) => log("scanning a changed file", error));
  };

  connection.onInitialized(
    noted("starting", () => {
      connection.console.info(`tenet ${version}`);
      // A client that refuses has its settings read when it asks for something.
      if (client.configuration)
        connection.client.register(DidChangeConfigurationNotification.type, undefined).catch(() => {});
      if (client.folders)
        connection.workspace.onDidChangeWorkspaceFolders(
          noted("changing folders", ({ added, removed }) => {
            session.changeFolders(
              added.map((one) => one.uri),
              removed.map((one) => one.uri),
            );
            stale(session.uris);
          }),
        );
      watch.start();
    }),
  );
  connection.onDidOpenTextDocument(
    noted("opening", ({ textDocument }) => {
      session.open(textDocument);
      void scan.opened(textDocument.uri);
      if (!client.pull) publisher.schedule(textDocument.uri, 0);
    }),
  );
  connection.onDidChangeTextDocument(
    noted("changing", ({ textDocument, contentChanges }) => {
      const others = session.change(textDocument.uri, textDocument.version, contentChanges);
      if (!client.pull) publisher.schedule(textDocument.uri, pushDelay);
      stale(others);
    }),
  );
  connection.onDidCloseTextDocument(
    noted("closing", ({ textDocument }) => {
      const others = session.close(textDocument.uri);
      publisher.forget(textDocument.uri);
      reports.forget(textDocument.uri);
      if (!client.pull) void connection.sendDiagnostics({ uri: textDocument.uri, diagnostics: [] });
      rescan([textDocument.uri]);
      stale(others);
    }),
  );
  const filesChanged = (uris: readonly string[]) => {
    const paths = uris.flatMap((uri) => pathOf(uri) ?? []);
    if (paths.some((path) => session.configures(path))) reload();
    else {
      stale([...new Set(paths.flatMap((path) => session.fileChanged(path)))]);
      rescan(uris);
    }
  };
  connection.onDidSaveTextDocument(noted("saving", ({ textDocument }) => filesChanged([textDocument.uri])));
  connection.onDidChangeWatchedFiles(
    noted("reading changed files", ({ changes }) => filesChanged(changes.map((one) => one.uri))),
  );
  connection.onDidChangeConfiguration(
    noted("reading settings", ({ settings }) => {
      const given = (settings as { tenet?: unknown } | null | undefined)?.tenet;
      if (given !== undefined) pushed = readEditorSettings(given);
      reload();
    }),
  );

  connection.languages.diagnostics.on(
    guarded("linting", { kind: "full", items: [] }, async ({ textDocument, previousResultId }, token) => {
      const linted = await session.lint(textDocument.uri, () => token.isCancellationRequested);
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
      return reports.report(textDocument.uri, diagnosticsOf(linted, session, client), previousResultId);
    }),
  );
  connection.onCodeAction(
    guarded("finding code actions", [], async (given, token) => {
      const linted = await session.lint(given.textDocument.uri, () => token.isCancellationRequested);
      return linted ? codeActions(linted, given, client) : [];
    }),
  );
  connection.onCodeActionResolve(async (action) => {
    try {
      const uri = (action.data as LazyAction | undefined)?.uri;
      const linted = uri === undefined ? undefined : await session.lint(uri);
      const resolved = await resolveAction(action, linted, client);
      if (resolved) return resolved;
    } catch (error) {
      log("resolving a code action", error);
      throw new ResponseError(ErrorCodes.InternalError, "the edit could not be made");
    }
    throw new ResponseError(LSPErrorCodes.ContentModified, "the document has changed");
  });
  connection.onHover(
    guarded("hovering", null, async ({ textDocument, position }, token) => {
      const own = await session.own(textDocument.uri);
      const found = own && (await ownHover(own, position, (rule) => describeRule(own, rule, client)));
      if (found) return found;
      const linted = await session.lint(textDocument.uri, () => token.isCancellationRequested);
      return (linted && (await hover(linted, position, client))) ?? null;
    }),
  );
  connection.onCompletion(
    guarded("completing", [], async ({ textDocument, position }) => {
      const own = await session.own(textDocument.uri);
      return own ? complete(own, position) : [];
    }),
  );
  connection.onCodeLens(
    guarded("looking over blocks", [], ({ textDocument }) => codeLenses(session, textDocument.uri, client)),
  );
  connection.onCodeLensResolve(async (lens) => {
    try {
      return await resolveLens(session, lens);
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      log("working out a block's change", error);
      throw new ResponseError(ErrorCodes.InternalError, "the change could not be worked out");
    }
  });
  connection.onExecuteCommand(async ({ command, arguments: given }) => {
    if (command !== improveCommand) throw new ResponseError(ErrorCodes.InvalidParams, "there is no such command");
    const edit = await improvementEdit(session, given?.[0] as LensPlace | undefined, client);
    const { applied } = await connection.workspace.applyEdit(edit);
    if (!applied) throw new ResponseError(LSPErrorCodes.ContentModified, "the document has changed");
    return null;
  });
  serveExtension({ connection, session, scan, client, guarded });
}

/** The workspace folders a client starts with; older clients tell one root. */
function foldersOf(params: InitializeParams): string[] {
  if (params.workspaceFolders) return params.workspaceFolders.map((one) => one.uri);
  const { rootUri } = params;
  return rootUri ? [rootUri] : [];
}

/** Tells how long a lint took, and of one over its budget which rule took longest. */
function logLint(connection: Connection, linted: Linted): void {
  const name = linted.path.slice(linted.path.lastIndexOf("/") + 1);
  const slowest = slowestRule(linted);
  const said = `${name}: ${linted.result.findings.length} findings in ${linted.took} ms`;
  if (slowest) connection.console.info(`${said}; slowest was ${slowest.rule} with ${slowest.took} ms`);
  else connection.console.debug(said);
}

/** What may be logged of an exception: its kind and where it came from. Messages may hold parts of a file, and so a secret. */
function harmless(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return `${error.name}\n${frames.slice(0, 8).join("\n")}`;
}
