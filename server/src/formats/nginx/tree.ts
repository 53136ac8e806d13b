import type { Problem } from "../../document/document.js";
import { Node, type NodeInit, textValue, unknownValue, type Value } from "../../document/node.js";
import { PartNode } from "../../document/part-node.js";
import type { Range } from "../../text/range.js";
import { holeEnd, isBlank, isStatementHole, luaEnd, readBare, readQuoted, type Word } from "./words.js";

/** A part of an `nginx -T` dump: the file it shows and the top nodes that came from it. */
export interface Section {
  readonly path: string;
  /** Index of the section's first node among the root's children. */
  readonly from: number;
}

/** What reading a text yields. */
export interface Tree {
  readonly root: Node;
  readonly comments: readonly Range[];
  readonly problems: readonly Problem[];
  /** Empty unless the text is an `nginx -T` dump. */
  readonly sections: readonly Section[];
  /** The server blocks, in order; empty unless parts were asked for. */
  readonly parts: readonly PartNode[];
}

/** What a node knows of where it comes from; kept in `Node.source`. */
export interface Origin {
  /** Whose node it is: set by the reader's caller. */
  readonly file: unknown;
  /** True when template statements or values stand among the children, so that more may come. */
  readonly holes: boolean;
}

interface Frame {
  readonly words: readonly Word[];
  readonly children: Node[];
  readonly data: boolean;
  holes: boolean;
  includes: boolean;
}

const deepest = 500;
const mostProblems = 100;

/** Blocks whose entries are data: their first words are no directives. */
const dataBlocks = new Set(["map", "geo", "types", "split_clients", "charset_map", "match", "otel_exporter"]);

/** Blocks that never stand inside a server: where one does, a closing brace was forgotten. */
const outermost = new Set(["http", "events", "stream", "mail", "server", "upstream"]);

/** Where a server block stands; empty for the top of a file. */
const holdsServers = new Set(["http", "stream", "mail", ""]);

/** Names that begin a directive and are never arguments: at the start of a line they show that a `;` is missing. */
const starters = new Set(
  `listen server_name server_tokens location server upstream include root index return rewrite proxy_pass fastcgi_pass
  uwsgi_pass grpc_pass proxy_set_header proxy_redirect proxy_http_version proxy_read_timeout add_header ssl_certificate
  ssl_certificate_key ssl_protocols ssl_ciphers ssl_prefer_server_ciphers ssl_session_cache ssl_session_timeout
  ssl_session_tickets ssl_dhparam ssl_verify_client ssl_client_certificate proxy_ssl_verify auth_basic
  auth_basic_user_file auth_request access_log error_log try_files error_page client_max_body_size keepalive_timeout
  sendfile tcp_nopush gzip gzip_types default_type fastcgi_param allow deny satisfy internal stub_status
  set_real_ip_from real_ip_header worker_processes worker_connections events http stream mail starttls autoindex`.split(
    /\s+/,
  ),
);

/**
 * Reads a text into a tree. Never throws; `file` is what the nodes' {@link Origin} names, `inParts` makes the server
 * blocks parts of the document.
 */
export function readTree(text: string, file: unknown, inParts = false): Tree {
  const problems: Problem[] = [];
  const comments: Range[] = [];
  const sections: Section[] = [];
  const parts: PartNode[] = [];
  const plain: Origin = { file, holes: false };
  const holed: Origin = { file, holes: true };
  const root: Frame = { words: [], children: [], data: false, holes: false, includes: false };
  const stack: Frame[] = [];
  let frame = root;
  let words: Word[] = [];
  let skipped = 0;
  let templated = false;
  let lineStart = true;

  const problem = (message: string, start: number, end: number) => {
    if (problems.length < mostProblems) problems.push({ message, range: { start, end } });
  };
  const finish = () => {
    if (skipped === 0) {
      const name = words[0]!.text;
      if (name === "include" && !frame.data) frame.includes ||= !isDataInclude(words[1]?.text ?? "");
      frame.children.push(directive(words, frame.data ? "entry" : "directive", plain));
    }
    words = [];
  };
  const close = (end: number) => {
    const done = frame;
    frame = stack.pop()!;
    const first = done.words[0]!;
    const init: NodeInit = {
      kind: "block",
      name: first.text,
      range: { start: first.start, end },
      nameRange: { start: first.start, end: first.end },
      values: first.text === "if" ? condition(done.words) : done.words.slice(1).map(toValue),
      children: done.children,
      open: done.holes || done.includes,
      source: done.holes ? holed : plain,
    };
    if (!inParts || first.text !== "server" || !holdsServers.has(frame.words[0]?.text ?? "")) {
      frame.children.push(new Node(init));
      return;
    }
    const part = new PartNode(init, parts.length);
    parts.push(part);
    frame.children.push(part);
  };
  const open = (at: number) => {
    if (words.length === 0) {
      problem("unexpected `{`: a block needs a name", at, at + 1);
      words = [{ text: "", start: at, end: at, known: true, quoted: false }];
    }
    const name = words[0]!.text;
    const server = outermost.has(name) ? stack.concat(frame).findIndex((f) => f.words[0]?.text === "server") : -1;
    if (server > 0) {
      if (!templated) {
        const unclosed = stack.concat(frame)[server]!.words[0]!;
        problem(`\`${unclosed.text}\` is not closed: missing \`}\` before \`${name}\``, unclosed.start, unclosed.end);
      }
      while (stack.length >= server) close(words[0]!.start);
    }
    if (stack.length >= deepest || skipped > 0) {
      if (skipped++ === 0) problem(`blocks are nested deeper than ${deepest}: the rest is not read`, at, at + 1);
      words = [];
      return;
    }
    stack.push(frame);
    frame = { words, children: [], data: dataBlocks.has(name), holes: false, includes: false };
    words = [];
  };

  if (text.slice(0, 4096).includes("\0")) {
    problem("not a text file", 0, Math.min(1, text.length));
    return { root: rootNode(root, text, plain), comments, problems, sections, parts };
  }
  let i = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (isBlank(code)) {
      if (code === 10) lineStart = true;
      i++;
      continue;
    }
    if (code === 35) {
      let end = text.indexOf("\n", i);
      if (end < 0) end = text.length;
      const next = end;
      while (end > i && text.charCodeAt(end - 1) === 13) end--;
      comments.push({ start: i, end });
      if (stack.length === 0 && words.length === 0 && lineStart) {
        const dumped = /^# configuration file (.+):$/.exec(text.slice(i, end));
        if (dumped) sections.push({ path: dumped[1]!, from: frame.children.length });
      }
      i = next;
      continue;
    }
    const begins = lineStart;
    lineStart = false;
    if (code === 59) {
      if (words.length > 0) finish();
      else problem("unexpected `;`", i, i + 1);
      i++;
      continue;
    }
    if (code === 125) {
      if (words.length > 0) {
        const last = words[words.length - 1]!;
        problem("missing `;`", last.start, last.end);
        finish();
      }
      if (skipped > 0) skipped--;
      else if (stack.length > 0) close(i + 1);
      else if (!templated) problem("unexpected `}`: no block is open here", i, i + 1);
      i++;
      continue;
    }
    const hole = code === 123 || code === 60 ? holeEnd(text, i) : 0;
    if (hole > 0 && (isStatementHole(text, i) || standsAlone(text, hole, words))) {
      templated = true;
      if (isStatementHole(text, i) && words.length > 0) {
        words.push({ text: text.slice(i, hole), start: i, end: hole, known: false, quoted: false });
      } else frame.holes = true;
      i = hole;
      if (words.length === 0) {
        while (text.charCodeAt(i) === 32 || text.charCodeAt(i) === 9) i++;
        if (text.charCodeAt(i) === 59) i++;
      }
      continue;
    }
    if (code === 123 && hole === 0) {
      const lua = words.length > 0 && words[0]!.text.endsWith("_by_lua_block") && skipped === 0;
      const start = i;
      open(i);
      i++;
      if (lua) {
        let end = luaEnd(text, i);
        if (end < 0) {
          problem(`\`${frame.words[0]!.text}\` is not closed: missing \`}\``, start, start + 1);
          end = text.length;
        }
        const range = { start: i, end };
        frame.children.push(
          new Node({ kind: "code", name: "lua", range, values: [textValue(text.slice(i, end), range)], source: plain }),
        );
        close(Math.min(end + 1, text.length));
        i = end + 1;
      }
      continue;
    }
    let word: Word;
    if (code === 34 || code === 39) {
      const quoted = readQuoted(text, i);
      word = quoted.word;
      if (quoted.unterminated) problem("the quote is not closed", i, i + 1);
      else if (!isBoundary(text, word.end)) problem("missing blank after the quote", word.end - 1, word.end);
    } else word = readBare(text, i);
    if (hole > 0) templated = true;
    if (hole > 0 && words.length === 0) frame.holes = true;
    if (begins && words.length > 0 && !frame.data && !word.quoted && starters.has(word.text)) {
      const last = words[words.length - 1]!;
      problem("missing `;`", last.start, last.end);
      finish();
    }
    words.push(word);
    i = Math.max(word.end, i + 1);
  }
  if (words.length > 0) {
    const last = words[words.length - 1]!;
    problem("missing `;`", last.start, last.end);
    finish();
  }
  while (stack.length > 0) {
    const first = frame.words[0]!;
    if (!templated) problem(`\`${first.text}\` is not closed: missing \`}\``, first.start, first.end);
    close(text.length);
  }
  problems.sort((a, b) => a.range.start - b.range.start);
  return { root: rootNode(root, text, root.holes ? holed : plain), comments, problems, sections, parts };
}

/** True for the files every nginx brings that hold only types or parameters, under any folder. */
export function isDataInclude(path: string): boolean {
  return /(?:^|\/)(?:mime\.types|(?:fastcgi|uwsgi|scgi)_params|fastcgi\.conf|koi-utf|koi-win|win-utf)$/.test(path);
}

/** True when a value hole fills the place of whole directives: nothing else stands on its line or before its `;`. */
function standsAlone(text: string, end: number, words: readonly Word[]): boolean {
  if (words.length > 0) return false;
  let i = end;
  while (text.charCodeAt(i) === 32 || text.charCodeAt(i) === 9) i++;
  const next = text.charCodeAt(i);
  return i >= text.length || next === 10 || next === 13 || next === 59 || next === 35;
}

function isBoundary(text: string, at: number): boolean {
  const next = text.charCodeAt(at);
  return at >= text.length || isBlank(next) || next === 59 || next === 123 || next === 41 || next === 125;
}

function directive(words: readonly Word[], kind: string, source: Origin): Node {
  const first = words[0]!;
  return new Node({
    kind,
    name: first.text,
    range: { start: first.start, end: words[words.length - 1]!.end },
    nameRange: { start: first.start, end: first.end },
    values: words.slice(1).map(toValue),
    source,
  });
}

function toValue(word: Word): Value {
  const range = { start: word.start, end: word.end };
  return word.known ? textValue(word.text, range) : unknownValue(word.text, range);
}

/** The words of an `if` without the parentheses around them. */
function condition(words: readonly Word[]): Value[] {
  const inner = words.slice(1).map((word) => ({ ...word }));
  const first = inner[0];
  if (first && !first.quoted && first.text.startsWith("(")) {
    first.text = first.text.slice(1);
    first.start++;
  }
  const last = inner[inner.length - 1];
  if (last && !last.quoted && last.text.endsWith(")")) {
    last.text = last.text.slice(0, -1);
    last.end--;
  }
  return inner.filter((word) => word.quoted || word.text !== "").map(toValue);
}

function rootNode(frame: Frame, text: string, source: Origin): Node {
  return new Node({
    kind: "root",
    name: "",
    range: { start: 0, end: text.length },
    children: frame.children,
    open: frame.holes || frame.includes,
    source,
  });
}
