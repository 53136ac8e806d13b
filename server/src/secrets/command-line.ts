import type { Candidate } from "./candidate.js";
import { weaknessOf } from "./default-password.js";
import type { Structure } from "./structural.js";
import { surprise } from "./surprise.js";
import { isOrdinary, isPlaceholder } from "./value.js";

/** Passwords among the words of a command: `curl -u user:password`, `sshpass -p …`, `mysql -p…`. */
export const commandLines: readonly Structure[] = [
  { keyword: "curl ", match: (text, at) => userColonPassword(text, at, "curl") },
  {
    keyword: "wget ",
    match: (text, at) =>
      option(text, at, /wget .{0,200}?--(?:http-|ftp-|proxy-)?password[= ](["']?)([^\s"'`$]{3,100})/iy, "wget"),
  },
  {
    keyword: "sshpass ",
    match: (text, at) => option(text, at, /sshpass\s+-p\s*(["']?)([^\s"'`$]{3,100})/iy, "sshpass"),
  },
  {
    keyword: "mysql",
    match: (text, at) =>
      option(
        text,
        at,
        /mysql(?:admin|dump|import|show)?\s[^\n|;&]{0,120}?\s-p(["']?)([^\s"'`$\\;|&-][^\s"'`$\\;|&]{2,60})/iy,
        "mysql",
      ),
  },
  {
    keyword: "redis-cli",
    match: (text, at) => option(text, at, /redis-cli\s[^\n|;&]{0,100}?-a\s+(["']?)([^\s"'`$]{3,100})/iy, "redis-cli"),
  },
  {
    keyword: "docker login",
    match: (text, at) =>
      option(text, at, /docker login\s[^\n|;&]{0,120}?-p\s+(["']?)([^\s"'`$]{3,100})/iy, "docker login"),
  },
  {
    keyword: "ldap",
    match: (text, at) =>
      option(
        text,
        at,
        /ldap(?:search|add|modify|modrdn|delete|compare|passwd|whoami)\s[^\n|;&]{0,160}?\s-w\s{0,2}(["']?)([^\s"'`$]{3,100})/iy,
        "ldap",
      ),
  },
  {
    keyword: "htpasswd",
    match: (text, at) =>
      option(
        text,
        at,
        /htpasswd\s{1,4}-[A-Za-z]{0,6}b[A-Za-z]{0,6}\s[^\n|;&]{0,160}?\s[\w.@-]{1,60}\s{1,4}(["']?)([^\s"'`$|;&>]{3,100})["']?[ \t]{0,4}(?=$|[\r\n|;&>])/iy,
        "htpasswd",
      ),
  },
  {
    keyword: "smbclient",
    match: (text, at) =>
      option(
        text,
        at,
        /smbclient\s[^\n|;&]{0,160}?\s-U\s{0,2}["']?[\w.\\/@-]{1,60}(%)([^\s"'`$]{3,100})/iy,
        "smbclient",
      ),
  },
  {
    keyword: "lftp",
    match: (text, at) =>
      option(text, at, /lftp\s[^\n|;&]{0,100}?-u\s{0,2}["']?[\w.@-]{1,60}(,)([^\s"'`$]{3,100})/iy, "lftp"),
  },
  {
    keyword: "az login",
    match: (text, at) =>
      option(text, at, /az login\s[^\n|;&]{0,160}?\s-p\s{1,2}(["']?)([^\s"'`$]{3,100})/iy, "az login"),
  },
  {
    keyword: "aws configure set",
    match: (text, at) =>
      option(
        text,
        at,
        /aws configure set (?:[\w.]{1,60}\.)?aws_(?:secret_access_key|session_token)\s{1,2}(["']?)([^\s"'`$]{16,500})/iy,
        "aws configure set",
      ),
  },
  {
    keyword: "net use ",
    match: (text, at) =>
      option(
        text,
        at,
        /net use [^\n|;&]{0,40}?\\\\[^\s"']{3,100}["']?\s{1,4}(["']?)([^\s"'`$%/*][^\s"'`$%]{2,60})(?=["']?\s+\/user)/iy,
        "net use",
      ),
  },
  {
    keyword: "net use ",
    match: (text, at) =>
      option(
        text,
        at,
        /net use [^\n|;&]{0,120}?\/user:\S{1,60}\s{1,4}(["']?)([^\s"'`$%/*][^\s"'`$%]{2,60})/iy,
        "net use",
      ),
  },
  {
    keyword: "http",
    match: (text, at) =>
      option(
        text,
        at,
        /https? (?:[^\n|;&]{0,100}? )?(?:-a|--auth)[ =](["']?)[\w.@+-]{1,60}:([^\s"'`$<>{}]{3,100})/y,
        "http",
      ),
  },
  {
    keyword: "mongo",
    match: (text, at) =>
      option(
        text,
        at,
        /mongo(?:sh|dump|restore|import|export|stat|top)?\s[^\n|;&]{0,160}?\s-p\s{0,2}(["']?)([^\s"'`$<>-][^\s"'`$<>]{2,100})/y,
        "mongo",
      ),
  },
  {
    keyword: "rabbitmqctl",
    match: (text, at) =>
      option(
        text,
        at,
        /rabbitmqctl\s[^\n|;&]{0,80}?(?:add_user|change_password)\s{1,4}["']?[\w.@-]{1,60}["']?\s{1,4}(["']?)([^\s"'`$<>]{3,100})/y,
        "rabbitmqctl",
      ),
  },
  {
    keyword: "xfreerdp",
    match: (text, at) =>
      option(text, at, /xfreerdp3?\s[^\n|;&]{0,160}?\s\/p:(["']?)([^\s"'`$<>]{3,100})/iy, "xfreerdp"),
  },
  { keyword: "--password-stdin", match: echoed },
  { keyword: "sudo -S", match: echoed },
  { keyword: "chpasswd", match: chpasswd },
];

/** `host:port:database:user:password` of each line of a .pgpass file; `\\:` is a colon (PostgreSQL, The Password File). */
export function pgpass(path: string, text: string): Candidate[] {
  if (!/(?:^|\/)\.?pgpass(?:\.conf)?$/.test(path)) return [];
  const line =
    /^(?!#)((?:[^:\n\\]|\\.){1,200}):([\d*]{1,5}):((?:[^:\n\\]|\\.){1,200}):((?:[^:\n\\]|\\.){1,200}):([^\r\n]{3,200})$/gm;
  const found: Candidate[] = [];
  for (const match of text.matchAll(line)) {
    const [whole, host, , , user, password] = match;
    const candidate = judge(password!, match.index + whole.length - password!.length, "password", user);
    if (candidate) found.push({ ...candidate, kind: "pgpass", host: host! });
  }
  return found;
}

function userColonPassword(text: string, at: number, program: string): Candidate | undefined {
  const shape =
    /curl(?:[^\n|;&]|\\\n){0,300}?(?:\s-u\s{0,2}|\s--user[= ])(["']?)([\w.@+-]{1,60}):([^\s"'`$\\<>{}]{3,100})/iy;
  shape.lastIndex = at;
  const match = shape.exec(text);
  if (!match) return undefined;
  const start = at + match[0].length - match[3]!.length;
  return judge(match[3]!, start, program, match[2]!);
}

function option(text: string, at: number, shape: RegExp, program: string): Candidate | undefined {
  shape.lastIndex = at;
  const match = shape.exec(text);
  if (!match) return undefined;
  return judge(match[2]!, at + match[0].length - match[2]!.length, program);
}

/** `echo password | sudo -S …`, `echo password | docker login … --password-stdin`. */
function echoed(text: string, at: number): Candidate | undefined {
  const from = Math.max(0, at - 240);
  const match =
    /\becho\s{1,3}(?:-n\s{1,3})?(?:(["'])([^"'\n$`]{3,100})\1|([^\s"'`$|]{3,100}))\s{0,3}\|\s{0,3}(?:(?:docker|podman|helm|buildah|skopeo|oras|crane)\s[^\n|;&]{0,160})?$/.exec(
      text.slice(from, at),
    );
  const value = match?.[2] ?? match?.[3];
  if (!match || !value) return undefined;
  const start = from + match.index + match[0].indexOf(value, 5);
  return judge(value, start, text.startsWith("sudo", at) ? "sudo" : "docker login");
}

/** `echo 'user:password' | chpasswd`. */
function chpasswd(text: string, at: number): Candidate | undefined {
  const from = Math.max(0, at - 160);
  const match =
    /(["']|\s)([a-z_][\w-]{0,30}):([^\s"'`$:]{3,60})["']?\s{0,4}\|\s{0,4}(?:sudo\s)?(?:[\w/]{0,20}\/)?$/.exec(
      text.slice(from, at),
    );
  if (!match) return undefined;
  const start = from + match.index + match[1]!.length + match[2]!.length + 1;
  return judge(match[3]!, start, "chpasswd", match[2]!);
}

function judge(value: string, start: number, program: string, user?: string): Candidate | undefined {
  if (isPlaceholder(value) || isOrdinary(value) || /^[A-Z_]+$/.test(value)) return undefined;
  const weakness = weaknessOf(value, user);
  return {
    kind: "command-line",
    name: program,
    start,
    end: start + value.length,
    ...(user === undefined ? {} : { user }),
    confidence: weakness || surprise(value) >= 4.5 || /\d/.test(value) ? "likely" : "possible",
    ...weakness,
  };
}
