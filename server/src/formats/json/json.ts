import { afterJson, appendJson, removeJson } from "../../data/edit-json.js";
import { lowerJson, lowerRepeated } from "../../data/lower-json.js";
import { readJson } from "../../data/read-json.js";
import { Document, type Format } from "../../document/document.js";
import { Node } from "../../document/node.js";

/** How a JSON format lowers its lists of objects. */
export interface JsonOptions {
  /** One node an object, all with the list's name, instead of items named `-`. */
  readonly repeated?: boolean;
}

/** A format whose files are JSON; entries are nodes named by their key. Comments are read everywhere. */
export function jsonFormat(id: string, groups: readonly string[], options: JsonOptions = {}): Format {
  const strict: Format = {
    id,
    groups,
    parse(path, text) {
      const { value, comments, problems } = readJson(text);
      const root = new Node({
        kind: "root",
        name: "",
        range: { start: 0, end: text.length },
        children: options.repeated ? lowerRepeated(value) : lowerJson(value),
        source: value,
      });
      const format = takesComments.test(path) ? commented : strict;
      return new Document({ path, text, format, root, comments, problems });
    },
    append: appendJson,
    after: afterJson,
    remove: removeJson,
  };
  const commented: Format = { ...strict, comment: { line: "//" } };
  return strict;
}

/** Files whose programs read JSON with comments; elsewhere a written comment would break the file. */
const takesComments =
  /\.(?:jsonc|json5|code-workspace)$|(?:^|\/)(?:[jt]sconfig[\w.-]*|devcontainer|\.eslintrc|settings|launch|tasks)\.json$/i;
