import { parse } from "yaml";
import { afterJson, appendJson, removeJson } from "../../data/edit-json.js";
import { afterYaml, appendYaml } from "../../data/edit-yaml.js";
import { lowerJson } from "../../data/lower-json.js";
import { readJson } from "../../data/read-json.js";
import { readYaml } from "../../data/read-yaml.js";
import { Document, type Format } from "../../document/document.js";
import { Node } from "../../document/node.js";
import { removeEntry } from "../entry-commands.js";
import { rememberText } from "../remark.js";
import { kubernetesFacts } from "./kubernetes-facts.js";
import { kubernetesOpenings } from "./kubernetes-openings.js";
import { lowerKubernetes } from "./lower-kubernetes.js";

/** What manifests in both syntaxes have in common. */
const common = {
  id: "kubernetes",
  groups: ["commands", "yaml", "config", "text"],
  facts: kubernetesFacts,
  openings: kubernetesOpenings,
  parse(path: string, text: string): Document {
    return /\.json$/i.test(path) ? inJson(path, text) : inYaml(path, text);
  },
};

/** Manifests in YAML and in JSON: both give the same tree. */
export const kubernetes: Format = {
  ...common,
  comment: { line: "#" },
  append: appendYaml,
  after: afterYaml,
  remove: removeEntry,
};

/** No comment can be written in JSON, and edits keep its commas; what rules add is written as YAML. */
const json: Format = {
  ...common,
  append: (document, parent, text) => appendJson(document, parent, jsonOf(text)),
  after: (document, node, text) => afterJson(document, node, jsonOf(text)),
  remove: removeJson,
};

/** The entries of a map or the items of a list, written as YAML, as they stand between brackets in JSON. */
function jsonOf(text: string): string {
  const data: unknown = parse(text);
  if (Array.isArray(data)) return data.map((item) => JSON.stringify(item)).join(", ");
  if (data === null || typeof data !== "object") return JSON.stringify(data);
  return Object.entries(data)
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(", ");
}

function inYaml(path: string, text: string): Document {
  const { nodes, comments, problems, templated } = readYaml(text);
  return new Document({ path, text, format: kubernetes, root: root(text, nodes, templated), comments, problems });
}

function inJson(path: string, text: string): Document {
  const { value, comments, problems } = readJson(text);
  return new Document({ path, text, format: json, root: root(text, lowerJson(value), false), comments, problems });
}

function root(text: string, nodes: readonly Node[], open: boolean): Node {
  const range = { start: 0, end: text.length };
  const top = new Node({ kind: "root", name: "", range, children: lowerKubernetes(text, nodes), open });
  rememberText(top, text);
  return top;
}
