import type { Candidate } from "./candidate.js";
import type { Structure } from "./structural.js";
import { isPlaceholder } from "./value.js";

/** A line whose password no name tells: `head` begins with the keyword and ends before the password. */
interface Line {
  readonly keyword: string;
  /** What the line is called in a message. */
  readonly name: string;
  /** From the keyword to the password, with the group `user`. */
  readonly head: RegExp;
}

const word = /"[^"\n]{1,200}"|[^\s"']{1,200}/y;

/**
 * Lines of HAProxy (`stats auth`, `user … insecure-password`), ProFTPD (`SQLConnectInfo`, `LDAPBindDN`), Exim (lists of
 * database servers, `client_send`) and Redis (`user … on >…`) that hold a password. Source: the manual of each program.
 */
export const serverLines: readonly Structure[] = (
  [
    { keyword: "stats auth", name: "stats auth", head: /stats\s{1,8}auth\s{1,8}(?<user>[^\s:"']{1,100}):/iy },
    { keyword: "insecure-password", name: "insecure-password", head: /insecure-password\s{1,8}/iy },
    {
      keyword: "SQLConnectInfo",
      name: "SQLConnectInfo",
      head: /SQLConnectInfo\s{1,8}\S{1,200}\s{1,8}(?<user>\S{1,100})\s{1,8}/iy,
    },
    {
      keyword: "LDAPBindDN",
      name: "LDAPBindDN",
      head: /LDAPBindDN\s{1,8}(?:"(?<user>[^"\n]{1,200})"|\S{1,200})\s{1,8}/iy,
    },
    {
      keyword: "mysql_servers",
      name: "mysql_servers",
      head: /mysql_servers\s{0,8}=\s{0,8}[^\s/]{1,100}\/[^\s/]{1,100}\/(?<user>[^\s/]{1,100})\//iy,
    },
    {
      keyword: "pgsql_servers",
      name: "pgsql_servers",
      head: /pgsql_servers\s{0,8}=\s{0,8}[^\s/]{1,100}\/[^\s/]{1,100}\/(?<user>[^\s/]{1,100})\//iy,
    },
    {
      keyword: "client_send",
      name: "client_send",
      head: /client_send\s{0,8}=\s{0,8}"?(?:\^|:\s{0,4})(?<user>[^\s^:"]{1,100})(?:\^|\s{0,4}:\s{0,4})/iy,
    },
    { keyword: " on >", name: "user", head: / on >/iy },
  ] satisfies Line[]
).map(({ keyword, name, head }: Line) => ({
  keyword: keyword.toLowerCase(),
  match: (text, at) => read(text, at, name, head),
}));

function read(text: string, at: number, name: string, head: RegExp): Candidate | undefined {
  head.lastIndex = at;
  const match = head.exec(text);
  if (!match) return undefined;
  const back = text.slice(Math.max(0, at - 200), at);
  const line = back.slice(back.lastIndexOf("\n") + 1);
  // Comments, prose and code are about such lines; `user a on >b` and `user a insecure-password b` begin with their user.
  const before =
    name === "user" || name === "insecure-password" ? /^\s{0,24}user\s{1,8}(\S{1,100})\s{0,8}$/i.exec(line) : undefined;
  if (before === null || (before === undefined && !/^\s{0,24}(?:hide\s{1,8})?$/.test(line))) return undefined;
  word.lastIndex = at + match[0].length;
  const found = word.exec(text)?.[0];
  if (!found) return undefined;
  const quoted = found.startsWith('"') ? 1 : 0;
  const value = found.slice(quoted, found.length - quoted);
  if (value.length < 3 || isPlaceholder(value) || /[$<{%]/.test(value[0]!)) return undefined;
  const start = at + match[0].length + quoted;
  const user = before?.[1] ?? match.groups?.user;
  return {
    kind: "named-value",
    name,
    start,
    end: start + value.length,
    confidence: "likely",
    ...(user === undefined ? {} : { user }),
  };
}
