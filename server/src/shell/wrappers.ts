import type { Word } from "./command.js";

/** How a program that runs another one lays out its words. */
interface Wrapper {
  /** Single letters and long names of options whose value is the next word. */
  readonly valued?: string;
  /** How many words stand between the options and the inner program. */
  readonly operands?: number;
  /** True when `NAME=value` may stand before the inner program. */
  readonly assignments?: boolean;
}

/** Programs that run the program named in their words. From their manual pages. */
const wrappers: Readonly<Record<string, Wrapper>> = {
  __proto__: null as never,
  sudo: { valued: "u g h p C r t T U D R user group host prompt close-from chdir chroot", assignments: true },
  doas: { valued: "u C" },
  env: { valued: "u C S unset chdir", assignments: true },
  exec: { valued: "a" },
  command: {},
  builtin: {},
  nohup: {},
  setsid: {},
  time: { valued: "f o format output" },
  nice: { valued: "n adjustment" },
  ionice: { valued: "c n p class classdata" },
  stdbuf: { valued: "i o e input output error" },
  timeout: { valued: "s k signal kill-after", operands: 1 },
  xargs: { valued: "I n P d L s E a max-args max-procs delimiter arg-file replace" },
  chroot: { operands: 1 },
  "su-exec": { operands: 1 },
  gosu: { operands: 1 },
  setpriv: { valued: "reuid regid groups inh-caps ambient-caps bounding-set" },
  runuser: { valued: "u g G user group" },
  tini: { valued: "p e" },
  "dumb-init": { valued: "r rewrite" },
  catatonit: {},
  eatmydata: {},
  fakeroot: {},
  "cross-env": { assignments: true },
  busybox: {},
};

/** Shells that take a script after `-c` or from their input. */
export const shells: ReadonlySet<string> = new Set(["sh", "bash", "ash", "dash", "zsh", "ksh", "mksh"]);

const environment = /^[A-Za-z_]\w*=/;

/** What a command runs besides itself. */
export type Inner =
  | { readonly kind: "words"; readonly words: readonly Word[] }
  | { readonly kind: "script"; readonly word: Word };

/** The programs that stand in the words of `program`: `sudo X`, `sh -c "X"`, `find -exec X ;`. `words` come after the program. */
export function innerCommands(program: string, words: readonly Word[]): Inner[] {
  if (shells.has(program)) return shellScript(words);
  if (program === "su") return after(words, ["-c", "--command"]);
  if (program === "find") return findExec(words);
  if (program === "eval") return words.length === 1 ? [{ kind: "script", word: words[0]! }] : inner(words, 0);
  if (/^python[\d.]*$/.test(program)) return pythonModule(words);
  const wrapper = wrappers[program];
  if (!wrapper) return [];
  const valued = new Set(wrapper.valued?.split(" "));
  let i = 0;
  for (; i < words.length; i++) {
    const { text } = words[i]!;
    if (text === "--") {
      i++;
      break;
    }
    if (text.length > 1 && text.startsWith("-")) {
      const name = text.startsWith("--") ? text.slice(2) : text.slice(-1);
      if (valued.has(name)) i++;
    } else if (!(wrapper.assignments && environment.test(text))) break;
  }
  i += wrapper.operands ?? 0;
  return inner(words, i);
}

function inner(words: readonly Word[], from: number): Inner[] {
  return from < words.length ? [{ kind: "words", words: words.slice(from) }] : [];
}

/** `sh -c TEXT`, `bash -euxo pipefail -c TEXT`, `bash -lc TEXT`. */
function shellScript(words: readonly Word[]): Inner[] {
  for (let i = 0; i < words.length; i++) {
    const { text } = words[i]!;
    if (!/^[-+][A-Za-z]/.test(text)) return [];
    if (/^-[A-Za-z]*c$/.test(text)) {
      const script = words[i + 1];
      return script ? [{ kind: "script", word: script }] : [];
    }
    if (/^[-+][A-Za-z]*o$/.test(text)) i++;
  }
  return [];
}

/** `python -m pip install` runs `pip`. */
function pythonModule(words: readonly Word[]): Inner[] {
  const at = words.findIndex((word) => !/^-[A-Zbdiqsuvx]+$/.test(word.text));
  return at >= 0 && words[at]!.text === "-m" ? inner(words, at + 1) : [];
}

function after(words: readonly Word[], options: readonly string[]): Inner[] {
  const at = words.findIndex((word) => options.includes(word.text));
  const script = at < 0 ? undefined : words[at + 1];
  return script ? [{ kind: "script", word: script }] : [];
}

function findExec(words: readonly Word[]): Inner[] {
  const found: Inner[] = [];
  for (let i = 0; i < words.length; i++) {
    if (!/^-(?:exec|execdir|ok|okdir)$/.test(words[i]!.text)) continue;
    const start = i + 1;
    while (i + 1 < words.length && words[i + 1]!.text !== ";" && words[i + 1]!.text !== "+") i++;
    if (i >= start) found.push({ kind: "words", words: words.slice(start, i + 1) });
  }
  return found;
}
