import { afterYaml, appendYaml } from "../../data/edit-yaml.js";
import { readEnv } from "../../data/read-env.js";
import { readYaml, type YamlReading } from "../../data/read-yaml.js";
import { Document, type Files, type Format } from "../../document/document.js";
import { Node } from "../../document/node.js";
import { removeEntry } from "../entry-commands.js";
import { rememberText } from "../remark.js";
import { composeFacts } from "./compose-facts.js";
import { composeOpenings } from "./compose-openings.js";
import { lowerCompose } from "./lower-compose.js";
import { besideFile, setOrigin } from "./related-services.js";

/** Compose files: services with their variables filled in, and the commands they start. */
export const compose: Format = {
  id: "compose",
  groups: ["commands", "yaml", "config", "text"],
  comment: { line: "#" },
  parse(path, text, files) {
    const reading = readYaml(text);
    const root = rootOf(path, text, reading, files);
    return new Document({ path, text, format: compose, root, comments: reading.comments, problems: reading.problems });
  },
  facts: composeFacts,
  openings: composeOpenings,
  append: appendYaml,
  after: afterYaml,
  remove: removeEntry,
};

function rootOf(path: string, text: string, reading: YamlReading, files: Files): Node {
  const range = { start: 0, end: text.length };
  const children = lowerCompose(text, reading.nodes, (named) => {
    const other = besideFile(path, named);
    const found = other === undefined ? undefined : files.read(other);
    return found === undefined ? undefined : readEnv(found).children;
  });
  const root = new Node({ kind: "root", name: "", range, children, open: reading.templated });
  rememberText(root, text);
  const others = new Map<string, Node | undefined>([[path, root]]);
  setOrigin(root, {
    path,
    read(other) {
      if (!others.has(other)) {
        others.set(other, undefined);
        const found = files.read(other);
        if (found !== undefined) others.set(other, rootOf(other, found, readYaml(found), files));
      }
      return others.get(other);
    },
  });
  return root;
}
