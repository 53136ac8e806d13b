import type { Document } from "../document/document.js";
import type { Node } from "../document/node.js";
import type { Edit } from "../text/edit.js";

/** Edits of shell text, for every format that holds some. */
export const shellEdits = {
  /** Takes away an option, the words of a wrapper before what it runs, or a command with its `&&` or `;`. */
  remove(document: Document, node: Node): Edit {
    const { text } = document;
    let { start, end } = node.range;
    if (node.kind === "letter") return { range: { start, end }, text: "" };
    if (node.kind === "wrapper") {
      end += gap.exec(text.slice(end, end + farthest))?.[0].length ?? 0;
      return { range: { start, end }, text: "" };
    }
    if (node.kind === "command") {
      const behind = joined.exec(text.slice(end, end + farthest));
      if (behind) return { range: { start, end: end + behind[0].length }, text: "" };
      const before = joinedBefore.exec(text.slice(Math.max(0, start - farthest), start));
      if (before) start -= before[0].length;
      return { range: { start, end }, text: "" };
    }
    while (start > 0 && (text[start - 1] === " " || text[start - 1] === "\t")) start--;
    return { range: { start, end }, text: "" };
  },
};

const farthest = 512;
const gap = /^(?:\s|[\\`]\r?\n)+/;
const joined = /^(?:[ \t]|[\\`]\r?\n)*(?:&&|;)(?:\s|[\\`]\r?\n)*/;
const joinedBefore = /(?:[ \t]|[\\`]\r?\n)*(?:&&|;)(?:\s|[\\`]\r?\n)*$/;
