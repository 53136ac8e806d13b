/** What of a page a scanner reads. */
export interface Page {
  /** Policies in `<meta http-equiv="Content-Security-Policy">`. */
  readonly policies: readonly string[];
  /** The values of `<meta name="referrer">`. */
  readonly referrers: readonly string[];
  /** Every `<script src>`: its address and whether it has an integrity value. */
  readonly scripts: readonly { readonly source: string; readonly integrity: boolean }[];
}

/** Reads the tags of a page that matter; comments are left out. */
export function readPage(text: string): Page {
  const policies: string[] = [];
  const referrers: string[] = [];
  const scripts: { source: string; integrity: boolean }[] = [];
  const lower = text.toLowerCase();
  for (let at = text.indexOf("<"); at >= 0; at = text.indexOf("<", at)) {
    if (text.startsWith("<!--", at)) {
      const end = text.indexOf("-->", at + 4);
      if (end < 0) break;
      at = end + 3;
      continue;
    }
    const name = /^<(script|meta)(?=[\s/>])/i.exec(text.slice(at, at + 8))?.[1]?.toLowerCase();
    if (!name) {
      at++;
      continue;
    }
    const { attributes, end } = readTag(text, at + name.length + 1);
    at = end;
    if (name === "meta") {
      const content = attributes.get("content") ?? "";
      if (attributes.get("http-equiv")?.toLowerCase() === "content-security-policy") policies.push(content);
      if (attributes.get("name")?.toLowerCase() === "referrer") referrers.push(content);
      continue;
    }
    const source = attributes.get("src");
    if (source !== undefined) scripts.push({ source, integrity: (attributes.get("integrity") ?? "") !== "" });
    // What stands in a script is no markup.
    const close = lower.indexOf("</script", at);
    if (close < 0) break;
    at = close + 8;
  }
  return { policies, referrers, scripts };
}

function readTag(text: string, start: number): { attributes: Map<string, string>; end: number } {
  const attributes = new Map<string, string>();
  const part = /[\s/]*([^\s=>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?|[\s/]*>/y;
  part.lastIndex = start;
  for (let match = part.exec(text); match; match = part.exec(text)) {
    const [, name, double, single, bare] = match;
    if (name === undefined) return { attributes, end: part.lastIndex };
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, double ?? single ?? bare ?? "");
  }
  return { attributes, end: Math.max(start, text.length) };
}

/** The scanner's result for the scripts of a page at `host`, reached over TLS or not. */
export function judgeScripts(page: Page, host: string, tls: boolean): string {
  if (page.scripts.length === 0) return "sri-not-implemented-but-no-scripts-loaded";
  let worst = 0;
  let allMarked = true;
  let foreign = false;
  for (const { source, integrity } of page.scripts) {
    const absolute = /^(https?:)?\/\/([^/?#:]*)/i.exec(source);
    const secure = absolute?.[1] ? absolute[1].toLowerCase() === "https:" : absolute ? false : tls;
    const other = absolute !== null && domainOf(absolute[2]!) !== domainOf(host);
    if (!integrity) allMarked = false;
    if (!other && secure) continue;
    foreign ||= other;
    worst = Math.max(worst, integrity ? (secure ? 0 : 2) : secure ? 1 : 3);
  }
  if (worst === 3) return "sri-not-implemented-and-external-scripts-not-loaded-securely";
  if (worst === 2) return "sri-implemented-but-external-scripts-not-loaded-securely";
  if (worst === 1) return "sri-not-implemented-but-external-scripts-loaded-securely";
  if (allMarked) return "sri-implemented-and-all-scripts-loaded-securely";
  return foreign
    ? "sri-implemented-and-external-scripts-loaded-securely"
    : "sri-not-implemented-but-all-scripts-loaded-from-secure-origin";
}

/** The last two labels of a name: what scanners take for one site where no list of public suffixes is at hand. */
function domainOf(host: string): string {
  return host.toLowerCase().split(".").slice(-2).join(".");
}
