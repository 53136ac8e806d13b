import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import type {
  ClientCapabilities,
  CodeAction,
  Diagnostic,
  DocumentDiagnosticReport,
  InitializeResult,
  PublishDiagnosticsParams,
  Range,
  TextEdit,
  WorkspaceEdit,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { root } from "../support.js";

/** What a modern editor says it can do, as far as tenet asks. */
export const fullCapabilities: ClientCapabilities = {
  general: { positionEncodings: ["utf-16"] },
  textDocument: {
    diagnostic: { relatedInformation: true, codeDescriptionSupport: true, tagSupport: { valueSet: [1, 2] } },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source", "source.fixAll"] } },
      dataSupport: true,
      resolveSupport: { properties: ["edit"] },
    },
    hover: { contentFormat: ["markdown", "plaintext"] },
  },
  workspace: {
    workspaceEdit: { documentChanges: true },
    diagnostics: { refreshSupport: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceFolders: true,
    configuration: true,
  },
};

/** Starts the server from its sources. */
export const fromSources: readonly string[] = ["--import", "tsx/esm", join(root, "server/src/lsp/main.ts"), "--stdio"];

/** Starts the server as it was built; from its sources when TENET_SERVER says so. */
const usual = process.env.TENET_SERVER === "sources" ? fromSources : [join(root, "dist/server.js"), "--stdio"];

/** How a test's client starts. */
export interface Start {
  readonly folder?: string;
  readonly folders?: readonly string[];
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  readonly settings?: Record<string, unknown>;
  /** Node's arguments; the built server when absent. */
  readonly server?: readonly string[];
}

/** A bare client: it knows the protocol and nothing of tenet. */
export class Client {
  readonly connection: MessageConnection;
  readonly process: ChildProcess;
  readonly published: PublishDiagnosticsParams[] = [];
  /** Errors and warnings of the log. */
  readonly logged: string[] = [];
  /** Everything else of it. */
  readonly told: string[] = [];
  readonly registered: string[] = [];
  settings: Record<string, unknown>;
  refreshes = 0;
  capabilities: InitializeResult["capabilities"] = {};
  readonly #texts = new Map<string, { text: string; version: number }>();

  private constructor(start: Start) {
    this.settings = start.settings ?? {};
    this.process = spawn(process.execPath, [...(start.server ?? usual)], {
      cwd: root,
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.connection = createMessageConnection(
      new StreamMessageReader(this.process.stdout!),
      new StreamMessageWriter(this.process.stdin!),
    );
    this.connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
      this.published.push(params);
    });
    this.connection.onNotification("window/logMessage", ({ type, message }: { type: number; message: string }) => {
      (type <= 2 ? this.logged : this.told).push(message);
    });
    this.connection.onRequest("client/registerCapability", (params: { registrations: { method: string }[] }) => {
      this.registered.push(...params.registrations.map((one) => one.method));
      return null;
    });
    this.connection.onRequest("workspace/configuration", (params: { items: unknown[] }) =>
      params.items.map(() => this.settings),
    );
    this.connection.onRequest("workspace/diagnostic/refresh", () => {
      this.refreshes++;
      return null;
    });
    this.connection.listen();
  }

  /** Starts a server, runs the test and ends the server whatever happens. */
  static async with<T>(start: Start, act: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client(start);
    try {
      const folders = start.folders ?? (start.folder === undefined ? [] : [start.folder]);
      const ended = new Promise<never>((_, reject) => {
        client.process.on("exit", (code) => reject(new Error(`the server ended with ${code}`)));
      });
      ended.catch(() => {});
      const begun = client.connection.sendRequest<InitializeResult>("initialize", {
        processId: process.pid,
        rootUri: folders[0] === undefined ? null : uri(folders[0]),
        workspaceFolders: folders.map((one) => ({ uri: uri(one), name: one })),
        capabilities: start.capabilities ?? fullCapabilities,
        initializationOptions: start.initializationOptions,
      });
      const { capabilities } = await Promise.race([begun, ended]);
      client.capabilities = capabilities;
      await client.notify("initialized", {});
      const result = await Promise.race([act(client), ended]);
      await client.connection.sendRequest("shutdown");
      return result;
    } finally {
      client.connection.dispose();
      client.process.kill();
    }
  }

  notify(method: string, params: unknown): Promise<void> {
    return this.connection.sendNotification(method, params);
  }

  request<R>(method: string, params: unknown): Promise<R> {
    return this.connection.sendRequest<R>(method, params);
  }

  /** Opens a document; `at` is a path or a URI. */
  async open(at: string, text: string, languageId = "plaintext"): Promise<void> {
    this.#texts.set(uri(at), { text, version: 1 });
    await this.notify("textDocument/didOpen", { textDocument: { uri: uri(at), languageId, version: 1, text } });
  }

  /** Replaces the whole text. */
  replace(at: string, text: string): Promise<void> {
    return this.change(at, [{ text }], text);
  }

  /** Sends changes as they are; `after` is the text they must lead to. */
  async change(at: string, contentChanges: unknown[], after: string): Promise<void> {
    const version = (this.#texts.get(uri(at))?.version ?? 0) + 1;
    this.#texts.set(uri(at), { text: after, version });
    await this.notify("textDocument/didChange", { textDocument: { uri: uri(at), version }, contentChanges });
  }

  version(at: string): number {
    return this.#texts.get(uri(at))!.version;
  }

  /** Pulls a document's diagnostics. */
  pull(at: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.request("textDocument/diagnostic", { textDocument: { uri: uri(at) }, previousResultId });
  }

  /** The diagnostics of the newest version, pulled or awaited. */
  async diagnostics(at: string): Promise<Diagnostic[]> {
    if (this.capabilities.diagnosticProvider) {
      const report = await this.pull(at);
      return report.kind === "full" ? report.items : [];
    }
    const version = this.version(at);
    const found = await until(() => this.published.findLast((one) => one.uri === uri(at) && one.version === version));
    return found.diagnostics;
  }

  /** The code actions for a range, their edits computed. */
  async actions(at: string, range: Range, only?: string[], diagnostics: Diagnostic[] = []): Promise<CodeAction[]> {
    const params = { textDocument: { uri: uri(at) }, range, context: { diagnostics, ...(only ? { only } : {}) } };
    const actions = await this.request<CodeAction[]>("textDocument/codeAction", params);
    return Promise.all(
      actions.map((action) =>
        action.data !== undefined && !action.edit ? this.request<CodeAction>("codeAction/resolve", action) : action,
      ),
    );
  }

  /** Applies an edit to a document as an editor does and tells the server. Fails when it is for another version. */
  async apply(at: string, edit: WorkspaceEdit | undefined): Promise<string> {
    const { text, version } = this.#texts.get(uri(at))!;
    const edits: TextEdit[] = [...(edit?.changes?.[uri(at)] ?? [])];
    for (const change of edit?.documentChanges ?? []) {
      if (!("edits" in change)) throw new Error("only text edits are known");
      if (change.textDocument.uri !== uri(at)) throw new Error(`an edit of ${change.textDocument.uri}`);
      if (change.textDocument.version !== version) throw new Error("an edit of another version");
      edits.push(...(change.edits as TextEdit[]));
    }
    const after = TextDocument.applyEdits(TextDocument.create(uri(at), "", version, text), edits);
    const document = TextDocument.create(uri(at), "", version, text);
    const changes = edits
      .sort((a, b) => document.offsetAt(b.range.start) - document.offsetAt(a.range.start))
      .map((one) => ({ range: one.range, text: one.newText }));
    await this.change(at, changes, after);
    return after;
  }
}

/** The URI of a path; a URI stays what it is. */
export function uri(at: string): string {
  return /^[a-z][\w-]+:/.test(at) ? at : pathToFileURL(at).href;
}

/** Waits until a value is there, ten seconds at most. */
export async function until<T>(value: () => T | undefined | false): Promise<T> {
  for (let tries = 0; tries < 1000; tries++) {
    const now = value();
    if (now !== undefined && now !== false) return now as T;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("waited in vain");
}

/** A diagnostic on one line, for comparing. */
export function brief(one: Diagnostic): string {
  const { start, end } = one.range;
  return `${start.line}:${start.character}-${end.line}:${end.character} ${one.severity} ${one.code}: ${one.message}`;
}

/** The empty range at a place. */
export function at(line: number, character: number): Range {
  return { start: { line, character }, end: { line, character } };
}
