import { join } from "node:path";
import { diskHost } from "../server/src/disk.js";
import { setGrammarSource } from "../server/src/document/grammar-source.js";
import { readRuleSources } from "../server/src/project/rule-sources.js";
import { packWords } from "../server/src/rules/rule-set.js";
import { keywords } from "../server/src/secrets/analysis.js";
import { buildAutomaton, packAutomaton } from "../server/src/text/automaton.js";
import { LineIndex } from "../server/src/text/line-index.js";

/** Reads and checks every built-in rule; gives what `dist/rules.json`, `rules.bin`, `detector.bin` and `rule-docs.json` hold. */
export async function compileRuleFiles(root: string) {
  const host = diskHost();
  setGrammarSource(host.grammar);
  const { builtin, docs, files } = await readRuleSources(host, join(root, "rules"));
  const problems: string[] = [];
  const ids = new Map<string, string>();
  for (const file of files) {
    const lines = new LineIndex(file.text);
    for (const problem of file.problems) {
      const { line, column } = lines.position(problem.range.start);
      problems.push(`${file.path}:${line + 1}:${column + 1}: ${problem.message}`);
    }
    for (const id of file.rule ? [file.rule.id, ...file.rule.aliases] : []) {
      const other = ids.get(id);
      if (other) problems.push(`${file.path}: the id "${id}" is also in ${other}`);
      ids.set(id, file.path);
    }
  }
  const automaton = packAutomaton(buildAutomaton(packWords(builtin.rules)));
  const detector = packAutomaton(buildAutomaton(keywords()));
  return { problems, builtin, automaton, detector, docs, statements: await host.statements() };
}
