import { afterYaml, appendYaml } from "../../data/edit-yaml.js";
import { readYaml } from "../../data/read-yaml.js";
import { Document, type Format } from "../../document/document.js";
import { Node } from "../../document/node.js";
import { entryCommandFacts, removeEntry } from "../entry-commands.js";
import { lowerAnsible } from "./lower-ansible.js";

/**
 * Playbooks and lists of tasks of Ansible, as YAML. A module's arguments written as one text (`path=/a mode=0644`) are
 * its children as if they were a map; what `command` and `shell` run stands below them as commands.
 */
export const ansible: Format = {
  id: "ansible",
  groups: ["commands", "yaml", "config", "text"],
  comment: { line: "#" },
  parse(path, text) {
    const { nodes, comments, problems, templated } = readYaml(text);
    const lowered = lowerAnsible(text, nodes);
    const range = { start: 0, end: text.length };
    const root = new Node({ kind: "root", name: "", range, children: lowered.nodes, open: templated });
    const all = [...comments, ...lowered.comments].sort((a, b) => a.start - b.start);
    return new Document({ path, text, format: ansible, root, comments: all, problems });
  },
  facts: entryCommandFacts,
  append: appendYaml,
  after: afterYaml,
  remove: removeEntry,
};
