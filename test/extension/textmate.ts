import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import oniguruma from "vscode-oniguruma";
import textmate, { type IGrammar, type IRawGrammar, type IToken } from "vscode-textmate";
import { parse } from "yaml";
import { root } from "../support.js";

/** A line of a text with its tokens, as an editor colours it. */
export interface ColouredLine {
  readonly text: string;
  readonly tokens: readonly IToken[];
}

const require = createRequire(import.meta.url);

/** Our grammars by scope name. */
export const ownGrammars: ReadonlyMap<string, IRawGrammar> = new Map(
  readdirSync(join(root, "syntaxes"))
    .filter((name) => name.endsWith(".tmLanguage.yaml"))
    .map((name) => parse(readFileSync(join(root, "syntaxes", name), "utf8")) as IRawGrammar)
    .map((grammar) => [grammar.scopeName, grammar]),
);

/** Grammars that editors have themselves, by scope name. */
async function foreignGrammar(scope: string): Promise<IRawGrammar | null> {
  if (scope !== "source.yaml" && scope !== "source.lua") return null;
  const { default: all } = (await import(`@shikijs/langs/${scope.slice("source.".length)}`)) as {
    default: IRawGrammar[];
  };
  return structuredClone(all.find((one) => one.scopeName === scope)!);
}

/**
 * Tokenises texts as VS Code does, with our grammars, YAML's and Lua's. `yaml` takes the place of YAML's grammar and of
 * those it includes, by scope name.
 */
export async function highlighter(
  yaml: ReadonlyMap<string, IRawGrammar> = new Map(),
): Promise<(scope: string, text: string) => Promise<ColouredLine[]>> {
  const wasm = readFileSync(join(require.resolve("vscode-oniguruma"), "../onig.wasm"));
  await oniguruma.loadWASM(new Uint8Array(wasm).buffer);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) => ownGrammars.get(scope) ?? yaml.get(scope) ?? foreignGrammar(scope),
    getInjections: (scope) =>
      scope === "source.yaml" ? ["source.tenet.rule-checks", "source.tenet.rule-expressions"] : undefined,
  });
  return async (scope, text) => {
    const grammar: IGrammar | null = await registry.loadGrammar(scope);
    if (!grammar) throw new Error(`no grammar ${scope}`);
    let state = textmate.INITIAL;
    return text.split(/\r?\n/).map((line) => {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
      state = ruleStack;
      return { text: line, tokens };
    });
  };
}

/** The scopes at a column of a line. */
export function scopesAt(line: ColouredLine, column: number): readonly string[] {
  const token = line.tokens.find((one) => one.startIndex <= column && column < one.endIndex);
  return (token?.scopes ?? []).flatMap((scope) => scope.split(" "));
}
