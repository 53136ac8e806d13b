import { Document, type Format } from "../../document/document.js";
import { lineEdits } from "../../document/line-edits.js";
import { Node, textValue, unknownValue } from "../../document/node.js";
import type { Range } from "../../text/range.js";

/**
 * Files in which version managers and builds look up which version to take: an entry a line, named by the product as
 * the table of ends calls it (`nodejs`, `python`, `go`), its value the version. What names no number (`lts/*`,
 * `stable`) is unknown. In `go.mod` the language's version is `go`, the tools' `toolchain`.
 */
export const versions: Format = {
  id: "versions",
  groups: ["config", "text"],
  comment: { line: "#" },
  parse(path, text) {
    const base = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
    const comments: Range[] = [];
    const children: Node[] = [];
    let start = 0;
    for (const line of text.split("\n")) {
      const comment = line.search(base === "go.mod" ? /\/\// : /#/);
      if (comment >= 0) comments.push({ start: start + comment, end: start + line.trimEnd().length });
      const entry = entryOf(base, comment < 0 ? line : line.slice(0, comment), start);
      if (entry) children.push(entry);
      start += line.length + 1;
    }
    const root = new Node({ kind: "root", name: "", range: { start: 0, end: text.length }, children });
    const format = base === "go.mod" ? module : versions;
    return new Document({ path, text, format, root, comments });
  },
  ...lineEdits,
};

const module: Format = { ...versions, comment: { line: "//" } };

/** Files whose only word is the version of one product. */
const products: Readonly<Record<string, string>> = {
  ".nvmrc": "nodejs",
  ".node-version": "nodejs",
  ".python-version": "python",
  ".ruby-version": "ruby",
  ".go-version": "go",
  ".php-version": "php",
};

/** How version managers call products that the table of ends calls otherwise. */
const otherNames: Readonly<Record<string, string>> = {
  node: "nodejs",
  golang: "go",
  postgres: "postgresql",
  "dotnet-core": "dotnet",
};

function entryOf(base: string, line: string, start: number): Node | undefined {
  const only = products[base];
  if (only) return entry(/^(\s*)(?:[a-z]+-)?(\S+)\s*$/i.exec(line), only, start);
  if (base === "runtime.txt") {
    const match = /^(\s*([a-z]+)-)(\d\S*)\s*$/.exec(line);
    return match ? entry([match[0], match[1]!, match[3]!], match[2]!, start) : undefined;
  }
  if (base === "go.mod") {
    const match = /^(\s*(go|toolchain)\s+(?:go)?)(\d\S*)\s*$/.exec(line);
    return match ? entry([match[0], match[1]!, match[3]!], match[2]!, start) : undefined;
  }
  const match = /^(\s*([\w.-]+)\s+)(\S+)/.exec(line);
  return match ? entry([match[0], match[1]!, match[3]!], otherNames[match[2]!] ?? match[2]!, start) : undefined;
}

/** The entry of a line of which all before the version and the version were told apart. */
function entry(match: readonly (string | undefined)[] | null, name: string, start: number): Node | undefined {
  if (!match) return undefined;
  const [whole, , version] = match;
  const from = start + whole!.lastIndexOf(version!);
  const range = { start: from, end: from + version!.length };
  const value = /^v?\d/.test(version!) ? textValue(version!, range) : unknownValue(version!, range);
  return new Node({ kind: "entry", name, range, nameRange: range, values: [value] });
}
