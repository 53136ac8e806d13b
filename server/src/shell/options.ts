import type { Word } from "./command.js";

/** One option as it was written. */
export interface Option {
  /** The name without dashes: `k`, `insecure`. */
  readonly name: string;
  /** Its value: `v` of `--name=v`, `-nv`, or the word after an option that takes one. */
  readonly value: { readonly text: string; readonly known: boolean } | undefined;
  /** The word it stands in. */
  readonly word: Word;
}

/** The options and operands of a command. */
export interface Arguments {
  readonly options: readonly Option[];
  readonly operands: readonly Word[];
  /** True when an unquoted expansion may bring further options. */
  readonly open: boolean;
}

/**
 * Options whose value is the next word: single letters, then long names. From the manual pages of the programs;
 * a program that is not listed is read as if no option took the next word.
 */
const valued: Readonly<Record<string, readonly [letters: string, names: string]>> = {
  __proto__: null as never,
  curl: [
    "AbcCdDeEFHhKmoPQrtTuUwxXyYz",
    "cacert capath cert cert-type ciphers config connect-timeout cookie cookie-jar crlfile data data-ascii data-binary data-raw data-urlencode dump-header form form-string header interface json key key-type limit-rate max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir pass pinnedpubkey proto proto-default proto-redir proxy proxy-user range referer request resolve retry retry-delay retry-max-time socks5 socks5-hostname stderr tls-max unix-socket upload-file url user user-agent write-out",
  ],
  wget: [
    "OoaPUeitTwQlARDIXB",
    "ca-certificate ca-directory certificate header http-password http-user output-document output-file password post-data post-file private-key timeout tries user user-agent directory-prefix",
  ],
  "apt-get": ["oct", "option config-file target-release host-architecture"],
  apt: ["oct", "option config-file target-release"],
  aptitude: ["oct", "target-release"],
  apk: ["Xpt", "repository root virtual keys-dir repositories-file wait arch cache-dir"],
  yum: ["cxdeR", "config exclude disablerepo enablerepo installroot releasever setopt repo"],
  dnf: ["cxdeR", "config exclude disablerepo enablerepo installroot releasever setopt repo forcearch"],
  microdnf: ["c", "config disablerepo enablerepo installroot releasever setopt"],
  zypper: ["cRpr", "config root repo plus-repo"],
  pacman: ["bro", "config root dbpath cachedir arch"],
  pip: [
    "rcift",
    "requirement constraint index-url extra-index-url find-links trusted-host target prefix root cache-dir proxy timeout retries cert log platform",
  ],
  git: ["cC", "git-dir work-tree branch depth origin config"],
  npm: ["", "prefix registry userconfig cache"],
  docker: [
    "HelpvuwfcmP",
    "config context host log-level name volume user workdir env publish label network mount tag file build-arg platform target password username entrypoint cap-add cap-drop security-opt pid ipc device",
  ],
  podman: [
    "elpvuwfcmP",
    "name volume user workdir env publish label network mount tag file build-arg platform target password username entrypoint cap-add cap-drop security-opt pid ipc device",
  ],
  sudo: ["ughpCrtTUDR", "user group host prompt close-from role type command-timeout other-user chdir chroot"],
  useradd: [
    "ugGdscKkpefb",
    "uid gid groups home-dir home shell comment password expiredate inactive base-dir skel key",
  ],
  usermod: ["cdefgGlpRsu", "comment home expiredate inactive gid groups login password shell uid"],
  adduser: ["ugGhskc", "uid gid ingroup home shell gecos"],
  ssh: ["bcDEeFIiJLlmOopQRSWw", ""],
  scp: ["cFiJloPS", ""],
  rsync: ["efT", "rsh rsync-path include exclude exclude-from include-from"],
  openssl: ["", ""],
  rpm: ["", "root dbpath define"],
};

const same: Readonly<Record<string, string>> = { pip2: "pip", pip3: "pip", "docker-compose": "docker" };

const tables = new Map<string, { letters: ReadonlySet<string>; names: ReadonlySet<string> }>();

/** Which options of a program take the next word. */
function takesValue(program: string): { letters: ReadonlySet<string>; names: ReadonlySet<string> } {
  let table = tables.get(program);
  if (!table) {
    const [letters, names] = valued[same[program] ?? program] ?? ["", ""];
    table = { letters: new Set(letters), names: new Set(names.split(" ")) };
    tables.set(program, table);
  }
  return table;
}

/** Reads the words after a program as options and operands: bundles (`-fsSL`), `--name=value`, `--`. */
export function readArguments(program: string, words: readonly Word[]): Arguments {
  const { letters, names } = takesValue(valued[same[program] ?? program] ? program : "");
  const options: Option[] = [];
  const operands: Word[] = [];
  let open = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const { text } = word;
    if (!word.known && !word.quoted && text.startsWith("$")) open = true;
    if (text === "--" && word.known) {
      for (i++; i < words.length; i++) operands.push(words[i]!);
      break;
    }
    if (text.startsWith("--")) {
      const equals = text.indexOf("=");
      const name = equals < 0 ? text.slice(2) : text.slice(2, equals);
      if (equals >= 0) options.push({ name, value: { text: text.slice(equals + 1), known: word.known }, word });
      else if (names.has(name)) options.push({ name, value: words[++i], word });
      else options.push({ name, value: undefined, word });
    } else if (text.length > 1 && text.startsWith("-")) {
      i = readBundle(word, letters, words, i, options);
    } else operands.push(word);
  }
  return { options, operands, open };
}

/** Reads `-kfsSL` or `-ofile`; also kept whole, since some programs write long names with one dash. */
function readBundle(
  word: Word,
  letters: ReadonlySet<string>,
  words: readonly Word[],
  index: number,
  options: Option[],
): number {
  const { text } = word;
  const equals = text.indexOf("=");
  const whole = equals < 0 ? text.slice(1) : text.slice(1, equals);
  if (whole.length > 1) {
    const value = equals < 0 ? undefined : { text: text.slice(equals + 1), known: word.known };
    options.push({ name: whole, value, word });
  }
  for (let at = 1; at < Math.min(text.length, 64); at++) {
    const letter = text[at]!;
    if (!/[A-Za-z0-9#]/.test(letter)) break;
    const rest = text.slice(at + 1);
    if (letters.has(letter)) {
      if (rest !== "") options.push({ name: letter, value: { text: rest, known: word.known }, word });
      else options.push({ name: letter, value: words[index + 1], word });
      return rest === "" ? index + 1 : index;
    }
    options.push({ name: letter, value: undefined, word });
  }
  return index;
}
