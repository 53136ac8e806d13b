import { Document, type Format } from "../../document/document.js";
import { Node } from "../../document/node.js";
import { shellEdits } from "../../shell/shell-edits.js";
import { shellFacts } from "../../shell/shell-facts.js";
import type { Edit } from "../../text/edit.js";
import { remarkFact, rememberText } from "../remark.js";
import { buildTargets, composeTexts } from "./build-targets.js";
import { dockerfileFacts } from "./dockerfile-facts.js";
import { lowerDockerfile } from "./lower-dockerfile.js";
import { type Instructions, readDockerfile } from "./read-dockerfile.js";

/** Dockerfiles: stages, their instructions, and the shell commands in them. */
export const dockerfile: Format = {
  id: "dockerfile",
  groups: ["commands", "text"],
  comment: { line: "#" },
  parse(path, text, files) {
    const file = readDockerfile(text);
    const stages = file.instructions.filter(({ keyword }) => keyword === "FROM").length;
    // Of one stage nobody needs to say that it is built.
    const composed = stages > 1 ? composeTexts(path, files) : [];
    if (composed.length === 0) return documentOf(path, text, file, new Set());
    return buildTargets(path, composed).then((targets) => documentOf(path, text, file, targets));
  },
  facts: [...shellFacts, ...dockerfileFacts, remarkFact],
  append(document, parent, text) {
    if (parent.kind === "instruction") return { range: at(parent.range.end), text: ` ${text}` };
    const end = parent.kind === "root" ? document.text.trimEnd().length : parent.range.end;
    return { range: at(end), text: `${newline(document)}${text}` };
  },
  after(document, node, text) {
    const separator = node.kind === "instruction" || node.kind === "stage" ? newline(document) : " ";
    return { range: at(node.range.end), text: `${separator}${text}` };
  },
  remove(document, node): Edit {
    if (node.kind !== "instruction" && node.kind !== "stage") return shellEdits.remove(document, node);
    const line = document.lines.position(node.range.end).line;
    const next = line + 1 < document.lines.count ? document.lines.line(line + 1).start : document.text.length;
    return {
      range: { start: document.lines.line(document.lines.position(node.range.start).line).start, end: next },
      text: "",
    };
  },
};

function documentOf(path: string, text: string, file: Instructions, targets: ReadonlySet<string>): Document {
  const lowered = lowerDockerfile(file, targets);
  const root = new Node({
    kind: "root",
    name: "",
    range: { start: 0, end: text.length },
    children: lowered.children,
    source: text,
  });
  rememberText(root, text);
  const comments = [...file.comments, ...lowered.comments].sort((a, b) => a.start - b.start);
  const problems = [...file.problems, ...lowered.problems];
  return new Document({ path, text, format: dockerfile, root, comments, problems });
}

function at(offset: number): { start: number; end: number } {
  return { start: offset, end: offset };
}

function newline(document: Document): string {
  return document.text.includes("\r\n") ? "\r\n" : "\n";
}
