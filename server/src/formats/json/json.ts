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

/** A format whose files are JSON with comments; entries are nodes named by their key. */
export function jsonFormat(id: string, groups: readonly string[], options: JsonOptions = {}): Format {
  const format: Format = {
    id,
    groups,
    comment: { line: "//" },
    parse(path, text) {
      const { value, comments, problems } = readJson(text);
      const root = new Node({
        kind: "root",
        name: "",
        range: { start: 0, end: text.length },
        children: options.repeated ? lowerRepeated(value) : lowerJson(value),
        source: value,
      });
      return new Document({ path, text, format, root, comments, problems });
    },
    append: appendJson,
    after: afterJson,
    remove: removeJson,
  };
  return format;
}
