import { afterYaml, appendYaml, removeYaml } from "../../data/edit-yaml.js";
import { readYaml, type YamlOptions } from "../../data/read-yaml.js";
import { Document, type Format } from "../../document/document.js";
import { Node } from "../../document/node.js";

/** A format whose files are YAML; entries are nodes named by their key. */
export function yamlFormat(id: string, groups: readonly string[], options: YamlOptions = {}): Format {
  const format: Format = {
    id,
    groups,
    comment: { line: "#" },
    parse(path, text) {
      const { nodes, comments, problems, templated } = readYaml(text, options);
      const range = { start: 0, end: text.length };
      const root = new Node({ kind: "root", name: "", range, children: nodes, open: templated });
      return new Document({ path, text, format, root, comments, problems });
    },
    append: appendYaml,
    after: afterYaml,
    remove: removeYaml,
  };
  return format;
}
