import { type Connection, DidChangeWatchedFilesNotification } from "vscode-languageserver";
import type { ClientFeatures } from "./client-features.js";
import { configurationGlobs } from "./editor-host.js";

/**
 * Which files the client is asked to watch: configuration and rules at first, everything from the moment that findings
 * hang on other files, so that a workspace in which nobody asked for more costs nothing while it is built or updated.
 */
export class Watch {
  readonly #connection: Connection;
  readonly #client: ClientFeatures;
  #everything = false;

  constructor(connection: Connection, client: ClientFeatures) {
    this.#connection = connection;
    this.#client = client;
  }

  /** Watches configuration and rules. */
  start(): void {
    this.#register(configurationGlobs);
  }

  /** Watches every file from now on, where the client is tenet's own extension: others may watch at a great price. */
  everything(): void {
    if (this.#everything || !this.#client.rulePages) return;
    this.#everything = true;
    this.#register(["**/*"]);
  }

  #register(globs: readonly string[]): void {
    if (!this.#client.watchFiles) return;
    const watchers = globs.map((globPattern) => ({ globPattern }));
    this.#connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch(() => {});
  }
}
