/** What the detector wants to know of a file: how literals are written in it, and how serious it is. */
export interface FileClass {
  /** How values are written. `code`: quoted. `config`, `env`: to the end of the line. `shell`: one word. `docs`: one word. */
  readonly kind: "code" | "config" | "env" | "shell" | "docs";
  /** True where `'x'` is a single character, so that no string stands in such quotes. */
  readonly characters: boolean;
  /** True where `$x` between double quotes is replaced: PHP. */
  readonly dollars: boolean;
  /** True where a value without quotes is an expression: HCL. */
  readonly expressions: boolean;
  /** A test, an example or documentation: findings there are one level less sure. */
  readonly test: boolean;
  /** What a continuous integration service runs. */
  readonly ci: boolean;
  /** Translations: the texts beside `password` are labels. */
  readonly locale: boolean;
  /** Set when the file is not searched, with the reason. */
  readonly skip?: string;
}

const code = new Set(
  (
    "js mjs cjs jsx ts tsx mts cts vue svelte astro py pyi pyw go java kt kts scala groovy gradle jenkinsfile rb rake gemspec php inc phtml cs fs vb " +
    "swift m mm c h cc cpp cxx hpp hh rs dart lua pl pm r ex exs perl erl hs clj cljs cls trigger sol jl nim zig ml t vim cmake tcl awk el vbs html htm erb ejs jsp aspx cshtml xhtml pug haml css less scss sass sql proto graphql"
  ).split(" "),
);
const shell = new Set("sh bash zsh ksh fish bats ps1 psm1 bat cmd dockerfile containerfile makefile mk".split(" "));
const docs = new Set("md markdown mdx rst txt adoc asciidoc log text".split(" "));
const env = new Set("env properties ini cfg conf cnf config cf toml rsp".split(" "));

const skippedName =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|composer\.lock|gemfile\.lock|poetry\.lock|uv\.lock|pipfile\.lock|cargo\.lock|go\.sum|flake\.lock|packages\.lock\.json|\.terraform\.lock\.hcl|\.secrets\.baseline)$|\.(?:enc|min\.js|min\.css|map|svg|ipynb|snap|tsbuildinfo|asc|sig|po|pot|lock)$/i;
const testPath =
  /(?:^|\/)(?:tests?|spec|specs|__tests__|__mocks__|testing|testdata|test-data|test_data|fixtures?|mocks?|stubs?|examples?|samples?|demos?|docs?|documentation|e2e|cypress)\/|(?:^|[/._-])(?:test|tests|spec|mock|stories)\.[^/]*$|[._-](?:fixture|example|sample|template|dist)\.[^/]*$|_(?:test|spec)\.[a-z]+$|(?:Test|Tests|TestCase|IT|Spec)\.(?:java|kt|scala|groovy|cs|php|swift)$|(?:^|\/)(?:test_[^/]*\.py|conftest\.py)$|\.(?:example|sample|template|dist|tmpl|tpl)$/;
const ciPath =
  /(?:^|\/)(?:\.github\/workflows|\.circleci|\.buildkite|\.woodpecker)\/|(?:^|\/)(?:\.gitlab-ci|\.travis|azure-pipelines|\.drone|bitbucket-pipelines|cloudbuild|appveyor)\.ya?ml$/;
const localePath =
  /(?:^|\/)(?:locales?|i18n|lang|langs|languages?|translations?|locali[sz]ations?|messages|l10n)\/|\.(?:strings|resx|arb|xlf|xliff|ftl)$|(?:^|\/)messages[_.][^/]*$/i;

/** The class of a file by its path and the beginning of its text. */
export function fileClass(path: string, text: string): FileClass {
  const base = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const named = kindOf(base);
  // web.config and the like are XML.
  const kind = named === "env" && /^\ufeff?\s{0,40}</.test(text) ? "config" : named;
  const test = testPath.test(path);
  const ci = ciPath.test(path);
  const locale = localePath.test(path);
  const characters = /\.(?:[chm]|cc|cpp|cxx|hpp|hh|mm|cs|java|kts?|go|rs)$/.test(base);
  const expressions = /\.(?:tf|hcl|tofu)$/.test(base);
  const dollars = /\.(?:php\d?|inc|phtml)$/.test(base);
  const skip = whySkipped(path, text);
  const told = { kind, test, ci, locale, characters, dollars, expressions };
  return skip ? { ...told, skip } : told;
}

function kindOf(base: string): FileClass["kind"] {
  const dot = base.lastIndexOf(".");
  const extension = base.slice(dot + 1);
  if (/^(?:dockerfile|containerfile|makefile|gnumakefile)(?:$|[.-])/.test(base)) return "shell";
  if (/^\.env(?:$|[.-])/.test(base) || env.has(extension)) return "env";
  if (/^\.(?:bash|zsh|profile|envrc)/.test(base)) return "shell";
  if (/^(?:jenkinsfile|vagrantfile|rakefile|gemfile)$/.test(base)) return "code";
  if (code.has(extension)) return "code";
  if (shell.has(extension)) return "shell";
  if (docs.has(extension) || /^(?:readme|changelog|license|copying|pkg-info$|metadata$)/.test(base)) return "docs";
  return "config";
}

function whySkipped(path: string, text: string): string | undefined {
  if (skippedName.test(path)) return "a lock file, translation or generated file";
  const head = text.slice(0, 4096);
  if (head.includes("\0")) return "binary";
  if (head.startsWith("$ANSIBLE_VAULT;")) return "encrypted by ansible-vault";
  if (/kind:\s{0,4}SealedSecret/.test(head)) return "a sealed secret";
  if (/ENC\[AES256_GCM,/.test(head) && /\bsops\b/.test(text.slice(-20000))) return "encrypted by sops";
  const top = head.slice(0, 1500);
  if (["@generated", "DO NOT EDIT", "Code generated by"].some((mark) => top.includes(mark))) return "generated";
  if (isMinified(text)) return "minified";
  return undefined;
}

/** Few and very long lines in a text of some size. */
function isMinified(text: string): boolean {
  if (text.length < 20_000) return false;
  let lines = 1;
  const end = Math.min(text.length, 100_000);
  for (let at = text.indexOf("\n"); at >= 0 && at < end; at = text.indexOf("\n", at + 1)) lines++;
  return end / lines > 1000;
}
