import { isTemplateControl, lineWords, logicalLines, templateHole } from "../../data/logical-lines.js";
import { Document, type Format, type Problem } from "../../document/document.js";
import type { Fact } from "../../document/fact.js";
import { lineEdits } from "../../document/line-edits.js";
import { Node, textValue, unknownValue, type Value } from "../../document/node.js";
import type { Range } from "../../text/range.js";

const types = /^(?:local|host(?:no)?(?:ssl|gssenc)?)$/;

/**
 * PostgreSQL's pg_hba.conf. A line is a `rule` named by its connection type (`local`, `host`, `hostssl`, `hostnossl`,
 * `hostgssenc`, `hostnogssenc`) with the values database, user, address (empty for `local`; a mask in its own column is
 * put behind a slash) and method; options are children named by their name.
 */
export const pgHba: Format = {
  id: "pg-hba",
  groups: ["config", "text"],
  comment: { line: "#" },
  parse(path, text) {
    const comments: Range[] = [];
    const problems: Problem[] = [];
    const children: Node[] = [];
    let templated = false;
    for (const line of logicalLines(text, { comment: ["#"], trailing: "anywhere", continues: "backslash" }, comments)) {
      if (isTemplateControl(line.text)) {
        templated = true;
        continue;
      }
      const words = lists(lineWords(line.text, 0, line.text.length), line.text);
      const name = words[0]?.text ?? "";
      const range = line.range(words[0]?.start ?? 0, words.at(-1)?.end ?? 0);
      if (/^include/.test(name)) {
        templated = true;
        continue;
      }
      if (!types.test(name)) {
        problems.push({ message: `no connection type: ${name}`, range });
        continue;
      }
      const at = (index: number): Value | undefined => {
        const word = words[index];
        return word && value(word.text, line.range(word.start, word.end));
      };
      let next = 3;
      let address: Value | undefined = textValue("", at(0)!.range);
      if (name !== "local") {
        address = at(next++);
        const mask = words[next];
        if (address && mask && /^[\d.]+$|^[\da-f]*:[\da-f:.]*$/i.test(mask.text) && !address.text.includes("/")) {
          address = value(`${address.text}/${prefix(mask.text)}`, {
            start: address.range.start,
            end: at(next)!.range.end,
          });
          next++;
        }
      }
      const method = at(next++);
      const [database, user] = [at(1), at(2)];
      if (!database || !user || !address || !method) {
        problems.push({ message: "the line ends too early", range });
        continue;
      }
      const options = words.slice(next).flatMap((word) => {
        const sign = word.text.indexOf("=");
        if (sign < 0) return [];
        const place = line.range(word.start, word.end);
        return [
          new Node({
            kind: "option",
            name: word.text.slice(0, sign),
            range: place,
            values: [value(word.text.slice(sign + 1), place)],
          }),
        ];
      });
      children.push(
        new Node({
          kind: "rule",
          name,
          nameRange: line.range(words[0]!.start, words[0]!.end),
          range,
          values: [database, user, address, method],
          children: options,
        }),
      );
    }
    const root = new Node({ kind: "root", name: "", range: { start: 0, end: text.length }, children, open: templated });
    return new Document({ path, text, format: pgHba, root, comments, problems });
  },
  get facts() {
    return facts;
  },
  ...lineEdits,
};

/** `all, "my db"`: words of a list belong together. */
function lists(words: { text: string; start: number; end: number }[], line: string): typeof words {
  const found: typeof words = [];
  for (const word of words) {
    const last = found.at(-1);
    if (last && (line[last.end - 1] === "," || line[word.start] === ",")) {
      last.text += word.text;
      last.end = word.end;
    } else found.push({ ...word });
  }
  return found;
}

function prefix(mask: string): number | string {
  if (mask.includes(":")) {
    const groups = mask
      .split("::")[0]!
      .split(":")
      .filter((group) => group !== "");
    return groups.reduce((bits, group) => bits + ones(Number.parseInt(group, 16)), 0);
  }
  const bytes = mask.split(".").map(Number);
  return bytes.length === 4 ? bytes.reduce((bits, byte) => bits + ones(byte), 0) : mask;
}

function ones(number: number): number {
  let bits = 0;
  for (let left = number; left > 0; left >>= 1) bits += left & 1;
  return bits;
}

function value(text: string, range: Range): Value {
  return templateHole.test(text) ? unknownValue(text, range) : textValue(text, range);
}

const facts: readonly Fact[] = [
  {
    signature: "Node.refusedBefore(string): bool",
    description:
      "True when an earlier rule for every database, user and address refuses this kind of connection: `clear` (without TLS) or `tls`.",
    example: '!node.refusedBefore("clear")',
    handler: (node: Node, kind: string) => {
      const rules = node.parent.children;
      return rules.slice(0, rules.indexOf(node)).some((rule) => {
        const covers = rule.name === "host" || rule.name === (kind === "clear" ? "hostnossl" : "hostssl");
        const [database, user, address, method] = rule.values.map((one) => one.text);
        if (!covers || database !== "all" || user !== "all" || method !== "reject") return false;
        const own = node.values[2]!.text;
        return (
          address === "all" ||
          (address === "::/0" && own.includes(":")) ||
          (/^0\.0\.0\.0\/0/.test(address!) && !own.includes(":") && own !== "all")
        );
      });
    },
  },
  {
    signature: "Node.fromElsewhere(): bool",
    description: "True for a rule that other machines can meet: not `local`, not loopback, not `samehost`.",
    example: "node.fromElsewhere()",
    handler: (node: Node) => {
      const address = node.args[2]!;
      return (
        node.name !== "local" &&
        address !== "samehost" &&
        address !== "localhost" &&
        !/^127\.|^::1(?:\/128)?$/.test(address)
      );
    },
  },
];
