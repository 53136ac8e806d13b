import { afterJson, appendJson, removeJson } from "../../data/edit-json.js";
import { Document, type Files, type Format } from "../../document/document.js";
import { Node } from "../../document/node.js";
import { rememberText } from "../remark.js";
import { afterBody, appendToBody, asJson, removeFromBody } from "./edit.js";
import { lowerBody } from "./lower-body.js";
import { lowerJsonBody } from "./lower-json-body.js";
import { isPlan, lowerPlan } from "./lower-plan.js";
import { calledNodes } from "./module-calls.js";
import { readFolder } from "./read-folder.js";
import { readHcl } from "./read-hcl.js";
import { registryNodes } from "./registry-modules.js";
import { terraformFacts } from "./terraform-facts.js";
import { terraformOpenings } from "./terraform-openings.js";

/** What both syntaxes have in common. */
const common = {
  id: "terraform",
  groups: ["config", "text"],
  facts: terraformFacts,
  openings: terraformOpenings,
  parse(path: string, text: string, files: Files): Document {
    if (!/\.(?:tf|tofu|tfvars)\.json$/i.test(path) && isPlan(text.slice(0, 4096))) {
      const range = { start: 0, end: text.length };
      const root = new Node({ kind: "root", name: "", range, children: lowerPlan(text) });
      return new Document({ path, text, format: plan, root });
    }
    const format = isJson(path) ? json : terraform;
    const { body, comments, problems } = format === json ? lowerJsonBody(text) : readHcl(text);
    const folder = readFolder(path, body, files);
    const children = [
      ...lowerBody(body, folder.scope),
      ...registryNodes(body, folder.scope),
      ...calledNodes(path, body, folder.scope, files),
    ];
    const range = { start: 0, end: text.length };
    const root = new Node({ kind: "root", name: "", range, children, source: folder });
    if (format === terraform) rememberText(root, text);
    return new Document({ path, text, format, root, comments, problems });
  },
};

/** Terraform in HCL (`*.tf`, `*.tfvars`) and in JSON (`*.tf.json`): both give the same tree. */
export const terraform: Format = {
  ...common,
  comment: { line: "#" },
  append: appendToBody,
  after: afterBody,
  remove: removeFromBody,
};

/** The documents in JSON: no comment can be written there, and edits keep its commas. */
const json: Format = {
  ...common,
  append: (document, parent, text) => appendJson(document, parent, asJson(text)),
  after: (document, node, text) => afterJson(document, node, asJson(text)),
  remove: removeJson,
};

/** Plans and states: Terraform writes them, nobody edits them. */
const plan: Format = { ...common, generated: true };

function isJson(path: string): boolean {
  return path.toLowerCase().endsWith(".json");
}
