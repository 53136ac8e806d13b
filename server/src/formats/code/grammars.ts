import { Language, Parser } from "web-tree-sitter";
import { grammarBytes } from "../../document/grammar-source.js";

/** The name of the file that holds the parser's runtime. */
export const runtimeFile = "web-tree-sitter.wasm";

let ready: Promise<void> | undefined;
const languages = new Map<string, Promise<Language>>();

/** The grammar in a file such as `tree-sitter-go.wasm`, loaded when it is first asked for. Rejects when it cannot be read. */
export function grammar(file: string): Promise<Language> {
  let language = languages.get(file);
  if (!language) {
    language = load(file);
    languages.set(file, language);
    language.catch(() => languages.delete(file));
  }
  return language;
}

async function load(file: string): Promise<Language> {
  ready ??= grammarBytes(runtimeFile).then((wasmBinary) => Parser.init({ wasmBinary }));
  ready.catch(() => {
    ready = undefined;
  });
  await ready;
  return Language.load(await grammarBytes(file));
}
