/**
 * Where grammars come from. Whoever has a disk (or a web server) sets this once; the code formats ask it when a
 * rule could match a file of their language.
 */
let source: ((file: string) => Promise<Uint8Array>) | undefined;

/** Sets how a grammar's bytes are loaded by file name: `tree-sitter-python.wasm`. */
export function setGrammarSource(load: (file: string) => Promise<Uint8Array>): void {
  source = load;
}

/** The bytes of a grammar. Rejects when nobody set a source or the file is not there. */
export async function grammarBytes(file: string): Promise<Uint8Array> {
  if (!source) throw new Error("no grammar source is set");
  return source(file);
}
