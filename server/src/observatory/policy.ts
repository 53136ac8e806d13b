const broad = new Set(["ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"]);
const reporting = new Set(["report-uri", "report-to"]);
const passive = new Set(["img-src", "media-src"]);
const shortest = 6;

/** The directives of one or more Content-Security-Policies taken together, by name in lower case. */
export type Policy = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Reads policies as one: a source list that several have keeps what all of them allow. Undefined when one is no policy
 * (too short, a directive given twice). `repeated` tells of reporting directives given twice, which is no error.
 */
export function readPolicies(texts: readonly string[]): { policy: Policy; repeated: boolean } | undefined {
  const policy = new Map<string, ReadonlySet<string>>();
  let again = false;
  for (const text of texts) {
    if (text.trim().length < shortest) return undefined;
    const own = new Map<string, ReadonlySet<string>>();
    for (const part of text.split(";")) {
      const [name, ...sources] = part.trim().split(/\s+/);
      if (!name) continue;
      const key = name.toLowerCase();
      if (own.has(key)) {
        if (!reporting.has(key)) return undefined;
        again = true;
        continue;
      }
      own.set(key, new Set(sources.length > 0 ? sources.map(plain) : ["'none'"]));
    }
    for (const [key, sources] of own) {
      const known = policy.get(key);
      if (!known) policy.set(key, sources);
      else {
        const both = [...sources].filter((source) => known.has(source));
        policy.set(key, new Set(both.length > 0 ? both : ["'none'"]));
      }
    }
  }
  return { policy, repeated: again };
}

/** Keywords and schemes are read without regard to case; nonces, hashes and paths are not. */
function plain(source: string): string {
  return /^'(?:nonce|sha\d+)-/i.test(source) ? source : source.toLowerCase();
}

/** The scanner's result for policies; `tls` says whether the page came over TLS. */
export function judgePolicies(texts: readonly string[], tls: boolean): string {
  const read = readPolicies(texts);
  if (!read) return "csp-header-invalid";
  const { policy } = read;
  const from = (name: string) => policy.get(name) ?? policy.get("default-src");
  const everything: ReadonlySet<string> = new Set(["*"]);
  let script = new Set(from("script-src") ?? everything);
  const object = from("object-src") ?? everything;
  const style = new Set(from("style-src") ?? everything);
  const marked = hasMark(script);
  if (marked) script.delete("'unsafe-inline'");
  if (hasMark(style)) style.delete("'unsafe-inline'");
  if (script.has("'strict-dynamic'")) {
    if (!marked) return "csp-header-invalid";
    script = new Set([...script].filter((source) => !broad.has(source) && source !== "'self'"));
  }
  const unsafe = [...script].some((source) => broad.has(source) || source === "'unsafe-inline'" || source === "data:");
  if (unsafe || [...object].some((source) => broad.has(source))) return "csp-implemented-with-unsafe-inline";
  const insecure = (active: boolean) =>
    tls &&
    [...policy].some(
      ([name, sources]) =>
        name.endsWith("-src") &&
        passive.has(name) !== active &&
        [...sources].some((each) => /^(?:http|ftp):/.test(each)),
    );
  if (insecure(true)) return "csp-implemented-with-insecure-scheme";
  if (script.has("'unsafe-eval'")) return "csp-implemented-with-unsafe-eval";
  if (insecure(false)) return "csp-implemented-with-insecure-scheme-in-passive-content-only";
  if ([...style].some((source) => broad.has(source) || source === "'unsafe-inline'" || source === "data:"))
    return "csp-implemented-with-unsafe-inline-in-style-src-only";
  const initial = policy.get("default-src");
  if (initial?.size === 1 && initial.has("'none'")) return "csp-implemented-with-no-unsafe-default-src-none";
  return read.repeated ? "csp-implemented-but-duplicate-directives" : "csp-implemented-with-no-unsafe";
}

function hasMark(sources: ReadonlySet<string>): boolean {
  return [...sources].some((source) => /^'(?:nonce|sha(?:256|384|512))-/i.test(source));
}
