import { type Node, Unknown } from "../../document/node.js";
import type { Level } from "./level.js";

/** Where a `…_pass` directive sends requests. */
export interface Target {
  /** `http`, `https`, `grpc`, `grpcs`, `fastcgi`, `uwsgi`, `suwsgi`, `scgi`, `memcached`, `tcp`. */
  readonly scheme: string;
  /** `host`, `host:port`, `[v6]:port` or `unix:path`; several when an upstream block names several. */
  readonly hosts: readonly string[];
}

/**
 * Where a `proxy_pass` or another `…_pass` goes, through `set` and upstream blocks. Throws {@link Unknown} when a
 * variable decides, or when the name may be an upstream of a file that is not in view.
 */
export function targetOf(node: Node, level: Level): Target {
  const [first] = node.values;
  if (!first) throw new RangeError("no target");
  if (!first.known) throw new Unknown(first.text);
  const text = first.text.startsWith("$") ? variable(first.text, level) : first.text;
  const match = /^([a-z]+):\/\/(.*)$/.exec(text);
  const scheme = match ? match[1]! : (schemes[node.name] ?? "tcp");
  const rest = match ? match[2]! : text;
  if (rest.startsWith("unix:")) return { scheme, hosts: [rest] };
  // `$request_uri` begins with a slash, and so ends the host as one would.
  const authority = /^[^/?#]*/.exec(rest)![0].replace(/(?<=.)\$\{?(?:request_uri|uri|document_uri)\b.*$/s, "");
  const written = authority.startsWith("$") ? variable(authority, level) : authority;
  if (written.includes("$") || written === "") throw new Unknown(text);
  return { scheme, hosts: resolve(written, level) };
}

const schemes: Record<string, string> = {
  proxy_pass: "tcp",
  fastcgi_pass: "fastcgi",
  uwsgi_pass: "uwsgi",
  scgi_pass: "scgi",
  grpc_pass: "grpc",
  memcached_pass: "memcached",
};

/** The value of `$name` or `$name:port`, when one `set` gives it a literal value. */
function variable(text: string, level: Level): string {
  const match = /^(\$\w+|\$\{\w+\})(.*)$/s.exec(text);
  if (!match) throw new Unknown(text);
  const name = match[1]!.replace(/[{}]/g, "");
  let found: string | undefined;
  for (let each: Level | undefined = level; each; each = each.above) {
    for (const node of each.named("set")) {
      if (node.known[0] !== name) continue;
      const value = node.values[1];
      if (!value?.known || (found !== undefined && found !== value.text)) throw new Unknown(text);
      found = value.text;
    }
    if (found !== undefined) break;
  }
  if (found === undefined || found.includes("$")) throw new Unknown(text);
  return found + match[2]!;
}

function resolve(authority: string, level: Level): string[] {
  let top: Level = level;
  for (let each: Level | undefined = level; each; each = each.above) {
    const blocks = each.named("upstream").filter((node) => node.kind === "block" && node.known[0] === authority);
    if (blocks.length > 0) return servers(blocks[0]!, each);
    top = each;
  }
  // A bare name may be an upstream block of another file; with a dot or a port it is a machine.
  const bare = /^[\w-]+$/.test(authority) && authority !== "localhost";
  if (bare && (!level.whole || [level, top, level.up("http", "stream")].some((each) => each?.mayHold("upstream")))) {
    throw new Unknown(`${authority} may be an upstream of another file`);
  }
  return [authority];
}

function servers(block: Node, at: Level): string[] {
  const level = at.configuration.enter(block, at);
  if (level.mayHold("server")) throw new Unknown("upstream");
  return level.named("server").map((node) => {
    const [first] = node.values;
    if (!first?.known) throw new Unknown(first?.text ?? "server");
    return first.text;
  });
}
