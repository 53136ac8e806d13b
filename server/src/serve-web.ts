import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { setGrammarSource } from "./document/grammar-source.js";
import { wire } from "./lsp/connection.js";
import { webHost } from "./web.js";

declare const TENET_VERSION: string;

/** What of a worker's global scope is used; the types of browsers and of Node cannot stand in one program. */
const scope = globalThis as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];

const connection = createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope));
const host = webHost((name) => connection.sendRequest<Uint8Array>("tenet/installed", { name }));
setGrammarSource(host.grammar);
wire(connection, host, TENET_VERSION);
connection.listen();
