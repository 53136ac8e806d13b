import type { Format } from "../document/document.js";
import { isAnsible } from "./ansible/detect.js";
import { daemons } from "./daemons.js";
import { isNginx } from "./nginx/detect.js";

/** What is known of a format before its room is loaded. */
export interface FormatEntry {
  /** The format's id, the key under `checks:`. */
  readonly id: string;
  /** Further keys that include it: `code`, `config`, `yaml`, `text` … */
  readonly groups: readonly string[];
  /**
   * True when a file is of this format. `path` has forward slashes; `base` is its last part in lower case;
   * `head()` is the beginning of the text (up to 4096 characters), read only when asked for.
   */
  readonly is: (path: string, base: string, head: () => string) => boolean;
  /** Words of which one says that a text calls in other files, whose words count as well when rules are chosen for it. */
  readonly reaches?: readonly string[];
  /** Up to so many bytes files of the format are read where nobody set a limit: those that programs write grow large. */
  readonly maxFileSize?: number;
  /** True when what holds without being written depends on the program's version, which `tenet.yaml` may say. */
  readonly versioned?: boolean;
  /** True when its documents are graded as a scanner of web sites would grade their hosts. */
  readonly graded?: boolean;
  /** A file name that is of this format, for texts that have none (rule examples, `--stdin`); `example.ID` when absent. */
  readonly sample?: string;
  /** Loads the room. */
  readonly load: () => Promise<Format>;
}

/** Every format, the more telling first: the first entry whose `is` says yes is the file's format. */
export const formats: readonly FormatEntry[] = [
  {
    id: "dockerfile",
    groups: ["commands", "text"],
    is: (_path, base, head) => isDockerfile(base, head),
    sample: "Dockerfile",
    load: async () => (await import("./dockerfile/dockerfile.js")).dockerfile,
  },
  {
    id: "sudoers",
    groups: ["config", "text"],
    is: (path, base) =>
      /^sudoers(?:\.(?:dist|conf))?$|\.sudoers$/.test(base) || /(?:^|\/)sudoers\.d\/[^/]+$/.test(path),
    sample: "sudoers",
    load: async () => (await import("./sudoers/sudoers.js")).sudoers,
  },
  {
    id: "hosts-access",
    groups: ["config", "text"],
    is: (_path, base) => /^hosts\.(?:allow|deny)$/.test(base),
    sample: "hosts.allow",
    load: async () => (await import("./hosts-access/hosts-access.js")).hostsAccess,
  },
  ...daemons,
  {
    id: "shell",
    groups: ["commands", "code", "text"],
    is: (_path, base, head) =>
      /\.(?:sh|bash|zsh|ksh|ash|bats)$|^\.?(?:bashrc|bash_profile|bash_aliases|profile|zshrc|zprofile|zshenv)$/.test(
        base,
      ) ||
      (/^[^.]+$|\.(?:in|hook)$/.test(base) && /^#!.*\b(?:ba|da|a|z|k)?sh\b/.test(head())),
    sample: "example.sh",
    load: async () => (await import("./shell/shell.js")).shell,
  },
  {
    id: "terraform",
    groups: ["config", "text"],
    sample: "main.tf",
    // Plans of large workspaces; reading one takes some ten times its size in memory.
    maxFileSize: 100 * 1024 * 1024,
    // A module of the workspace, or one of the registry that is known: what its call gives is judged by its resources.
    // A file that is read in may hold a policy.
    reaches: [
      "file(",
      '"./',
      '"../',
      "terraform-aws-modules/",
      "terraform-google-modules/",
      "/sql-db/google",
      "network-security-group/azurerm",
    ],
    is: (_path, base, head) =>
      /\.(?:tf|tofu|tfvars)(?:\.json)?$|\.tfstate(?:\.backup)?$/.test(base) ||
      (base.endsWith(".json") && /"terraform_version"\s*:/.test(head()) && /"format_version"\s*:/.test(head())),
    load: async () => (await import("./terraform/terraform.js")).terraform,
  },
  {
    id: "compose",
    groups: ["commands", "yaml", "config", "text"],
    sample: "compose.yaml",
    is: (_path, base) => /^(?:docker-|podman-)?(?:compose|stack)(?:[.-][\w.-]+)?\.ya?ml$/.test(base),
    load: async () => (await import("./compose/compose.js")).compose,
  },
  {
    id: "workflow",
    groups: ["commands", "yaml", "config", "text"],
    sample: ".github/workflows/ci.yml",
    is: (path, base, head) =>
      /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$|(?:^|\/)\.gitlab-ci(?:\.[\w-]+)?\.ya?ml$/i.test(
        path,
      ) ||
      (/\.ya?ml$/.test(base) &&
        (/^on:/m.test(head()) ? /^jobs:/m.test(head()) && /^ +runs-on:/m.test(head()) : isAction(base, head))),
    load: async () => (await import("./workflow/workflow.js")).workflow,
  },
  {
    id: "ansible",
    groups: ["commands", "yaml", "config", "text"],
    sample: "playbook.yml",
    is: (_path, base, head) => isAnsible(base, head),
    load: async () => (await import("./ansible/ansible.js")).ansible,
  },
  {
    id: "kubernetes",
    groups: ["commands", "yaml", "config", "text"],
    sample: "manifest.yaml",
    is: (_path, base, head) =>
      base.endsWith(".json")
        ? /"apiVersion"\s*:\s*"[\w./-]+"/.test(head()) && /"kind"\s*:\s*"[A-Z]\w*"/.test(head())
        : /\.ya?ml$/.test(base) &&
          /^[\s{]*["']?apiVersion["']?\s*:/m.test(head()) &&
          /^[\s{]*["']?kind["']?\s*:/m.test(head()),
    load: async () => (await import("./kubernetes/kubernetes.js")).kubernetes,
  },
  {
    id: "versions",
    groups: ["config", "text"],
    sample: ".tool-versions",
    is: (_path, base) =>
      /^\.(?:nvmrc|(?:node|python|ruby|go|php)-version|tool-versions)$|^(?:runtime\.txt|go\.mod)$/.test(base),
    load: async () => (await import("./versions/versions.js")).versions,
  },
  {
    id: "iam-policy",
    groups: ["json", "config", "text"],
    sample: "policy.json",
    is: (_path, base, head) =>
      base.endsWith(".json") && /"Statement"\s*:/.test(head()) && /"(?:Effect|NotAction|Principal)"\s*:/.test(head()),
    load: async () =>
      (await import("./json/json.js")).jsonFormat("iam-policy", ["json", "config", "text"], { repeated: true }),
  },
  {
    id: "json",
    groups: ["config", "text"],
    sample: "settings.json",
    is: (_path, base) =>
      /\.(?:json|jsonc|json5|webmanifest)$|^\.(?:dockercfg|eslintrc|prettierrc|babelrc)$/.test(base) && !isLock(base),
    load: async () => (await import("./json/json.js")).jsonFormat("json", ["config", "text"]),
  },
  {
    id: "yaml",
    groups: ["config", "text"],
    sample: "settings.yaml",
    is: (_path, base) => /\.ya?ml$/.test(base) && !isLock(base),
    load: async () => (await import("./yaml/yaml.js")).yamlFormat("yaml", ["config", "text"]),
  },
  {
    id: "toml",
    groups: ["config", "text"],
    sample: "settings.toml",
    is: (_path, base) => (/\.toml$/.test(base) || base === "pipfile") && !isLock(base),
    load: async () => (await import("./toml/toml.js")).toml,
  },
  {
    id: "properties",
    groups: ["config", "text"],
    sample: "application.properties",
    is: (_path, base) => base.endsWith(".properties"),
    load: async () => (await import("./properties/properties.js")).properties,
  },
  {
    id: "env",
    groups: ["config", "text"],
    sample: ".env",
    is: (_path, base) =>
      /^\.?env(?:\.[\w.-]+)?$|\.env$|^\.envrc$/.test(base) &&
      !/\.(?:[cm]?[jt]sx?|py|rb|go|json|ya?ml|md|sh|d)$/.test(base),
    load: async () => (await import("./env/env.js")).env,
  },
  {
    id: "nginx",
    groups: ["config", "text"],
    is: isNginx,
    versioned: true,
    graded: true,
    sample: "nginx.conf",
    load: async () => (await import("./nginx/nginx.js")).nginx,
  },
  {
    id: "ini",
    groups: ["config", "text"],
    sample: "settings.ini",
    is: (path, base, head) =>
      /\.(?:ini|cfg|cnf)$|^\.(?:npmrc|pypirc|gitconfig|editorconfig|s3cfg|boto|my\.cnf)$/.test(base) ||
      /(?:^|\/)\.aws\/(?:credentials|config)$/.test(path) ||
      (/\.conf$/.test(base) &&
        /^[ \t]*\[[^\][\n;{}]+\][ \t]*\r?$/m.test(head()) &&
        /^[ \t]*[\w.-]+[ \t]*=/m.test(head())),
    load: async () => (await import("./ini/ini.js")).ini,
  },
  ...(
    [
      ["javascript", /\.[cm]?jsx?$/, /^#!.*\b(?:node|bun|deno)\b/],
      ["typescript", /\.(?:[cm]?ts|vue|svelte)$/, undefined],
      ["tsx", /\.tsx$/, undefined],
      ["html", /\.x?html?(?:\.(?:j2|jinja2?|tmpl|tpl|gotmpl|ejs|erb|hbs|mustache|twig|liquid))?$/, undefined],
      ["python", /\.pyw?$|^(?:sconstruct|sconscript|wscript)$/, /^#!.*\bpython[\d.]*\b/],
      ["go", /\.go$/, undefined],
      ["java", /\.java$/, undefined],
      ["kotlin", /\.kts?$/, /^#!.*\bkotlin[cs]?\b/],
      ["ruby", /\.(?:rb|rake|gemspec|ru)$|^(?:rakefile|gemfile|vagrantfile|capfile|podfile)$/, /^#!.*\bruby\b/],
      ["php", /\.(?:php[\d]?|phtml)$/, /^(?:#!.*\bphp\b|<\?php)/],
      ["csharp", /\.csx?$/, undefined],
    ] as const
  ).map(
    ([id, name, first]): FormatEntry => ({
      id,
      groups: [
        ...(id === "typescript" || id === "tsx" || id === "html"
          ? ["javascript"]
          : id === "java" || id === "kotlin"
            ? ["jvm"]
            : []),
        "code",
        "text",
      ],
      is: (_path, base, head) => name.test(base) || (first !== undefined && !base.includes(".") && first.test(head())),
      sample: `example.${{ javascript: "js", typescript: "ts", tsx: "tsx", html: "html", python: "py", go: "go", java: "java", kotlin: "kt", ruby: "rb", php: "php", csharp: "cs" }[id]}`,
      load: async () => (await import("./code/code.js")).codeFormat(id),
    }),
  ),
  {
    id: "plain",
    groups: ["text"],
    is: (_path, base) => !notWritten.test(base) && !isLock(base),
    sample: "notes.txt",
    load: async () => (await import("./plain/plain.js")).plain,
  },
];

/** An action made of steps. */
function isAction(base: string, head: () => string): boolean {
  return /^action\.ya?ml$/.test(base) && /^runs:/m.test(head());
}

/** A Dockerfile by its name, or by a name that speaks of one and a `FROM`. */
function isDockerfile(base: string, head: () => string): boolean {
  if (base === "dockerfile" || base === "containerfile" || /\.(?:dockerfile|containerfile)$/.test(base)) return true;
  if (!/dockerfile|containerfile/.test(base)) return false;
  if (
    /\.(?:dockerignore|md|rst|[cm]?[jt]sx?|py|rb|go|rs|java|json|ya?ml|toml|sh|lock|orig|html|j2|erb|template|tmpl|tpl)$/.test(
      base,
    )
  )
    return false;
  return /^(?:dockerfile|containerfile)\./.test(base) || /^[ \t]*FROM[ \t]+\S/im.test(head());
}

/** Files that are no text, or text that no person writes; everything else may hold a secret. */
const notWritten =
  /\.(?:png|jpe?g|gif|webp|avif|ico|icns|bmp|tiff?|psd|svg|eps|woff2?|ttf|otf|eot|mp[34]|m4[av]|mov|avi|mkv|webm|og[gv]|wav|flac|zip|gz|tgz|bz2|xz|zst|7z|rar|tar|jar|war|ear|class|pyc|pyo|so|dylib|dll|exe|bin|o|a|lib|obj|wasm|node|pdf|docx?|xlsx?|pptx?|odt|db|sqlite3?|mo|gmo|map|snap|min\.(?:js|css))$/;

/** Lock files are written by machines for machines: nothing in them is anybody's decision. */
function isLock(base: string): boolean {
  return /(?:^|[.-])lock(?:[.-]|$)|^npm-shrinkwrap\.json$|\.min\.json$/.test(base);
}

/** The format of a file, undefined for a file that tenet does not read. Used by every face. */
export function detect(path: string, head: () => string): FormatEntry | undefined {
  const base = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  return formats.find((entry) => entry.is(path, base, head));
}

/** The formats that a key under `checks:` stands for: the format of that id, or every format in that group. */
export function formatsOf(key: string): readonly FormatEntry[] {
  return formats.filter((entry) => entry.id === key || entry.groups.includes(key));
}

/** The formats whose program's version `tenet.yaml` may say. */
export function versioned(): readonly string[] {
  return formats.filter((entry) => entry.versioned).map((entry) => entry.id);
}

/** Every id and group that may stand under `checks:`. */
export function formatKeys(): readonly string[] {
  return [...new Set(formats.flatMap((entry) => [entry.id, ...entry.groups]))];
}
