import type { Word } from "./command.js";
import type { Arguments } from "./options.js";

/** The subcommands with which a package manager installs. From their manual pages. */
const installers: Readonly<Record<string, readonly string[]>> = {
  __proto__: null as never,
  "apt-get": ["install"],
  apt: ["install"],
  aptitude: ["install"],
  apk: ["add"],
  yum: ["install", "localinstall"],
  dnf: ["install"],
  microdnf: ["install"],
  tdnf: ["install"],
  zypper: ["install", "in"],
  brew: ["install"],
  snap: ["install"],
  pip: ["install"],
  pip2: ["install"],
  pip3: ["install"],
  npm: ["install", "i", "add"],
  yarn: ["add"],
  pnpm: ["add", "install", "i"],
  gem: ["install"],
  conda: ["install"],
  install_packages: [],
};

/** A package that a command installs, with the word that names it. */
export interface Package {
  readonly name: string;
  readonly word: Word;
}

/** The packages that a command installs, without versions and sources; empty when it installs none. */
export function installedPackages(program: string, { operands, options }: Arguments): Package[] {
  const packages = (words: readonly Word[]): Package[] =>
    words.filter((word) => word.known).map((word) => ({ name: bare(word.text), word }));
  if (program === "pacman") return options.some((option) => option.name === "S") ? packages(operands) : [];
  const verbs = installers[program];
  if (!verbs) return [];
  if (verbs.length === 0) return packages(operands);
  return verbs.includes(operands[0]?.text ?? "") ? packages(operands.slice(1)) : [];
}

/** `curl=8.1-r0`, `nginx@edge`, `ssh:amd64`, `vim/bookworm` → the name alone. Scoped names keep their `@`. */
function bare(name: string): string {
  const scoped = name.startsWith("@");
  const match = /^[^=@<>~:[]+/.exec(scoped ? name.slice(1) : name);
  const plain = match ? match[0] : name;
  if (scoped) return `@${plain}`;
  return /^[\w.+-]+\/[\w.-]+$/.test(plain) ? plain.slice(0, plain.indexOf("/")) : plain;
}
