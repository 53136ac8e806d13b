import type { Document } from "../../document/document.js";
import { type Node, Unknown } from "../../document/node.js";
import type { Parts } from "../../document/reads.js";
import type { Range } from "../../text/range.js";
import { type ConfigFile, facialWords } from "./configuration.js";
import { fileOf } from "./file-of.js";
import { namesOf } from "./observatory/find-server.js";
import { certificateOf } from "./request-facts.js";
import { listens, moduleOf } from "./server.js";

/** The server blocks of a document as parts that are judged on their own. */
export function partsOf(document: Document): Parts {
  const file = fileOf(document.root);
  const servers = file.configuration.read().parts;
  const list = servers.map(({ range, nameRange }) => ({ ...range, inner: insideOf(file.text, range, nameRange.end) }));
  return { list, face: (index) => faceOf(servers[index]!, file) };
}

/** What lies between the braces of a block whose head ends at `head`; nothing where that is not plain. */
function insideOf(text: string, { start, end }: Range, head: number): Range {
  const brace = text.indexOf("{", head);
  const plain = brace >= 0 && brace < end && text.slice(head, brace).trim() === "" && text[end - 1] === "}";
  return plain ? { start: brace + 1, end: end - 1 } : { start, end: start };
}

/**
 * What a server shows to the others: its sockets and names, by which nginx chooses among all of them, its certificate,
 * and what it includes. Who reads that of all servers says so ({@link readFaces}) and may read nothing more of them.
 */
function faceOf(node: Node, file: ConfigFile): string {
  const server = file.configuration.levelOf(node);
  const text = file.text.slice(node.range.start, node.range.end);
  return JSON.stringify([
    moduleOf(server),
    namesOf(server),
    known(() => listens(server)),
    known(() => certificateOf(server) ?? null),
    text.includes("include") ? includesIn(node) : [],
    facialWords.filter((word) => text.includes(word)),
    server.mayHold("server_name"),
  ]);
}

function known<T>(read: () => T): T | "unknown" {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unknown) return "unknown";
    throw error;
  }
}

function includesIn(node: Node): string[] {
  if (node.name === "include") return [node.values.map((value) => value.text).join(" ")];
  return node.children.flatMap(includesIn);
}
