/** What `contributes.languages` of an extension says of one language. */
export interface Language {
  readonly id: string;
  readonly extensions?: readonly string[];
  readonly filenames?: readonly string[];
  readonly filenamePatterns?: readonly string[];
}

/** The languages of VS Code's own extensions that a file of ours could fall to (VS Code 1.100; the dot files with them). */
export const builtInLanguages: readonly Language[] = [
  { id: "csharp", extensions: [".cs", ".csx", ".cake"] },
  {
    id: "dockerfile",
    extensions: [".dockerfile", ".containerfile"],
    filenames: ["Dockerfile", "Containerfile"],
    filenamePatterns: ["Dockerfile.*", "Containerfile.*"],
  },
  { id: "go", extensions: [".go"] },
  { id: "ini", extensions: [".ini"] },
  {
    id: "properties",
    extensions: [".conf", ".properties", ".cfg", ".directory", ".gitconfig", ".editorconfig", ".repo", ".npmrc"],
    filenames: ["gitconfig", ".env"],
    filenamePatterns: ["**/.config/git/config", "**/.git/config", ".*.env"],
  },
  { id: "java", extensions: [".java", ".jav"] },
  { id: "javascriptreact", extensions: [".jsx"] },
  { id: "javascript", extensions: [".js", ".es6", ".mjs", ".cjs", ".pac"], filenames: ["jakefile"] },
  { id: "json", extensions: [".json", ".webmanifest", ".jsonld", ".geojson"] },
  { id: "jsonc", extensions: [".jsonc", ".eslintrc", ".babelrc"], filenamePatterns: ["tsconfig.*.json"] },
  { id: "log", extensions: [".log"] },
  { id: "lua", extensions: [".lua"] },
  { id: "markdown", extensions: [".md"] },
  { id: "html", extensions: [".html", ".htm", ".shtml", ".xhtml", ".xht", ".mdoc", ".jsp", ".asp", ".aspx", ".jshtm"] },
  { id: "php", extensions: [".php", ".php4", ".php5", ".phtml", ".ctp"] },
  { id: "python", extensions: [".py", ".pyw", ".pyi"], filenames: ["SConstruct", "SConscript"] },
  {
    id: "ruby",
    extensions: [".rb", ".gemspec", ".rake", ".ru", ".erb"],
    filenames: ["rakefile", "gemfile", "podfile", "capfile", "vagrantfile"],
  },
  {
    id: "shellscript",
    extensions: [".sh", ".bash", ".bashrc", ".bash_aliases", ".bash_profile", ".profile", ".zsh", ".zshrc", ".ksh"],
    filenames: [".envrc", "zshrc", "zshenv", "zprofile"],
    filenamePatterns: [".env.*"],
  },
  { id: "typescript", extensions: [".ts", ".cts", ".mts"] },
  { id: "typescriptreact", extensions: [".tsx"] },
  { id: "yaml", extensions: [".yaml", ".yml"] },
  {
    id: "dockercompose",
    filenamePatterns: [
      "compose.yml",
      "compose.yaml",
      "compose.*.yml",
      "compose.*.yaml",
      "*docker*compose*.yml",
      "*docker*compose*.yaml",
    ],
  },
];

/**
 * The language that VS Code takes a file for by its path: a file name before a pattern before an ending, the longest
 * pattern and the longest ending first, the one that came last where they are equal
 * (src/vs/editor/common/services/languagesAssociations.ts). `languages` in the order in which they come.
 */
export function languageOf(path: string, languages: readonly Language[]): string {
  const lower = path.toLowerCase();
  const base = lower.slice(lower.lastIndexOf("/") + 1);
  const latest = [...languages].reverse();
  const named = latest.find(({ filenames }) => filenames?.some((name) => name.toLowerCase() === base));
  if (named) return named.id;
  const longest = (lists: (one: Language) => readonly string[] | undefined, fits: (one: string) => boolean) => {
    let found: [id: string, length: number] | undefined;
    for (const language of latest)
      for (const one of lists(language) ?? [])
        if (fits(one.toLowerCase()) && one.length > (found?.[1] ?? 0)) found = [language.id, one.length];
    return found?.[0];
  };
  return (
    longest(
      (one) => one.filenamePatterns,
      (pattern) => matchesGlob(pattern.includes("/") ? lower : base, pattern),
    ) ??
    longest(
      (one) => one.extensions,
      (ending) => base.endsWith(ending),
    ) ??
    "plaintext"
  );
}

/** True when a path fits a glob of `*`, `**` and braces. */
export function matchesGlob(path: string, glob: string): boolean {
  const source = glob.replace(/\*\*\/|\*\*|\*|[{},]|[.+?^$()|[\]\\]/g, (part) => {
    const known: Record<string, string> = {
      "**/": "(?:.*/)?",
      "**": ".*",
      "*": "[^/]*",
      "{": "(?:",
      "}": ")",
      ",": "|",
    };
    return known[part] ?? `\\${part}`;
  });
  return new RegExp(`^${source}$`).test(path);
}
