import { Document } from "../../../document/document.js";
import type { Grade } from "../../../document/host-grade.js";
import type { Improvement, Lens } from "../../../document/lens.js";
import { type Node, Unknown } from "../../../document/node.js";
import { gradeBy } from "../../../observatory/grade.js";
import { bestHeaders, type HeaderChange } from "../../../observatory/improve.js";
import { header, judged, type Visit } from "../../../observatory/response.js";
import { scoring } from "../../../observatory/table.js";
import { applyEdits, type Edit } from "../../../text/edit.js";
import { Configuration } from "../configuration.js";
import { after, append } from "../edits.js";
import { fileOf } from "../file-of.js";
import { addedHeaders } from "../headers.js";
import type { Level } from "../level.js";
import { hostsOf, isPublic, seen, serversOf } from "./host-grades.js";

/** For each server block of the document the Observatory's grade, and the headers that would raise it most. */
export function gradeLenses(document: Document): Lens[] {
  return ownServers(document).flatMap((server, index) => {
    const judged = worst(server);
    if (!judged) return [];
    const { grade, visit } = judged;
    return {
      range: server.node.nameRange,
      title: `Observatory ${summary(grade)}${openness(grade)}`,
      detail: page(visit.host, grade),
      ...(grade.grade === undefined ? {} : { improvement: async () => improve(document, index) }),
    };
  });
}

/** The servers of http that are written in the document itself. */
function ownServers(document: Document): Level[] {
  const { configuration } = fileOf(document.root);
  return serversOf(configuration).filter((server) => fileOf(server.node) === configuration.document);
}

/** The visit with the lowest score of those in which this server's page is judged. */
function worst(server: Level): { visit: Visit; grade: Grade } | undefined {
  const { current } = scoring();
  return (isPublic(server) ? hostsOf(server) : [])
    .flatMap((host) => {
      const found = seen(server, host);
      return found?.judged === server ? [{ visit: found.visit, grade: gradeBy(found.visit, current) }] : [];
    })
    .sort((a, b) => a.grade.score - b.grade.score)[0];
}

/** The change to a server's headers that raises its grade most. What it promises was tried on the changed text. */
function improve(document: Document, index: number): Improvement | undefined {
  const server = ownServers(document)[index];
  const before = server && worst(server);
  if (!before) return undefined;
  try {
    const changes = bestHeaders(before.visit, scoring().current, (name) => isSettable(server, name));
    if (changes.length === 0) return undefined;
    const edits = headerEdits(document, server, changes, before.visit);
    const changed = ownServers(reread(document, applyEdits(document.text, edits)))[index];
    const grade = changed && worst(changed)?.grade;
    if (!grade || grade.score <= before.grade.score) return undefined;
    return { title: `${summary(grade)} with ${changes.map((each) => each.header).join(", ")}`, edits };
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
}

function reread(document: Document, text: string): Document {
  const { configuration } = fileOf(document.root);
  const { root } = new Configuration(document.path, text, configuration.files).read();
  return new Document({ path: document.path, text, format: document.format, root });
}

/** True unless another file or another module sends the header from here already. */
function isSettable(server: Level, name: string): boolean {
  return levelsOf(server).every(
    (level) =>
      headersOf(level).every((node) => nameOf(node) !== name || isOwn(node, level)) &&
      level.named("more_set_headers").every((node) => !node.text.toLowerCase().includes(name)),
  );
}

/** The server and every block in it. */
function levelsOf(server: Level): Level[] {
  return [server, ...server.blocks().flatMap(levelsOf)];
}

function headersOf(level: Level): readonly Node[] {
  return level.named("add_header");
}

function nameOf(node: Node): string | undefined {
  return node.values[0]?.known ? node.values[0].text.toLowerCase() : undefined;
}

function isOwn(node: Node, level: Level): boolean {
  return fileOf(node) === level.configuration.document && !level.via(node);
}

/**
 * The edits that send the headers from a server and from every block in it that has headers of its own. A server that
 * inherits headers repeats them, since its own replace them; a weak value that is sent today is replaced.
 */
function headerEdits(document: Document, server: Level, changes: readonly HeaderChange[], visit: Visit): Edit[] {
  const edits: Edit[] = [];
  const response = judged(visit);
  const weak = (node: Node, change: HeaderChange) =>
    node.values[1]?.known === true &&
    node.values[1].text === (response && header(response, change.header.toLowerCase()));
  for (const level of levelsOf(server)) {
    const own = headersOf(level).filter((node) => isOwn(node, level));
    if (level !== server && own.length === 0) continue;
    const missing: HeaderChange[] = [];
    for (const change of changes) {
      const there = own.filter((node) => nameOf(node) === change.header.toLowerCase());
      if (there.length === 0) missing.push(change);
      for (const node of there) if (weak(node, change)) edits.push(...rewritten(document, node, change));
    }
    const lines = missing.map(directive);
    if (own.length === 0) lines.unshift(...inherited(level, changes));
    if (lines.length === 0) continue;
    const place = own.at(-1) ?? lastSetting(level);
    edits.push(place ? after(document, place, lines.join("\n")) : append(document, level.node, lines.join("\n")));
  }
  return edits;
}

function directive({ header: name, value }: HeaderChange): string {
  return `add_header ${name} ${/[\s;]/.test(value) ? `"${value}"` : value} always;`;
}

/** A header's directive with the new value, sent with errors as well. */
function rewritten(document: Document, node: Node, change: HeaderChange): Edit[] {
  const last = node.values.at(-1)!;
  const range = { start: node.range.start, end: Math.max(node.range.end, last.range.end) };
  const text = directive(change).slice(0, -1);
  return document.text.slice(range.start, range.end) === text ? [] : [{ range, text }];
}

/** The directives, as they are written, that hold at a level from the levels above; those that are changed left out. */
function inherited(level: Level, changes: readonly HeaderChange[]): string[] {
  return addedHeaders(level)
    .filter((node) => !changes.some((change) => change.header.toLowerCase() === nameOf(node)))
    .map((node) => `${fileOf(node).text.slice(node.range.start, node.range.end)};`);
}

/** The last directive before the level's first block, where headers are looked for. */
function lastSetting(level: Level): Node | undefined {
  const { children } = level.node;
  const block = children.findIndex((node) => node.kind === "block");
  return (block < 0 ? children : children.slice(0, block)).at(-1);
}

function summary({ grade, score }: Grade): string {
  return grade === undefined ? "gives no grade" : `${grade} (${score})`;
}

function openness({ score, range: [low, high] }: Grade): string {
  return low === score && high === score ? "" : `, ${low} to ${high} by what is not in view`;
}

/** What makes up a grade, in Markdown. */
function page(host: string, grade: Grade): string {
  const rows = Object.entries(grade.tests)
    .sort(([, [, a]], [, [, b]]) => a - b)
    .map(([test, [result, own]]) => {
      const open = grade.undecided[test];
      return `| ${test} | ${result} | ${signed(own)}${open ? ` (${signed(open[0])} to ${signed(open[1])})` : ""} |`;
    });
  const parts = [
    `# HTTP Observatory: ${host === "_" ? "this server" : host} ${summary(grade)}`,
    "What nginx alone earns, worked out from the configuration; nobody was asked.",
    ["| test | result | points |", "|---|---|---:|", ...rows].join("\n"),
  ];
  const [low, high] = grade.range;
  if (low !== high)
    parts.push(`The application, and files that are not in view, can make it anything from ${low} to ${high}.`);
  parts.push(
    "The headers that are offered suit pages that hold only their own content: look at the pages once they are sent.",
  );
  return `${parts.join("\n\n")}\n`;
}

function signed(points: number): string {
  return points > 0 ? `+${points}` : String(points);
}
