import { type Document, isAlias, parseDocument, visit, YAMLParseError } from "yaml";
import type { RuleProblem } from "./rule.js";

/** A YAML text of tenet's own: a rule file or a configuration. */
export interface OwnYaml {
  readonly yaml: Document.Parsed;
  /** What it holds as data; undefined when there are problems. */
  readonly data?: unknown;
  readonly problems: readonly RuleProblem[];
}

/** How often aliases may repeat what they stand for: short texts can stand for gigabytes otherwise. */
const maxAliases = 100;

/** Reads a YAML text. Never throws: what is wrong is a problem with a range in the text. */
export function readOwnYaml(text: string): OwnYaml {
  const yaml = parsed(text);
  const problems: RuleProblem[] = [];
  const add = (message: string, start: number, end: number): void => {
    const from = Math.max(0, Math.min(start, text.length));
    problems.push({ message, range: { start: from, end: Math.max(from, Math.min(end, text.length)) } });
  };
  for (const error of yaml.errors) add(error.message, error.pos[0], error.pos[1]);
  if (problems.length > 0) return { yaml, problems };
  const anchors = new Set<string>();
  visit(yaml, {
    Node(_, node) {
      if (!isAlias(node)) {
        if (node.anchor) anchors.add(node.anchor);
      } else if (!anchors.has(node.source))
        add(`nothing is named &${node.source} above`, node.range?.[0] ?? 0, node.range?.[1] ?? text.length);
    },
  });
  if (problems.length > 0) return { yaml, problems };
  try {
    return { yaml, data: yaml.toJS({ maxAliasCount: maxAliases }), problems };
  } catch {
    let range: readonly number[] | undefined;
    visit(yaml, (_, node) => {
      if (!isAlias(node)) return undefined;
      range = node.range ?? undefined;
      return visit.BREAK;
    });
    add(`aliases repeat more than ${maxAliases} times what they stand for`, range?.[0] ?? 0, range?.[1] ?? text.length);
    return { yaml, problems };
  }
}

/** The document; one with an error where it nests deeper than the reader can go. */
function parsed(text: string): Document.Parsed {
  // The library would warn about odd keys on standard error.
  const options = { prettyErrors: false, logLevel: "error" } as const;
  try {
    if (!/[[{]{400}|(?:[-?] ?){400}/.test(text)) return parseDocument(text, options);
  } catch {
    // The stack ended.
  }
  const empty = parseDocument("", options) as Document.Parsed;
  empty.errors.push(new YAMLParseError([0, text.length], "BAD_DIRECTIVE", "this nests too deep to be read"));
  return empty;
}
