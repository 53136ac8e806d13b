import type { Range } from "../text/range.js";
import type { Candidate, Reference } from "./candidate.js";
import { segments } from "./name.js";

/** How a language reads a variable of its environment, by file extension. */
const languages: readonly (readonly [RegExp, (name: string) => string])[] = [
  [/\.(?:[cm]?[jt]sx?|vue|svelte)$/, (name) => `process.env.${name}`],
  [/\.pyi?$/, (name) => `os.environ["${name}"]`],
  [/\.(?:rb|rake|erb)$/, (name) => `ENV.fetch("${name}")`],
  [/\.php$/, (name) => `getenv('${name}')`],
  [/\.go$/, (name) => `os.Getenv("${name}")`],
  [/\.(?:java|kts?|scala|groovy|gradle)$/, (name) => `System.getenv("${name}")`],
  [/\.cs$/, (name) => `Environment.GetEnvironmentVariable("${name}")`],
  [/\.rs$/, (name) => `std::env::var("${name}").expect("${name} is set")`],
  [/\.swift$/, (name) => `ProcessInfo.processInfo.environment["${name}"]`],
  [/\.exs?$/, (name) => `System.fetch_env!("${name}")`],
  [/\.p[lm]$/, (name) => `$ENV{${name}}`],
];

const shell = /(?:^|\/)[^/.]*\.(?:sh|bash|zsh|ksh)$|(?:^|\/)\.envrc$/;
const compose = /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/;
const workflow = /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/;
/** Settings of Spring Boot, which replaces `${NAME}` by the environment's variable. */
const spring = /(?:^|\/)(?:application|bootstrap)(?:-[\w-]{1,40})?\.(?:properties|ya?ml)$/;
const yaml = /\.ya?ml$/;

/** The reference that can stand for a found secret; undefined where the format knows none or more must change. */
export function referenceFor(path: string, text: string, found: Candidate): Reference | undefined {
  if (found.fallback) return withoutFallback(path, text, found);
  if (!/^(?:named-value|provider-token|argument|command-line|url-password)$/.test(found.kind)) return undefined;
  const variable = variableName(found);
  const bare: Range = { start: found.start, end: found.end };
  const quoted = withQuotes(text, bare);
  const put = (range: Range | undefined, reference: string, environment = true): Reference | undefined =>
    range && { range, text: reference, variable, environment };
  if (shell.test(path)) {
    // Single quotes would keep the variable from being replaced.
    const single = text[found.start - 1] === "'" && text[found.end] === "'";
    if (!single && !/["=\s:]/.test(text[found.start - 1] ?? "")) return undefined;
    return single ? put(quoted, `"\${${variable}:?}"`) : put(bare, `\${${variable}:?}`);
  }
  // Braces in a flow map need quotes.
  const line = text.slice(text.lastIndexOf("\n", found.start) + 1, found.start);
  const mark = !quoted && /[{[]/.test(line) ? '"' : "";
  if (compose.test(path)) return put(bare, `${mark}\${${variable}:?set ${variable}}${mark}`);
  if (workflow.test(path)) return put(bare, `${mark}\${{ secrets.${variable} }}${mark}`, false);
  if (spring.test(path)) return put(bare, `${mark}\${${variable}}${mark}`);
  if (found.kind === "url-password") return undefined;
  if (yaml.test(path)) return inManifest(text, quoted ?? bare, variable);
  if (/\.tf$/.test(path)) return put(alone(text, quoted), `var.${variable.toLowerCase()}`, false);
  const language = languages.find(([shape]) => shape.test(path));
  return language && put(alone(text, quoted), language[1](variable));
}

/** `value: secret` of a container's variable in a Kubernetes manifest becomes a reference to a Secret. */
function inManifest(text: string, literal: Range, variable: string): Reference | undefined {
  if (!/^apiVersion:/m.test(text.slice(0, 4000))) return undefined;
  const from = text.lastIndexOf("\n", literal.start) + 1;
  const key = /^[ \t]{2,60}value:[ \t]{1,4}$/.exec(text.slice(from, literal.start));
  const before = text.slice(Math.max(0, from - 200), from).trimEnd();
  if (!key || !/(?:^|\n)[ \t]*- name: ["']?[\w.-]+["']?$/.test(before)) return undefined;
  return {
    range: { start: from + key[0].indexOf("value:"), end: literal.end },
    text: `valueFrom: { secretKeyRef: { name: app-secrets, key: ${variable} } }`,
    variable,
    environment: false,
  };
}

/** A setting that is missing stops the program instead of being replaced by a known value. */
function withoutFallback(path: string, text: string, found: Candidate): Reference | undefined {
  const head = /\$\{([\w.]{1,80})(:-|:=|-|:)["']?$/.exec(text.slice(Math.max(0, found.start - 90), found.start));
  if (!head) return undefined;
  const [, variable, operator] = head;
  const close = text.indexOf("}", found.end);
  if (close < 0 || close > found.end + 1) return undefined;
  const opening = head[0].length - head[0].lastIndexOf(operator!);
  const range = { start: found.start - opening, end: close };
  const shellLike = shell.test(path) || compose.test(path);
  if (operator === ":" && !shellLike)
    return { range, text: "", variable: variable!, environment: /^[A-Z][A-Z0-9_]*$/.test(variable!) };
  return shellLike ? { range, text: `:?set ${variable}`, variable: variable!, environment: true } : undefined;
}

/** The literal with its quotes, when it fills them. */
function withQuotes(text: string, { start, end }: Range): Range | undefined {
  const quote = text[start - 1];
  if ((quote !== '"' && quote !== "'" && quote !== "`") || text[end] !== quote) return undefined;
  const mark = /[@bBuUrR]/.test(text[start - 2] ?? "") && !/\w/.test(text[start - 3] ?? "") ? 1 : 0;
  return { start: start - 1 - mark, end: end + 1 };
}

/** Undefined when the literal stands inside of another string. */
function alone(text: string, range: Range | undefined): Range | undefined {
  if (!range) return undefined;
  const line = text.slice(Math.max(text.lastIndexOf("\n", range.start) + 1, range.start - 400), range.start);
  let open = "";
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!;
    if (char === "\\") i++;
    else if (open) open = char === open ? "" : open;
    else if (char === '"' || char === "'" || char === "`") open = char;
  }
  return open === "" ? range : undefined;
}

/** The name of the secret as environment variables are written; a word that says nothing gets a first word. */
function variableName({ kind, name, user, provider }: Candidate): string {
  const words =
    kind === "provider-token"
      ? [...segments(provider ?? name).slice(0, 2), "token"]
      : kind === "named-value"
        ? segments(name)
            .filter((word) => word !== "set" && word !== "with")
            .slice(-4)
        : [...segments(user ?? name).slice(-2), kind === "argument" && !user ? "key" : "password"];
  const ascii = words.filter((word) => /^[a-z0-9]+$/.test(word));
  const whole = ascii.length > 1 ? ascii : ["app", ...(ascii.length > 0 ? ascii : ["secret"])];
  return whole.join("_").toUpperCase().replace(/^\d/, "X$&");
}
