import { afterYaml, appendYaml } from "../../data/edit-yaml.js";
import { readYaml } from "../../data/read-yaml.js";
import { Document, type Format } from "../../document/document.js";
import { Node } from "../../document/node.js";
import { removeEntry } from "../entry-commands.js";
import { lowerWorkflow } from "./lower-workflow.js";
import { workflowFacts } from "./workflow-facts.js";

/** Pipelines of GitHub (and what reads the same files) and GitLab, with the commands of their scripts. */
export const workflow: Format = {
  id: "workflow",
  groups: ["commands", "yaml", "config", "text"],
  comment: { line: "#" },
  parse(path, text) {
    const { nodes, comments, problems, templated } = readYaml(text, {
      isUnknown: (scalar) => scalar.includes("${{"),
    });
    const lowered = lowerWorkflow(text, nodes);
    const range = { start: 0, end: text.length };
    const root = new Node({ kind: "root", name: "", range, children: lowered.nodes, open: templated });
    const all = [...comments, ...lowered.comments].sort((a, b) => a.start - b.start);
    return new Document({ path, text, format: workflow, root, comments: all, problems });
  },
  facts: workflowFacts,
  append: appendYaml,
  after: afterYaml,
  remove: removeEntry,
};
