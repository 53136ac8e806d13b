import { afterJson, appendJson, removeJson } from "../../data/edit-json.js";
import { Document, type Format } from "../../document/document.js";
import { Node } from "../../document/node.js";
import { afterBody, appendToBody, asJson, removeFromBody } from "./edit.js";
import { terraformFacts } from "./facts.js";
import { lowerJsonBody } from "./json-body.js";
import { lowerBody } from "./lower.js";
import { terraformOpenings } from "./openings.js";
import { readHcl } from "./read-hcl.js";
import { folderScope } from "./scope.js";

/** Terraform in HCL (`*.tf`, `*.tfvars`) and in JSON (`*.tf.json`): both give the same tree. */
export const terraform: Format = {
  id: "terraform",
  groups: ["config", "text"],
  comment: { line: "#" },
  facts: terraformFacts,
  parse(path, text, files) {
    const { body, comments, problems } = isJson(path) ? lowerJsonBody(text) : readHcl(text);
    const children = lowerBody(body, folderScope(path, body, files));
    const root = new Node({ kind: "root", name: "", range: { start: 0, end: text.length }, children });
    return new Document({ path, text, format: terraform, root, comments, problems });
  },
  openings: terraformOpenings,
  append: (document, parent, text) =>
    isJson(document.path) ? appendJson(document, parent, asJson(text)) : appendToBody(document, parent, text),
  after: (document, node, text) =>
    isJson(document.path) ? afterJson(document, node, asJson(text)) : afterBody(document, node, text),
  remove: (document, node) => (isJson(document.path) ? removeJson(document, node) : removeFromBody(document, node)),
};

function isJson(path: string): boolean {
  return path.toLowerCase().endsWith(".json");
}
