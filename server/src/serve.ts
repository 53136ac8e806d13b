import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { version } from "./cli/version.js";
import { diskHost } from "./disk.js";
import { setGrammarSource } from "./document/grammar-source.js";
import { wire } from "./lsp/connection.js";

/**
 * Starts the language server on standard input and output. This is the one place that both faces may use: the
 * server's own entry and `tenet lsp` start the same server here. The process ends when the client says so or goes away.
 */
export function serve(): void {
  const host = diskHost();
  setGrammarSource(host.grammar);
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  // Standard output belongs to the protocol: whatever a library prints goes to standard error.
  console.log = console.info = console.debug = console.warn = console.error;
  wire(connection, host, version);
  connection.listen();
}
