import type { LineStyle } from "../../data/logical-lines.js";
import type { Problem } from "../../document/document.js";
import type { Node } from "../../document/node.js";
import type { Range } from "../../text/range.js";
import { readLdif } from "./read-ldif.js";
import { readLua } from "./read-lua.js";
import { readRsyslog } from "./read-rsyslog.js";

/** What stood in a text: nodes, and whether a template or a condition decides what of it counts. */
export interface Reading {
  readonly nodes: Node[];
  readonly comments: Range[];
  readonly problems: Problem[];
  readonly templated: boolean;
}

/** How one daemon writes its configuration: lines of a name and values, perhaps in blocks. */
export interface Style extends LineStyle {
  /** What stands between name and values: a sign, blanks, or either (`Port 22`, `Port=22`, `Port = 22`). */
  readonly separator: "=" | ":" | "blank" | "either";
  /** One value as it stands, or words with quotes. */
  readonly values: "whole" | "words";
  /** `name … {` to `}`, or `<Name …>` to `</Name>`. */
  readonly blocks?: "braces" | "tags";
  /** Names of lines that begin a block which goes on to the next such line. */
  readonly heads?: RegExp;
  /** True for a block that overrides what stands outside of blocks for everybody (`Match all`). */
  readonly everybody?: (block: Node) => boolean;
  /** Names are the same in upper and lower case; nodes have them in lower case. */
  readonly ignoreCase?: boolean;
  /** Which of several definitions holds; `outer` means the first, looked for from the outside in. */
  readonly wins: "first" | "last" | "outer";
  /** Names of lines that bring in files that must be there. */
  readonly include?: RegExp;
  /** Names of lines that bring in files that may be absent. */
  readonly includeTry?: RegExp;
  /** Base names, in lower case, of files that are a whole configuration. */
  readonly main?: RegExp;
  /** The name of that file, where fragments in a folder beside it are read on their own, too. */
  readonly mainName?: string;
  /** True when `$name` in a value stands for what the setting had before. */
  readonly references?: boolean;
  /** True when `''` and backslashes stand for characters in single quotes. */
  readonly escapes?: boolean;
  /** What is taken off the line before it is read (`dnl` of m4, `;` of apt). */
  readonly tail?: RegExp;
  /** Content of lines that begin a block within a block of `heads`, up to the next such line. */
  readonly subheads?: RegExp;
  /** Lines that decide which others count (`.ifdef` of Exim). */
  readonly condition?: RegExp;
  /** Reads texts that are not made of lines; the rest of the style says what its settings mean. */
  readonly read?: (text: string) => Reading;
}

const hash = ["#"];

/** The styles of the daemons, by format id. Sources: each daemon's own manual page of its configuration file. */
export const styles: Readonly<Record<string, Style>> = {
  dovecot: {
    comment: hash,
    trailing: "anywhere",
    continues: "backslash",
    separator: "=",
    values: "whole",
    blocks: "braces",
    wins: "last",
    include: /^!include$/,
    includeTry: /^!include_try$/,
    main: /^dovecot\.conf$/,
    mainName: "dovecot.conf",
    references: true,
  },
  sshd: {
    comment: hash,
    trailing: "blank",
    separator: "either",
    values: "words",
    heads: /^match$/,
    everybody: (block) => block.values.length === 1 && block.values[0]!.text.toLowerCase() === "all",
    ignoreCase: true,
    wins: "first",
    include: /^include$/,
    main: /^sshd_config$/,
    mainName: "sshd_config",
  },
  ssh: {
    comment: hash,
    trailing: "blank",
    separator: "either",
    values: "words",
    heads: /^(?:host|match)$/,
    ignoreCase: true,
    wins: "outer",
    include: /^include$/,
    main: /^ssh_config$/,
  },
  postgresql: {
    comment: hash,
    trailing: "anywhere",
    separator: "either",
    values: "whole",
    ignoreCase: true,
    wins: "last",
    include: /^include$/,
    includeTry: /^(?:include_if_exists|include_dir)$/,
    main: /^postgresql\.conf$/,
    escapes: true,
    mainName: "postgresql.conf",
  },
  redis: {
    comment: hash,
    separator: "blank",
    values: "words",
    ignoreCase: true,
    wins: "last",
    include: /^include$/,
    main: /^(?:redis|valkey)\.conf$/,
  },
  vsftpd: { comment: hash, separator: "=", values: "whole", wins: "last", main: /^vsftpd\.conf$/ },
  proftpd: {
    comment: hash,
    continues: "backslash",
    separator: "blank",
    values: "words",
    blocks: "tags",
    ignoreCase: true,
    wins: "last",
    includeTry: /^include$/,
    main: /^proftpd\.conf$/,
  },
  apache: {
    comment: hash,
    continues: "backslash",
    separator: "blank",
    values: "words",
    blocks: "tags",
    ignoreCase: true,
    wins: "last",
    include: /^include$/,
    includeTry: /^includeoptional$/,
    main: /^(?:apache2|httpd)\.conf$/,
  },
  haproxy: {
    comment: hash,
    trailing: "blank",
    separator: "blank",
    values: "words",
    heads:
      /^(?:global|defaults|frontend|backend|listen|peers|resolvers|mailers|userlist|program|cache|ring|http-errors|fcgi-app)$/,
    wins: "last",
    main: /^haproxy\.(?:cfg|conf)$/,
  },
  openldap: {
    comment: hash,
    continues: "indent",
    separator: "blank",
    values: "words",
    heads: /^(?:database|backend)$/,
    ignoreCase: true,
    wins: "last",
    include: /^include$/,
    main: /^slapd\.conf$/,
  },
  opensmtpd: {
    comment: hash,
    trailing: "blank",
    continues: "backslash",
    separator: "blank",
    values: "words",
    wins: "last",
    include: /^include$/,
    main: /^smtpd\.conf$/,
  },
  cyrus: {
    comment: hash,
    separator: ":",
    values: "whole",
    wins: "last",
    include: /^@include$/,
    main: /^imapd\.conf$/,
  },
  courier: {
    comment: hash,
    separator: "=",
    values: "whole",
    wins: "last",
    main: /^(?:imapd|pop3d|imapd-ssl|pop3d-ssl|esmtpd|esmtpd-ssl|esmtpd-msa)$/,
  },
  rabbitmq: { comment: hash, separator: "=", values: "whole", wins: "last", main: /^rabbitmq\.conf$/ },
  sysctl: { comment: ["#", ";"], separator: "=", values: "whole", wins: "last" },
  exim: {
    comment: hash,
    continues: "backslash",
    separator: "=",
    values: "whole",
    heads: /^begin$/,
    subheads: /^[\w-]+:$/,
    condition: /^\s*\.(?:ifn?def|elifn?def|else|endif)\b/,
    includeTry: /^\.include(?:_if_exists)?$/,
    wins: "last",
    main: /^exim4?\.conf(?:\.template)?$/,
  },
  sendmail: { comment: ["dnl"], separator: "blank", values: "whole", wins: "last", tail: /[)\s]*dnl.*$/ },
  prosody: {
    comment: ["--"],
    separator: "=",
    values: "whole",
    wins: "last",
    include: /^Include$/,
    main: /^prosody\.cfg\.lua$/,
    read: readLua,
  },
  rsyslog: {
    comment: hash,
    separator: "blank",
    values: "words",
    wins: "last",
    include: /^(?:\$includeconfig|include)$/,
    main: /^rsyslog\.conf$/,
    read: readRsyslog,
  },
  ldif: { comment: hash, separator: ":", values: "whole", wins: "last", read: readLdif },
  apt: { comment: ["//", "#"], separator: "blank", values: "words", wins: "last", tail: /;\s*$/ },
};
