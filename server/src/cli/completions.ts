import { writeOut } from "../disk.js";
import { confidences, severities } from "../rules/rule.js";
import { commandNames, helpFor, overview } from "./help.js";
import { outputFormats } from "./output-format.js";
import { oneOf, readOptions, UsageError } from "./usage.js";

const shells = ["bash", "zsh", "fish"] as const;

/** An option as its command's help has it. */
interface Option {
  readonly name: string;
  readonly about: string;
  /** What follows it: one of these, or a path or a free word when there are none. Undefined when nothing does. */
  readonly values?: readonly string[];
}

/** A command as the help has it. */
interface Command {
  readonly name: string;
  readonly about: string;
  readonly options: readonly Option[];
  /** What follows it other than options; paths when absent. */
  readonly words?: readonly string[];
}

/** `tenet completions SHELL`: a script that completes commands, options and their values, made from the help. */
export async function completions(args: string[]): Promise<number> {
  const { positionals } = readOptions(args, {});
  if (positionals.length !== 1) throw new UsageError(`which shell? tenet completions ${shells.join("|")}`);
  const shell = oneOf("shell", positionals[0], shells)!;
  writeOut({ bash, zsh, fish }[shell](commandNames.map(readCommand)));
  return 0;
}

function readCommand(name: string): Command {
  const page = helpFor(name) ?? "";
  const about = new RegExp(`^  tenet ${name}\\b.*?  +(.*)$`, "m").exec(overview)?.[1] ?? "";
  const options: Option[] = [{ name: "help", about: "the options of this command" }];
  for (const [, names, operand, text] of page.matchAll(/^ {2}(--[\w, -]*?)(?: ([A-Z][A-Z/]*))? {2,}(.*)$/gm))
    for (const one of names!.split(", ")) {
      const option = one.replace(/^--/, "");
      const more = /^as for (\w+)$/.exec(text!)?.[1];
      const other = more === undefined ? undefined : readCommand(more).options.find((found) => found.name === option);
      options.push(other ?? { name: option, about: text!, values: operand ? valuesOf(name, option) : undefined });
    }
  const words: Readonly<Record<string, readonly string[]>> = {
    completions: shells,
    help: commandNames,
    new: ["rule"],
  };
  return { name, about, options, words: words[name] };
}

function valuesOf(command: string, option: string): readonly string[] {
  if (option === "min-confidence") return confidences;
  if (option === "fail-on") return severities;
  if (option === "state") return ["active", "unused", "expired", "invalid"];
  if (option !== "format" || command === "new") return [];
  return command === "check" ? Object.keys(outputFormats) : ["text", "json"];
}

function bash(commands: readonly Command[]): string {
  const values = commands.flatMap(({ name, options }) =>
    options.flatMap((option) =>
      option.values === undefined
        ? []
        : [
            `    "${name} --${option.name}")${option.values.length > 0 ? ` COMPREPLY=($(compgen -W "${option.values.join(" ")}" -- "$current"));` : ""} return ;;\n`,
          ],
    ),
  );
  const options = commands.map(
    (one) => `      ${one.name}) words="${one.options.map((option) => `--${option.name}`).join(" ")}" ;;\n`,
  );
  const words = commands.flatMap((one) =>
    one.words ? [`      ${one.name}) words="${one.words.join(" ")}" ;;\n`] : [],
  );
  return `# bash completion of tenet: eval "$(tenet completions bash)"
_tenet() {
  local current=\${COMP_WORDS[COMP_CWORD]} command=\${COMP_WORDS[1]} words=
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W "${commands.map((one) => one.name).join(" ")} --help --version" -- "$current"))
    return
  fi
  case "$command \${COMP_WORDS[COMP_CWORD - 1]}" in
${values.join("")}  esac
  if [[ $current == -* ]]; then
    case $command in
${options.join("")}    esac
  else
    case $command in
${words.join("")}      explain) words=$(tenet rules --format json 2>/dev/null | sed -n 's/^ *"id": "\\([^"]*\\)".*/\\1/p') ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _tenet tenet
`;
}

function zsh(commands: readonly Command[]): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
  const plain = (text: string): string => text.replace(/[[\]:\\]/g, "\\$&");
  const cases = commands.map((one) => {
    const options = one.options.map((option) => {
      const values = option.values?.length ? `:value:(${option.values.join(" ")})` : ":value:_files";
      return quoted(`*--${option.name}[${plain(option.about)}]${option.values ? values : ""}`);
    });
    const rest = quoted(one.words ? `*:word:(${one.words.join(" ")})` : "*:path:_files");
    return `    ${one.name}) _arguments ${[...options, rest].join(" ")} ;;\n`;
  });
  return `#compdef tenet
# zsh completion of tenet: tenet completions zsh > a folder of $fpath, as _tenet
_tenet() {
  local -a commands
  commands=(${commands.map((one) => quoted(`${one.name}:${plain(one.about)}`)).join(" ")})
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  words=("\${(@)words[2,-1]}")
  ((CURRENT--))
  case $command in
${cases.join("")}  esac
}
compdef _tenet tenet
`;
}

function fish(commands: readonly Command[]): string {
  const quoted = (text: string): string => `'${text.replace(/['\\]/g, "\\$&")}'`;
  const lines = commands.flatMap((one) => {
    const seen = `-n '__fish_seen_subcommand_from ${one.name}'`;
    const options = one.options.map((option) => {
      const values = option.values?.length ? ` -x -a ${quoted(option.values.join(" "))}` : " -r";
      return `complete -c tenet ${seen} -l ${option.name}${option.values ? values : ""} -d ${quoted(option.about)}`;
    });
    const words = one.words ? [`complete -c tenet ${seen} -f -a ${quoted(one.words.join(" "))}`] : [];
    return [
      `complete -c tenet -n __fish_use_subcommand -f -a ${one.name} -d ${quoted(one.about)}`,
      ...options,
      ...words,
    ];
  });
  return `# fish completion of tenet: tenet completions fish > ~/.config/fish/completions/tenet.fish\n${lines.join("\n")}\n`;
}
